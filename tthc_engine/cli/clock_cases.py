"""Clock questions as JSON lines, answered by every convention: what `tthc clock solve` reads and prints.

A calendar is `{week, off, makeup, valid_to}`, a case `{id, calendar, mode, start, amount, pauses, probe, expect}`; all
times are the office's wall clock. What each column of `expect` means is written at the function that answers it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from tthc_engine.domain.calendar import DayOff, MakeUpDay, Minutes, Session, WorkingCalendar
from tthc_engine.domain.clock import Stop, merged, walk
from tthc_engine.domain.counting import Leg, rolled_start
from tthc_engine.domain.time_limit import SupplementMode, Unit

_FIRST_YEAR = 1976
"""A calendar without `valid_from` knows its ordinary week from here on; the whole country has kept UTC+7 since."""
_CUTOFF = time(15)
_WEEKDAYS = 7
_UNITS = {
    "hours": Unit.WORKING_HOURS,
    "days": Unit.WORKING_DAYS,
    "calendar": Unit.CALENDAR_DAYS,
    "months": Unit.MONTHS,
}


def calendar_from(name: str, declared: dict[str, Any]) -> WorkingCalendar:
    """A calendar of a `calendars.json`. Raises ValueError or KeyError when it says something impossible."""
    last = date.fromisoformat(declared["valid_to"])
    first = date.fromisoformat(declared["valid_from"]).year if "valid_from" in declared else _FIRST_YEAR
    return WorkingCalendar(
        name=name,
        week=[_sessions(declared["week"].get(str(day), [])) for day in range(_WEEKDAYS)],
        days_off=[DayOff(date.fromisoformat(day), "") for day in declared.get("off", [])],
        make_up_days=[
            MakeUpDay(date.fromisoformat(day), _sessions(sessions))
            for day, sessions in declared.get("makeup", {}).items()
        ],
        published=range(first, last.year + 1),
        known_until=last,
    )


def answer(case: dict[str, Any], calendars: dict[str, WorkingCalendar]) -> dict[str, Any]:
    """The `expect` of one case: the columns its own `expect` names, else every column that applies.

    Raises ValueError or KeyError for a case that cannot be read, CalendarNotPublished for one that leaves its calendar.
    """
    question = _Question.of(case, calendars[case["calendar"]])
    return {column: _COLUMNS[column](question) for column in case.get("expect") or question.columns}


@dataclass(frozen=True)
class _Question:
    calendar: WorkingCalendar
    start: datetime
    leg: Leg
    pauses: tuple[Stop, ...]
    probe: datetime | None

    @classmethod
    def of(cls, case: dict[str, Any], calendar: WorkingCalendar) -> "_Question":
        def instant(text: str) -> datetime:
            return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)

        return cls(
            calendar=calendar,
            start=instant(case["start"]),
            leg=Leg(_UNITS[case["mode"]], int(case["amount"])),
            pauses=tuple(Stop(instant(since), instant(until)) for since, until in case.get("pauses") or ()),
            probe=instant(case["probe"]) if case.get("probe") else None,
        )

    @property
    def columns(self) -> Sequence[str]:
        in_days = self.leg.unit is Unit.WORKING_DAYS
        at_once = in_days and not self.leg.amount and not self.pauses
        return [
            "due",
            *["due_rolled", "due_shift"] * in_days,
            *["due_same_day_15h_cutoff"] * at_once,
            *_PROBE_COLUMNS * (self.probe is not None),
        ]

    def reach(self, leg: Leg, mode: SupplementMode, *, start: datetime | None = None) -> datetime:
        due = walk(start or self.start, (leg,), self.calendar, stops=self.pauses, mode=mode)[-1].due
        assert due is not None, "every pause of a case ends"
        return due

    @cached_property
    def due(self) -> datetime:
        """The remainder is counted again from each resume; hours lose the working minutes of the pauses."""
        return self.reach(self.leg, SupplementMode.CONTINUE)

    @cached_property
    def due_rolled(self) -> datetime:
        """The same from the next opening, when received at or after closing or on a rest day."""
        return self.reach(self.leg, SupplementMode.CONTINUE, start=rolled_start(self.start, self.calendar))

    @cached_property
    def due_shift(self) -> datetime:
        """The due instant without pauses and the working minutes suspended after it."""
        return self.reach(self.leg, SupplementMode.SHIFT)

    @cached_property
    def due_same_day(self) -> datetime:
        """After 15:00 the next working day; 15:00 sharp is the same day."""
        return self.reach(Leg(Unit.SAME_DAY, cutoff=_CUTOFF), SupplementMode.CONTINUE)

    @property
    def asked(self) -> datetime:
        if self.probe is None:
            raise ValueError("the case has no `probe`")
        return self.probe

    @cached_property
    def stops(self) -> list[Stop]:
        return merged(self.pauses, since=self.start, mode=SupplementMode.CONTINUE)

    def elapsed(self) -> Minutes:
        """Working minutes from start to probe that were not suspended."""
        suspended = sum(
            self.calendar.between(stop.since, min(stop.until, self.asked)) for stop in self.stops if stop.until
        )
        return self.calendar.between(self.start, self.asked) - suspended

    def suspended(self) -> bool:
        return any(stop.since <= self.asked < stop.until for stop in self.stops if stop.until)


_COLUMNS: dict[str, Callable[[_Question], object]] = {
    "due": lambda question: _wall_clock(question.due),
    "due_rolled": lambda question: _wall_clock(question.due_rolled),
    "due_shift": lambda question: _wall_clock(question.due_shift),
    "due_same_day_15h_cutoff": lambda question: _wall_clock(question.due_same_day),
    "elapsed_working_minutes_at_probe": _Question.elapsed,
    "overdue_at_probe": lambda question: question.asked > question.due,
    "overdue_working_minutes_at_probe": lambda question: question.calendar.between(question.due, question.asked),
    "remaining_working_minutes_at_probe_no_future_pause": (
        lambda question: question.calendar.between(question.asked, question.due)
    ),
    "suspended_at_probe": _Question.suspended,
}
_PROBE_COLUMNS = [column for column in _COLUMNS if column.endswith(("_at_probe", "_no_future_pause"))]


def _wall_clock(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def _sessions(declared: Sequence[Sequence[str]]) -> tuple[Session, ...]:
    return tuple(sorted((_minute(opens), _minute(closes)) for opens, closes in declared))


def _minute(clock: str) -> Minutes:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
