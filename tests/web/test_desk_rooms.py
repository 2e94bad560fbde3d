"""The desk's other rooms: results that wait, online submissions, hand-over lists."""

import pytest

from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk import desk
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Channel

__all__ = ["desk"]


def a_result(office: WebOffice) -> str:
    """A dossier whose result lies on the shelf since 02/06/2026, 10:00; its code."""
    done = office.accepted("2026-06-01 08:20")
    key = done.dossier_id
    office.do(c.Complete(dossier=key, by=office.actor("hung")), "2026-06-01 09:00")
    office.do(c.ReleaseResult(dossier=key, by=office.actor("minh")), "2026-06-02 10:00")
    return done.dossier.reference


def events(office: WebOffice, reference: str, kind: str) -> list:
    from tthc_engine.store import dossiers, log
    from tthc_engine.store.people import EVERYTHING

    with office.app.read() as session:
        line = dossiers.by_reference(session, EVERYTHING, reference)
        return [one.event for one in log.load(session, line.id) if one.event.kind == kind]


def test_the_shelf_shows_what_waits_and_for_how_long(desk: Browser, office: WebOffice):
    reference = a_result(office)
    office.clock_shows("2026-06-22 08:00")
    page = words(desk.see("/tra-ket-qua"))
    assert reference[-13:] in page
    assert "20 ngày" in page
    assert "chưa nhắc" in page
    assert "không" in words(desk.see("/tra-ket-qua?q=khong%20co%20ten%20nay")).lower()
    assert reference[-13:] not in words(office.sign_in("la").see("/tra-ket-qua")), "another office's shelf"


def test_an_applicant_is_reminded_once_by_a_double_click(desk: Browser, office: WebOffice):
    reference = a_result(office)
    office.clock_shows("2026-06-22 08:00")
    path = f"/tra-ket-qua/{reference}/nhac"
    desk.send(path, {"key": "one"}, page="/tra-ket-qua")
    desk.send(path, {"key": "one"}, page="/tra-ket-qua")
    assert [one.times for one in events(office, reference, "collection_reminded")] == [1]
    assert "nhắc 1 lần" in words(desk.see("/tra-ket-qua"))
    with office.app.read() as session:
        told = session.rows("SELECT kind FROM outbox WHERE kind = 'result_waiting'")
    assert len(told) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"receiver": "authorised", "shown": "authorisation"}, "Họ tên người nhận: chưa nhập"),
        ({"receiver": "authorised", "received_by": "Lò Văn Tám"}, "Giấy tờ đã xuất trình: chưa nhập"),
        ({"receiver": "owner", "without_receipt": "1"}, "Giấy tờ đã xuất trình: chưa nhập"),
    ],
)
def test_who_comes_without_the_receipt_or_for_another_shows_a_paper(
    desk: Browser, office: WebOffice, typed: dict[str, str], said: str
):
    reference = a_result(office)
    office.clock_shows("2026-06-22 08:00")
    page = desk.send(f"/tra-ket-qua/{reference}", typed)
    assert page.status_code == 422
    assert said in words(page)
    assert events(office, reference, "result_returned") == []


def test_a_result_is_given_to_somebody_authorised_and_the_history_says_so(desk: Browser, office: WebOffice):
    reference = a_result(office)
    office.clock_shows("2026-06-22 08:00")
    typed = {
        "receiver": "authorised",
        "received_by": "Lò Văn Tám",
        "shown": "authorisation",
        "without_receipt": "1",
        "electronic": "1",
    }
    assert desk.send(f"/tra-ket-qua/{reference}", typed).status_code == 303
    returned = events(office, reference, "result_returned")[0]
    assert (returned.receiver, returned.shown, returned.electronic) == ("authorised", "authorisation", True)
    assert "Người được ủy quyền: Lò Văn Tám" in words(desk.see(f"/ho-so/{reference}"))
    assert reference[-13:] not in words(desk.see("/tra-ket-qua"))
    assert "WrongStage" not in words(desk.see(f"/tra-ket-qua/{reference}")), "its form says why, in words"


def an_online_submission(office: WebOffice, wall: str) -> str:
    registration = c.Registration(
        procedure="2.002854",
        channel=Channel.ONLINE,
        owner=c.Party(name="Tẩn Gia Hân", identifier="099316004127"),
        papers=(c.Paper(component="application"),),
    )
    submit = c.Submit(dossier=office.app.engine.new_id(), by=office.actor("sen"), registration=registration)
    return office.do(submit, wall).dossier_id


def test_the_online_queue_counts_its_eight_working_hours(desk: Browser, office: WebOffice):
    an_online_submission(office, "2026-06-01 08:30")
    page = words(desk.see("/tiep-nhan/truc-tuyen"))
    assert "Tẩn Gia Hân" in page
    assert "1 hồ sơ phải trả lời trong 08 giờ làm việc" in page
    office.clock_shows("2026-06-03 08:00")
    late = desk.see("/tiep-nhan/truc-tuyen")
    assert "e-late" in late.text
    assert "quá" in words(late)


def test_an_answered_submission_leaves_the_queue_but_not_the_room(desk: Browser, office: WebOffice):
    key = an_online_submission(office, "2026-06-01 08:30")
    assert desk.order(key, "answer_online", answer="Đang kiểm tra học bạ").status_code == 303
    page = words(desk.see("/tiep-nhan/truc-tuyen"))
    assert "Không có hồ sơ trực tuyến nào chờ trả lời" in page
    assert "Đã trả lời, chưa tiếp nhận" in page


def test_the_days_dossiers_are_listed_by_who_takes_them(desk: Browser, office: WebOffice):
    reference = office.accepted("2026-06-01 08:20").dossier.reference
    page = words(desk.see("/ban-giao"))
    assert reference[-13:] in page
    assert "Người thụ lý" in page
    assert "Không có hồ sơ bàn giao ngày 29/05/2026" in words(desk.see("/ban-giao?ngay=29/05/2026"))


def test_papers_for_another_unit_are_noted_as_handed_over(desk: Browser, office: WebOffice):
    registration = c.Registration(
        procedure="2.002854",
        owner=c.Party(name="Tẩn Gia Hân"),
        papers=(c.Paper(component="application"), c.Paper(component="results_summary")),
        competent_unit="commune",
    )
    accept = c.Accept(dossier=office.app.engine.new_id(), by=office.actor("sen"), registration=registration)
    reference = office.do(accept, "2026-06-01 08:20").dossier.reference
    page = words(desk.see("/ban-giao"))
    assert "UBND xã Nậm Sen" in page
    assert "chưa bàn giao" in page
    sent = desk.send("/ban-giao", {"ngay": "01/06/2026", "chon": reference, "received_by": "Quàng Thị La", "key": "h"})
    assert sent.status_code == 303, words(sent)
    assert [one.received_by for one in events(office, reference, "papers_handed_over")] == ["Quàng Thị La"]
    assert "chưa bàn giao" not in words(desk.see("/ban-giao"))


def test_results_given_today_are_a_list_of_their_own(desk: Browser, office: WebOffice):
    reference = a_result(office)
    office.clock_shows("2026-06-22 08:00")
    desk.send(f"/tra-ket-qua/{reference}", {"receiver": "submitter"})
    assert reference[-13:] in words(desk.see("/ban-giao?loai=ket-qua"))
