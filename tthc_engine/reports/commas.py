"""The same tables as CSV, for spreadsheets and programs: UTF-8 with a mark, so that Excel shows Vietnamese."""

import csv
import io
from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any, BinaryIO

from tthc_engine.reports import official
from tthc_engine.reports.form06a import COLUMNS, Form06a, Row
from tthc_engine.reports.register import Book, Line

# A spreadsheet runs a cell that begins like this as a formula, and names come from strangers.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def form06a_csv(form: Form06a, out: BinaryIO) -> None:
    """One head line, one line a row, the total last."""
    with _rows(out) as table:
        table.writerow(official.FORM_FIELDS)
        for number, row in enumerate(form.rows, start=1):
            table.writerow(_line(number, row))
        table.writerow(_line("", form.total))


def register_csv(book: Book, lines: Iterable[Line], out: BinaryIO) -> int:
    """One head line, one line a dossier, written as they are read; how many lines."""
    del book  # the file's name says whose it is
    count = 0
    with _rows(out) as table:
        table.writerow(official.REGISTER_FIELDS)
        for line in lines:
            table.writerow([harmless(cell) for cell in official.register_cells(line)])
            count += 1
    return count


@contextmanager
def _rows(out: BinaryIO) -> Any:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    try:
        yield csv.writer(text, lineterminator="\r\n")
    finally:
        # The caller's file stays open.
        text.detach()


def _line(number: int | str, row: Row) -> list[int | float | str]:
    return [number, harmless(row.name), *(row[column] for column in COLUMNS)]


def harmless(cell: int | float | str) -> int | float | str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
