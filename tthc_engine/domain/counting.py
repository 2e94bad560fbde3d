"""How one period is walked off on a calendar: term by term, in the printed order.

A phase's declared terms become legs: whole numbers of half working days, minutes, days or months. Here the units and
the conventions of rounding live; phases, stops and restarts are `clock.py`.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from typing import assert_never

from tthc_engine.domain.calendar import Minutes, WorkingCalendar
from tthc_engine.domain.time_limit import Counting, FractionRule, Phase, Term, Unit

Legs = tuple["Leg", ...]

_MONTHS_A_YEAR = 12
_MINUTES_AN_HOUR = 60
_MINUTES_A_DAY = 24 * _MINUTES_AN_HOUR
_LAST_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Leg:
    """One term made ready for counting.

    `amount` is in half working days, working minutes, calendar days or months, by `unit`. No half working day at all
    means: by closing time of the very day, or of the next working day for whoever comes at closing time or later.
    """

    unit: Unit
    amount: int = 0
    cutoff: time | None = None
    on: date | None = None


NOTHING_LEFT = Leg(Unit.WORKING_DAYS)


def legs_of(phase: Phase, convention: Counting) -> Legs:
    """The phase's terms as legs, by the convention the phase or else its regime names."""
    return _legs(phase.terms, phase.fraction, phase.hours_per_day, convention is Counting.RUNNING_HOURS)


@lru_cache(maxsize=1024)
def _legs(terms: tuple[Term, ...], fraction: FractionRule, hours_per_day: Decimal | None, in_hours: bool) -> Legs:
    return tuple([_leg(term, fraction, hours_per_day, in_hours=in_hours) for term in terms])


def _leg(term: Term, fraction: FractionRule, hours_per_day: Decimal | None, *, in_hours: bool) -> Leg:
    match term.unit:
        case Unit.WORKING_DAYS:
            return _working_days(term.amount, fraction, hours_per_day, in_hours=in_hours)
        case Unit.WORKING_HOURS:
            return Leg(Unit.WORKING_HOURS, whole(term.amount * _MINUTES_AN_HOUR))
        case Unit.CALENDAR_DAYS | Unit.MONTHS:
            return Leg(term.unit, int(term.amount))
        case Unit.SAME_DAY | Unit.FIXED_DATE | Unit.NONE:
            return Leg(term.unit, cutoff=term.cutoff, on=term.on)
        case _:
            assert_never(term.unit)


def _working_days(amount: Decimal, fraction: FractionRule, hours_per_day: Decimal | None, *, in_hours: bool) -> Leg:
    if not in_hours and amount == int(amount):
        return Leg(Unit.WORKING_DAYS, 2 * int(amount))
    if in_hours or fraction is FractionRule.HOURS:
        if hours_per_day is None:
            raise ValueError("the limit does not declare how many working hours one working day has")
        return Leg(Unit.WORKING_HOURS, whole(amount * hours_per_day * _MINUTES_AN_HOUR))
    if fraction is FractionRule.SESSION:
        return Leg(Unit.WORKING_DAYS, whole(2 * amount))
    return Leg(Unit.WORKING_DAYS, 2 * whole(amount))


def whole(amount: Decimal) -> int:
    """`amount` rounded up: a fraction that cannot be counted is given to the office."""
    return int(amount.to_integral_value(ROUND_CEILING))


def rolled_start(start: datetime, calendar: WorkingCalendar) -> datetime:
    """A receipt at or after closing time, or on a day off, moves to the next working day's opening."""
    start = calendar.local(start)
    day = start.date()
    if calendar.is_working_day(day) and start < calendar.closing(day):
        return start
    return calendar.opening(calendar.working_day_after(day))


def reach(start: datetime, legs: Legs, calendar: WorkingCalendar) -> datetime | None:
    """The due instant of `legs` from `start`, on the office's wall clock; None when one leg sets no period.

    Only the last leg is moved to a working day. Raises `CalendarNotPublished`.
    """
    at = calendar.local(start)
    if len(legs) > 1:
        for leg in legs[:-1]:
            if leg.unit is Unit.NONE:
                return None
            at = end_of_leg(at, leg, calendar)
    return _due(at, legs[-1], calendar)


def remaining(start: datetime, legs: Legs, since: datetime, calendar: WorkingCalendar) -> Legs:
    """What is left of `legs`, begun at `start`, when the clock stops at `since`, before their due instant.

    The working days in (day of start, day of the stop] are used up, the stop's own day with them; so are calendar
    days. What is left of months is counted in calendar days.
    """
    at = calendar.local(start)
    for position, leg in enumerate(legs):
        end = end_of_leg(at, leg, calendar)
        if position == len(legs) - 1 or end > since:
            return (_rest(at, leg, since, calendar), *legs[position + 1 :])
        at = end
    return (NOTHING_LEFT,)


def end_of_leg(at: datetime, leg: Leg, calendar: WorkingCalendar) -> datetime:
    """Where the next leg begins: like the due instant, but a day off stays where it falls."""
    match leg.unit:
        case Unit.CALENDAR_DAYS | Unit.MONTHS | Unit.FIXED_DATE:
            return end_of_day(_target_day(at.date(), leg), calendar)
        case Unit.WORKING_DAYS | Unit.WORKING_HOURS | Unit.SAME_DAY:
            return _due(at, leg, calendar) or at
        case Unit.NONE:
            return at
        case _:
            assert_never(leg.unit)


def end_of_day(day: date, calendar: WorkingCalendar) -> datetime:
    """The last instant of `day`, worked or not."""
    return calendar.at(day, _MINUTES_A_DAY) - _LAST_INSTANT


def months_after(day: date, months: int) -> date:
    """The same day number `months` later, or that month's last day (Bộ luật Dân sự 2015, Điều 148)."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def middle_of(day: date, calendar: WorkingCalendar) -> datetime:
    """The end of a working day's first session; the middle of a day worked without a break."""
    opens, closes = calendar.sessions_on(day)[0]
    unbroken = len(calendar.sessions_on(day)) == 1
    return calendar.at(day, (opens + closes) // 2 if unbroken else closes)


def _due(at: datetime, leg: Leg, calendar: WorkingCalendar) -> datetime | None:
    match leg.unit:
        case Unit.WORKING_DAYS:
            return _after_half_days(at, leg.amount, calendar)
        case Unit.WORKING_HOURS:
            return calendar.add(at, leg.amount)
        case Unit.CALENDAR_DAYS | Unit.MONTHS | Unit.FIXED_DATE:
            return calendar.closing(calendar.working_day_on_or_after(_target_day(at.date(), leg)))
        case Unit.SAME_DAY:
            return _the_same_day(at, leg.cutoff, calendar)
        case Unit.NONE:
            return None
        case _:
            assert_never(leg.unit)


def _after_half_days(at: datetime, halves: int, calendar: WorkingCalendar) -> datetime:
    if halves <= 0:
        return _the_same_day(at, None, calendar)
    days, half = divmod(halves, 2)
    if half:
        return middle_of(calendar.working_day_after(at.date(), days + 1), calendar)
    return calendar.closing_after(at.date(), days)


def _the_same_day(at: datetime, cutoff: time | None, calendar: WorkingCalendar) -> datetime:
    day = at.date()
    in_time = cutoff is None or at.time() <= cutoff
    if in_time and calendar.is_working_day(day) and at < calendar.closing(day):
        return calendar.closing(day)
    return calendar.closing_after(day)


def _target_day(day: date, leg: Leg) -> date:
    if leg.on is not None:
        return leg.on
    return months_after(day, leg.amount) if leg.unit is Unit.MONTHS else day + timedelta(days=leg.amount)


def _rest(at: datetime, leg: Leg, since: datetime, calendar: WorkingCalendar) -> Leg:
    match leg.unit:
        case Unit.WORKING_DAYS:
            used = calendar.working_days_between(at.date(), calendar.local(since).date())
            return replace(leg, amount=max(0, leg.amount - 2 * used))
        case Unit.WORKING_HOURS:
            left: Minutes = leg.amount - calendar.between(at, since)
            return replace(leg, amount=left)
        case Unit.CALENDAR_DAYS | Unit.MONTHS:
            left = (_target_day(at.date(), leg) - calendar.local(since).date()).days
            return Leg(Unit.CALENDAR_DAYS, left) if left > 0 else NOTHING_LEFT
        case Unit.SAME_DAY:
            return NOTHING_LEFT
        case Unit.FIXED_DATE | Unit.NONE:
            return leg
        case _:
            assert_never(leg.unit)
