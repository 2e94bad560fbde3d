"""When dossiers come in, and for what: by season, by weekday and by hour, as desks of schools and communes know it."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random

from tthc_engine.catalogue import Catalogue
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.procedure import Channel, Procedure, Scope
from tthc_engine.domain.time_limit import PhaseStart

_MONTHS = (0.8, 0.6, 0.9, 0.9, 1.0, 1.7, 1.8, 1.9, 1.3, 1.0, 0.8, 0.8)
"""Enrolment and transfers fill June to August; Tết empties February."""
_WEEKDAYS = (1.3, 1.1, 1.0, 0.95, 0.9, 0.5, 0.5)
_HOURS = ((7.6, 8.0, 3), (8.0, 10.0, 36), (10.0, 11.4, 18), (13.6, 15.0, 22), (15.0, 16.8, 16))
"""From, until, weight: the morning's first two hours are the queue."""
_EVENINGS = ((7.0, 17.0, 45), (19.0, 22.5, 55))
"""On line people hand in when the children are in bed."""
_CHANNELS = ((Channel.DIRECT, 62), (Channel.ONLINE, 33), (Channel.POSTAL, 5))
_SEASONS = {"transfer": 5.0, "admission": 3.0, "readmission": 2.0, "support": 1.6, "certificate": 2.2}
"""How much oftener than the rest: by a word in the procedure's slug."""
_ENROLMENT = ("transfer", "admission", "readmission")
_ENROLMENT_MONTHS = (6, 7, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    at: datetime
    procedure: Procedure
    case: str | None
    channel: Channel


def simulated(catalogue: Catalogue) -> list[Procedure]:
    """The packaged procedures whose time runs from acceptance alone and which one office does by itself."""
    return [
        one
        for one in catalogue.procedures
        if one.scope is Scope.PUBLIC
        and not any(step.bodies for step in one.handling)
        and all(phase.start is PhaseStart.ACCEPTED for limit in one.limits for phase in limit.phases)
    ]


def arrivals(
    count: int,
    procedures: Sequence[Procedure],
    calendar: WorkingCalendar,
    *,
    first: date,
    last: date,
    rng: Random,
    age: float | None = None,
) -> list[Arrival]:
    """`count` arrivals between two days, in order; at the desk only while it is open.

    Args:
        age: in days, the average on the last day, for a stock of open dossiers; None: by season alone.
    """
    days = [first + timedelta(days=one) for one in range((last - first).days + 1)]
    open_days = [one for one in days if calendar.is_working_day(one)]
    at_desk, on_line = _weighted(open_days, age), _weighted(days, age)
    found = []
    for _ in range(count):
        channel = _drawn(_CHANNELS, rng)
        among, heights = on_line if channel is Channel.ONLINE else at_desk
        day = among[bisect(heights, rng.random() * heights[-1])]
        hours = _EVENINGS if channel is Channel.ONLINE else _HOURS
        since, until, _ = rng.choices(hours, [one[2] for one in hours])[0]
        minute = rng.uniform(since, until) * 60
        at = datetime.combine(day, datetime.min.time(), calendar.zone) + timedelta(seconds=int(minute * 60))
        procedure = _procedure(procedures, day, rng)
        if channel not in procedure.channels:
            channel, at = Channel.DIRECT, calendar.add(at, rng.randrange(1, 60))
        case = rng.choice(procedure.cases).key if procedure.cases else None
        found.append(Arrival(at=at, procedure=procedure, case=case, channel=channel))
    return sorted(found, key=lambda one: one.at)


def _weighted(days: Sequence[date], age: float | None) -> tuple[Sequence[date], list[float]]:
    """Days, and how high each stands when their weights are laid on each other."""
    fading = [1.0 if age is None else exp((day - days[-1]).days / age) for day in days]
    weights = (_MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] for day in days)
    return days, list(accumulate(weight * fresh for weight, fresh in zip(weights, fading, strict=True)))


def _drawn(among: Sequence[tuple[Channel, int]], rng: Random) -> Channel:
    return rng.choices([one for one, _ in among], [weight for _, weight in among])[0]


def _procedure(procedures: Sequence[Procedure], day: date, rng: Random) -> Procedure:
    there = [one for one in procedures if one.in_force_from <= day <= (one.in_force_until or day)]
    heights = list(accumulate(_weight(one, day) for one in there))
    return there[bisect(heights, rng.random() * heights[-1])]


def _weight(procedure: Procedure, day: date) -> float:
    weight = next((more for word, more in _SEASONS.items() if word in procedure.slug), 0.3)
    in_season = day.month in _ENROLMENT_MONTHS and any(word in procedure.slug for word in _ENROLMENT)
    return weight * 3 if in_season else weight
