"""A decision about working days is applied: each open dossier is judged anew, once, with the decision's number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tests.integration.an_office import DESK, FACTS, HANDLER, SCHOOL, accept, act, an_office, at, events_of
from tests.integration.an_office import rows_of as rows
from tests.integration.calendar_office import (
    SWAP,
    TOLD_AS,
    applied,
    due_of,
    entered,
    everything_agrees,
    finish,
    kinds,
    previewed,
    the_year_2027,
    two_months,
)
from tthc_engine import bootstrap
from tthc_engine.catalogue.decisions import CalendarDecision
from tthc_engine.catalogue.overlays import Overlay
from tthc_engine.catalogue.reading import parse, read
from tthc_engine.domain import commands as c
from tthc_engine.domain import cut, timing
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import declarations, hours, letters
from tthc_engine.store.people import EVERYTHING
from tthc_engine.work.calendars.entering import waiting
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration
OVERLAY = Path(__file__).parent.parent / "data/overlays/tinh_gia_dinh/school_transfer/2026-06-01.yaml"


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


# -- a year is decided -------------------------------------------------------------------------------------------------


def test_a_date_in_a_year_nobody_has_decided_is_provisional_until_the_year_is_entered(office):
    january = two_months(office, started="2026-11-25 09:00")
    assert due_of(office, january) == "2027-01-25"
    with office.read() as session:
        assert office.engine.dossier(session, january)[0].provisional
    version = entered(office, the_year_2027(office), wall="2026-12-09 08:00")
    (move,) = previewed(office, version, wall="2026-12-09 08:00").changes
    assert move.becomes_certain and not move.moves and move.letters == ()
    applied(office, version, wall="2026-12-09 08:00")
    with office.read() as session:
        found, _ = office.engine.dossier(session, january)
    assert not found.provisional
    # The date stands: nobody is written to.
    assert kinds(office, january)[-1] == "calendar_applied"
    assert everything_agrees(office)


def test_another_tet_than_the_statutory_days_moves_the_date_and_the_applicant_is_told_nothing_else_happens(office):
    # Two months from 8 December end on 8 February, in the middle of Tết: the first working day after it.
    tet = two_months(office, started="2026-12-08 09:00")
    assert due_of(office, tet) == "2027-02-12"
    before = kinds(office, tet)
    version = entered(office, the_year_2027(office), wall="2026-12-09 08:00")
    found = previewed(office, version, wall="2026-12-09 08:00")
    assert found.decided_years == (2027,)
    assert [day.on for day in found.days] == [date(2027, 2, 12), date(2027, 2, 20)]
    (move,) = found.moved
    assert (move.letters, move.owed, move.void) == ((LetterKind.APPOINTMENT_NOTICE,), (), ())
    assert move.becomes_certain
    applied(office, version, wall="2026-12-09 08:00")
    assert due_of(office, tet) == "2027-02-15"
    assert kinds(office, tet) == [*before, "calendar_applied", "letter_issued"]
    with office.read() as session:
        assert letters.of_dossier(session, EVERYTHING, tet)[-1].kind == "appointment_notice"
    assert everything_agrees(office)


def test_until_the_decision_is_applied_the_office_counts_as_before(office):
    version = entered(office, the_year_2027(office), wall="2026-12-09 08:00")
    tet = two_months(office, started="2026-12-08 09:00")
    assert due_of(office, tet) == "2027-02-12"
    assert sweep(office, at("2026-12-09 08:01")).acted == 0
    with office.read() as session:
        assert [one.version for one in waiting(session, [SCHOOL])] == [version]


# -- a local decision had promised less --------------------------------------------------------------------------------


def test_a_promise_broken_before_the_day_off_was_decreed_stays_broken(office):
    overlay = parse(read(OVERLAY), Overlay)
    with office.transaction() as session:
        declarations.keep(session, declarations.overlay_text(overlay), at=at("2026-06-01 07:00"), published=True)
        own = FACTS.model_copy(update={"province": overlay.province})
        hours.open_office(session, office.catalogue, SCHOOL, own, by="quantri", at=at("2026-06-01 07:00"))
    # Three working days by the local decision: Friday the 20th, Monday the 23rd, Wednesday the 25th.
    dossier = accept(office, "2026-11-19 09:00").dossier_id
    version = entered(office, SWAP, wall="2026-11-26 08:00")
    applied(office, version, wall="2026-11-26 08:00")
    with office.read() as session:
        found, rules = office.engine.dossier(session, dossier)
        assert session.value("SELECT COUNT(*) FROM letter WHERE dossier_id = ?", (dossier,)) == 1
    assert timing.due_at(found, rules) == at("2026-11-28 17:00"), "the law's limit gives the day back"
    assert cut.cut_due(found, rules) == found.appointment == at("2026-11-25 17:00")
    assert everything_agrees(office)


# -- two days are swapped ----------------------------------------------------------------------------------------------


def test_a_swap_moves_the_dossier_due_on_the_day_given_free(office):
    dossier = accept(office, "2026-11-16 09:00").dossier_id
    assert due_of(office, dossier) == "2026-11-23"
    # The clock asked the handler on Friday whether Monday would be kept.
    sweep(office, at("2026-11-20 08:00"))
    version = entered(office, SWAP)
    (move,) = previewed(office, version).changes
    assert move.letters == (LetterKind.APPOINTMENT_NOTICE,)
    # 25 November is asked about on the same Friday, the last working day before it: a new question for a new date.
    assert (move.owed, move.void) == ((ObligationKind.LATENESS_QUESTION,), (ObligationKind.LATENESS_QUESTION,))
    assert move.reference and move.appointment_before == at("2026-11-23 17:00")
    done = applied(office, version)
    assert (done.act, done.units, done.report.acted, done.report.failed) == (SWAP.act, (SCHOOL,), 1, {})
    assert due_of(office, dossier) == "2026-11-25"
    events = events_of(office, dossier)
    (happened,) = [event for event in events if event.kind == "calendar_applied"]
    assert (happened.act, happened.due_before, happened.due_after) == (
        SWAP.act,
        at("2026-11-23 17:00"),
        at("2026-11-25 17:00"),
    )
    with office.read() as session:
        found, _ = office.engine.dossier(session, dossier)
        assert found.appointment == at("2026-11-25 17:00")
        assert [one.kind for one in letters.of_dossier(session, EVERYTHING, dossier)][-1] == "appointment_notice"
        told = session.value("SELECT COUNT(*) FROM outbox WHERE dossier_id = ? AND kind = ?", (dossier, TOLD_AS))
    assert told == 1
    assert everything_agrees(office)


def test_what_the_preview_shows_is_what_applying_does(office):
    dossiers = [accept(office, f"2026-11-{day:02d} 09:00").dossier_id for day in (12, 13, 16, 17, 18, 19, 20)]
    version = entered(office, SWAP)
    shown = {one.dossier_id: one for one in previewed(office, version).changes}
    before = {one: due_of(office, one) for one in dossiers}
    applied(office, version)
    for dossier in dossiers:
        moved = due_of(office, dossier) != before[dossier]
        assert moved == (dossier in shown and shown[dossier].moves)
        assert ("appointment_notice" in [getattr(e, "letter_kind", "") for e in events_of(office, dossier)]) == moved
    assert everything_agrees(office)


def test_a_worked_saturday_brings_a_later_date_forward(office):
    dossier = accept(office, "2026-11-25 09:00").dossier_id
    assert due_of(office, dossier) == "2026-12-02"
    applied(office, entered(office, SWAP, wall="2026-11-25 10:00"), wall="2026-11-25 10:00")
    assert due_of(office, dossier) == "2026-12-01"


def test_a_dossier_that_is_overdue_is_not_moved(office):
    dossier = accept(office, "2026-11-12 09:00").dossier_id
    assert due_of(office, dossier) == "2026-11-19"
    # No sweep has run: the clock looks by the old calendar before the new one is applied.
    version = entered(office, SWAP)
    assert previewed(office, version).changes == ()
    applied(office, version)
    assert due_of(office, dossier) == "2026-11-19"
    assert kinds(office, dossier)[-2:] == ["deadline_breached", "calendar_applied"]
    assert "appointment_notice" not in [getattr(e, "letter_kind", "") for e in events_of(office, dossier)]
    assert everything_agrees(office)


def test_a_day_off_decreed_after_it_has_passed_excuses_nobody(office):
    late = accept(office, "2026-11-12 09:00").dossier_id
    decision = CalendarDecision(act="QĐ 7", reason="Bão số 9 (giả định)", days_off=(date(2026, 11, 18),))
    version = entered(office, decision, wall="2026-11-20 08:00")
    found = previewed(office, version, wall="2026-11-20 08:00")
    assert found.past_days == (date(2026, 11, 18),)
    assert found.changes == ()
    applied(office, version, wall="2026-11-20 08:00")
    assert due_of(office, late) == "2026-11-19"


def test_what_is_judged_days_after_the_calendar_was_applied_is_judged_as_on_that_day(office):
    """The machine was switched off over the day given free: nobody is late by a calendar that no longer held."""
    dossiers = [accept(office, f"2026-11-16 {hour:02d}:00").dossier_id for hour in (8, 9)]
    applied(office, entered(office, SWAP), limit=1)
    sweep(office, at("2026-11-24 08:00"))
    for dossier in dossiers:
        assert "deadline_breached" not in kinds(office, dossier)
        assert due_of(office, dossier) == "2026-11-25"
    assert everything_agrees(office)


def test_a_closed_dossier_is_left_alone(office):
    dossier = accept(office, "2026-11-16 09:00").dossier_id
    finish(office, dossier, "2026-11-17 10:00")
    before = rows(office, "event", "dossier", "letter", "outbox")
    version = entered(office, SWAP)
    found = previewed(office, version)
    assert (found.open, found.changes) == (0, ())
    assert applied(office, version).report.candidates == 0
    assert rows(office, "event", "dossier", "letter", "outbox") == before


def test_a_dossier_that_waits_for_a_supplement_changes_calendar_and_nothing_else(office):
    dossier = accept(office, "2026-11-16 09:00").dossier_id
    ask = c.RequestSupplement(dossier=dossier, by=HANDLER, items=(c.Item(text="Học bạ"),), reason="Thiếu học bạ")
    act(office, ask, "2026-11-17 09:00")
    applied(office, entered(office, SWAP))
    assert kinds(office, dossier)[-1] == "calendar_applied"
    assert due_of(office, dossier) is None
    # Counted anew from its return, by the office's calendar of now: Saturday the 28th is worked.
    act(office, c.ReceiveSupplement(dossier=dossier, by=DESK), "2026-11-25 09:00")
    assert due_of(office, dossier) == "2026-12-01"


def test_applying_twice_changes_nothing(office):
    accept(office, "2026-11-16 09:00")
    version = entered(office, SWAP)
    applied(office, version)
    before = rows(office, "event", "dossier", "letter", "outbox", "office_event", "office_calendar")
    again = applied(office, version)
    assert again.units == ()
    assert rows(office, "event", "dossier", "letter", "outbox", "office_event", "office_calendar") == before


def test_four_sweeps_at_once_judge_each_dossier_once(office):
    dossiers = [accept(office, f"2026-11-16 {hour:02d}:00").dossier_id for hour in (8, 9, 10)]
    applied(office, entered(office, SWAP), limit=0)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: sweep(office, at("2026-11-21 09:01")), range(4)))
    assert all(not report.failed for report in reports)
    assert [kinds(office, one).count("calendar_applied") for one in dossiers] == [1, 1, 1]
    assert everything_agrees(office)


def test_a_limit_leaves_the_rest_to_the_next_sweep(office):
    dossiers = [accept(office, f"2026-11-16 {hour:02d}:00").dossier_id for hour in (8, 9, 10)]
    assert applied(office, entered(office, SWAP), limit=2).report.acted == 2
    sweep(office, at("2026-11-21 09:01"))
    assert {due_of(office, one) for one in dossiers} == {"2026-11-25"}
    assert all(kinds(office, one).count("calendar_applied") == 1 for one in dossiers)


def test_old_dossiers_are_replayed_by_the_calendar_of_their_time(office):
    old = accept(office, "2026-10-12 09:00").dossier_id
    finish(office, old, "2026-10-14 10:00")
    with office.read() as session:
        known = office.engine.dossier(session, old)[1].calendar.version
    applied(office, entered(office, SWAP))
    again = bootstrap.build(office.settings)
    with again.read() as session:
        _, rules = again.engine.dossier(session, old)
        assert rules.calendar.version == known
        assert rules.calendar.is_working_day(date(2026, 11, 23))
        assert check(session, again.engine.rulebook).differences == []


def test_the_derivation_names_the_decision_beside_the_day(office):
    applied(office, entered(office, SWAP))
    dossier = accept(office, "2026-11-20 09:00").dossier_id
    with office.read() as session:
        calendar = office.engine.dossier(session, dossier)[1].calendar
    assert calendar.decision_on(date(2026, 11, 23)) == SWAP.act
    assert calendar.why_off(date(2026, 11, 23)) == SWAP.reason
    assert calendar.is_make_up_day(date(2026, 11, 28))
