"""The one door and the papers it writes: letters numbered, frozen and told of, receipts anew, slips of the desk."""

from pathlib import Path

import pytest

from tests.builders import PARENT, PUPIL, TRANSFER, AnOffice, an_app, hanoi
from tthc_engine.domain.commands import (
    Accept,
    ApproveExplanation,
    Complete,
    Explain,
    IssueApology,
    Item,
    NumberLetter,
    ReceiveSupplement,
    Refuse,
    Registration,
    RequestSupplement,
    Submit,
)
from tthc_engine.domain.errors import (
    LetterNumberTaken,
    LetterNumberWrong,
    NotYourRole,
)
from tthc_engine.domain.procedure import Channel
from tthc_engine.store import dossiers, letters, obligations, outbox

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def kinds(handled) -> list[str]:
    return [event.kind for event in handled.events]


def test_an_apology_is_told_once_the_clerk_has_numbered_it(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    apology = IssueApology(
        dossier=dossier,
        by=office.officer("approver"),
        new_appointment=hanoi("2026-06-12 17:00"),
        reason="Phải xác minh thêm",
    )
    office.do(apology, "2026-06-09 09:00")
    with office.app.read() as session:
        assert [one.state for one in outbox.latest(session, dossier=dossier) if one.kind == "apology"] == ["held"]
        (waiting,) = letters.unnumbered(session, office.scope)
    assert waiting.kind == "apology"
    office.do(NumberLetter(dossier=dossier, by=office.officer("clerk"), letter=waiting.letter), "2026-06-09 09:30")
    with office.app.read() as session:
        assert [one.state for one in outbox.latest(session, dossier=dossier) if one.kind == "apology"] == ["waiting"]
        context = letters.context(session, waiting.id)
    assert (context.head.number, context.head.symbol) == (1, "VBXL-THTHCSSN")
    assert context.new_appointment == hanoi("2026-06-12 17:00")
    assert context.appointment == hanoi("2026-06-08 17:00")


def late_apology(office: AnOffice) -> tuple[str, str]:
    dossier = office.accept("2026-06-01 09:00").dossier_id
    by = office.officer("approver")
    command = IssueApology(dossier=dossier, by=by, new_appointment=hanoi("2026-06-12 17:00"), reason="Chậm")
    office.do(command, "2026-06-09 09:00")
    with office.app.read() as session:
        return dossier, letters.of_dossier(session, office.scope, dossier)[-1].letter


def test_a_number_typed_from_the_paper_register_is_kept_and_the_next_lies_above_it(office):
    first, key = late_apology(office)
    clerk = office.officer("clerk")
    office.do(NumberLetter(dossier=first, by=clerk, letter=key, number="07/VBXL-THTHCSSN"), "2026-06-09 10:00")
    second, key = late_apology(office)
    with pytest.raises(LetterNumberTaken):
        office.do(NumberLetter(dossier=second, by=clerk, letter=key, number="7"), "2026-06-09 10:00")
    with pytest.raises(LetterNumberWrong):
        office.do(NumberLetter(dossier=second, by=clerk, letter=key, number="số bảy"), "2026-06-09 10:00")
    with pytest.raises(NotYourRole):
        office.do(NumberLetter(dossier=second, by=office.officer("desk"), letter=key), "2026-06-09 10:00")
    numbered = office.do(NumberLetter(dossier=second, by=clerk, letter=key), "2026-06-09 10:00")
    assert numbered.dossier.letter(key).number == "8"


def test_a_supplement_restarts_the_period_and_gives_a_second_receipt(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    asked = RequestSupplement(
        dossier=dossier, by=office.officer("handler"), items=(Item(text="Học bạ"),), reason="Thiếu học bạ"
    )
    office.do(asked, "2026-06-03 10:00")
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, dossier)
        slip = letters.context(session, letters.letter_id(dossier, "2"))
    assert (line.stopped, line.due_at, line.status) == (True, None, 5)
    assert slip.items == ("Học bạ",)
    office.do(ReceiveSupplement(dossier=dossier, by=office.officer("desk")), "2026-06-08 08:00")
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, dossier)
        found = [one.kind for one in letters.of_dossier(session, office.scope, dossier)]
        told = {one.kind for one in outbox.latest(session, dossier=dossier)}
    assert line.due_at == hanoi("2026-06-15 17:00")
    assert found == ["receipt", "supplement_request", "receipt"]
    assert told == {"receipt", "supplement_request", "supplement_received"}


def test_an_online_dossier_waits_at_the_desk_and_gets_its_code_on_acceptance(office):
    dossier = office.app.engine.new_id()
    registration = Registration(procedure=TRANSFER, owner=PUPIL, submitter=PARENT, channel=Channel.ONLINE)
    office.do(Submit(dossier=dossier, by=office.officer("desk"), registration=registration), "2026-06-01 15:30")
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, dossier)
        mine = dossiers.inbox(session, office.scope, office.officer("desk"), hanoi("2026-06-01 15:31"))
        (owed,) = obligations.owed(session, office.scope)
    assert (line.reference, line.status, line.step_role) == ("", 1, "desk")
    assert [one.id for one in mine] == [dossier]
    assert (owed.kind, owed.until) == ("online_answer", hanoi("2026-06-02 16:00"))
    accepted = office.do(Accept(dossier=dossier, by=office.officer("desk")), "2026-06-02 08:00")
    assert accepted.dossier.reference == "H99.58.04-20260602-0001"
    assert accepted.dossier.personal.secret


def test_refusing_at_intake_gives_the_slip_of_the_desk(office):
    dossier = office.app.engine.new_id()
    registration = Registration(procedure=TRANSFER, owner=PUPIL, submitter=PARENT)
    office.do(Submit(dossier=dossier, by=office.officer("desk"), registration=registration), "2026-06-01 09:00")
    office.do(Refuse(dossier=dossier, by=office.officer("desk"), reason="Không thuộc thẩm quyền"), "2026-06-01 09:10")
    with office.app.read() as session:
        slip = letters.context(session, letters.letter_id(dossier, "1"))
        line = dossiers.by_id(session, office.scope, dossier)
    assert (slip.stage.value, slip.reasons) == ("intake", ("Không thuộc thẩm quyền",))
    assert (line.status, line.outcome) == (3, "refused")


def test_the_approved_explanation_says_where_the_time_went(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    office.do(Complete(dossier=dossier, by=office.officer("handler")), "2026-06-05 09:00")
    explain = Explain(dossier=dossier, by=office.officer("handler"), reason_code="R08", reason="Lãnh đạo đi họp")
    office.do(explain, "2026-06-09 09:00")
    office.do(ApproveExplanation(dossier=dossier, by=office.officer("approver")), "2026-06-09 10:00")
    with office.app.read() as session:
        (report,) = [one for one in letters.of_dossier(session, office.scope, dossier) if "explanation" in one.kind]
        context = letters.context(session, report.id)
    assert context.due_at == hanoi("2026-06-08 17:00")
    assert sum(one.actual_minutes for one in context.spent) > 0
    assert context.nature.value == "subjective"
