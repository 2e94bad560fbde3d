"""A workbook or a CSV file as lines of cells, read one after another: no file is held in memory as a whole."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tthc_engine.exchange.dossiers.columns import SEARCHED_LINES, Columns, heading_line
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable

Line = tuple[int, Sequence[object]]
LARGEST = 4 << 30
"""Bytes of an unpacked workbook: a million lines are under a fifth of it."""
WIDEST = 200
_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError)
"""What a reader of workbooks says of a damaged one; a wrong XML is a SyntaxError."""


@dataclass(slots=True)
class Reading:
    """Lines below the heading line, and how far the reading is."""

    columns: Columns
    lines: Iterator[Line]
    of: int
    """Bytes in all, of a workbook those of its packed sheet."""
    done: int = 0


@contextmanager
def opened(path: Path, *, named: Mapping[str, str], largest: int = LARGEST) -> Iterator[Reading]:
    """The table's heading line found, its lines to come. Raises UnreadableTable, also later, while lines are read."""
    try:
        with path.open("rb") as file:
            begin = file.read(4)
    except OSError as error:
        raise UnreadableTable("missing", file=path.name, why=error.strerror or str(error)) from error
    if begin.startswith(b"PK"):
        yield from _workbook(path, named, largest)
    elif begin.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UnreadableTable("kind", file=path.name)
    else:
        yield from _values(path, named)


def _workbook(path: Path, named: Mapping[str, str], largest: int) -> Iterator[Reading]:
    with path.open("rb") as raw:
        try:
            with zipfile.ZipFile(raw) as packed:
                parts = packed.infolist()
            if sum(part.file_size for part in parts) > largest:
                raise UnreadableTable("too_large", file=path.name)
            book = load_workbook(raw, read_only=True, data_only=True)
        except _DAMAGED as error:
            raise UnreadableTable("damaged", file=path.name) from error
        try:
            for sheet in book.worksheets:
                # What a file says of its own size may be wrong; the rows say it themselves.
                sheet.reset_dimensions()
                rows = _rows(sheet, path.name)
                head = list(islice(rows, SEARCHED_LINES))
                if any(any(cell is not None for cell in cells) for _, cells in head):
                    # The sheet is the part of the package that is being read now.
                    part = max((one for one in parts if one.header_offset <= raw.tell()), key=_begin)
                    reading = _begun(head, rows, named, of=part.compress_size)
                    yield _followed(reading, raw, since=_begin(part))
                    return
            raise UnreadableTable("empty", file=path.name)
        finally:
            book.close()


def _begin(part: zipfile.ZipInfo) -> int:
    return part.header_offset


def _rows(sheet: Any, name: str) -> Iterator[Line]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, cells[:WIDEST]
    except _DAMAGED as error:
        raise UnreadableTable("damaged", file=name) from error


def _values(path: Path, named: Mapping[str, str]) -> Iterator[Reading]:
    size = path.stat().st_size
    if not size:
        raise UnreadableTable("empty", file=path.name)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=_encoding(path), errors="replace", newline="") as text:
        first = text.readline()
        text.seek(0)
        rows = _split(text, max(_DELIMITERS, key=_most_frequent(first, text)), path.name)
        head = list(islice(rows, SEARCHED_LINES))
        yield _followed(_begun(head, rows, named, of=size), raw)


def _most_frequent(first: str, text: io.TextIOBase) -> Any:
    """A title line above the headings has no delimiter: the first lines decide together."""
    begin = first + "".join(islice(text, SEARCHED_LINES))
    text.seek(0)
    return begin.count


def _split(text: io.TextIOBase, delimiter: str, name: str) -> Iterator[Line]:
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells[:WIDEST]
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableTable("line", file=name, line=reader.line_num, why=str(error)) from error


def _followed(reading: Reading, raw: io.BufferedReader, *, since: int = 0) -> Reading:
    """The same lines; how far the file was read, from `since`, is noted with each."""

    def lines(told: Iterator[Line]) -> Iterator[Line]:
        for line in told:
            reading.done = min(raw.tell() - since, reading.of)
            yield line

    reading.lines = lines(reading.lines)
    return reading


def _begun(head: list[Line], rows: Iterator[Line], named: Mapping[str, str], *, of: int) -> Reading:
    columns = heading_line(head, named)
    below = [line for line in head if line[0] > columns.line]
    return Reading(columns, chain(below, rows), of)


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 by their marks, UTF-8 where every byte fits, else what Windows calls Vietnamese."""
    with path.open("rb") as file:
        begin = file.read(4)
        if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if begin.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        file.seek(0)
        if b"\0" in file.read(_CHUNK):
            raise UnreadableTable("kind", file=path.name)
        file.seek(0)
        with io.TextIOWrapper(file, encoding="utf-8") as text:
            try:
                while text.read(_CHUNK):
                    pass
            except UnicodeDecodeError:
                return "cp1258"
    return "utf-8"
