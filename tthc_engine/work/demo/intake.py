"""When each dossier of the invented year is handed in: day, channel and minute, exactly as many as the table says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.procedure import Channel
from tthc_engine.store.people import HANOI
from tthc_engine.work.demo.law import Law, Lawbook
from tthc_engine.work.demo.office import DemoOffice
from tthc_engine.work.demo.year import Kind, LateCase, Year

_MONDAYS = 1.4
"""Mondays and first days after a holiday are that much busier."""
_ON_SATURDAY = 0.12
"""Of those who come to the commune's desk themselves; it receives on Saturday mornings, and nothing counts."""
_SAME_DAY_UNTIL = time(14, 45)
"""Before the cut-off of a copy, with the time the desk needs."""
_A_STACK = 33
_SATURDAY = 5


@dataclass(slots=True, kw_only=True)
class Intake:
    """One dossier on its way in."""

    kind: Kind
    day: date
    turn: int
    """The how manieth of its kind: takes turns between procedures that are in force side by side."""
    channel: Channel = Channel.DIRECT
    stack: int = 0
    """Which class teacher's stack it came in; 0: none."""
    late: LateCase | None = None
    after_cut_off: bool = False
    received: datetime = field(default=datetime.max)  # noqa: DTZ901 - set before it is read
    submitted: datetime | None = None
    """When it was sent through the portal; None: handed in or mailed."""


def intakes(year: Year, office: DemoOffice, lawbook: Lawbook, rng: Random) -> list[Intake]:
    """All 835, in the order in which they were received."""
    found = [intake for kind in year.kinds for intake in _of_kind(kind, year, office, lawbook, rng)]
    _choose_channels(found, year, rng)
    for kind in year.kinds:
        mine = [one for one in found if one.kind is kind and not one.stack and one.late is None]
        for one in rng.sample(mine, kind.after_cut_off):
            one.after_cut_off = True
    for one in found:
        _move_to_saturday(one, office, lawbook, rng)
    for intake in found:
        _choose_minute(intake, lawbook.calendar(intake.kind.unit), rng)
    _spread_stacks(found, rng)
    return sorted(found, key=lambda one: one.received)


def law_of(intake: Intake, lawbook: Lawbook) -> Law:
    """By the day on which it was sent or handed in; side by side in force, procedures take turns."""
    on = (intake.submitted or intake.received).astimezone(HANOI).date()
    codes = lawbook.in_force(intake.kind.codes, on)
    return lawbook.law(intake.kind.unit, codes[0 if intake.late else intake.turn % len(codes)], on)


def _of_kind(kind: Kind, year: Year, office: DemoOffice, lawbook: Lawbook, rng: Random) -> Iterator[Intake]:
    turn = 0
    lates = [one for one in year.late if one.kind == kind.key]
    for month, count in zip(year.months(office), kind.received, strict=True):
        if not count:
            continue
        days = _days(kind, month, office, lawbook)
        mine = [one for one in lates if (one.received.year, one.received.month) == (month.year, month.month)]
        stacked = round(kind.in_stacks * count / sum(kind.received))
        for late in mine:
            yield Intake(kind=kind, day=late.received, turn=turn, late=late)
            turn += 1
        for number, size in enumerate(_stacks(stacked), start=1):
            day = rng.choice([one for one in days if one.weekday() < 5])
            for _ in range(size):
                yield Intake(kind=kind, day=day, turn=turn, stack=month.month * 100 + number)
                turn += 1
        weights = [_weight(day, lawbook.calendar(kind.unit)) for day in days]
        for day in rng.choices(days, weights=weights, k=count - len(mine) - stacked):
            yield Intake(kind=kind, day=day, turn=turn)
            turn += 1


def _stacks(count: int) -> list[int]:
    """`count` papers in stacks of twenty to thirty-five, one stack where there are fewer."""
    if not count:
        return []
    stacks = ceil(count / _A_STACK)
    return [count // stacks + (1 if number < count % stacks else 0) for number in range(stacks)]


def _days(kind: Kind, month: date, office: DemoOffice, lawbook: Lawbook) -> list[date]:
    """The days of the month on which a dossier of that kind may be received."""
    calendar = lawbook.calendar(kind.unit)
    window = office.window(kind.unit, kind.codes[-1])
    until = office.now.date() - timedelta(days=1)
    days = []
    day = month
    while day.month == month.month and day <= until:
        worked = calendar.is_working_day(day)
        inside = window is None or window.opens <= day <= window.closes
        if worked and inside and lawbook.in_force(kind.codes, day):
            days.append(day)
        day += timedelta(days=1)
    return days


def _weight(day: date, calendar: WorkingCalendar) -> float:
    return 1.0 if calendar.is_working_day(day - timedelta(days=1)) else _MONDAYS


def _choose_channels(found: list[Intake], year: Year, rng: Random) -> None:
    """Exactly the counts of the table; stacks are handed in, schools and pupils do not use the post."""
    free = [one for one in found if not one.stack]
    rng.shuffle(free)
    by_post = [one for one in free if one.kind.who == "adult"][: year.postal]
    for one in by_post:
        one.channel = Channel.POSTAL
    posted = {id(one) for one in by_post}
    online = [one for one in free if id(one) not in posted and one.kind.online][: year.online]
    for one in online:
        one.channel = Channel.ONLINE


def _move_to_saturday(intake: Intake, office: DemoOffice, lawbook: Lawbook, rng: Random) -> None:
    calendar = lawbook.calendar(intake.kind.unit)
    walks_in = intake.channel is Channel.DIRECT and intake.kind.who == "adult"
    if not walks_in or intake.late or intake.after_cut_off or rng.random() > _ON_SATURDAY:
        return
    saturday = intake.day + timedelta(days=5 - intake.day.weekday())
    known = saturday.month == intake.day.month and saturday < office.now.date()
    open_then = not calendar.is_working_day(saturday) and calendar.receives_at(_at_minute(saturday, time(8)))
    if known and open_then and lawbook.in_force(intake.kind.codes, saturday):
        intake.day = saturday


def _choose_minute(intake: Intake, calendar: WorkingCalendar, rng: Random) -> None:
    same_day = intake.kind.after_cut_off > 0
    if intake.day.weekday() == _SATURDAY and intake.channel is Channel.DIRECT and not intake.stack:
        intake.received = _at(intake.day, rng, time(7, 45), time(11))
    elif intake.channel is Channel.ONLINE:
        _sent_online(intake, calendar, rng)
    elif intake.channel is Channel.POSTAL:
        intake.received = _at(intake.day, rng, time(9), time(10, 30))
    else:
        intake.received = _at_the_desk(intake.day, rng)
    if intake.after_cut_off:
        intake.received = _at(intake.day, rng, time(15, 5), time(16, 40))
        intake.submitted = intake.received - timedelta(minutes=rng.randint(25, 70)) if intake.submitted else None
    elif same_day and intake.received.time() > _SAME_DAY_UNTIL:
        intake.received = _at(intake.day, rng, time(13, 40), _SAME_DAY_UNTIL)
        intake.submitted = intake.received - timedelta(minutes=rng.randint(25, 70)) if intake.submitted else None


def _at_the_desk(day: date, rng: Random) -> datetime:
    when = rng.random()
    if when < 0.55:
        return _at(day, rng, time(7, 45), time(10, 30))
    return _at(day, rng, time(14), time(16)) if when < 0.9 else _at(day, rng, time(10, 30), time(11, 20))


def _sent_online(intake: Intake, calendar: WorkingCalendar, rng: Random) -> None:
    """Six in ten in the evening before; the desk accepts within an hour or two of its working time."""
    if rng.random() < 0.6:
        evening = intake.day - timedelta(days=1)
        intake.submitted = _at(evening, rng, time(19, 30), time(22, 30))
        intake.received = _at(intake.day, rng, time(7, 35), time(9, 20))
    else:
        intake.submitted = _at(intake.day, rng, time(7, 30), time(14, 30))
        intake.received = calendar.add(intake.submitted, rng.randint(20, 120))


def _at(day: date, rng: Random, since: time, until: time) -> datetime:
    first, last = since.hour * 60 + since.minute, until.hour * 60 + until.minute
    minute = rng.randint(first, last)
    return _at_minute(day, time(minute // 60, minute % 60))


def _at_minute(day: date, minute: time) -> datetime:
    return datetime.combine(day, minute, HANOI)


def _spread_stacks(found: list[Intake], rng: Random) -> None:
    """A stack is entered one paper after the other, two or three minutes each."""
    stacks: dict[tuple[str, int], list[Intake]] = {}
    for one in found:
        if one.stack:
            stacks.setdefault((one.kind.key, one.stack), []).append(one)
    for stack in stacks.values():
        at = _at(stack[0].day, rng, time(7, 45), time(8, 40))
        for one in stack:
            one.received = at
            at += timedelta(minutes=rng.randint(2, 3))
