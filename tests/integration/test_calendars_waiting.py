"""Several decisions wait, in several offices, beside new hours and upgrades: none takes back another."""

from datetime import date

import pytest

from tests.integration.an_office import FACTS, SCHOOL, accept, an_office, at, events_of
from tests.integration.calendar_office import (
    SATURDAY,
    SWAP,
    applied,
    due_of,
    entered,
    everything_agrees,
    previewed,
    the_year_2027,
)
from tthc_engine import bootstrap
from tthc_engine.catalogue.decisions import CalendarDecision
from tthc_engine.domain.errors import (
    DecisionNumberMissing,
    UnknownCalendar,
)
from tthc_engine.domain.office import LocalDay
from tthc_engine.store import calendars, hours, offices
from tthc_engine.store.offices import Unit
from tthc_engine.work.calendars.applying import apply
from tthc_engine.work.calendars.entering import drop, enter, waiting

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


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


def test_a_mistyped_number_is_corrected_before_anybody_follows_the_calendar(office):
    mistyped = entered(office, SWAP.model_copy(update={"act": "Công văn 9998"}))
    previewed(office, mistyped)
    drop(office, mistyped, units=[SCHOOL], by="quantri", at=at(SATURDAY))
    version = entered(office, SWAP)
    assert version == mistyped
    assert {day.decision for day in previewed(office, version).days} == {SWAP.act}
    applied(office, version)
    dossier = accept(office, "2026-11-21 10:00").dossier_id
    with office.read() as session:
        _, rules = office.engine.dossier(session, dossier)
    assert rules.calendar.decision_on(date(2026, 11, 23)) == SWAP.act


def test_what_was_applied_by_mistake_is_undone_under_a_number_of_its_own(office):
    dossier = accept(office, "2026-11-16 09:00").dossier_id
    with office.read() as session:
        former = offices.office(session, SCHOOL).calendar
    applied(office, entered(office, SWAP))
    assert due_of(office, dossier) == "2026-11-25"
    with pytest.raises(DecisionNumberMissing):
        applied(office, former, wall="2026-11-21 09:10")
    applied(office, former, wall="2026-11-21 09:10", act="Công văn 10/ĐÍNH-CHÍNH")
    assert due_of(office, dossier) == "2026-11-23"
    acts = [event.act for event in events_of(office, dossier) if event.kind == "calendar_applied"]
    assert acts == [SWAP.act, "Công văn 10/ĐÍNH-CHÍNH"]
    assert everything_agrees(office)


def test_the_same_number_entered_again_replaces_what_waited(office):
    entered(office, SWAP.model_copy(update={"make_up_days": ()}))
    version = entered(office, SWAP)
    with office.read() as session:
        assert [one.version for one in waiting(session, [SCHOOL])] == [version]
