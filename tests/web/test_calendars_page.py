"""Lịch làm việc on the web: a day is entered, what it moves is read, and only then it is applied."""

from datetime import date

import pytest

from tests.web.office import Browser, WebOffice, words
from tthc_engine.catalogue.decisions import year_as_text
from tthc_engine.domain import timing
from tthc_engine.store import calendars, offices

DAYS = "/lich-lam-viec/ngay"
PAGE = "/lich-lam-viec"
# The clock shows Monday 01/06/2026; a transfer accepted at 08:20 is due on Monday the 8th.
MONDAY = {"so": "QĐ 15/GIẢ-ĐỊNH", "ly_do": "Nghỉ (giả định)", "nghi": "08/06/2026", "don_vi": "school"}


@pytest.fixture
def keeper(office: WebOffice) -> Browser:
    return office.sign_in("quan")


def entered(keeper: Browser, **typed: str) -> str:
    """The address of the look at what was entered."""
    answer = keeper.send(DAYS, {**MONDAY, **typed}, page=PAGE)
    assert answer.status_code == 303, words(answer)
    return answer.headers["location"].partition("?")[0]


def due_day(office: WebOffice, dossier: str) -> date:
    with office.app.read() as session:
        found, rules = office.app.engine.dossier(session, dossier)
    due = timing.due_at(found, rules)
    assert due is not None
    return rules.calendar.local(due).date()


def test_a_day_is_entered_looked_at_and_applied(office: WebOffice, keeper: Browser):
    handled = office.accepted("2026-06-01 08:20")
    look = entered(keeper, lam_bu="13/06/2026")
    shown = words(keeper.see(look))
    assert "08/06 17:00" in shown and "09/06 17:00" in shown
    assert "Thông báo thay đổi ngày hẹn" in shown
    assert "1 hồ sơ dời hạn" in shown and "QĐ 15/GIẢ-ĐỊNH" in shown
    assert due_day(office, handled.dossier_id) == date(2026, 6, 8)
    answer = keeper.send(f"{look}/ap-dung", {"dong_y": "1"}, page=look)
    assert answer.headers["location"] == "/lich-lam-viec?da=calendar_applied"
    assert due_day(office, handled.dossier_id) == date(2026, 6, 9)
    assert "Không có lịch nào chờ áp dụng." in words(keeper.see(PAGE))


def test_nothing_is_applied_without_the_sentence_being_confirmed(office: WebOffice, keeper: Browser):
    handled = office.accepted("2026-06-01 08:20")
    look = entered(keeper)
    answer = keeper.send(f"{look}/ap-dung", {}, page=look)
    assert answer.status_code == 422 and "Hãy xác nhận đã xem danh sách." in words(answer)
    assert due_day(office, handled.dossier_id) == date(2026, 6, 8)


def test_what_was_entered_by_mistake_is_taken_back(office: WebOffice, keeper: Browser):
    look = entered(keeper)
    assert keeper.send(f"{look}/bo", {}, page=look).status_code == 303
    keeper.see(look, status=404)
    with office.app.read() as session:
        assert calendars.waiting(session, "school") == []


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"nghi": "31/06/2026"}, 422, "31/06/2026"),
        ({"nghi": ""}, 422, "Chưa ghi ngày nghỉ"),
        ({"so": ""}, 422, "Số, ký hiệu quyết định"),
        ({"dong_cua": "10/06/2026", "gio": "sáng"}, 422, "không phải khoảng giờ"),
        ({"nghi": "07/06/2026"}, 409, "Ngày 07/06/2026 vốn không làm việc."),
        ({"lam_bu": "09/06/2026"}, 409, "Ngày 09/06/2026 vốn là ngày làm việc."),
        ({"lam_bu": "08/06/2026"}, 409, "vừa là ngày nghỉ vừa là ngày làm bù"),
    ],
)
def test_what_is_typed_wrongly_comes_back_as_typed(keeper: Browser, typed: dict[str, str], status: int, said: str):
    answer = keeper.send(DAYS, {**MONDAY, **typed}, page=PAGE)
    assert answer.status_code == status
    assert said in words(answer)
    assert 'value="Nghỉ (giả định)"' in answer.text


def test_a_closure_of_some_hours_belongs_to_the_office_alone(office: WebOffice, keeper: Browser):
    look = entered(keeper, nghi="", dong_cua="08/06/2026, 09/06/2026", gio="07:30 - 11:30")
    shown = words(keeper.see(look))
    assert "13:30–17:00" in shown
    keeper.send(f"{look}/ap-dung", {"dong_y": "1"}, page=look)
    with office.app.read() as session:
        mine, other = offices.office(session, "school"), offices.office(session, "commune")
    assert mine is not None and [one.decision for one in mine.facts.closures] == ["QĐ 15/GIẢ-ĐỊNH"] * 2
    assert other is not None and other.facts.closures == ()


def test_a_whole_year_begins_as_its_draft_and_is_refused_with_its_line(office: WebOffice, keeper: Browser):
    page = keeper.see(PAGE).text
    assert "year: 2027" in page and "published: true" in page
    (year,) = [one for one in office.app.catalogue.calendar_years if one.year == 2027]
    text = year_as_text(year.model_copy(update={"published": True, "revision": 2}))
    year_form = {"so": "TB 1/GIẢ-ĐỊNH", "don_vi": "school"}
    wrong = keeper.send("/lich-lam-viec/nam", {**year_form, "nam": text.replace("2027-09-02", "2028-09-02")}, page=PAGE)
    assert wrong.status_code == 422 and "not a day of 2027" in words(wrong)
    done = keeper.send("/lich-lam-viec/nam", {**year_form, "nam": text}, page=PAGE)
    assert done.status_code == 303
    assert "Năm 2027 không còn tạm tính." in words(keeper.see(done.headers["location"]))


def test_an_office_one_may_not_see_is_neither_offered_nor_changed(office: WebOffice, keeper: Browser):
    assert "UBND xã Nậm Sen" not in words(keeper.see(PAGE))
    answer = keeper.send(DAYS, {**MONDAY, "don_vi": "commune"}, page=PAGE)
    assert answer.status_code == 403
    with office.app.read() as session:
        assert calendars.waiting(session, "commune") == []


def test_the_house_keeper_sees_the_page_and_no_dossier_s_address(office: WebOffice):
    office.accepted("2026-06-01 08:20")
    admin = office.sign_in("long")
    look = entered(admin)
    assert "/ho-so/" not in admin.see(look).text.replace('action="/ho-so"', "").replace("/ho-so/?", "")
    office.sign_in("hung").see(PAGE, status=403)
