"""When a dossier is due. Computed from what happened and from the calendar; nothing counts down.

The conventions are the law's or a procedure's choice: where counting begins (`Counting`), what a fraction of a day
means (`FractionRule`), what a stop does (`SupplementMode`). Bộ luật Dân sự 2015, Điều 147-148, is the common ground:
the day of receipt does not count, a last day that is off moves to the next working day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.counting import Legs, end_of_day, legs_of, months_after, reach, remaining, rolled_start, whole
from tthc_engine.domain.regime import Period
from tthc_engine.domain.time_limit import Counting, Duration, Phase, PhaseStart, SupplementMode, Unit

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock stands still; `until` is None while it lasts.

    `mode` is set for stops that follow a rule of their own, whatever the procedure's supplements do: an official
    suspension shifts the due instant even where a supplement restarts the period.
    """

    since: datetime
    until: datetime | None
    reason: str = ""
    mode: SupplementMode | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One uninterrupted count: from `start` over `legs` to `due`, or until `stop` broke it off."""

    phase: str
    """The phase's key."""
    start: datetime
    """Where counting begins: the phase's start, or where the clock went on; rolled where the convention rolls."""
    legs: Legs
    due: datetime | None
    made_good: int = 0
    """Working minutes of stops that shift, added behind the legs."""
    stop: Stop | None = None
    """The stop that ended this stretch; None for the last one, unless it still lasts."""


def due_at(
    phases: Sequence[Phase],
    starts: Mapping[str, datetime],
    calendar: WorkingCalendar,
    *,
    counting: Counting,
    stops: Sequence[Stop] = (),
    mode: SupplementMode = SupplementMode.RESTART,
) -> datetime | None:
    """When the last phase whose start is known must be done, on the office's wall clock.

    `starts` maps a phase's key to the instant its own start happened. A phase that follows another begins at that
    one's due instant unless `starts` says when it really did. Under `restart` the caller passes the restarted start;
    closed stops without a mode of their own then change nothing (NĐ 61 Đ19.4, NĐ 118 Đ19.5).

    None while nobody can know it: no start is known, the law sets no period, or a stop still lasts that began at or
    before the due instant. A stop that began after it changes nothing. Raises `CalendarNotPublished`.
    """
    due: datetime | None = None
    for phase in phases:
        start = start_of(phase, starts, due)
        if start is None:
            continue
        if stops:
            due = course(phase, start, calendar, counting=counting, stops=stops, mode=mode)[-1].due
        else:
            begun, legs = _ready(phase, start, calendar, counting)
            due = reach(begun, legs, calendar)
    return due


def start_of(phase: Phase, starts: Mapping[str, datetime], previous_due: datetime | None) -> datetime | None:
    """When `phase` begins; None while nobody knows. `previous_due` is the due instant of the phase before it."""
    known = starts.get(phase.key)
    return previous_due if known is None and phase.start is PhaseStart.PREVIOUS_PHASE else known


def course(
    phase: Phase,
    start: datetime,
    calendar: WorkingCalendar,
    *,
    counting: Counting,
    stops: Sequence[Stop] = (),
    mode: SupplementMode = SupplementMode.RESTART,
) -> tuple[Stretch, ...]:
    """One phase's stretches from `start`, broken where a stop changes the due instant."""
    begun, legs = _ready(phase, start, calendar, counting)
    return walk(begun, legs, calendar, stops=stops, mode=mode, phase=phase.key)


def walk(
    begun: datetime,
    legs: Legs,
    calendar: WorkingCalendar,
    *,
    stops: Sequence[Stop] = (),
    mode: SupplementMode = SupplementMode.RESTART,
    phase: str = "",
) -> tuple[Stretch, ...]:
    """The stretches of `legs` counted from `begun`, which is rolled already where the convention rolls."""
    walked = [Stretch(phase, begun, legs, reach(begun, legs, calendar))]
    for stop in merged(stops, since=begun, mode=mode):
        last = walked[-1]
        if last.due is None or stop.since > last.due:
            break
        if stop.until is None:
            walked[-1] = replace(last, due=None, stop=stop)
            break
        if stop.since == last.due:
            continue
        walked[-1] = replace(last, stop=stop)
        walked.append(_after(last, stop, calendar, shifted=(stop.mode or mode) is SupplementMode.SHIFT))
    return tuple(walked)


def merged(stops: Sequence[Stop], *, since: datetime, mode: SupplementMode) -> list[Stop]:
    """The stops that count from `since` on, in order: cut to begin there, joined where they overlap or touch.

    Empty ones drop out, and with them, under `restart`, the closed ones without a mode of their own.
    """
    joined: list[Stop] = []
    for stop in sorted(stops, key=_began):
        ignored = stop.until is not None and (stop.mode or mode) is SupplementMode.RESTART
        if ignored or (stop.until is not None and stop.until <= max(stop.since, since)):
            continue
        stop = replace(stop, since=max(stop.since, since))
        before = joined[-1] if joined else None
        if before is None or (before.until is not None and before.until < stop.since):
            joined.append(stop)
        elif before.until is not None and (stop.until is None or stop.until > before.until):
            joined[-1] = replace(before, until=stop.until)
    return joined


def step_due(within: Duration, entered: datetime, calendar: WorkingCalendar) -> datetime:
    """When a step must be done: running working time from the instant it was entered.

    One working day is the office's ordinary day (450 minutes where it works 7.5 hours); fractions count to the minute.
    """
    minutes_each = calendar.ordinary_day if within.unit is Unit.WORKING_DAYS else _MINUTES_AN_HOUR
    return calendar.add(entered, whole(within.amount * minutes_each))


def period_end(period: Period, start: datetime, calendar: WorkingCalendar) -> datetime:
    """The last instant of one of the regime's own periods, counted from `start`.

    Working hours run; working days end at closing time; calendar days and months end with the day, or, where the
    period rolls or the day is worked, at closing time of the (next) working day.
    """
    match period.unit:
        case Unit.WORKING_HOURS:
            return calendar.add(start, whole(period.value * _MINUTES_AN_HOUR))
        case Unit.WORKING_DAYS:
            return calendar.closing(calendar.working_day_after(calendar.local(start).date(), whole(period.value)))
        case Unit.CALENDAR_DAYS | Unit.MONTHS:
            day = _day_after(calendar.local(start).date(), period)
            if period.roll:
                day = calendar.working_day_on_or_after(day)
            return calendar.closing(day) if calendar.is_working_day(day) else end_of_day(day, calendar)
        case Unit.SAME_DAY | Unit.FIXED_DATE | Unit.NONE:
            raise ValueError(f"a period of a regime is a length of time, not {period.unit}")
        case _:
            assert_never(period.unit)


def working_time_before(day_of: datetime, period: Period, calendar: WorkingCalendar) -> datetime:
    """The opening of the working day that lies `period` before the day of `day_of`: from then on a dossier is due soon.

    In working hours: the instant from which exactly that much is left.
    """
    if period.unit is Unit.WORKING_HOURS:
        return calendar.subtract(day_of, whole(period.value * _MINUTES_AN_HOUR))
    return calendar.opening(_working_day_before(day_of, period, calendar))


def last_instant_before(due: datetime, period: Period, calendar: WorkingCalendar) -> datetime:
    """The closing of the working day that lies `period` before the due day: the latest moment to apologise (OV-1).

    In calendar days it is the last working day up to then: on a holiday nobody can send a letter.
    """
    if period.unit is Unit.WORKING_HOURS:
        return calendar.subtract(due, whole(period.value * _MINUTES_AN_HOUR))
    return calendar.closing(_working_day_before(due, period, calendar))


def _ready(phase: Phase, start: datetime, calendar: WorkingCalendar, counting: Counting) -> tuple[datetime, Legs]:
    """Where the phase's counting begins, and what is counted."""
    convention = phase.counting or counting
    begun = rolled_start(start, calendar) if convention is Counting.ROLLED else start
    return begun, legs_of(phase, convention)


def _after(last: Stretch, stop: Stop, calendar: WorkingCalendar, *, shifted: bool) -> Stretch:
    """The stretch that follows a closed stop which began before `last` was due."""
    assert last.due is not None
    assert stop.until is not None
    if shifted:
        made_good = calendar.between(stop.since, stop.until)
        return replace(last, due=calendar.add(last.due, made_good), made_good=last.made_good + made_good)
    legs = remaining(last.start, last.legs, stop.since, calendar)
    due = reach(stop.until, legs, calendar)
    return replace(last, start=stop.until, legs=legs, due=calendar.add(due, last.made_good) if due else None)


def _began(stop: Stop) -> datetime:
    return stop.since


def _day_after(day: date, period: Period) -> date:
    length = whole(period.value)
    return months_after(day, length) if period.unit is Unit.MONTHS else day + timedelta(days=length)


def _working_day_before(due: datetime, period: Period, calendar: WorkingCalendar) -> date:
    day = calendar.local(due).date()
    match period.unit:
        case Unit.WORKING_DAYS:
            return calendar.working_day_before(day, whole(period.value))
        case Unit.CALENDAR_DAYS | Unit.MONTHS:
            length = whole(period.value)
            earlier = months_after(day, -length) if period.unit is Unit.MONTHS else day - timedelta(days=length)
            return earlier if calendar.is_working_day(earlier) else calendar.working_day_before(earlier)
        case _:
            raise ValueError(f"a period of a regime is a length of time, not {period.unit}")
