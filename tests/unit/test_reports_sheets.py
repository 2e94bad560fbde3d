"""A report's workbook is the same whether it was held as a whole or written a row at a time."""

import io
from datetime import UTC, date, datetime

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.reports.table_sheet import xlsx

COLUMNS = (
    Column(key="number", words="TT", kind=Kind.COUNT, width=7),
    Column(key="what", words="Nội dung dài hơn bề ngang của cột này", width=12),
    Column(key="all", words="Tổng", kind=Kind.COUNT),
    Column(key="late", words="Quá hạn", kind=Kind.COUNT),
    Column(key="share", words="Tỷ lệ", kind=Kind.SHARE, parts=("late", "all")),
    Column(key="on", words="Ngày", kind=Kind.DAY),
)


def a_table(lines: int) -> Table:
    return Table(
        form="x",
        title="BÁO CÁO",
        unit_name="Trường Suối Ngần",
        number="Biểu số 1",
        period_words="Năm 2026",
        known_at=datetime(2026, 6, 1, 2, tzinfo=UTC),
        columns=COLUMNS,
        lines=tuple(
            Line(key=str(n), values=(n, f"=Hồ sơ {n} có tên rất dài", 4, 1, 0.25, date(2026, 6, 1)))
            for n in range(1, lines + 1)
        ),
        total=Line(key="", values=("", "Tổng số", 4 * lines, lines, 0.25, None)),
        notes=("Ghi chú.",),
    )


def sheet(table: Table, *, many: int) -> Worksheet:
    out = io.BytesIO()
    xlsx(table, out, mark="DỮ LIỆU MINH HỌA", many=many)
    found = openpyxl.load_workbook(out).active
    assert isinstance(found, Worksheet)
    return found


def test_written_a_row_at_a_time_a_workbook_has_the_same_cells_looks_heights_and_merges():
    table = a_table(12)
    whole, by_rows = sheet(table, many=100), sheet(table, many=5)
    assert by_rows.max_row == whole.max_row > 12
    for line in whole.iter_rows():
        for cell in line:
            other = by_rows[cell.coordinate]
            assert (other.value, other.number_format, other.font.b) == (cell.value, cell.number_format, cell.font.b)
    assert {str(one) for one in by_rows.merged_cells.ranges} == {str(one) for one in whole.merged_cells.ranges}
    heights = [{row: one.height for row, one in each.row_dimensions.items()} for each in (whole, by_rows)]
    assert heights[0] == heights[1]
    assert by_rows.print_title_rows == whole.print_title_rows and by_rows.freeze_panes == whole.freeze_panes
