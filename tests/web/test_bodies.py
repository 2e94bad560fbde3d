"""Inter-agency work, intake windows and supplements beyond the rule, as officers see and do them."""

from pathlib import Path

import pytest

from tests.builders import OPENED, facts, hanoi
from tests.web.office import WebOffice, words
from tthc_engine.catalogue import load_procedure
from tthc_engine.domain import commands as c
from tthc_engine.domain.people import THE_CLOCK as CLOCK
from tthc_engine.domain.procedure import Approval
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import hours, letters, offices, parts
from tthc_engine.store.people import EVERYTHING, Scope
from tthc_engine.work.publishing.publishing import publish

pytestmark = pytest.mark.web
BIRTH = "2.001023"
DECLARED = Path(__file__).parent.parent / "data" / "declarations"


def sent_to_social_insurance(office: WebOffice) -> tuple[str, str]:
    """A birth and its health card: the commune's own people are the social insurance office here."""
    with office.app.transaction() as session:
        mine = facts("Trường Suối Ngần").model_copy(update={"bodies": {"social_insurance": "commune"}})
        hours.open_office(session, office.app.catalogue, "school", mine, by="admin", at=OPENED)
    about = c.Registration(procedure=BIRTH, owner=c.Party(name="Lò Bảo An"), submitter=c.Party(name="Lò Văn Páo"))
    accept = c.Accept(dossier=office.app.engine.new_id(), by=office.actor("sen"), registration=about)
    handled = office.do(accept, "2026-06-01 09:00")
    given = c.ReturnPart(dossier=handled.dossier_id, by=office.actor("hung"), body="civil_status", answer="Đã đăng ký")
    office.do(given, "2026-06-01 15:00")
    return handled.dossier_id, handled.dossier.reference


def test_a_body_sees_its_part_gives_it_back_and_sees_nothing_else_of_the_dossier(office: WebOffice):
    dossier, ref = sent_to_social_insurance(office)
    office.clock_shows("2026-06-02 09:00")
    body = office.sign_in("so")
    page = words(body.see("/lien-thong"))
    assert "Lò Bảo An" in page
    assert "Hạn 15/06 17:00" in page
    assert body.client.get(f"/ho-so/{ref}").status_code == 404
    empty = body.send(f"/lien-thong/{dossier}/social_insurance/tra", {"answer": ""}, page="/lien-thong")
    assert empty.status_code == 422
    given = body.send(f"/lien-thong/{dossier}/social_insurance/tra", {"answer": "Đã cấp thẻ"}, page="/lien-thong")
    assert given.status_code == 303
    assert "Không có phần việc nào đang chờ" in words(body.see("/lien-thong"))
    lead = office.sign_in("hung")
    assert "ghi kết quả của Cơ quan Bảo hiểm xã hội: Đã cấp thẻ" in words(lead.see(f"/ho-so/{ref}"))


def test_a_late_body_writes_its_reason_and_apology_here_and_the_letter_is_its_own(office: WebOffice):
    dossier, ref = sent_to_social_insurance(office)
    office.clock_shows("2026-06-16 08:00")
    with office.app.transaction() as session:
        office.app.engine.handle(session, c.CheckClock(dossier=dossier, by=CLOCK), at=hanoi("2026-06-16 08:00"))
    lead = office.sign_in("hung")
    assert "Chưa nêu lý do chậm" in words(lead.see("/lien-thong"))
    body = office.sign_in("so")
    form = {"reason": "Hệ thống gián đoạn", "new_date": ""}
    kept = body.send(f"/lien-thong/{dossier}/social_insurance/cham", form, page="/lien-thong")
    assert kept.status_code == 422
    assert "Hệ thống gián đoạn" in kept.text
    form["new_date"] = "17:00 18/06/2026"
    told = body.send(f"/lien-thong/{dossier}/social_insurance/cham", form, page="/lien-thong")
    assert told.status_code == 303
    with office.app.read() as session:
        (part,) = [one for one in parts.of_dossier(session, dossier) if one.body == "social_insurance"]
        assert (part.owes_reason, part.new_date) == (False, hanoi("2026-06-18 17:00"))
        line = letters.of_dossier(session, EVERYTHING, dossier)[-1]
        context = letters.context(session, line.id)
        assert check(session, office.app.engine.rulebook).differences == []
    assert line.kind == "onestop_notice"
    assert context.head.agency == "Cơ quan Bảo hiểm xã hội"
    # In the body's own register, not in that of the unit it keeps waiting.
    assert (line.unit, line.number) == ("commune", "1")
    assert "xin lỗi" in context.reason
    assert "hẹn lại" in words(lead.see(f"/ho-so/{ref}"))


def test_all_three_ways_of_counting_a_supplement_are_shown(office: WebOffice):
    handled = office.accepted("2026-06-01 09:00")
    asked = c.RequestSupplement(
        dossier=handled.dossier_id, by=office.actor("hung"), items=(c.Item(text="Học bạ"),), reason="Thiếu học bạ"
    )
    office.do(asked, "2026-06-03 10:00")
    office.do(c.ReceiveSupplement(dossier=handled.dossier_id, by=office.actor("sen")), "2026-06-08 08:00")
    office.clock_shows("2026-06-08 09:00")
    page = words(office.sign_in("hung").see(f"/ho-so/{handled.dossier.reference}"))
    assert "17:00 ngày 15/06" in page, "by law the period starts anew"
    assert "Để so sánh: tính tiếp thì đến 17:00 ngày 11/06" in page
    assert "lùi hạn thì đến" in page


def test_nobody_answers_for_a_body_of_another_unit(office: WebOffice):
    dossier, _ = sent_to_social_insurance(office)
    office.clock_shows("2026-06-02 09:00")
    stranger = office.sign_in("so")
    wrong = stranger.send(f"/lien-thong/{dossier}/civil_status/tra", {"answer": "Xong"}, page="/lien-thong")
    assert wrong.status_code in (403, 409)
    with office.app.read() as session:
        assert parts.of_body(session, Scope(frozenset())) == []
        assert [one.body for one in parts.of_body(session, Scope(frozenset({"commune"})))] == ["social_insurance"]


def test_the_keeper_opens_an_intake_window_and_what_is_wrong_is_said(office: WebOffice):
    browser = office.sign_in("quan")
    form = {"don_vi": "school", "thu_tuc": "1.001622", "tu": "07/09/2026", "den": "22/09/2026", "quyet_dinh": ""}
    assert browser.send("/dot-tiep-nhan", form, page="/dot-tiep-nhan").status_code == 422
    form["quyet_dinh"] = "12/TB-THSN"
    assert browser.send("/dot-tiep-nhan", form, page="/dot-tiep-nhan").status_code == 303
    assert "07/09/2026 – 22/09/2026" in words(browser.see("/dot-tiep-nhan"))
    overlapping = browser.send("/dot-tiep-nhan", form | {"tu": "10/09/2026"}, page="/dot-tiep-nhan")
    assert "trùng ngày" in overlapping.text
    backwards = browser.send("/dot-tiep-nhan", form | {"tu": "01/10/2026"}, page="/dot-tiep-nhan")
    assert 400 <= backwards.status_code < 500
    moved = browser.send("/dot-tiep-nhan", form | {"den": "30/09/2026"}, page="/dot-tiep-nhan")
    assert moved.status_code == 303
    about = c.Registration(procedure="1.001622", owner=c.Party(name="Lò Bảo An"), submitter=c.Party(name="Lò Páo"))
    accept = c.Accept(dossier=office.app.engine.new_id(), by=office.actor("sen"), registration=about)
    office.do(accept, "2026-09-08 09:00")
    office.clock_shows("2026-09-09 09:00")
    used = browser.send("/dot-tiep-nhan", form | {"den": "15/09/2026"}, page="/dot-tiep-nhan")
    assert "Đã nhận 1 hồ sơ" in used.text
    foreign = browser.send("/dot-tiep-nhan", form | {"don_vi": "commune"}, page="/dot-tiep-nhan")
    assert foreign.status_code in (403, 409)


def test_a_second_supplement_is_listed_with_the_reason_that_allowed_it(office: WebOffice):
    handled = office.accepted("2026-06-01 09:00")
    asked = {"items": (c.Item(text="Học bạ"),), "reason": "Thiếu học bạ"}
    dossier = handled.dossier_id
    supervisor = office.actor("quan")
    office.do(c.RequestSupplement(dossier=dossier, by=office.actor("hung"), **asked), "2026-06-02 08:00")
    office.do(c.ReceiveSupplement(dossier=dossier, by=office.actor("sen")), "2026-06-03 08:00")
    office.do(c.Override(dossier=dossier, by=supervisor, reason="Học bạ bị làm giả"), "2026-06-03 09:00")
    office.clock_shows("2026-06-04 08:00")
    browser = office.sign_in("minh")
    page = words(browser.see("/bo-sung-ngoai-quy-dinh"))
    assert "Học bạ bị làm giả" in page
    assert "Chưa yêu cầu" in page
    again = c.RequestSupplement(dossier=dossier, by=office.actor("hung"), items=asked["items"], reason="Bản thật")
    office.do(again, "2026-06-03 10:00")
    page = words(browser.see("/bo-sung-ngoai-quy-dinh"))
    assert "Bản thật" in page
    assert "Chưa yêu cầu" not in page


def test_the_administrator_says_which_unit_is_which_body(office: WebOffice):
    keeper = office.sign_in("long")
    address = "/quan-tri/don-vi/school/lien-thong"
    assert "Cơ quan Bảo hiểm xã hội" in words(keeper.see(address))
    assert keeper.send(address, {"social_insurance": "commune"}, page=address).status_code == 303
    with office.app.read() as session:
        known = offices.office(session, "school")
    assert known is not None
    assert known.facts.bodies == {"social_insurance": "commune"}
    wrong = keeper.send(address, {"social_insurance": "nowhere"}, page=address)
    assert wrong.status_code in (403, 409)
    assert keeper.client.get("/quan-tri/don-vi/commune/lien-thong").status_code in (403, 404, 409)


def test_at_the_desk_a_result_given_at_once_needs_no_receipt_unless_it_is_asked_for(office: WebOffice):
    approved = Approval(number="12/QĐ-UBND", on=hanoi("2026-05-20 00:00").date())
    at_once = load_procedure(DECLARED / "9.900002.yaml").model_copy(
        update={"internal_workflow": approved, "electronic_workflow": approved}
    )
    publish(office.app, at_once, units=["school"], by="long", at=hanoi("2026-05-29 08:00"))
    office.clock_shows("2026-06-01 09:00")
    browser = office.sign_in("sen")
    address = "/tiep-nhan?thu-tuc=9.900002"
    assert "yêu cầu giấy tiếp nhận" in words(browser.see(address))
    form = {
        "action": "accept",
        "procedure": "9.900002",
        "channel": "direct",
        "owner_name": "Tẩn Gia Hân",
        "submitter_is_owner": "1",
        "submitter_name": "Tẩn Gia Hân",
        "phone": "0123 046 115",
        "paper.application": "present",
    }
    without = browser.send("/tiep-nhan", form, page=address)
    assert without.status_code == 303, words(without)
    assert not without.headers["location"].endswith("giay-tiep-nhan")
    assert browser.client.get(without.headers["location"]).status_code == 200
    asked = browser.send("/tiep-nhan", form | {"owner_name": "Tẩn Văn Dín", "receipt_wanted": "1"}, page=address)
    assert asked.headers["location"].endswith("giay-tiep-nhan")
