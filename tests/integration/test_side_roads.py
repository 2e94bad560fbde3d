"""The side roads through the one door: what the applicant is told of them, and numbers that were struck."""

from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain import commands as c
from tthc_engine.domain.errors import LetterNumberTaken
from tthc_engine.domain.procedure import Role
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import letters, outbox
from tthc_engine.store.people import EVERYTHING
from tthc_engine.work.deliver import deliver

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def told(office: AnOffice) -> dict[str, str]:
    with office.app.read() as session:
        return {row.kind: row.state for row in outbox.latest(session)}


def number(office: AnOffice, dossier: str, letter: str) -> str:
    with office.app.read() as session:
        lines = letters.of_dossier(session, EVERYTHING, dossier)
        return next(one.number for one in lines if one.letter == letter)


def test_the_applicant_is_told_of_a_fee_a_loss_a_storm_and_a_corrected_result(office: AnOffice):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    desk, approver, clerk = office.officer(Role.DESK), office.officer(Role.APPROVER), office.officer(Role.CLERK)
    office.do(c.RequestPayment(dossier=dossier, by=desk, reason="Lệ phí", amount=20_000), "2026-06-01 10:00")
    office.do(c.ReportLoss(dossier=dossier, by=desk, reason="Học bạ bị ướt", cost=50_000), "2026-06-02 08:00")
    office.do(c.IssueApology(dossier=dossier, by=approver, reason="Bị ướt khi lưu"), "2026-06-02 09:00")
    storm = c.Suspend(
        dossier=dossier,
        by=office.officer(Role.SUPERVISOR),
        since=hanoi("2026-06-03 07:30"),
        until=hanoi("2026-06-04 17:00"),
        act="12/QĐ-UBND",
    )
    office.do(storm, "2026-06-02 10:00")
    for letter in ("2", "3"):
        office.do(c.NumberLetter(dossier=dossier, by=clerk, letter=letter), "2026-06-02 11:00")
    for word in ("appraise", "approve"):
        step = office.officer(Role.HANDLER if word == "appraise" else Role.APPROVER)
        office.do(c.Complete(dossier=dossier, by=step), "2026-06-05 09:00")
    office.do(c.ReleaseResult(dossier=dossier, by=approver), "2026-06-05 10:00")
    office.do(c.CorrectResult(dossier=dossier, by=office.officer(Role.HANDLER), reason="Sai tên"), "2026-06-05 14:00")
    office.do(c.ReleaseResult(dossier=dossier, by=approver), "2026-06-08 09:00")
    report = deliver(office.app, hanoi("2026-06-08 09:05"))
    assert report.as_json()["failed"] == {}
    assert {kind: state for kind, state in told(office).items() if kind != "receipt"} == dict.fromkeys(
        ("payment_request", "loss_apology", "appointment_moved", "result_released", "result_corrected"), "delivered"
    )
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []


def test_a_struck_number_is_never_given_again_and_holds_its_message_back(office: AnOffice):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    clerk = office.officer(Role.CLERK)
    office.do(c.Refuse(dossier=dossier, by=office.officer(Role.APPROVER), reason="Không đủ"), "2026-06-01 10:00")
    office.do(c.NumberLetter(dossier=dossier, by=clerk, letter="2", number="5"), "2026-06-01 10:05")
    office.do(c.VoidNumber(dossier=dossier, by=clerk, letter="2", reason="Ghi nhầm sổ"), "2026-06-01 10:10")
    assert number(office, dossier, "2") == ""
    assert told(office)["refusal"] == "held"
    with pytest.raises(LetterNumberTaken):
        office.do(c.NumberLetter(dossier=dossier, by=clerk, letter="2", number="5"), "2026-06-01 10:15")
    office.do(c.NumberLetter(dossier=dossier, by=clerk, letter="2"), "2026-06-01 10:20")
    assert number(office, dossier, "2") == "6"
    assert told(office)["refusal"] == "waiting"


def test_papers_for_another_unit_are_handed_over_with_a_note_that_names_both(tmp_path: Path):
    app = an_app(tmp_path)
    AnOffice(app, "commune", code="H99.58")
    school = AnOffice(app, "school", parent="commune")
    dossier = school.accept("2026-06-05 09:00", competent_unit="commune").dossier_id
    done = school.do(
        c.HandOver(dossier=dossier, by=school.officer(Role.DESK), received_by="Đặng Thu Trang"), "2026-06-08 09:00"
    )
    assert [event.kind for event in done.events] == ["papers_handed_over", "letter_issued"]
    with app.read() as session:
        note = letters.context(session, letters.letter_id(dossier, "2"))
    assert (note.giver, note.receiver) == ("Cơ quan school", "Cơ quan commune")
    assert note.receiver_signature.name == "Đặng Thu Trang"
