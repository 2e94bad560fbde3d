"""A decision about working days: entered, looked at, applied; each open dossier judged anew, once, with its number."""

from datetime import date

import pytest

from tests.integration.an_office import APPROVER, DESK, FACTS, HANDLER, SCHOOL, accept, act, an_office, at, events_of
from tests.integration.an_office import rows_of as rows
from tthc_engine import bootstrap
from tthc_engine.catalogue.decisions import CalendarDecision, year_as_text, year_in_text
from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.errors import (
    CalendarRevisionNotRaised,
    CalendarUnchanged,
    CalendarYearNotDecided,
    CalendarYearUnknown,
    DayAlreadyOff,
    DayAlreadyWorked,
    DayBothOffAndWorked,
    DecisionNumberDiffers,
    DecisionNumberMissing,
    DeclarationError,
    MakeUpWithoutDayOff,
    NoDayNamed,
    ReasonMissing,
    UnknownCalendar,
)
from tthc_engine.domain.events import CalendarApplied
from tthc_engine.domain.messages import TOLD
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.office import LocalDay
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import calendars, hours, letters, offices
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.proof import verify
from tthc_engine.work.calendars.applying import apply
from tthc_engine.work.calendars.entering import drop, enter, waiting
from tthc_engine.work.calendars.previewing import preview
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration

SWAP = CalendarDecision(
    act="Công văn 9999/GIẢ-ĐỊNH",
    reason="Hoán đổi ngày làm việc (giả định)",
    days_off=(date(2026, 11, 23),),
    make_up_days=(date(2026, 11, 28),),
)
"""Monday the 23rd is given free and worked on Saturday the 28th; Tuesday the 24th is a holiday by law."""
TOLD_AS = TOLD[CalendarApplied].kind
SATURDAY = "2026-11-21 09:00"


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


def entered(app, decision, *, wall=SATURDAY, unit=SCHOOL):
    """The version that waits now; a refusal is raised."""
    (one,) = enter(app, decision, units=[unit], by="quantri", at=at(wall))
    if one.refused is not None:
        raise one.refused
    return one.version


def previewed(app, version, *, wall=SATURDAY):
    with app.read() as session:
        (one,) = [one for one in waiting(session, [SCHOOL]) if one.version == version]
        return preview(app, session, one, at=at(wall))


def applied(app, version, *, wall=SATURDAY, **more):
    return apply(app, version, units=[SCHOOL], by="quantri", at=at(wall), **more)


def due_of(app, dossier):
    with app.read() as session:
        found, rules = app.engine.dossier(session, dossier)
    due = timing.due_at(found, rules)
    return None if due is None else rules.calendar.local(due).date().isoformat()


def kinds(app, dossier):
    return [event.kind for event in events_of(app, dossier)]


def everything_agrees(app):
    with app.read() as session:
        return check(session, app.engine.rulebook).differences == [] and verify(session).holds


def the_year_2027(office, *, published=True, revision=2, **days):
    """2027 as it would be decided: Tết on the same days and one day longer, swapped with a Saturday (assumed)."""
    (year,) = [one for one in office.catalogue.calendar_years if one.year == 2027]
    text = year_as_text(year.model_copy(update={"published": published, "revision": revision}))
    text = text.replace(
        "- 'on': '2027-04-16'",
        "- {on: 2027-02-12, reason: Hoán đổi với 20/02 (giả định), decision: TB 1/GIẢ-ĐỊNH}\n- 'on': '2027-04-16'",
    )
    text += "\nmake_up_days:\n- {on: 2027-02-20, swaps: 2027-02-12, decision: TB 1/GIẢ-ĐỊNH}\n"
    return CalendarDecision(act="Thông báo 1/GIẢ-ĐỊNH", year=year_in_text(text, "2027.yaml"))


def two_months(app, *, started):
    """Recognition of a school, received in November: two months from the day the assessors are told."""
    procedure = app.catalogue.in_force("1.000288", date(2026, 11, 20))
    registration = c.Registration(
        procedure="1.000288",
        owner=c.Party(name="Trường Tiểu học Bản Mây", address="Bản Mây"),
        submitter=c.Party(name="Trường Tiểu học Bản Mây", email="truong@example.org"),
        papers=tuple(c.Paper(component=one.key) for one in procedure.components),
    )
    done = act(app, c.Accept(dossier=app.engine.new_id(), by=DESK, registration=registration), "2026-11-20 09:00")
    begin = c.RecordStart(
        dossier=done.dossier_id,
        by=HANDLER,
        phase="external_assessment",
        started_at=at(started),
        document="Công văn 12/SGDĐT",
    )
    act(app, begin, "2026-12-08 16:00")
    return done.dossier_id


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


# -- several decisions, several offices --------------------------------------------------------------------------------


def test_applying_one_waiting_decision_never_takes_back_another(office):
    swap = entered(office, SWAP)
    year = entered(office, the_year_2027(office), wall="2026-11-21 09:05")
    applied(office, swap)
    with office.read() as session:
        (left,) = waiting(session, [SCHOOL])
    assert left.act == "Thông báo 1/GIẢ-ĐỊNH" and left.version != year
    applied(office, left.version)
    with office.read() as session:
        calendar = office.engine.rulebook.declarations.calendar(session, offices.office(session, SCHOOL).calendar)
        assert waiting(session, [SCHOOL]) == []
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert not calendar.is_working_day(date(2027, 2, 12)) and not calendar.is_provisional(date(2027, 2, 12))


def test_a_decision_that_has_come_to_hold_otherwise_waits_no_longer(office):
    twice = SWAP.model_copy(update={"act": "QĐ 8", "days_off": SWAP.days_off, "make_up_days": ()})
    first, second = entered(office, SWAP), entered(office, twice)
    assert first != second
    applied(office, first)
    with office.read() as session:
        assert waiting(session, [SCHOOL]) == []
        kinds_of_office = [row[0] for row in session.rows("SELECT kind FROM office_event ORDER BY position")]
    assert "calendar_overtaken" in kinds_of_office


def test_new_hours_keep_the_entered_days_and_the_entered_closures(office):
    storm = CalendarDecision(
        act="QĐ 21/UBND", reason="Bão (giả định)", closures=(LocalDay(on=date(2026, 12, 3), reason=""),)
    )
    applied(office, entered(office, SWAP))
    applied(office, entered(office, storm))
    with office.transaction() as session:
        known = offices.office(session, SCHOOL).facts
        facts = known.model_copy(update={"phone": "0123 000 002"})
        hours.open_office(session, office.catalogue, SCHOOL, facts, by="quantri", at=at("2026-11-21 10:00"))
    with office.read() as session:
        after = offices.office(session, SCHOOL)
        calendar = office.engine.rulebook.declarations.calendar(session, after.calendar)
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert not calendar.is_working_day(date(2026, 12, 3))
    assert [(one.reason, one.decision) for one in after.facts.closures] == [("Bão (giả định)", "QĐ 21/UBND")]


def test_an_upgrade_without_the_office_s_decision_offers_nothing_and_takes_nothing_back(office):
    applied(office, entered(office, the_year_2027(office), wall="2026-12-09 08:00"), wall="2026-12-09 08:00")
    bootstrap.start(office.settings)
    with office.read() as session:
        assert waiting(session, [SCHOOL]) == []


def test_a_calendar_that_came_with_an_upgrade_is_applied_under_a_number_somebody_names(office):
    shorter = [one for one in office.catalogue.calendar_years if one.year < 2027]
    with office.transaction() as session:
        facts = offices.office(session, SCHOOL).facts
        older = calendars.declarations.calendar_text(shorter, facts, name=SCHOOL)
        calendars.declarations.keep(session, older, at=at(SATURDAY))
        session.update("office", {"calendar": older.digest}, where={"unit": SCHOOL})
        session.run("DELETE FROM office_calendar")
        version = hours.notice_new_calendar(session, office.catalogue, SCHOOL, at=at(SATURDAY))
    with pytest.raises(DecisionNumberMissing):
        applied(office, version)
    assert applied(office, version, act="TB 2/BNV").act == "TB 2/BNV"


def test_offices_with_other_hours_apply_the_same_decision_at_once(office):
    with office.transaction() as session:
        commune = Unit(id="xa", code="H99.58", name="UBND xã Suối Ngần", valid_from=date(2025, 7, 1))
        offices.put_unit(session, commune, by="init", at=at("2026-06-01 07:00"))
        saturday = FACTS.model_copy(update={"week": (*FACTS.week[:5], FACTS.week[0][:1], ())})
        hours.open_office(session, office.catalogue, "xa", saturday, by="init", at=at("2026-06-01 07:00"))
    found = enter(office, SWAP, units=[SCHOOL, "xa"], by="quantri", at=at(SATURDAY))
    assert len({one.version for one in found}) == 2
    done = apply(office, found[0].version, units=[SCHOOL, "xa"], by="quantri", at=at(SATURDAY))
    assert done.units == (SCHOOL, "xa")


def test_what_was_entered_by_mistake_is_taken_back_and_stays_on_record(office):
    version = entered(office, SWAP)
    drop(office, version, units=[SCHOOL], by="quantri", at=at(SATURDAY))
    with pytest.raises(UnknownCalendar):
        applied(office, version)
    with office.read() as session:
        kept = session.value("SELECT COUNT(*) FROM declaration WHERE kind = ?", (calendars.DECISION,))
        said = [row[0] for row in session.rows("SELECT kind FROM office_event ORDER BY position")]
    assert kept == 1 and said[-2:] == ["calendar_entered", "calendar_dropped"]


def test_the_same_number_entered_again_replaces_what_waited(office):
    entered(office, SWAP.model_copy(update={"make_up_days": ()}))
    version = entered(office, SWAP)
    with office.read() as session:
        assert [one.version for one in waiting(session, [SCHOOL])] == [version]


# -- what contradicts itself -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"act": " "}, DecisionNumberMissing),
        ({"reason": ""}, ReasonMissing),
        ({"days_off": (), "make_up_days": ()}, NoDayNamed),
        ({"make_up_days": (date(2026, 11, 23),)}, DayBothOffAndWorked),
        ({"make_up_days": (date(2026, 11, 28), date(2026, 12, 5))}, MakeUpWithoutDayOff),
        ({"make_up_days": (date(2027, 1, 9),)}, MakeUpWithoutDayOff),
        ({"days_off": (date(2026, 11, 22),)}, DayAlreadyOff),
        ({"days_off": (date(2026, 11, 24),)}, DayAlreadyOff),
        ({"days_off": (date(2026, 11, 23), date(2026, 11, 23))}, DayAlreadyOff),
        ({"make_up_days": (date(2026, 11, 27),)}, DayAlreadyWorked),
        ({"days_off": (date(2026, 1, 10),), "make_up_days": ()}, DayBothOffAndWorked),
        ({"make_up_days": (date(2026, 2, 14),)}, DayBothOffAndWorked),
        ({"days_off": (date(2031, 11, 24),), "make_up_days": ()}, CalendarYearUnknown),
        ({"closures": (LocalDay(on=date(2026, 11, 29), reason=""),)}, DayAlreadyOff),
    ],
)
def test_days_that_contradict_themselves_or_the_calendar_are_refused_by_name(office, change, refusal):
    with pytest.raises(refusal):
        entered(office, SWAP.model_copy(update=change))
    with office.read() as session:
        assert waiting(session, [SCHOOL]) == []


def test_a_year_is_entered_only_decided_and_as_a_newer_revision(office):
    with pytest.raises(CalendarYearNotDecided):
        entered(office, the_year_2027(office, published=False))
    with pytest.raises(CalendarRevisionNotRaised):
        entered(office, the_year_2027(office, revision=1))
    decided = the_year_2027(office)
    far = decided.year.model_copy(update={"year": 2031})
    with pytest.raises(CalendarYearUnknown):
        entered(office, decided.model_copy(update={"year": far}))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("- {on: 2027-02-20, swaps: 2027-02-19, decision: TB 1}", "swaps a day that is not off"),
        ("- {on: 2027-02-12, swaps: 2027-02-12, decision: TB 1}", "both off and worked"),
        ("- {on: 2028-02-19, swaps: 2027-02-12, decision: TB 1}", "not a day of 2027"),
    ],
)
def test_a_year_s_text_that_contradicts_itself_is_refused_with_its_line(office, wrong, said):
    text = year_as_text(the_year_2027(office).year)
    good = [line for line in text.splitlines() if line.strip()]
    place = good.index("make_up_days:")
    with pytest.raises(DeclarationError, match=said) as refused:
        year_in_text("\n".join([*good[: place + 1], wrong]) + "\n", "2027.yaml")
    assert refused.value.problems[0].line > 1


def test_a_year_as_text_is_the_year_again(office):
    for year in office.catalogue.calendar_years:
        assert year_in_text(year_as_text(year), "tệp") == year


def test_a_decision_that_changes_nothing_and_a_number_that_differs_are_refused(office):
    version = entered(office, SWAP)
    with pytest.raises(DecisionNumberDiffers):
        applied(office, version, act="QĐ khác")
    (year,) = [one for one in office.catalogue.calendar_years if one.year == 2026]
    same = year.model_copy(update={"revision": 2})
    with pytest.raises(CalendarUnchanged):
        entered(office, CalendarDecision(act="QĐ 5", year=same))


def finish(app, dossier, wall):
    """Every remaining step, each by its owner, until the result is released."""
    for command in (
        c.Complete(dossier=dossier, by=HANDLER),
        c.Approve(dossier=dossier, by=APPROVER),
        c.ReleaseResult(dossier=dossier, by=APPROVER),
    ):
        with app.read() as session:
            found, _ = app.engine.dossier(session, dossier)
        if found.is_open:
            act(app, command, wall)
    with app.read() as session:
        assert not app.engine.dossier(session, dossier)[0].is_open
