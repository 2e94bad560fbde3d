"""A decision about working days as an office enters it: a whole year's plan, or single days with number and reason.

Both end as years in the one form of `procedures/calendars/`: a single day is a new revision of its year. What belongs
to one office alone (shut for a storm) stays a fact of that office.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypeVar

import yaml

from tthc_engine.catalogue.files import CalendarYear, Decision, DeclaredDayOff, DeclaredMakeUpDay
from tthc_engine.catalogue.reading import Source, parse, read, read_text
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.errors import (
    CalendarRevisionNotRaised,
    CalendarYearNotDecided,
    CalendarYearUnknown,
    DayAlreadyOff,
    DayAlreadyWorked,
    DayBothOffAndWorked,
    DecisionNumberMissing,
    MakeUpWithoutDayOff,
    NoDayNamed,
    ReasonMissing,
)
from tthc_engine.domain.office import LocalDay, OfficeFacts
from tthc_engine.domain.time_limit import Declared

Day = TypeVar("Day", DeclaredDayOff, DeclaredMakeUpDay)
Years = tuple[CalendarYear, ...]
"""Oldest first; each year once."""


class CalendarDecision(Declared):
    """What somebody enters: days, or a whole year, and by which decision."""

    act: str
    """Number of the decision, as letters and derivations cite it: "Quyết định 2411/QĐ-TTg"."""
    reason: str = ""
    """As an officer reads it beside the day; a whole year carries its own reasons."""
    days_off: tuple[date, ...] = ()
    make_up_days: tuple[date, ...] = ()
    """Worked instead of `days_off`, in the same order."""
    closures: tuple[LocalDay, ...] = ()
    """On which this office alone is shut; their reason and decision are filled in from here where empty."""
    year: CalendarYear | None = None


def year_in(path: Path) -> CalendarYear:
    """A year's file. Raises DeclarationError with file, line and what to do."""
    return parse(read(path), CalendarYear)


def year_in_text(text: str, label: str) -> CalendarYear:
    """As `year_in`, for what somebody typed or pasted."""
    source: Source = read_text(text, label)
    return parse(source, CalendarYear)


def year_as_text(year: CalendarYear) -> str:
    """The year in the form of its file, to be corrected and entered again."""
    said = year.model_dump(mode="json", exclude_defaults=True)
    return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120))


def newest(known: Iterable[CalendarYear], offered: Iterable[CalendarYear]) -> Years:
    """Of each year the text with the higher revision; the offered one where both have the same."""
    years = {one.year: one for one in known}
    for one in offered:
        if one.year not in years or one.revision >= years[one.year].revision:
            years[one.year] = one
    return tuple(years[number] for number in sorted(years))


def upon(
    decision: CalendarDecision, years: Years, facts: OfficeFacts, *, calendar: WorkingCalendar
) -> tuple[Years, OfficeFacts]:
    """The office's years and facts once `decision` holds; `calendar` is what follows from them now.

    Raises:
        Refusal: the decision contradicts itself or the calendar; each contradiction has its own type.
    """
    if not decision.act.strip():
        raise DecisionNumberMissing
    if decision.year is not None:
        return _with_year(decision.year, years), facts
    if not (decision.days_off or decision.make_up_days or decision.closures):
        raise NoDayNamed
    if not decision.reason.strip():
        raise ReasonMissing
    _check_alone(decision)
    _check_against(decision, years, calendar)
    touched = sorted({day.year for day in (*decision.days_off, *decision.make_up_days)})
    revised = tuple(_revised(one, decision) if one.year in touched else one for one in years)
    shut = facts.model_copy(update={"closures": (*facts.closures, *_signed(decision))})
    return revised, shut


def _with_year(entered: CalendarYear, years: Years) -> Years:
    known = {one.year: one for one in years}
    if not entered.published:
        raise CalendarYearNotDecided(year=entered.year)
    before = known.get(entered.year)
    if before is not None and entered.revision <= before.revision:
        raise CalendarRevisionNotRaised(year=entered.year, revision=before.revision)
    if before is None and entered.year - 1 not in known and entered.year + 1 not in known:
        # The years of a calendar follow each other: a gap would be a year of ordinary Mondays.
        raise CalendarYearUnknown(year=entered.year - 1)
    return newest(years, [entered])


def _check_alone(decision: CalendarDecision) -> None:
    """What the decision says of its own days."""
    off, worked = decision.days_off, decision.make_up_days
    for day in worked:
        if day in off:
            raise DayBothOffAndWorked(day=day)
    if len(worked) > len(off):
        raise MakeUpWithoutDayOff(day=worked[len(off)])
    for day, swapped in zip(worked, off, strict=False):
        if day.year != swapped.year:
            raise MakeUpWithoutDayOff(day=day)
    for position, day in enumerate(off):
        if day in off[:position]:
            raise DayAlreadyOff(day=day)
    for position, day in enumerate(worked):
        if day in worked[:position]:
            raise DayAlreadyWorked(day=day)


def _check_against(decision: CalendarDecision, years: Years, calendar: WorkingCalendar) -> None:
    """What its days are now: an office that changes nothing has mistyped a date."""
    listed_off = {day.on for year in years for day in year.days_off}
    listed_worked = {day.on for year in years for day in year.make_up_days}
    for day in (*decision.days_off, *(one.on for one in decision.closures)):
        if not _minutes(day, calendar):
            raise DayAlreadyOff(day=day)
        if day in listed_worked and day in decision.days_off:
            raise DayBothOffAndWorked(day=day)
    for day in decision.make_up_days:
        if _minutes(day, calendar) >= calendar.ordinary_day:
            raise DayAlreadyWorked(day=day)
        if day in listed_off:
            raise DayBothOffAndWorked(day=day)


def _minutes(day: date, calendar: WorkingCalendar) -> int:
    try:
        return sum(closes - opens for opens, closes in calendar.sessions_on(day))
    except CalendarNotPublished as error:
        raise CalendarYearUnknown(year=error.year) from error


def _revised(year: CalendarYear, decision: CalendarDecision) -> CalendarYear:
    act = decision.act
    off = [DeclaredDayOff(on=day, reason=decision.reason, decision=act) for day in decision.days_off]
    pairs = zip(decision.make_up_days, decision.days_off, strict=False)
    worked = [DeclaredMakeUpDay(on=day, swaps=swapped, decision=act) for day, swapped in pairs]
    return year.model_copy(
        update={
            "revision": year.revision + 1,
            "decisions": (*year.decisions, Decision(title=decision.reason, number=act)),
            "days_off": _in_order(year.days_off, [day for day in off if day.on.year == year.year]),
            "make_up_days": _in_order(year.make_up_days, [day for day in worked if day.on.year == year.year]),
        }
    )


def _in_order(known: Iterable[Day], new: Iterable[Day]) -> tuple[Day, ...]:
    return tuple(sorted(chain(known, new), key=lambda day: day.on))


def _signed(decision: CalendarDecision) -> Iterator[LocalDay]:
    for day in decision.closures:
        yield day.model_copy(update={"reason": day.reason or decision.reason, "decision": day.decision or decision.act})
