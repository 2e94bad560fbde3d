"""Any report's table as XLSX, with formulas where an office expects them, and as CSV."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports import official
from tthc_engine.reports.commas import harmless
from tthc_engine.reports.table import ADDS_UP, Column, Kind, Line, Table, Value, words_of

_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_A4 = 9
_NUMBERS = {
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.POINTS: "0.00",
    Kind.MINUTES: "[h]:mm",
    Kind.DAY: "dd/mm/yyyy",
    Kind.INSTANT: "dd/mm/yyyy hh:mm",
}
_DAY_MINUTES = 1_440
MANY = 2_000
"""Lines that a workbook may hold at once: some fifteen megabytes."""
_LINE = 15
"""Points of a line of text."""
_LETTERS = 0.95
"""Letters of 11 points in a unit of column width, on the safe side."""


def xlsx(table: Table, out: BinaryIO, *, mark: str = "", many: int = MANY) -> None:
    """Write the table to `out`: totals and shares are formulas that carry their value; texts are never formulas.

    One of more than `many` lines is written a row at a time, in constant memory; only a head of several lines, whose
    cells reach down into the next ones, forbids that.
    """
    rows_go = len(table.lines) > many and table.head_lines == 1
    how = "constant_memory" if rows_go else "in_memory"
    with xlsxwriter.Workbook(out, {how: True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        workbook.set_properties({"title": table.title, "created": table.known_at.astimezone(UTC).replace(tzinfo=None)})
        sheet = workbook.add_worksheet("Báo cáo")
        _paper(sheet, table, mark)
        top = _above(workbook, sheet, table)
        last = _body(workbook, sheet, table, top)
        _below(workbook, sheet, table, last + 1)


def comma_separated(table: Table, out: BinaryIO) -> None:
    """One head line, one line a row, the total last; UTF-8 with a mark, so that Excel shows Vietnamese."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.words for column in table.columns])
        for line in (*table.lines, *([table.total] if table.total is not None else [])):
            told = zip(line.values, table.columns, strict=True)
            writer.writerow([harmless(_plain(value, column.kind)) for value, column in told])
    finally:
        text.detach()


def _plain(value: Value, kind: Kind) -> str | int | float:
    if isinstance(value, int | float) and kind is not Kind.SHARE:
        return value
    return words_of(value, kind)


def _paper(sheet: Any, table: Table, mark: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer('&C&"Times New Roman"&9Trang &P/&N')
    if mark:
        sheet.set_header(f'&R&"Times New Roman,Bold"&9{mark.replace("&", "&&")}')
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)


def _above(workbook: Any, sheet: Any, table: Table) -> int:
    """The heading; the row of the table's head."""
    last = len(table.columns) - 1
    bold, plain = workbook.add_format({**_FONT, "bold": True}), workbook.add_format(_FONT)
    middle = workbook.add_format({**_FONT, "bold": True, "align": "center", "text_wrap": True, "font_size": 13})
    period = workbook.add_format({**_FONT, "align": "center", "italic": True})
    sheet.write_string(0, 0, table.unit_name, bold)
    if table.number:
        sheet.write_string(1, 0, table.number, plain)
    # A row's height before the next row: written one after the other, rows that are over cannot be changed.
    sheet.set_row(2, 34 if len(table.title) > 80 else 22)
    for row, text, look in ((2, table.title, middle), (3, table.period_words, period)):
        sheet.merge_range(row, 0, row, last, "", look)
        sheet.write_string(row, 0, text, look)
    head = workbook.add_format({**_FONT, "bold": True, "border": 1, "align": "center", "text_wrap": True})
    for cell in table.head_cells:
        line, column = 5 + cell.line, cell.column - 1
        if cell.lines == cell.columns == 1:
            sheet.write_string(line, column, cell.text, head)
        else:
            sheet.merge_range(line, column, line + cell.lines - 1, column + cell.columns - 1, cell.text, head)
    _head_heights(sheet, table)
    first = 5 + table.head_lines
    sheet.repeat_rows(5, first - 1)
    sheet.freeze_panes(first, 2)
    return first


def _head_heights(sheet: Any, table: Table) -> None:
    """Room for the words of cells that are one line high; what spans several has room enough."""
    for line in range(table.head_lines):
        mine = [cell for cell in table.head_cells if cell.line == line and cell.lines == 1]
        most = max((_lines(cell.text, _width(table, cell)) for cell in mine), default=1)
        sheet.set_row(5 + line, _LINE * most + 3)


def _width(table: Table, cell: official.Cell) -> float:
    return sum(column.width for column in table.columns[cell.column - 1 : cell.column - 1 + cell.columns])


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column: rows do not grow by themselves in every spreadsheet."""
    return max(1, -(-len(text) // max(1, int(width * _LETTERS))))


def _body(workbook: Any, sheet: Any, table: Table, first: int) -> int:
    """The lines and the total; the row below them."""
    looks = [_look(workbook, column, bold=False) for column in table.columns]
    for row, line in enumerate(table.lines, start=first):
        told = zip(line.values, table.columns, strict=True)
        most = max(_lines(words_of(value, column.kind), column.width) for value, column in told)
        sheet.set_row(row, _LINE * most + 2)
        _line(sheet, table, line, row, looks)
    below = first + len(table.lines)
    if table.total is None:
        return below
    bold = [_look(workbook, column, bold=True) for column in table.columns]
    _line(sheet, table, table.total, below, bold)
    for at, column in enumerate(table.columns):
        value = table.total.values[at]
        if (column.kind in ADDS_UP or column.sums) and table.lines and isinstance(value, int | float):
            sheet.write_formula(below, at, _sum_of(table, first, at), bold[at], value)
    return below + 1


def _sum_of(table: Table, first: int, at: int) -> str:
    """The sum of a column, each figure once: lines that are a part of one above them are left out."""
    letter, below = xl_col_to_name(at), first + len(table.lines)
    if not any(line.within for line in table.lines):
        return f"=SUM({letter}{first + 1}:{letter}{below})"
    whole = [f"{letter}{row}" for row, line in enumerate(table.lines, start=first + 1) if not line.within]
    return f"={'+'.join(whole)}"


def _line(sheet: Any, table: Table, line: Line, row: int, looks: list[Any]) -> None:
    places = {column.key: at for at, column in enumerate(table.columns)}
    for at, (value, column) in enumerate(zip(line.values, table.columns, strict=True)):
        if column.parts is not None:
            part, whole = (xl_rowcol_to_cell(row, places[key]) for key in column.parts)
            shown = official.UNDEFINED if value is None else value
            formula = f'=IF({whole}=0,"{official.UNDEFINED}",{part}/{whole})'
            sheet.write_formula(row, at, formula, looks[at], shown)
        elif column.adds:
            cells = ",".join(xl_rowcol_to_cell(row, places[key]) for key in column.adds)
            sheet.write_formula(row, at, f"=SUM({cells})", looks[at], value)
        else:
            _cell(sheet, row, at, value, column.kind, looks[at])


def _cell(sheet: Any, row: int, at: int, value: Value, kind: Kind, look: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, at, value.astimezone(HANOI).replace(tzinfo=None), look)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
    elif value is None or isinstance(value, str):
        sheet.write_string(row, at, words_of(value, kind), look)
    else:
        sheet.write_number(row, at, value / _DAY_MINUTES if kind is Kind.MINUTES else value, look)


def _look(workbook: Any, column: Column, *, bold: bool) -> Any:
    look = {**_FONT, "border": 1, "bold": bold, "text_wrap": column.kind is Kind.TEXT}
    if column.kind in _NUMBERS:
        look["num_format"] = _NUMBERS[column.kind]
    return workbook.add_format(look)


def _below(workbook: Any, sheet: Any, table: Table, top: int) -> None:
    last = len(table.columns) - 1
    note = workbook.add_format({**_FONT, "text_wrap": True, "valign": "top", "font_size": 10})
    for row, sentence in enumerate((*table.notes, official.known_words(table.known_at)), start=top):
        sheet.merge_range(row, 0, row, last, "", note)
        sheet.write_string(row, 0, f"- {sentence}", note)
        sheet.set_row(row, 15 * (1 + len(sentence) // 130))
