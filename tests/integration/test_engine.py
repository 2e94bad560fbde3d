"""The one door, on a real database: what one command writes, once, for everybody to see."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import PUPIL, TRANSFER, AnOffice, an_app, facts, hanoi, standing_in
from tthc_engine.domain.commands import (
    Accept,
    Approve,
    Assign,
    CheckClock,
    Complete,
    Item,
    Party,
    Registration,
    ReleaseResult,
    RequestSupplement,
    ReturnResult,
)
from tthc_engine.domain.errors import (
    NotInForce,
    NotYourRole,
    ReceivedInFuture,
    Refusal,
    StaleDossier,
    UnknownDossier,
    UnknownProcedure,
)
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import Engine
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import alerts, dossiers, hours, letters, obligations, outbox
from tthc_engine.store.people import EVERYTHING

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def kinds(handled) -> list[str]:
    return [event.kind for event in handled.events]


def test_accepting_writes_log_list_letter_and_message_in_one_go(office):
    handled = office.accept("2026-06-01 09:00")
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, handled.dossier_id)
        (receipt,) = letters.of_dossier(session, office.scope, handled.dossier_id)
        (message,) = outbox.latest(session)
        events = session.value("SELECT COUNT(*) FROM event")
    assert line.reference == "H99.58.04-20260601-0001"
    assert line.due_at == hanoi("2026-06-08 17:00") == line.appointment
    assert (line.owner, line.submitter, line.step_role) == ("Lường Bảo Ngọc", "Lường Văn Hoà", "handler")
    assert events == line.version == len(handled.events)
    assert (receipt.kind, receipt.number, receipt.filed) == ("receipt", "1", False)
    assert (message.kind, message.letter_id, message.state) == ("receipt", receipt.id, "waiting")
    assert message.recipient["email"] == "hoa@example.org"


def test_the_receipt_holds_all_it_prints(office):
    handled = office.accept("2026-06-01 09:00")
    with office.app.read() as session:
        receipt = letters.context(session, letters.letter_id(handled.dossier_id, "1"))
    assert receipt.head.dossier_code == handled.dossier.reference
    assert receipt.appointment == hanoi("2026-06-08 17:00")
    assert receipt.lookup_secret == handled.dossier.personal.secret
    assert (receipt.subject.owner, receipt.subject.relation) == ("Lường Bảo Ngọc", "cha/mẹ")
    assert "5 ngày làm việc" in receipt.time_limit.lower().replace("05", "5")


def test_a_refused_command_leaves_nothing_not_even_a_gap_in_the_codes(office):
    with pytest.raises(ReceivedInFuture):
        office.do(
            Accept(
                dossier=office.app.engine.new_id(),
                by=office.officer("desk"),
                registration=Registration(procedure=TRANSFER, owner=PUPIL),
                received_at=hanoi("2026-06-02 09:00"),
            ),
            "2026-06-01 09:00",
        )
    assert office.accept("2026-06-01 09:30").dossier.reference.endswith("-0001")
    assert office.accept("2026-06-01 09:31").dossier.reference.endswith("-0002")
    assert office.accept("2026-06-02 07:30").dossier.reference == "H99.58.04-20260602-0001"


def test_an_office_with_a_pattern_of_its_own_counts_as_long_as_the_pattern_says(office):
    yearly = facts().model_copy(update={"code_pattern": "{authority}/{date:%Y}/{counter:06d}"})
    with office.app.transaction() as session:
        hours.open_office(session, office.app.catalogue, "school", yearly, by="admin", at=hanoi("2026-06-01 08:00"))
    days = ("2026-06-01 09:00", "2026-06-02 09:00", "2026-12-31 09:00")
    assert [office.accept(day).dossier.reference for day in days] == [
        f"H99.58.04/2026/{number:06d}" for number in (1, 2, 3)
    ]
    assert office.accept("2027-01-04 09:00").dossier.reference == "H99.58.04/2027/000001"


def test_a_unit_and_its_successor_with_the_same_code_never_share_a_dossier_code(office):
    AnOffice(office.app, "successor", code="H99.58.04")
    other = AnOffice(office.app, "third", code="H99.58.04")
    found = {one.accept("2026-06-01 09:00").dossier.reference for one in (office, other, office)}
    assert len(found) == 3


def test_a_caller_that_catches_a_refusal_inside_its_transaction_commits_nothing_of_it(office):
    dossier = office.app.engine.new_id()
    registration = Registration(procedure=TRANSFER, owner=PUPIL, case="no_such_case")
    command = Accept(dossier=dossier, by=office.officer("desk"), registration=registration)
    with office.app.transaction() as session, pytest.raises(Refusal):
        office.app.engine.handle(session, command, at=hanoi("2026-06-01 09:00"))
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM event") == 0
        assert session.value("SELECT COALESCE(SUM(value), 0) FROM counter") == 0


def test_a_dossier_received_in_june_2025_is_judged_by_the_old_decree(office):
    handled = office.accept("2025-06-10 09:00", procedure="1.005099")
    assert handled.dossier.regime == "nd61-2018"
    with pytest.raises(NotInForce):
        office.accept("2026-06-01 09:00", procedure="1.005099")
    with pytest.raises(UnknownProcedure):
        office.accept("2026-06-01 09:00", procedure="9.999999")


def test_the_same_key_acts_once_and_answers_as_the_first_time(office):
    first = office.accept("2026-06-01 09:00", key="form-1", dossier="d1")
    again = office.accept("2026-06-01 09:00", key="form-1", dossier="d2")
    assert again.repeated and again.dossier_id == "d1"
    assert again.events == first.events
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM dossier") == 1


def test_a_double_click_from_two_threads_accepts_one_dossier(office):
    gate = threading.Barrier(2)

    def click(dossier: str):
        gate.wait()
        return office.accept("2026-06-01 09:00", key="form-1", dossier=dossier)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(click, ["d1", "d2"]))
    assert sorted(one.repeated for one in results) == [False, True]
    assert len({one.dossier.reference for one in results}) == 1


def test_two_desks_accept_at_once_and_no_two_dossiers_share_a_code(office):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: office.accept("2026-06-01 09:00").dossier.reference, range(20)))
    assert sorted(found) == [f"H99.58.04-20260601-{number:04d}" for number in range(1, 21)]


def test_two_officers_act_at_once_and_the_second_is_told_who_acted(office):
    handled = office.accept("2026-06-01 09:00")
    seen = len(handled.events)
    complete = Complete(dossier=handled.dossier_id, by=office.officer("handler"))
    gate = threading.Barrier(2)

    def act(person: str):
        gate.wait()
        try:
            by = office.officer("handler", person=person)
            return office.do(replace(complete, by=by), "2026-06-01 10:00", expected=seen)
        except StaleDossier as stale:
            return stale

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(act, ["anh", "phuc"]))
    (stale,) = [one for one in results if isinstance(one, StaleDossier)]
    assert (stale.by in ("anh", "phuc"), stale.kind) == (True, "step_completed")


def test_a_page_that_was_opened_before_somebody_acted_is_stale(office):
    handled = office.accept("2026-06-01 09:00")
    office.do(Complete(dossier=handled.dossier_id, by=office.officer("handler")), "2026-06-01 10:00")
    with pytest.raises(StaleDossier, match=r"school.handler acted first \(step_completed\)"):
        office.do(
            Approve(dossier=handled.dossier_id, by=office.officer("approver")),
            "2026-06-01 11:00",
            expected=len(handled.events),
        )


def test_a_command_on_a_dossier_that_does_not_exist_is_refused(office):
    with pytest.raises(UnknownDossier):
        office.do(Complete(dossier="nothing", by=office.officer("handler")), "2026-06-01 10:00")


def test_a_late_result_finds_its_breach_recorded_even_when_no_sweep_ran(office):
    handled = office.accept("2026-06-01 09:00")
    dossier = handled.dossier_id
    for word, role in ((Complete, "handler"), (Approve, "approver")):
        office.do(word(dossier=dossier, by=office.officer(role)), "2026-06-03 09:00")
    released = office.do(ReleaseResult(dossier=dossier, by=office.officer("approver")), "2026-06-10 09:00")
    assert "deadline_breached" in kinds(released)
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, dossier)
        owed = {one.kind for one in obligations.owed(session, office.scope)}
        told = {(kind, role) for _, kind, role in alerts.of_dossier(session, dossier)}
    assert (line.ended_standing, line.ended_by_date, line.is_open) == ("late", "after", False)
    assert line.minutes_late == 450 + 90
    assert {"apology", "explanation"} <= owed
    assert {("deadline_breached", role) for role in ("handler", "approver", "supervisor")} <= told


def test_the_clock_looked_at_fifty_times_leaves_the_rows_of_once(office):
    handled = office.accept("2026-06-01 09:00")
    look = CheckClock(dossier=handled.dossier_id, by=THE_CLOCK)
    assert office.do(look, "2026-06-09 08:00").events
    with office.app.read() as session:
        before = session.rows("SELECT * FROM dossier"), session.rows("SELECT * FROM event ORDER BY position")
    for _ in range(50):
        assert not office.do(look, "2026-06-09 08:00").events
    with office.app.read() as session:
        assert (session.rows("SELECT * FROM dossier"), session.rows("SELECT * FROM event ORDER BY position")) == before


def test_a_substitute_acts_for_the_absent_and_both_stand_in_the_log(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    by = standing_in(office.officer("handler"), "school.anh")
    handled = office.do(Complete(dossier=dossier, by=by), "2026-06-02 09:00")
    assert (handled.events[0].by, handled.events[0].stands_for) == ("school.anh", "school.handler")


def test_a_process_that_remembers_a_dossier_sees_what_another_process_wrote(office):
    handled = office.accept("2026-06-01 09:00")
    elsewhere = Engine(office.app.catalogue)
    office.do(Complete(dossier=handled.dossier_id, by=office.officer("handler")), "2026-06-01 10:00", engine=elsewhere)
    approved = office.do(Approve(dossier=handled.dossier_id, by=office.officer("approver")), "2026-06-01 11:00")
    assert [record.step for record in approved.dossier.steps][-1] == approved.events[0].step
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []


def test_a_dossier_whose_transaction_was_rolled_back_is_forgotten(office):
    handled = office.accept("2026-06-01 09:00")
    complete = Complete(dossier=handled.dossier_id, by=office.officer("handler"))

    def fail_after_acting():
        with office.app.transaction() as session:
            office.app.engine.handle(session, complete, at=hanoi("2026-06-01 10:00"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_acting()
    again = office.do(complete, "2026-06-01 10:30")
    assert kinds(again) == ["step_completed"]
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []


def test_a_whole_life_leaves_lists_equal_to_the_log(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    for command, wall in (
        (Complete(dossier=dossier, by=office.officer("handler")), "2026-06-02 09:00"),
        (Approve(dossier=dossier, by=office.officer("approver")), "2026-06-03 09:00"),
        (ReleaseResult(dossier=dossier, by=office.officer("approver")), "2026-06-03 10:00"),
        (ReturnResult(dossier=dossier, by=office.officer("desk"), received_by="Lường Văn Hoà"), "2026-06-04 08:00"),
    ):
        office.do(command, wall)
    with office.app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, dossier)
        assert check(session, office.app.engine.rulebook).differences == []
    assert (line.status, line.ended_standing, line.outcome) == (10, "early", "granted")
    assert line.released_at == hanoi("2026-06-03 10:00")


def test_two_commands_of_one_instant_leave_the_facts_that_the_log_gives(office):
    """An officer works faster than the clock of the machine ticks, or the clock was put back."""
    dossier = office.accept("2026-06-01 09:00").dossier_id
    takes = Assign(dossier=dossier, by=office.officer("approver"), to="school.handler")
    office.do(takes, "2026-06-02 09:00")
    item = Item(text="Học bạ")
    asks = RequestSupplement(dossier=dossier, by=office.officer("handler"), items=(item,), reason="Thiếu học bạ")
    office.do(asks, "2026-06-02 09:00")
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []


def test_what_a_role_may_not_do_is_known_before_it_is_tried(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with office.app.read() as session:
        engine, at = office.app.engine, hanoi("2026-06-01 10:00")
        assert engine.permitted(session, dossier, "complete", office.officer("handler"), at=at) is None
        refusal = engine.permitted(session, dossier, "release_result", office.officer("handler"), at=at)
        promise = engine.preview(
            session,
            Registration(procedure=TRANSFER, owner=PUPIL, case="other_province"),
            office.officer(Role.DESK),
            at=at,
        )
    assert isinstance(refusal, NotYourRole)
    assert promise.appointment == hanoi("2026-06-11 17:00")


def test_the_same_form_sent_again_with_another_childs_name_is_another_request(office):
    first = office.accept("2026-06-01 09:00", key="form-1", dossier="d1", owner=Party(name="Tẩn Gia Hân"))
    second = office.accept("2026-06-01 09:05", key="form-1", dossier="d2", owner=Party(name="Tẩn Gia Bảo"))
    assert not second.repeated
    assert first.dossier.reference != second.dossier.reference
