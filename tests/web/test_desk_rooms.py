"""The desk's other rooms: results that wait, online submissions, hand-over lists."""

from typing import Any

import httpx
import pytest

from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk import desk, everything
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Channel
from tthc_engine.store import dossiers, log
from tthc_engine.store.people import EVERYTHING

__all__ = ["desk"]


def a_result(office: WebOffice) -> str:
    """A dossier whose result lies on the shelf since 02/06/2026, 10:00; its code."""
    done = office.accepted("2026-06-01 08:20")
    key = done.dossier_id
    office.do(c.Complete(dossier=key, by=office.actor("hung")), "2026-06-01 09:00")
    office.do(c.ReleaseResult(dossier=key, by=office.actor("minh")), "2026-06-02 10:00")
    return done.dossier.reference


def events(office: WebOffice, reference: str, kind: str) -> list[Any]:
    with office.app.read() as session:
        line = dossiers.by_reference(session, EVERYTHING, reference)
    assert line is not None
    return events_of(office, line.id, kind)


def events_of(office: WebOffice, dossier: str, kind: str) -> list[Any]:
    with office.app.read() as session:
        return [one.event for one in log.load(session, dossier) if one.event.kind == kind]


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
    assert "Chờ trả lời trực tuyến 1 " in words(desk.see("/tiep-nhan")), "seen from the form that is open"
    assert "Chờ trả lời trực tuyến 1 " not in words(office.sign_in("la").see("/tiep-nhan"))
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


def sent_in(desk: Browser, key: str, **typed: str) -> httpx.Response:
    """The desk's form of a submission, with the officer's own ticks."""
    page = f"/tiep-nhan?ho-so={key}"
    asked = {"owner_name": "Tẩn Gia Hân", "owner_identifier": "099316004127", "channel": "online", "relation": "self"}
    return desk.send("/tiep-nhan", {**asked, "paper.results_summary": "present", **typed}, page=page)


def test_what_was_sent_in_opens_in_the_desks_own_form_with_its_date(desk: Browser, office: WebOffice):
    key = an_online_submission(office, "2026-06-01 08:30")
    page = desk.see(f"/tiep-nhan?ho-so={key}")
    assert 'value="Tẩn Gia Hân"' in page.text
    assert "08/06/2026 17:00" in words(page)
    assert 'value="present" checked' not in page.text, "nothing is taken over unseen"
    office.sign_in("la").see(f"/tiep-nhan?ho-so={key}", status=404)


def test_a_submission_is_accepted_from_the_same_checklist_as_the_same_dossier(desk: Browser, office: WebOffice):
    key = an_online_submission(office, "2026-06-01 08:30")
    done = sent_in(desk, key, action="accept", **{"paper.application": "present"})
    assert done.status_code == 303, words(done)
    with office.app.read() as session:
        dossier, _ = office.app.engine.dossier(session, key)
    assert (dossier.channel, dossier.status) == (Channel.ONLINE, 2)
    assert len(everything(office)) == 1
    desk.see(f"/tiep-nhan?ho-so={key}", status=409)


def test_a_slip_for_a_submission_comes_from_the_same_checklist(desk: Browser, office: WebOffice):
    key = an_online_submission(office, "2026-06-01 08:30")
    lacking = {"paper.application": "wrong", "remark.application": "Thiếu chữ ký"}
    slip = sent_in(desk, key, action="supplement", **lacking)
    assert slip.headers["location"].startswith(f"/ho-so/{key}/van-ban/"), words(slip)
    asked = events_of(office, key, "supplement_requested")[0]
    assert "Thiếu chữ ký" in asked.reason
    assert len(everything(office)) == 1


def test_a_fee_paid_online_and_an_electronic_result_stand_in_the_log(desk: Browser, office: WebOffice):
    done = office.accepted("2026-06-01 08:20")
    reference = done.dossier.reference
    desk.order(reference, "request_payment", reason="Phí sao lục", amount="20000")
    assert desk.order(reference, "confirm_payment", receipt="BL 12", online="1").status_code == 303
    assert events(office, reference, "payment_confirmed")[0].online
    office.do(c.Complete(dossier=done.dossier_id, by=office.actor("hung")), "2026-06-01 10:00")
    released = office.sign_in("minh").order(reference, "release_result", electronic="1")
    assert released.status_code == 303, words(released)
    assert events(office, reference, "result_released")[0].electronic
