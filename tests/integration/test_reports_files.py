"""The files an office receives: read back with another program's library, cell by cell."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_reports import finish
from tthc_engine.domain.commands import Party
from tthc_engine.reports import making, register
from tthc_engine.reports.commas import form06a_csv, register_csv
from tthc_engine.reports.form06a import COLUMNS, Form06a
from tthc_engine.reports.making import Asked
from tthc_engine.reports.official import FORM_CODES
from tthc_engine.reports.periods import period
from tthc_engine.reports.register import Book, Line
from tthc_engine.reports.sheets import form06a_xlsx, register_xlsx

pytestmark = pytest.mark.integration

QUARTER = period("quarter:2026-2")
NOW = hanoi("2026-06-14 17:00")
FORMULA = '=HYPERLINK("http://example.org";"Bấm")'


@pytest.fixture
def school(tmp_path: Path) -> AnOffice:
    office = AnOffice(an_app(tmp_path))
    finish(office, office.accept("2026-06-01 09:00").dossier_id, "2026-06-05 16:00")
    finish(office, office.accept("2026-06-01 09:10").dossier_id, "2026-06-10 16:00")
    office.accept("2026-06-02 09:00", procedure="3.000466", owner=Party(name=FORMULA))
    return office


def the_form(office: AnOffice) -> Form06a:
    with office.app.read() as session:
        return making.form06a(session, Asked(unit="school", period=QUARTER, at=NOW))


def the_book(office: AnOffice) -> tuple[Book, list[Line]]:
    with office.app.read() as session:
        book = register.book(session, "school", period("2026-06-01..2026-06-14"), at=NOW)
        return book, list(register.lines(office.app.engine, session, book))


def sheet_of(data: BytesIO, *, values: bool) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(data.getvalue()), data_only=values).active
    assert isinstance(sheet, Worksheet)
    return sheet


def row_with(sheet: Worksheet, text: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == text)


def test_the_sheet_is_the_official_form_and_its_totals_are_formulas_that_carry_their_value(school: AnOffice):
    form, out = the_form(school), BytesIO()
    form06a_xlsx(form, out)
    shown, written = sheet_of(out, values=True), sheet_of(out, values=False)
    assert shown["A1"].value == "Biểu số II.06a/VPCP/KSTT"
    assert shown["J1"].value == "Đơn vị báo cáo: Đơn vị school"
    assert "từ ngày 15/03/2026 đến ngày 14/06/2026" in str(shown["A4"].value)
    codes = row_with(shown, "(1)")
    assert tuple(shown.cell(codes, column).value for column in range(1, 14)) == FORM_CODES
    total = codes + 1 + len(form.rows)
    assert shown.cell(total, 2).value == "Tổng số"
    for column in COLUMNS:
        assert shown.cell(total, column).value == form.total[column]
        assert re.fullmatch(r"=SUM\([C-M]\d+:[C-M]\d+\)", str(written.cell(total, column).value))
    first = codes + 1
    assert written.cell(first, 3).value == f"=SUM(D{first}:F{first})"
    assert written.cell(first, 7).value == f"=SUM(H{first}:J{first})"
    assert written.cell(first, 11).value == f"=SUM(L{first}:M{first})"


def test_the_sheet_prints_on_a4_landscape_with_its_head_on_every_page(school: AnOffice):
    out = BytesIO()
    form06a_xlsx(the_form(school), out)
    sheet = sheet_of(out, values=True)
    assert sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize or 0) == 9
    assert sheet.print_title_rows and "&P" in str(sheet.oddFooter.center.text)
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Tỷ lệ giải quyết trước hạn và đúng hạn: 50,0 %." in text
    assert "NGƯỜI LẬP BIỂU" in text and "THỦ TRƯỞNG ĐƠN VỊ" in text


def test_an_empty_quarter_is_a_form_of_noughts_and_a_dash(school: AnOffice):
    out = BytesIO()
    asked = Asked(unit="school", period=period("quarter:2025-2"), at=NOW)
    with school.app.read() as session:
        form06a_xlsx(making.form06a(session, asked), out)
    sheet = sheet_of(out, values=True)
    codes = row_with(sheet, "(1)")
    assert sheet.cell(codes + 1, 2).value == "Tổng số"
    assert {sheet.cell(codes + 1, column).value for column in COLUMNS} == {0}
    assert any("trước hạn và đúng hạn: –." in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_the_register_has_its_thirteen_columns_and_a_line_a_dossier(school: AnOffice):
    book, lines = the_book(school)
    out = BytesIO()
    assert register_xlsx(book, lines, out) == 3
    sheet = sheet_of(out, values=True)
    head = row_with(sheet, "STT")
    assert [sheet.cell(head, column).value for column in (1, 2, 8, 13)] == [
        "STT",
        "Mã hồ sơ",
        "Nhận và trả kết quả",
        "Ghi chú",
    ]
    assert [sheet.cell(head + 1, column).value for column in range(8, 13)] == [
        "Nhận hồ sơ",
        "Hẹn trả kết quả",
        "Trả kết quả",
        "Phương thức nhận kết quả",
        "Ký nhận",
    ]
    assert [sheet.cell(head + 2 + index, 1).value for index in range(3)] == [1, 2, 3]
    assert sheet.cell(head + 2, 8).value == "01/06/2026 09:00"
    assert sheet.cell(head + 2, 9).value == "08/06/2026 17:00"
    assert "Có kết quả ngày 10/06/2026; Quá hạn" in str(sheet.cell(head + 3, 13).value)


def test_invented_data_are_marked_on_every_printed_page(school: AnOffice):
    form, book = BytesIO(), BytesIO()
    form06a_xlsx(the_form(school), form, mark="DỮ LIỆU MINH HỌA")
    register_xlsx(*the_book(school), book, mark="DỮ LIỆU MINH HỌA")
    for written in (form, book):
        assert "DỮ LIỆU MINH HỌA" in str(sheet_of(written, values=True).oddHeader.right.text)


def test_a_name_that_looks_like_a_formula_stays_a_name(school: AnOffice):
    book, lines = the_book(school)
    out, commas = BytesIO(), BytesIO()
    register_xlsx(book, lines, out)
    register_csv(book, lines, commas)
    sheet = sheet_of(out, values=False)
    cell = sheet.cell(row_with(sheet, "STT") + 4, 5)
    assert cell.value == FORMULA and cell.data_type in ("s", "inlineStr")
    assert f"'{FORMULA}".replace('"', '""') in commas.getvalue().decode("utf-8-sig")


def test_csv_opens_in_a_spreadsheet_with_vietnamese_intact(school: AnOffice):
    form, out = the_form(school), BytesIO()
    form06a_csv(form, out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(out.getvalue().decode("utf-8-sig")))
    assert len(head) == 13 and head[1] == "Lĩnh vực (hoặc đơn vị) giải quyết"
    assert rows[-1][1:] == ["Tổng số", *(str(form.total[column]) for column in COLUMNS)]


def test_the_same_report_printed_twice_has_the_same_cells(school: AnOffice):
    first, second = BytesIO(), BytesIO()
    form06a_xlsx(the_form(school), first)
    form06a_xlsx(the_form(school), second)
    cells = [
        [[cell.value for cell in row] for row in sheet_of(one, values=False).iter_rows()] for one in (first, second)
    ]
    assert cells[0] == cells[1]
