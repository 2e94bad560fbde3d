"""What became of each line, written beside the import: a row for every line that was left out, updated or differs."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter

MOST_ROWS = 1_048_576


class Rows(Protocol):
    def add(self, cells: Sequence[str | int]) -> None: ...


class Commas:
    """Lines of a CSV file."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def add(self, cells: Sequence[str | int]) -> None:
        # A cell that a spreadsheet would run as a formula is only text here.
        self._writer.writerow([f"'{one}" if str(one).startswith(("=", "+", "-", "@")) else one for one in cells])


class Sheet:
    """A sheet, and a further one where a million rows are full."""

    def __init__(self, workbook: xlsxwriter.Workbook, name: str) -> None:
        self._workbook = workbook
        self._name = name
        self._head: Sequence[str | int] | None = None
        self._pages = 0
        self._row = MOST_ROWS

    def add(self, cells: Sequence[str | int]) -> None:
        if self._row == MOST_ROWS:
            self._next_page()
        if self._head is None:
            self._head = cells
        self._write(cells)

    def _next_page(self) -> None:
        self._pages += 1
        self._sheet = self._workbook.add_worksheet(self._name if self._pages == 1 else f"{self._name} {self._pages}")
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        if self._head is not None:
            self._write(self._head)

    def _write(self, cells: Sequence[str | int]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell)
            else:
                self._sheet.write_string(self._row, column, cell)
        self._row += 1


@contextmanager
def written(path: Path, *, sheet: str) -> Iterator[Rows]:
    """Rows written one at a time; the file appears whole or not at all. By its ending a workbook, else CSV."""
    draft = path.with_name(f".{path.name}.part")
    try:
        if path.suffix.lower() == ".xlsx":
            with xlsxwriter.Workbook(draft, {"constant_memory": True}) as workbook:
                yield Sheet(workbook, sheet)
        else:
            with draft.open("w", encoding="utf-8-sig", newline="") as out:
                yield Commas(csv.writer(out))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
