"""Office time: which days are worked, and which minutes of them count towards a statutory period.

Days off and make-up days are set each year by decision, so a calendar is data. Asking about a year that nobody has
published is an error: guessing "an ordinary Monday" would silently move every due date across Tết.

A calendar is immutable. All that counting needs is added up once, when it is made (`office_time.py`), so a due date
costs two look-ups however long the period is.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from tthc_engine.domain.errors import DeclarationError
from tthc_engine.domain.office_time import MINUTE, OfficeTime

Minutes = int
Session = tuple[Minutes, Minutes]
"""Opening and closing of one session, in minutes since midnight."""

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKLY_REST = "Nghỉ hằng tuần"
DAY_OFF = "Ngày nghỉ"

_DAY = timedelta(days=1)
_DAY_MINUTES = 24 * 60
_SATURDAY = 5


class CalendarNotPublished(DeclarationError):
    """The counting reached a year whose days off nobody has published."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The working calendar of {year} is not published.")
        self.year = year


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day of rest that would otherwise be worked: a holiday, its compensation, or a day swapped away."""

    on: date
    reason: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class MakeUpDay:
    """A day worked in exchange for a day off; it counts even when it is also listed as off."""

    on: date
    sessions: tuple[Session, ...] | None
    """None: the hours of an ordinary Monday-to-Friday day of the office."""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """The office itself is shut (storm, moving house): for the whole day, or between two times of it."""

    on: date
    reason: str
    decision: str = ""
    between: Session | None = None


class WorkingCalendar:
    """The working time of one office.

    `week` gives the counted sessions of Monday to Sunday; `receive_only` those at which the desk takes dossiers in
    without the clock running (Saturday mornings). `published` years rest on a decision; in `provisional` years only the
    statutory days are known, so dates that reach into them are "tạm tính". The years must follow each other.

    Raises `CalendarNotPublished` for any day outside these years and `ValueError` for sessions that overlap, run
    backwards or leave the day, and for instants without a time zone.
    """

    def __init__(
        self,
        *,
        name: str,
        week: Sequence[Sequence[Session]],
        days_off: Iterable[DayOff],
        make_up_days: Iterable[MakeUpDay],
        published: range | frozenset[int],
        provisional: frozenset[int] = frozenset(),
        receive_only: Sequence[Sequence[Session]] = (),
        closures: Iterable[Closure] = (),
        known_until: date | None = None,
        zone: ZoneInfo = HANOI,
    ) -> None:
        self.name = name
        self.zone = zone
        self._week = tuple(_checked(sessions) for sessions in week)
        if len(self._week) != 7:
            raise ValueError("a week has seven days, Monday first")
        self._receive_only = tuple(_checked(sessions) for sessions in receive_only)
        self._published = frozenset(published)
        self._provisional = frozenset(provisional) - self._published
        self._ordinary = _ordinary_sessions(self._week)
        self._days_off = {day.on: day for day in days_off}
        self._make_up = {day.on: replace(day, sessions=self._hours_of(day)) for day in make_up_days}
        self._closures: dict[date, tuple[Closure, ...]] = {}
        for closure in closures:
            self._closures[closure.on] = (*self._closures.get(closure.on, ()), closure)
        years = sorted(self._published | self._provisional)
        if not years or years != list(range(years[0], years[-1] + 1)):
            raise ValueError(f"the years of a calendar must follow each other, not {years}")
        self.first_day = date(years[0], 1, 1)
        self.last_day = min(date(years[-1], 12, 31), known_until or date.max)
        """The last day anything is known of: 31 December of the last year unless the calendar ends earlier."""
        self.ordinary_day: Minutes = _length(self._ordinary)
        self.version = self._content_hash()
        self._base = self.first_day.toordinal()
        self._epoch = datetime(self.first_day.year, 1, 1, tzinfo=zone)
        self._sessions = [
            self._counted_on(date.fromordinal(ordinal)) for ordinal in range(self._base, self.last_day.toordinal() + 1)
        ]
        self.office_time = OfficeTime(self._sessions)
        self._closings = [
            self._epoch + timedelta(days=offset, minutes=self._sessions[offset][-1][1])
            for offset in self.office_time.working_days
        ]

    # -- single days -----------------------------------------------------------------------------------------------

    def is_working_day(self, day: date) -> bool:
        return bool(self.sessions_on(day))

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The counted sessions of `day`; empty when it is off."""
        offset = day.toordinal() - self._base
        if not 0 <= offset < len(self._sessions):
            self._unknown(day)
        return self._sessions[offset]

    def receives_at(self, at: datetime) -> bool:
        """Whether the desk takes a dossier in at `at`: in a counted session or one that only receives.

        The closing minute still receives: somebody who stands at the desk at 17:00 is served.
        """
        local = self.local(at)
        day = local.date()
        sessions = self.sessions_on(day)
        if self._receive_only and (sessions or day not in self._days_off):
            sessions += self._opened(day, self._receive_only[day.weekday()])
        minute = local.hour * 60 + local.minute
        return any(opens <= minute <= closes for opens, closes in sessions)

    def why_off(self, day: date) -> str:
        """Why nobody works on `day`, in Vietnamese; empty when somebody does."""
        if self.sessions_on(day):
            return ""
        if day in self._closures and (day in self._make_up or self._week[day.weekday()]):
            return self._closures[day][0].reason
        if day in self._days_off:
            return self._days_off[day].reason or DAY_OFF
        return WEEKLY_REST

    def decision_on(self, day: date) -> str:
        """The decision that made `day` off or worked; empty for an ordinary day."""
        if day in self._make_up:
            return self._make_up[day].decision
        return self._days_off[day].decision if day in self._days_off else ""

    def is_make_up_day(self, day: date) -> bool:
        return day in self._make_up

    def is_provisional(self, day: date) -> bool:
        """Whether `day` lies in a year whose plan is not decided yet."""
        return day.year in self._provisional

    def opening(self, day: date) -> datetime:
        """When the working day `day` begins."""
        return self._instant(day, self._worked_sessions(day)[0][0])

    def closing(self, day: date) -> datetime:
        """When the working day `day` ends."""
        return self._instant(day, self._worked_sessions(day)[-1][1])

    # -- days in a row ---------------------------------------------------------------------------------------------

    def working_day_on_or_after(self, day: date) -> date:
        return day if self.is_working_day(day) else self.working_day_after(day)

    def working_day_after(self, day: date, n: int = 1) -> date:
        """The `n`-th working day strictly after `day`."""
        return self._nth_working_day(self._worked_until(day) + n - 1)

    def closing_after(self, day: date, n: int = 1) -> datetime:
        """When the `n`-th working day strictly after `day` ends."""
        try:
            return self._closings[self._worked_until(day) + n - 1]
        except IndexError:
            self._unknown(self.last_day + _DAY)

    def working_day_before(self, day: date, n: int = 1) -> date:
        """The `n`-th working day strictly before `day`."""
        return self._nth_working_day(self._worked_until(day) - (1 if self.is_working_day(day) else 0) - n)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; never negative."""
        return max(0, self._worked_until(until) - self._worked_until(after))

    # -- minutes ---------------------------------------------------------------------------------------------------

    def add(self, start: datetime, minutes: Minutes) -> datetime:
        """The end of the last of `minutes` worked from `start` on: 17:00, not 07:30 of the next day.

        0 gives `start` itself, even outside office time.
        """
        local = self.local(start)
        if minutes <= 0:
            return local
        reached = self.office_time.after(self._position(local), minutes * MINUTE)
        if reached is None:
            self._unknown(self.last_day + _DAY)
        return self._epoch + timedelta(microseconds=reached)

    def subtract(self, end: datetime, minutes: Minutes) -> datetime:
        """The instant from which exactly `minutes` of office time are left until `end`."""
        left = self.office_time.last_with(self._worked_before(end) - max(0, minutes) * MINUTE)
        if left is None:
            self._unknown(self.first_day - _DAY)
        return self._epoch + timedelta(microseconds=left)

    def between(self, start: datetime, end: datetime) -> Minutes:
        """Whole working minutes from `start` to `end`; 0 when `end` is not later."""
        return max(0, self._worked_before(end) - self._worked_before(start)) // MINUTE

    def local(self, at: datetime) -> datetime:
        """`at` on the office's wall clock."""
        if at.tzinfo is None:
            raise ValueError(f"{at} has no time zone; pass an aware instant")
        return at if at.tzinfo is self.zone else at.astimezone(self.zone)

    def at(self, day: date, minute: Minutes) -> datetime:
        """The instant `minute` minutes after midnight of `day`, on the office's wall clock."""
        return self._instant(day, minute)

    # -- versions --------------------------------------------------------------------------------------------------

    def strict(self) -> "WorkingCalendar":
        """The same calendar without its provisional years: dates that would be "tạm tính" raise instead."""
        if not self._provisional:
            return self
        return WorkingCalendar(
            name=self.name,
            week=self._week,
            days_off=self._days_off.values(),
            make_up_days=self._make_up.values(),
            published=self._published,
            receive_only=self._receive_only,
            closures=[one for several in self._closures.values() for one in several],
            known_until=self.last_day,
            zone=self.zone,
        )

    def named(self, name: str) -> "WorkingCalendar":
        """The same calendar, of the same version, called `name`: offices with equal hours share one version."""
        other = copy(self)
        other.name = name
        return other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingCalendar) and self.version == other.version and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.version)

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.name!r}, version={self.version!r})"

    # -- made once -------------------------------------------------------------------------------------------------

    def _hours_of(self, day: MakeUpDay) -> tuple[Session, ...]:
        sessions = self._ordinary if day.sessions is None else _checked(day.sessions)
        if not sessions:
            raise ValueError(f"the make-up day {day.on} has no sessions")
        return sessions

    def _opened(self, day: date, sessions: tuple[Session, ...]) -> tuple[Session, ...]:
        """`sessions` without the times at which the office is shut that day."""
        for closure in self._closures.get(day, ()):
            if closure.between is None:
                return ()
            shut, open_again = closure.between
            parts = [((opens, min(closes, shut)), (max(opens, open_again), closes)) for opens, closes in sessions]
            sessions = tuple(part for pair in parts for part in pair if part[0] < part[1])
        return sessions

    def _counted_on(self, day: date) -> tuple[Session, ...]:
        if day in self._make_up:
            return self._opened(day, self._make_up[day].sessions or ())
        return () if day in self._days_off else self._opened(day, self._week[day.weekday()])

    def _content_hash(self) -> str:
        """Names everything that can change a date, and nothing else: reasons and decisions may be corrected."""
        closures = [(one.on, one.between) for several in self._closures.values() for one in several]
        content: list[Any] = [
            self.zone.key,
            self._week,
            self._receive_only,
            sorted(self._days_off),
            sorted((day.on, day.sessions) for day in self._make_up.values()),
            sorted(closures, key=str),
            sorted(self._published),
            sorted(self._provisional),
            self.last_day,
        ]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:12]

    # -- looking up ------------------------------------------------------------------------------------------------

    def _unknown(self, day: date) -> NoReturn:
        raise CalendarNotPublished(day.year)

    def _worked_sessions(self, day: date) -> tuple[Session, ...]:
        sessions = self.sessions_on(day)
        if not sessions:
            raise ValueError(f"{day} is not a working day")
        return sessions

    def _instant(self, day: date, minute: Minutes) -> datetime:
        return self._epoch + timedelta(days=day.toordinal() - self._base, minutes=minute)

    def _worked_until(self, day: date) -> int:
        """How many working days the calendar has up to and with `day`."""
        offset = day.toordinal() - self._base
        if not 0 <= offset < len(self._sessions):
            self._unknown(day)
        return self.office_time.rank[offset]

    def _nth_working_day(self, index: int) -> date:
        if index < 0:
            self._unknown(self.first_day - _DAY)
        if index >= len(self.office_time.working_days):
            self._unknown(self.last_day + _DAY)
        return date.fromordinal(self._base + self.office_time.working_days[index])

    def _worked_before(self, at: datetime) -> int:
        return self.office_time.worked_before(self._position(self.local(at)))

    def _position(self, local: datetime) -> int:
        """Microseconds since the first day's midnight on the office's wall clock."""
        since = local - self._epoch
        if not 0 <= since.days < len(self._sessions):
            self._unknown(local.date())
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _checked(sessions: Iterable[Session]) -> tuple[Session, ...]:
    ordered = tuple((int(opens), int(closes)) for opens, closes in sessions)
    if any(not 0 <= opens < closes <= _DAY_MINUTES for opens, closes in ordered):
        raise ValueError(f"a session opens before it closes, within one day: {ordered}")
    if any(earlier[1] > later[0] for earlier, later in pairwise(ordered)):
        raise ValueError(f"sessions follow each other and do not overlap: {ordered}")
    return ordered


def _length(sessions: tuple[Session, ...]) -> Minutes:
    return sum(closes - opens for opens, closes in sessions)


def _ordinary_sessions(week: tuple[tuple[Session, ...], ...]) -> tuple[Session, ...]:
    """The hours most of Monday to Friday have; the earliest day's where they all differ."""
    weekdays = [sessions for sessions in week[:_SATURDAY] if sessions] or [sessions for sessions in week if sessions]
    return Counter(weekdays).most_common(1)[0][0] if weekdays else ()
