"""What people think of the service: asked once for each dossier, summed by unit and officer, never 100 % of nobody."""

import re

import pytest

from tests.web.office import Browser, WebOffice, words
from tthc_engine.domain import commands as c
from tthc_engine.work import surveying

ALL_WELL = {"attitude": "satisfied", "time": "satisfied", "procedure": "satisfied"}
SLOW = {**ALL_WELL, "time": "dissatisfied"}


def handed_over(office: WebOffice, day: str = "2026-06-01", *, number: str = "099316001234") -> str:
    """A dossier accepted, settled and handed over by Sen on one day; its id."""
    made = office.accepted(f"{day} 08:00", number=number)
    key = made.dossier_id
    office.do(c.Complete(dossier=key, by=office.actor("hung")), f"{day} 08:20")
    office.do(c.ReleaseResult(dossier=key, by=office.actor("minh")), f"{day} 08:40")
    give = c.ReturnResult(dossier=key, by=office.actor("sen"), received_by="Giàng A Páo", without_receipt=False)
    office.do(give, f"{day} 08:50")
    return key


def address(office: WebOffice, dossier: str) -> str:
    return f"/danh-gia/{surveying.mark_of(office.app, dossier)}"


def test_a_result_is_rated_once_from_the_square_code(office: WebOffice):
    path = address(office, handed_over(office))
    citizen = office.visitor()
    assert citizen.send(path, ALL_WELL).status_code == 200
    again = citizen.client.get(path)
    assert again.status_code == 410
    assert "Mỗi hồ sơ đánh giá một lần" in words(again)
    assert "Đánh giá" in words(office.visitor().see(address(office, handed_over(office, number="099316001235"))))


def test_no_mark_but_the_offices_own_and_none_before_the_result(office: WebOffice):
    waits = office.accepted("2026-06-01 08:00").dossier_id
    path = address(office, handed_over(office, number="099316001235"))
    for made_up in (address(office, waits), path[:-1] + ("0" if path[-1] != "0" else "1"), "/danh-gia/x.y"):
        assert office.visitor().client.get(made_up).status_code == 410


def test_a_month_later_nobody_is_asked_any_more(office: WebOffice):
    path = address(office, handed_over(office))
    office.clock_shows("2026-07-02 09:00")
    assert office.visitor().client.get(path).status_code == 410


def test_a_sheet_with_an_open_question_is_not_taken_and_keeps_its_ticks(office: WebOffice):
    path = address(office, handed_over(office))
    answer = office.visitor().send(path, {"attitude": "neutral"})
    assert answer.status_code == 422
    assert 'name="attitude" value="neutral" checked' in answer.text
    assert "Chưa trả lời: Thời gian giải quyết hồ sơ." in words(answer)


def test_the_kiosk_asks_for_each_result_of_today_and_names_nobody(office: WebOffice):
    handed_over(office)
    desk = office.sign_in("sen")
    page = desk.see("/danh-gia/quay")
    assert "Giàng" not in page.text.partition("<main")[2]
    action = re.search(r'action="(/danh-gia/[^"]+)"', page.text)[1]
    done = desk.send(action, ALL_WELL, page="/danh-gia/quay")
    assert done.headers["location"] == "/danh-gia/quay?da=survey"
    assert "Chưa có kết quả nào vừa trả hôm nay" in words(desk.see("/danh-gia/quay"))
    assert "qua liên kết 0, tại quầy 1" in words(office.sign_in("quan").see("/hai-long"))


def test_a_share_of_nobody_is_a_dash(office: WebOffice):
    assert "Chưa có phiếu trả lời nào" in words(office.sign_in("quan").see("/hai-long"))
    assert "100,0 %" not in words(office.sign_in("quan").see("/hai-long"))


def test_who_is_dissatisfied_with_one_thing_is_not_satisfied_and_few_answers_show_no_officer(office: WebOffice):
    head = office.sign_in("huong")
    for number, sheet in enumerate((ALL_WELL, ALL_WELL, ALL_WELL, SLOW)):
        office.visitor().send(address(office, handed_over(office, number=f"09931600123{number}")), sheet)
    text = words(head.see("/hai-long"))
    assert "75,0 %" in text
    assert "3 / 0 / 1" in text
    assert "Dưới 5 phiếu, không hiện." in text
    assert text.count("75,0 %") == 1
    office.visitor().send(address(office, handed_over(office, number="099316001239")), ALL_WELL)
    text = words(head.see("/hai-long"))
    assert "Vàng Thị Sen" in text
    assert text.count("80,0 %") == 2


def test_what_somebody_said_cannot_be_told_from_the_tables(office: WebOffice):
    dossier = handed_over(office)
    office.visitor().send(address(office, dossier), SLOW)
    with office.app.read() as session:
        kept = str(session.rows("SELECT * FROM survey_answer")) + str(session.rows("SELECT * FROM survey_mark"))
    assert dossier not in kept
    assert "Páo" not in kept


def slips(office: WebOffice, count: int = 2) -> tuple[str, list[str]]:
    """The address of a survey of parents and its codes."""
    typed = {"ten": "Khảo sát phụ huynh", "mo": "01/06/2026", "dong": "30/06/2026", "so_phieu": str(count)}
    page = office.sign_in("huong").send("/hai-long/khao-sat", typed, page="/hai-long")
    assert page.status_code == 200, words(page)
    return re.search(r"/khao-sat/[0-9a-f]+", page.text)[0], re.findall(r'<b class="code">([^<]+)</b>', page.text)


def test_parents_answer_once_by_the_code_on_their_slip(office: WebOffice):
    path, codes = slips(office)
    assert len(set(codes)) == 2
    parent = office.visitor()
    assert parent.send(path, {**SLOW, "ma": codes[0].lower()}).status_code == 200
    for code in (codes[0], "AAAA-AAAA"):
        assert "Mã không đúng hoặc đã được dùng." in words(parent.send(path, {**ALL_WELL, "ma": code}))
    text = words(office.sign_in("huong").see("/hai-long"))
    assert "1/2 phiếu đã dùng" in text
    assert "0,0 %" in text


def test_a_survey_has_its_days(office: WebOffice):
    path, _ = slips(office)
    office.clock_shows("2026-07-01 08:00")
    assert office.visitor().client.get(path).status_code == 410


def test_guessing_codes_ends_soon(office: WebOffice):
    path, _ = slips(office)
    parent = office.visitor()
    answers = [parent.send(path, {**ALL_WELL, "ma": f"AAAA-AA{n:02d}"}).status_code for n in range(13)]
    assert answers[-1] == 429


@pytest.mark.parametrize("count", ["0", "501", "mười"])
def test_too_many_slips_are_not_printed(office: WebOffice, count: str):
    typed = {"ten": "Khảo sát", "mo": "01/06/2026", "dong": "30/06/2026", "so_phieu": count}
    browser: Browser = office.sign_in("huong")
    assert browser.send("/hai-long/khao-sat", typed, page="/hai-long").status_code == 422
