"""What citizens said, in the figures an office is measured by; nobody asked is nothing known, never full marks."""

import re
from datetime import date

from tests.web.office import WebOffice, words
from tests.web.test_feedback import does, page_of, sent
from tests.web.test_survey import ALL_WELL, SLOW, address, handed_over
from tthc_engine.domain.feedback import Rating
from tthc_engine.store import surveys
from tthc_engine.store.surveys import Sheet

JUNE = "ky=calendar_month:2026-6"


def line(office: WebOffice, key: str, begins: str) -> str:
    """The words of one line of a report of June."""
    page = office.sign_in("quan").see(f"/bao-cao/bieu/{key}?{JUNE}").text
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr.*?</tr>", page, re.S)]
    return next((row for row in rows if row.startswith(begins)), "")


def answered(office: WebOffice, *, upheld: bool, published: bool = False) -> None:
    code, _ = sent(office)
    clerk, head = office.sign_in("sen"), office.sign_in("minh")
    path = page_of(clerk, code)
    does(clerk, path, "accept", ve="conduct")
    does(head, path, "answer", loi="Đã sửa.", **({"dung": "co"} if upheld else {}))
    if published:
        does(clerk, path, "publish", loi="Thu giấy tờ ngoài danh mục.")


def test_without_a_register_or_an_answer_nothing_is_counted(office: WebOffice):
    for key in ("5.2", "5.3", "5.4"):
        assert "Chưa có số liệu" in line(office, "service_index", key)
    assert "Chưa có số liệu" in line(office, "evaluation", "8")


def test_reflections_in_time_fill_the_indicators(office: WebOffice):
    answered(office, upheld=False)
    office.clock_shows("2026-06-02 09:00")
    row = line(office, "service_index", "5.2")
    assert "1 1 100,0 % 6 6 1 / 1: sổ phản ánh, kiến nghị" in row.replace("Xử lý đúng hạn / Đến hạn xử lý", "1 / 1")
    assert "1 / 1 đúng hạn" in line(office, "evaluation", "8")
    assert " 2 2 " in line(office, "evaluation", "8")


def test_one_left_past_its_limit_costs_the_index_and_an_entered_figure_replaces_it(office: WebOffice):
    answered(office, upheld=True, published=True)
    sent(office)
    office.clock_shows("2026-06-10 09:00")
    assert "1 2 50,0 % 3 6" in line(office, "service_index", "5.2")
    assert " 0 2 " in line(office, "evaluation", "8")
    typed = {"chi_so": "766.5.2", "dat": "9", "tong": "10", "nguon": "Cổng DVCQG"}
    report = f"/bao-cao/bieu/service_index?{JUNE}"
    enter = f"/bao-cao/bieu/service_index/so-lieu?{JUNE}"
    assert office.sign_in("quan").send(enter, typed, page=report).status_code == 303
    row = line(office, "service_index", "5.2")
    assert "9 10 90,0 %" in row
    assert "50,0 %" in row, "both are shown"


def test_the_survey_at_the_return_is_indicator_5_4(office: WebOffice):
    for number, sheet in enumerate((ALL_WELL, ALL_WELL, ALL_WELL, SLOW)):
        office.visitor().send(address(office, handed_over(office, number=f"09931600123{number}")), sheet)
    office.clock_shows("2026-06-02 09:00")
    row = line(office, "service_index", "5.4")
    # Nothing is overdue, one of four is dissatisfied: 75 % of a target of 90 %.
    assert "1 4 75,0 % 5 6" in row
    assert "phiếu khảo sát khi trả kết quả" in row


def test_form_05a_counts_by_kind_and_by_what_became_of_it(office: WebOffice):
    answered(office, upheld=True)
    sent(office)
    office.clock_shows("2026-06-02 09:00")
    # All, conduct, regulation, carried, new, open, answered, forwarded, rejected, late, published.
    assert line(office, "feedback", "1 Trường Suối Ngần").endswith("2 1 0 0 2 1 1 0 0 0 0")
    office.clock_shows("2026-07-02 09:00")
    page = words(office.sign_in("quan").see("/bao-cao/bieu/feedback?ky=calendar_month:2026-7"))
    assert "II.05a" in page and "là giả định theo tên biểu" in page, "what nobody read is said on the form itself"


def test_an_answer_that_nobody_published_in_two_days_is_not_in_time(office: WebOffice):
    answered(office, upheld=False)
    office.clock_shows("2026-06-03 16:59")
    assert "1 1 100,0 %" in line(office, "service_index", "5.2")
    office.clock_shows("2026-06-03 17:01")
    assert "0 1 0,0 %" in line(office, "service_index", "5.2")


def test_satisfaction_is_told_by_unit_and_by_whoever_has_enough_sheets(office: WebOffice):
    with office.app.transaction() as session:
        for officer, said in (
            *(("sen", Rating.SATISFIED),) * 4,
            ("sen", Rating.DISSATISFIED),
            ("hung", Rating.NEUTRAL),
        ):
            sheet = Sheet(unit="school", officer=officer, way="link", on=date(2026, 6, 5), answers={"attitude": said})
            surveys._keep(session, sheet)
    office.clock_shows("2026-07-01 09:00")
    assert line(office, "satisfaction", "1 Trường Suối Ngần").endswith("6 4 1 1 66,7 %")
    assert line(office, "satisfaction", "– Vàng Thị Sen").endswith("5 4 0 1 80,0 %")
    assert line(office, "satisfaction", "– Trần Văn Hùng") == "", "one sheet would tell who answered"
