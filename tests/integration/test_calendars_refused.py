"""A decision that contradicts itself or the calendar is refused by name, and nothing waits."""

from datetime import date

import pytest

from tests.integration.an_office import SCHOOL, an_office
from tests.integration.calendar_office import (
    SWAP,
    applied,
    entered,
    the_year_2027,
)
from tthc_engine.catalogue.decisions import CalendarDecision, year_as_text, year_in_text
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
)
from tthc_engine.domain.office import LocalDay
from tthc_engine.work.calendars.entering import waiting

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


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
