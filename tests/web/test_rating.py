"""The monthly rating: the figures of one's own, the unit's for its head, confirmed, changed with a reason, closed."""

from datetime import date

import pytest

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.domain import commands as c
from tthc_engine.domain.feedback import About, Act, Done, Rating
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import closing, periods
from tthc_engine.store import people, surveys
from tthc_engine.store.people import Position
from tthc_engine.store.surveys import Sheet
from tthc_engine.work import feedback, rating

HERE = "/danh-gia-thang"
JUNE = "calendar_month:2026-6"
AFTER = "2026-07-01 08:00"


def settled(office: WebOffice, received: str, released: str, *, number: int, checked: str = "") -> str:
    """A transfer that Hùng examines at `checked`, and Minh decides and releases at `released`."""
    one = office.accepted(received, number=f"0993160{number:05d}").dossier_id
    office.do(c.Complete(dossier=one, by=office.actor("hung")), checked or released)
    office.do(c.Approve(dossier=one, by=office.actor("minh")), released)
    office.do(c.ReleaseResult(dossier=one, by=office.actor("minh")), released)
    return one


def explained(office: WebOffice, dossier: str, code: str, wall: str) -> None:
    office.do(c.CheckClock(dossier=dossier, by=THE_CLOCK), wall)
    told = {"reason_code": code, "reason": "Nêu rõ", "result_number": "12/QĐ", "result_on": date(2026, 6, 10)}
    office.do(c.Explain(dossier=dossier, by=office.actor("hung"), **told), wall)


@pytest.fixture
def june(office: WebOffice) -> WebOffice:
    """Five in time; one late by Hùng's fault and one by circumstances."""
    for number in range(5):
        settled(office, "2026-06-01 09:00", "2026-06-03 09:00", number=number)
    for number, code in ((5, "R16"), (6, "R02")):
        # His step has three working days, and took more.
        one = office.accepted("2026-06-08 09:00", number=f"0993160{number:05d}").dossier_id
        explained(office, one, code, "2026-06-16 09:00")
        office.do(c.Complete(dossier=one, by=office.actor("hung")), "2026-06-16 10:00")
        office.do(c.Approve(dossier=one, by=office.actor("minh")), "2026-06-16 11:00")
        office.do(c.ReleaseResult(dossier=one, by=office.actor("minh")), "2026-06-16 11:30")
    return office


def worked(office: WebOffice, person: str) -> rating.Worked:
    with office.app.read() as session:
        seen = rating.month(office.app, session, "school", periods.period(JUNE), at=hanoi(AFTER))
    found = seen.of(person)
    assert found is not None
    return found


def figures(office: WebOffice, person: str) -> dict[str, int]:
    found = worked(office, person)
    return {key: len(mine) for key, mine in found.behind.items() if mine}


def test_a_late_dossier_counts_against_whose_step_ran_over_and_against_nobody_else(june: WebOffice):
    assert figures(june, "hung") == {"in_time": 5, "late_own": 1, "late_circumstances": 1, "unrecorded": 1}
    assert figures(june, "minh") == {"in_time": 5, "late_others": 2}
    found = worked(june, "hung")
    # Circumstances are left out of the share: five of six.
    assert found.shares["in_time"] == pytest.approx(5 / 6)
    assert found.shares["satisfied"] is None and found.shares["complaints"] is None
    assert worked(june, "minh").proposal.points == 100
    assert worked(june, "anh").proposal.grade is None, "who had no dossier is proposed nothing"


def test_absence_sheets_and_upheld_complaints_stand_beside_the_work(june: WebOffice):
    june.stands_in("hung", "anh", on="2026-06-18")
    # A Saturday is no working day.
    june.stands_in("hung", "anh", on="2026-06-20")
    with june.app.transaction() as session:
        for said in (Rating.SATISFIED,) * 4 + (Rating.DISSATISFIED,):
            sheet = Sheet(unit="school", officer="sen", way="link", on=date(2026, 6, 5), answers={"attitude": said})
            surveys._keep(session, sheet)
        reference = session.value("SELECT reference FROM dossier ORDER BY reference LIMIT 1")
    sent = feedback.Sent(
        unit="school",
        sender="Lường Thị Én",
        address="Bản Pho",
        phone="0123 045 999",
        email="",
        content="Trả lời cộc lốc",
        reference=reference,
    )
    given = feedback.receive(june.app, sent, key="k", by="", at=hanoi("2026-06-05 08:00"))
    with june.app.read() as session:
        key = session.value("SELECT id FROM feedback WHERE code = ?", (given.code,))
    for act, person, about in ((Act.ACCEPT, "sen", About.CONDUCT), (Act.ANSWER, "minh", None)):
        done = Done(kind=act, at=hanoi("2026-06-08 08:00"), by=person, text="Đã chấn chỉnh", about=about, upheld=True)
        feedback.act(june.app, key, done, by=june.actor(person))
    hung, sen = worked(june, "hung"), worked(june, "sen")
    assert (hung.away_days, hung.present_days, hung.complaints) == (1, 21, 1)
    assert hung.shares["complaints"] == pytest.approx(1 - 5 / 15)
    assert (sen.sheets, sen.shares["satisfied"]) == (5, 0.8)
    assert sen.complaints == 0 and sen.shares["complaints"] == 1.0
    assert hung.minutes > 0


def test_an_officer_sees_only_their_own_month_on_every_address(june: WebOffice):
    june.clock_shows(AFTER)
    hung = june.sign_in("hung")
    said = words(hung.see(f"{HERE}?ky={JUNE}"))
    assert "Trần Văn Hùng" in said
    assert "Nguyễn Quang Minh" not in said and "Vàng Thị Sen" not in said
    assert "Đề xuất: Hoàn thành" in said
    listed = words(hung.see(f"{HERE}/ho-so?ky={JUNE}&cot=late_own"))
    assert "Trần Văn Hùng: Quá hạn do chủ quan" in listed and "1 hồ sơ" in listed
    hung.see(f"{HERE}/ho-so?ky={JUNE}&nguoi=minh", status=404)
    hung.see(f"{HERE}/ho-so?ky={JUNE}&cot=nothing", status=404)
    csv = hung.see(f"{HERE}/tep.csv?ky={JUNE}", accept="*/*").text
    assert "Trần Văn Hùng" in csv and "Nguyễn Quang Minh" not in csv
    assert hung.send(f"{HERE}/hung?ky={JUNE}", {"muc": "excellent", "ly_do": "x"}, page=HERE).status_code == 403
    hung.see(f"{HERE}?ky=quarter:2026-2", status=404)


def test_the_head_confirms_changes_with_a_reason_and_closes_the_month_once_all_are_confirmed(june: WebOffice):
    june.clock_shows("2026-06-20 08:00")
    huong = june.sign_in("huong")
    here = f"{HERE}?ky={JUNE}"
    assert "Tháng chưa kết thúc" in words(huong.see(here))
    early = huong.send(f"{HERE}/minh?ky={JUNE}", {"muc": "excellent"}, page=HERE)
    assert early.status_code == 409
    june.clock_shows(AFTER)
    with june.app.transaction() as session:
        # A director who also approves: nobody in the unit may rate her.
        post = Position(person="huong", role=Role.APPROVER, unit="school", valid_from=date(2020, 1, 1))
        people.put_position(session, post, by="admin", at=hanoi("2026-05-01 08:00"))
    assert "Còn 5 người chưa được xác nhận" in words(huong.see(here))
    assert huong.send(f"{HERE}/chot?ky={JUNE}", {}, page=here).status_code == 409
    changed = huong.send(f"{HERE}/minh?ky={JUNE}", {"muc": "good"}, page=here)
    assert changed.status_code == 422 and "phải ghi lý do" in words(changed)
    huong.send(f"{HERE}/minh?ky={JUNE}", {"muc": "good", "ly_do": "Họp giao ban vắng"}, page=here)
    for person in ("anh", "bich", "hung", "sen"):
        huong.send(f"{HERE}/{person}?ky={JUNE}", {"muc": "done", "ly_do": "Đã họp xét"}, page=here)
    assert huong.send(f"{HERE}/nobody?ky={JUNE}", {"muc": "done", "ly_do": "x"}, page=here).status_code == 422
    huong.send(f"{HERE}/chot?ky={JUNE}", {}, page=here)
    with june.app.read() as session:
        (frozen,) = closing.closed(session, "school", "staff_rating", JUNE)
    minh = next(line for line in frozen.said["lines"] if line[1] == "Nguyễn Quang Minh")
    assert minh[-3:] == ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Họp giao ban vắng"]
    assert frozen.sound
    # Changed after the closing: a correction, with its reason.
    huong.send(f"{HERE}/minh?ky={JUNE}", {"muc": "excellent"}, page=here)
    assert huong.send(f"{HERE}/chot?ky={JUNE}", {}, page=here).status_code == 422
    huong.send(f"{HERE}/chot?ky={JUNE}", {"ly_do_chot": "Nhầm biên bản"}, page=here)
    assert "Nhầm biên bản" in words(huong.see(here))
    assert "Họp giao ban vắng" not in words(june.sign_in("minh").see(here)), "the newest confirmation counts"


def test_a_deputy_confirms_others_and_never_themselves(june: WebOffice):
    june.clock_shows(AFTER)
    minh = june.sign_in("minh")
    here = f"{HERE}?ky={JUNE}"
    assert "Không ai xác nhận mức của chính mình" in words(minh.see(here))
    assert minh.send(f"{HERE}/minh?ky={JUNE}", {"muc": "excellent"}, page=here).status_code == 403
    minh.send(f"{HERE}/hung?ky={JUNE}", {"muc": "good", "ly_do": "Có giải trình"}, page=here)
    for ending in ("xlsx", "docx", "pdf"):
        assert len(minh.see(f"{HERE}/tep.{ending}?ky={JUNE}", accept="*/*").content) > 1000
    assert Role.APPROVER in june.actor("minh").roles
