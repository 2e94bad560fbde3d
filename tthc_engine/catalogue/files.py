"""What calendar and office-hours files hold (`procedures/calendars/`)."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, Field, HttpUrl, model_validator

from tthc_engine.domain.time_limit import Declared

Minutes = int
Session = tuple[Minutes, Minutes]

_SESSION = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def minutes(session: str) -> Session:
    """`"07:30-11:30"` as minutes of the day: (450, 690)."""
    if not (found := _SESSION.fullmatch(session)):
        raise ValueError(f"'{session}' is not a session; write \"07:30-11:30\"")
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    opens, closes = opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute
    if opens >= closes:
        raise ValueError(f"'{session}' closes before it opens; write the earlier time first")
    return opens, closes


def _in_order(sessions: tuple[str, ...]) -> tuple[str, ...]:
    read = [minutes(one) for one in sessions]
    if any(earlier[1] > later[0] for earlier, later in pairwise(read)):
        raise ValueError("sessions overlap or stand in the wrong order; write them as the day runs")
    return sessions


Sessions = Annotated[tuple[str, ...], AfterValidator(_in_order)]


class DeclaredDayOff(Declared):
    on: date
    reason: str
    """As an officer reads it in a derivation: "Tết Nguyên đán (mùng Hai)"."""
    decision: str = ""


class DeclaredMakeUpDay(Declared):
    """A rest day that is worked instead of another (ngày làm bù)."""

    on: date
    swaps: date
    decision: str
    sessions: Sessions | None = None
    """None: an ordinary Monday-to-Friday day of the office."""


class Decision(Declared):
    title: str
    number: str = ""
    href: HttpUrl | None = None


class CalendarYear(Declared):
    """The civil service's days off and make-up days of one year (cán bộ, công chức, viên chức)."""

    year: int
    revision: int = Field(ge=1)
    """Raised by one whenever a decision changes a day; a dossier's log names the calendar it was judged by."""
    published: bool
    """False: only the statutory days are known, so every date that reaches into the year is provisional."""
    checked_on: date
    decisions: tuple[Decision, ...] = Field(min_length=1)
    days_off: tuple[DeclaredDayOff, ...] = Field(min_length=1)
    make_up_days: tuple[DeclaredMakeUpDay, ...] = ()
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _days_agree(self) -> Self:
        off, worked = [day.on for day in self.days_off], [day.on for day in self.make_up_days]
        for days in (off, worked):
            if repeated := sorted({str(day) for day in days if days.count(day) > 1}):
                raise ValueError(f"a day is listed twice: {repeated}; keep one")
        if both := sorted(str(day) for day in set(off) & set(worked)):
            raise ValueError(f"a day is both off and worked: {both}; decide which")
        if outside := sorted(str(day) for day in (*off, *worked) if day.year != self.year):
            raise ValueError(f"not a day of {self.year}: {outside}; move it to its own year's file")
        if loose := sorted(str(day.swaps) for day in self.make_up_days if day.swaps not in off):
            raise ValueError(f"a make-up day swaps a day that is not off: {loose}; list it under `days_off`")
        return self


class OfficeHours(Declared):
    """When an office works and receives."""

    name: str
    monday_to_friday: Sessions = Field(min_length=1)
    saturday: Sessions = ()
    """Worked and counted by the clock."""
    sunday: Sessions = ()
    saturday_receives: Sessions = ()
    """The desk receives, the clock does not run."""

    @property
    def week(self) -> tuple[tuple[Session, ...], ...]:
        """Counted sessions, Monday first."""
        workday, saturday, sunday = (
            tuple(minutes(one) for one in day) for day in (self.monday_to_friday, self.saturday, self.sunday)
        )
        return (*(workday for _ in range(5)), saturday, sunday)

    @property
    def receive_only(self) -> Sequence[tuple[Session, ...]]:
        if not self.saturday_receives:
            return ()
        return (*(() for _ in range(5)), tuple(minutes(one) for one in self.saturday_receives), ())


class OfficePresets(Declared):
    presets: dict[str, OfficeHours] = Field(min_length=1)
