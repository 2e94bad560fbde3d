"""The days behind a due date: each one counted, skipped or stopped, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, assert_never

from tthc_engine.domain.calendar import Minutes, WorkingCalendar
from tthc_engine.domain.clock import Stop, Stretch
from tthc_engine.domain.counting import Leg, end_of_leg, reach
from tthc_engine.domain.derivation_phrases import Reason, why_off
from tthc_engine.domain.time_limit import Unit

_DAY = timedelta(days=1)
_WITHOUT_FIRST_DAY = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS})


class LineKind(StrEnum):
    START = "start"
    """The day counting starts on; it does not count itself."""
    COUNTED = "counted"
    SKIPPED = "skipped"
    """A day off within the period."""
    MOVED = "moved"
    """A day off on which the period would have ended."""
    STOPPED = "stopped"
    """The clock stood still."""
    MADE_GOOD = "made_good"
    """Working time of a stop, given back behind the end."""


@dataclass(frozen=True, slots=True)
class Line:
    """One day, or several alike that follow each other once folded."""

    kind: LineKind
    on: date
    until: date
    """The last day of the line; `on` for a single day."""
    because: Reason
    first: int = 0
    """Number of the first counted day; 0 where days are not numbered."""
    last: int = 0
    minutes: Minutes = 0
    """Working minutes counted, stopped or made good; 0 where whole days count."""

    @property
    def reason(self) -> str:
        """In Vietnamese, as it is stored."""
        return self.because.words()

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": str(self.kind),
            "on": self.on.isoformat(),
            "until": self.until.isoformat(),
            "first": self.first,
            "last": self.last,
            "minutes": self.minutes,
            "reason": self.reason,
        }


def folded(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of one kind and reason on days that follow each other become one."""
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if before is not None and _continues(before, line):
            result[-1] = replace(before, until=line.until, last=line.last, minutes=before.minutes + line.minutes)
        else:
            result.append(line)
    return tuple(result)


def _continues(before: Line, line: Line) -> bool:
    alike = (before.kind, before.because) == (line.kind, line.because) and line.kind is not LineKind.STOPPED
    return alike and line.on - before.until == _DAY and (not line.first or line.first == before.last + 1)


def lines_of(stretches: tuple[Stretch, ...], calendar: WorkingCalendar, *, start_day: Reason) -> Iterator[Line]:
    """The days of one phase's stretches, in the order in which they passed.

    `start_day` says what the first day is; it does not count itself.
    """
    told: list[Line] = []
    stopped: list[Line] = []
    for stretch, following in pairwise((*stretches, None)):
        assert stretch is not None
        if stretch.stop is not None:
            stopped.append(_stopped(stretch.stop, calendar))
        if following is not None and following.made_good > stretch.made_good:
            continue
        until = stretch.stop.since if stretch.stop is not None else None
        told += _counted(stretch, until, calendar, start_day=start_day, number=_last_number(told))
        told += stopped
        if until is None and stretch.due is not None and stretch.made_good:
            told += _made_good(stretch, stretch.due, calendar)
        stopped, start_day = [], Reason("start_resumed")
    yield from told


def _last_number(told: list[Line]) -> int:
    return next((line.last for line in reversed(told) if line.kind is LineKind.COUNTED), 0)


def _counted(
    stretch: Stretch, until: datetime | None, calendar: WorkingCalendar, *, start_day: Reason, number: int
) -> Iterator[Line]:
    """The legs of one stretch, no further than `until`; its first leg's days are numbered on from `number`."""
    at = calendar.local(stretch.start)
    for position, leg in enumerate(stretch.legs):
        last = position == len(stretch.legs) - 1
        end = reach(at, (leg,), calendar) if last else end_of_leg(at, leg, calendar)
        if end is None:
            return
        if position == 0 and leg.unit in _WITHOUT_FIRST_DAY and leg.amount:
            yield Line(LineKind.START, at.date(), at.date(), start_day)
        seen_until = end if until is None else min(end, calendar.local(until))
        yield from _days_of(leg, at, seen_until, calendar, number=number if position == 0 else 0)
        if until is not None and until < end:
            return
        at = end


def _days_of(leg: Leg, at: datetime, until: datetime, calendar: WorkingCalendar, *, number: int) -> Iterator[Line]:
    match leg.unit:
        case Unit.WORKING_DAYS if leg.amount > 0:
            yield from _working_days(leg, at, until, calendar, number=number)
        case Unit.WORKING_DAYS | Unit.SAME_DAY:
            yield from _the_same_day(at, until, calendar)
        case Unit.WORKING_HOURS:
            yield from _working_minutes(at, until, calendar)
        case Unit.CALENDAR_DAYS | Unit.MONTHS | Unit.FIXED_DATE:
            yield from _calendar_days(leg, at, until, calendar, number=number)
        case Unit.NONE:
            return
        case _:
            assert_never(leg.unit)


def _working_days(leg: Leg, at: datetime, until: datetime, calendar: WorkingCalendar, *, number: int) -> Iterator[Line]:
    halves = 0
    for day in _days(at.date() + _DAY, until.date()):
        if not calendar.is_working_day(day):
            yield _skipped(day, calendar)
            continue
        number += 1
        halves += 2
        half = halves > leg.amount
        reason = Reason("first_session") if half else worked_because(day, calendar)
        yield Line(LineKind.COUNTED, day, day, reason, first=number, last=number)


def _the_same_day(at: datetime, until: datetime, calendar: WorkingCalendar) -> Iterator[Line]:
    for day in _days(at.date(), until.date()):
        if day == until.date():
            yield Line(LineKind.COUNTED, day, day, worked_because(day, calendar))
        elif calendar.is_working_day(day):
            yield Line(LineKind.START, day, day, Reason("too_late_today"))
        else:
            yield _skipped(day, calendar)


def _working_minutes(at: datetime, until: datetime, calendar: WorkingCalendar) -> Iterator[Line]:
    for day in _days(at.date(), until.date()):
        if not calendar.is_working_day(day):
            yield _skipped(day, calendar)
            continue
        minutes = _minutes_on(day, at, until, calendar)
        reason = worked_because(day, calendar) if minutes else Reason("outside_hours")
        yield Line(LineKind.COUNTED if minutes else LineKind.SKIPPED, day, day, reason, minutes=minutes)


def _calendar_days(
    leg: Leg, at: datetime, until: datetime, calendar: WorkingCalendar, *, number: int
) -> Iterator[Line]:
    begun = at.date()
    target = min(end_of_leg(at, leg, calendar).date(), until.date())
    if target > begun:
        length = (target - begun).days
        if leg.unit is Unit.CALENDAR_DAYS:
            for passed in range(1, length + 1):
                day, n = begun + passed * _DAY, number + passed
                yield Line(LineKind.COUNTED, day, day, Reason("days_off_too"), first=n, last=n)
        else:
            fixed = leg.unit is Unit.FIXED_DATE
            reason = Reason("fixed_date_open") if fixed else Reason("in_months", f"{leg.amount:02d}")
            yield Line(LineKind.COUNTED, begun + _DAY, target, reason)
    for day in _days(target, until.date()):
        if until.date() > target and not calendar.is_working_day(day):
            yield Line(LineKind.MOVED, day, day, Reason("moved", calendar.why_off(day)))
        elif day > target:
            yield Line(LineKind.COUNTED, day, day, worked_because(day, calendar))


def _stopped(stop: Stop, calendar: WorkingCalendar) -> Line:
    since = calendar.local(stop.since)
    until = calendar.local(stop.until) if stop.until is not None else since
    minutes = calendar.between(since, until)
    because = Reason("given", stop.reason) if stop.reason else Reason("stopped")
    return Line(LineKind.STOPPED, since.date(), until.date(), because, minutes=minutes)


def _made_good(stretch: Stretch, due: datetime, calendar: WorkingCalendar) -> Iterator[Line]:
    base = reach(stretch.start, stretch.legs, calendar)
    assert base is not None
    for line in _working_minutes(base, due, calendar):
        if line.minutes:
            yield replace(line, kind=LineKind.MADE_GOOD, because=Reason("made_good"))
        elif line.on > base.date():
            yield line


def worked_because(day: date, calendar: WorkingCalendar) -> Reason:
    if not calendar.is_make_up_day(day):
        return Reason("worked")
    decision = calendar.decision_on(day)
    return Reason("made_up_by", decision) if decision else Reason("made_up")


def _skipped(day: date, calendar: WorkingCalendar) -> Line:
    return Line(LineKind.SKIPPED, day, day, why_off(calendar.why_off(day)))


def _minutes_on(day: date, begun: datetime, until: datetime, calendar: WorkingCalendar) -> Minutes:
    start = max(begun, calendar.opening(day))
    return calendar.between(start, min(until, calendar.closing(day)))


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + offset * _DAY
