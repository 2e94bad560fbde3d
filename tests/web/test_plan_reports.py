"""The plan's report of a month, a quarter and the year: drafted from the plan, edited by a person, and kept."""

import io

import pytest
from docx import Document

from tests.web.office import WebOffice, words
from tests.web.test_plan_evidence import FINDING, PLAN, planned

__all__ = ["planned"]
REPORT = f"{PLAN}/bao-cao"
OURS = {
    "ky": "2026-06",
    "difficulties": "- Phụ huynh chưa quen nộp trực tuyến.\n- Thiếu máy quét.",
    "solutions": "- Hướng dẫn tại buổi họp phụ huynh.",
    "proposals": "",
}


@pytest.fixture
def june(planned: WebOffice) -> WebOffice:
    """A task that is hard, a finding, and June's monthly report that nobody made; it is July."""
    head = planned.sign_in("quan")
    hard = {"ve": "training", "tinh_trang": "doing", "so_dat": "12", "tong_so": "15", "kho_khan": "Thiếu báo cáo viên"}
    assert head.send(PLAN, hard).status_code == 303
    assert head.send(PLAN, FINDING).status_code == 303
    planned.clock_shows("2026-07-06 09:00")
    return planned


def told(office: WebOffice, address: str) -> str:
    made = Document(io.BytesIO(office.sign_in("quan").client.get(address).content))
    cells = [cell.text for table in made.tables for line in table.rows for cell in line.cells]
    return "\n".join((*(one.text for one in made.paragraphs), *cells))


def test_the_draft_says_what_people_entered_and_what_is_behind_and_nothing_else(june: WebOffice):
    said = told(june, f"{REPORT}.docx?ky=2026-06")
    assert "Tháng 6 năm 2026, đến ngày 30/06/2026" in said
    assert "Đào tạo, bồi dưỡng; tham quan học tập mô hình: Thiếu báo cáo viên." in said
    assert "Báo cáo kết quả nhiệm vụ huyện giao" in said and "31/07/2026" not in said, "July's is another report"
    assert "VI. KIẾN NGHỊ, ĐỀ XUẤT" in said and "Không có." in said
    assert "Tồn tại: Chưa niêm yết địa chỉ nhận phản ánh" in said and "12/15" in said


def test_what_a_person_wrote_is_kept_for_its_period_alone(june: WebOffice):
    head = june.sign_in("sen")
    assert head.send(REPORT, OURS, page=f"{REPORT}?ky=2026-06").status_code == 303
    page = words(head.see(f"{REPORT}?ky=2026-06"))
    assert "Phụ huynh chưa quen nộp trực tuyến" in page and "Vàng Thị Sen lưu lúc" in page
    said = told(june, f"{REPORT}.docx?ky=2026-06")
    assert "- Thiếu máy quét." in said and "Thiếu báo cáo viên" not in said.split("IV. ")[1].split("V. ")[0]
    assert "Thiếu máy quét" not in told(june, f"{REPORT}.docx?ky=2026-Q2")
    assert "Thiếu máy quét" not in words(head.see(f"{REPORT}?ky=2026"))


def test_a_month_s_report_says_what_was_known_at_its_end(june: WebOffice):
    june.sign_in("quan").send(PLAN, {"ve": "monthly_report", "ngay": "2026-06-30", "minh_chung": "77/BC"})
    assert "77/BC" not in told(june, f"{REPORT}.docx?ky=2026-06"), "handed in on 6 July"
    assert "77/BC" in told(june, f"{REPORT}.docx?ky=2026")


@pytest.mark.parametrize("period", ["2025-06", "2026-13", "2026-Q5", "tháng 6"])
def test_what_is_no_period_of_the_plan_is_refused(june: WebOffice, period: str):
    assert june.sign_in("quan").client.get(f"{REPORT}.docx", params={"ky": period}).status_code == 422


def test_who_enters_no_figures_reads_the_report_and_keeps_nothing(june: WebOffice):
    handler = june.sign_in("hung")
    handler.see(f"{REPORT}?ky=2026-06")
    assert handler.send(REPORT, OURS, page=f"{REPORT}?ky=2026-06").status_code == 403
