"""Form II.06a and the register as XLSX, laid out to be printed: A4 landscape, repeated heads, page numbers.

Texts are written as texts, never as formulas, whatever an applicant's name begins with. The same report gives the same
cells; the file's date is the instant that the report shows.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tthc_engine.reports import official
from tthc_engine.reports.form06a import COLUMNS, SUMS, Form06a, Row
from tthc_engine.reports.official import Cell
from tthc_engine.reports.register import Book, Line

_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_A4 = 9
_FORM_WIDTHS = (5, 42, *(10.5,) * 11)
_REGISTER_WIDTHS = (5.5, 21, 27, 7.5, 20, 23, 19, 15, 15, 15, 14, 11, 24)


def form06a_xlsx(form: Form06a, out: BinaryIO, *, mark: str = "") -> None:
    """Write the form to `out`; totals are formulas that carry their value too.

    `mark` stands on every printed page ("DỮ LIỆU MINH HỌA").
    """
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = _sheet(workbook, "II.06a", known_at=form.known_at, widths=_FORM_WIDTHS, mark=mark)
        plain, bold = workbook.add_format(_FONT), workbook.add_format({**_FONT, "bold": True})
        middle = workbook.add_format({**_FONT, "bold": True, "align": "center", "text_wrap": True, "font_size": 13})
        right = workbook.add_format({**_FONT, "align": "right", "italic": True})
        sheet.write_string(0, 0, official.FORM_NUMBER, bold)
        sheet.write_string(0, 9, f"Đơn vị báo cáo: {form.unit_name}", plain)
        sheet.write_string(1, 9, f"Đơn vị nhận báo cáo: {form.receiver_name or '…'}", plain)
        sheet.merge_range(2, 0, 2, 12, official.FORM_TITLE, middle)
        sheet.set_row(2, 24)
        period = workbook.add_format({**_FONT, "align": "center", "italic": True})
        sheet.merge_range(3, 0, 3, 12, f"Kỳ báo cáo: {official.period_words(form.period)}", period)
        sheet.merge_range(4, 8, 4, 12, official.UNIT_OF_COUNT, right)
        below = _form_table(workbook, sheet, form, top=5)
        _under_the_form(workbook, sheet, form, top=below + 1)


def register_xlsx(book: Book, lines: Iterable[Line], out: BinaryIO, *, mark: str = "") -> int:
    """Write the book to `out`, a line at a time, in constant memory; how many lines. `mark`: as in `form06a_xlsx`."""
    # Finished rows go to disk at once, so nothing may be written above the row at hand: no merged cells across rows.
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as workbook:
        sheet = _sheet(workbook, "Sổ theo dõi", known_at=book.known_at, widths=_REGISTER_WIDTHS, mark=mark)
        bold = workbook.add_format({**_FONT, "bold": True})
        title = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
        sheet.write_string(0, 0, book.unit_name, bold)
        sheet.write_string(1, 0, official.REGISTER_TITLE, title)
        sheet.write_string(2, 0, official.book_words(book), workbook.add_format({**_FONT, "italic": True}))
        top = 4
        _open_head(workbook, sheet, official.REGISTER_HEAD, top=top, lines=2, columns=13)
        sheet.repeat_rows(top, top + 1)
        sheet.freeze_panes(top + 2, 2)
        text = workbook.add_format({**_FONT, "border": 1, "text_wrap": True, "valign": "top", "font_size": 10})
        row = top + 1
        for row, line in enumerate(lines, start=top + 2):
            for column, value in enumerate(official.register_cells(line)):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, text)
                else:
                    sheet.write_string(row, column, value, text)
        return row - top - 1


def _sheet(workbook: Any, name: str, *, known_at: datetime, widths: Iterable[float], mark: str) -> Any:
    # Without a zone, as the file format has none: UTC, so that no machine's own zone shows.
    workbook.set_properties({"title": name, "created": known_at.astimezone(UTC).replace(tzinfo=None)})
    sheet = workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer('&C&"Times New Roman"&9Trang &P/&N')
    if mark:
        sheet.set_header(f'&R&"Times New Roman,Bold"&9{mark.replace("&", "&&")}')
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return sheet


def _form_table(workbook: Any, sheet: Any, form: Form06a, *, top: int) -> int:
    """The head, the numbers of the columns, the rows and the total; the first row below it."""
    head = workbook.add_format({**_FONT, "bold": True, "border": 1, "align": "center", "text_wrap": True})
    code = workbook.add_format({**_FONT, "italic": True, "border": 1, "align": "center", "font_size": 9})
    for cell in official.FORM_HEAD:
        _merged(sheet, cell, top, head)
    sheet.set_row(top + 2, 46)
    for column, words in enumerate(official.FORM_CODES):
        sheet.write_string(top + 3, column, words, code)
    sheet.repeat_rows(top, top + 3)
    sheet.freeze_panes(top + 4, 2)
    first = top + 4
    number = workbook.add_format({**_FONT, "border": 1, "num_format": "#,##0"})
    name = workbook.add_format({**_FONT, "border": 1, "text_wrap": True})
    for index, row in enumerate(form.rows):
        sheet.write_number(first + index, 0, index + 1, name)
        sheet.write_string(first + index, 1, row.name, name)
        _figures(sheet, row, first + index, number)
    last = first + len(form.rows)
    bold = workbook.add_format({**_FONT, "border": 1, "bold": True, "num_format": "#,##0"})
    sheet.write_blank(last, 0, None, bold)
    sheet.write_string(last, 1, form.total.name, bold)
    for column in COLUMNS:
        letter = xl_col_to_name(column - 1)
        formula = f"=SUM({letter}{first + 1}:{letter}{last})" if form.rows else "=0"
        sheet.write_formula(last, column - 1, formula, bold, form.total[column])
    return last + 1


def _figures(sheet: Any, row: Row, line: int, look: Any) -> None:
    for column in COLUMNS:
        parts = SUMS.get(column)
        if parts is None:
            sheet.write_number(line, column - 1, row[column], look)
            continue
        first, last = xl_col_to_name(parts[0] - 1), xl_col_to_name(parts[-1] - 1)
        sheet.write_formula(line, column - 1, f"=SUM({first}{line + 1}:{last}{line + 1})", look, row[column])


def _under_the_form(workbook: Any, sheet: Any, form: Form06a, *, top: int) -> None:
    note = workbook.add_format({**_FONT, "text_wrap": True, "valign": "top", "font_size": 10})
    share = official.share_words(form.total.on_time_share)
    told = [f"Tỷ lệ giải quyết trước hạn và đúng hạn: {share}.", *official.notes(form)]
    sheet.write_string(top, 0, "Ghi chú:", workbook.add_format({**_FONT, "bold": True, "font_size": 10}))
    for index, sentence in enumerate(told, start=top + 1):
        sheet.merge_range(index, 0, index, 12, "", note)
        sheet.write_string(index, 0, f"- {sentence}", note)
        sheet.set_row(index, 15 * (1 + len(sentence) // 150))
    sign = workbook.add_format({**_FONT, "bold": True, "align": "center"})
    hint = workbook.add_format({**_FONT, "italic": True, "align": "center"})
    below = top + len(told) + 2
    for first, last, who, how in (
        (0, 3, official.MADE_BY, official.SIGN_HERE),
        (8, 12, official.HEAD, official.SIGN_AND_SEAL),
    ):
        sheet.merge_range(below, first, below, last, who, sign)
        sheet.merge_range(below + 1, first, below + 1, last, how, hint)


def _merged(sheet: Any, cell: Cell, top: int, look: Any) -> None:
    line, column = top + cell.line, cell.column - 1
    if cell.lines == cell.columns == 1:
        sheet.write_string(line, column, cell.text, look)
    else:
        sheet.merge_range(line, column, line + cell.lines - 1, column + cell.columns - 1, cell.text, look)


def _open_head(workbook: Any, sheet: Any, cells: Iterable[Cell], *, top: int, lines: int, columns: int) -> None:
    """A head without merged cells: a cell over several rows is drawn by its borders."""
    base = {**_FONT, "bold": True, "align": "center", "text_wrap": True, "font_size": 10, "left": 1, "right": 1}
    only = workbook.add_format({**base, "top": 1, "bottom": 1})
    upper, lower = workbook.add_format({**base, "top": 1, "valign": "top"}), workbook.add_format({**base, "bottom": 1})
    across = workbook.add_format({**base, "top": 1, "bottom": 1, "align": "center_across"})
    texts = {(cell.line, cell.column): cell for cell in cells}
    covered = {
        (line, column)
        for cell in texts.values()
        for line in range(cell.line, cell.line + cell.lines)
        for column in range(cell.column, cell.column + cell.columns)
        if cell.columns > 1
    }
    tall = {cell.column for cell in texts.values() if cell.lines > 1}
    for line in range(lines):
        for column in range(1, columns + 1):
            cell = texts.get((line, column))
            look = across if (line, column) in covered else only
            if column in tall:
                look = upper if line == 0 else lower
            sheet.write_string(top + line, column - 1, cell.text, look) if cell else sheet.write_blank(
                top + line, column - 1, None, look
            )
