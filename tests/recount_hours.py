"""Office time counted a second time: session by session, from the raw words of a kept calendar.

Nothing of the domain's calendar is used; days are Hanoi's (UTC+7, without summer time).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.recount import WALL

Span = tuple[datetime, datetime]


class Hours:
    """The sessions of one office, from the `body` of its kept calendar."""

    def __init__(self, body: str) -> None:
        told = json.loads(body)
        office = told["office"]
        self._week = [[(_minute(a), _minute(b)) for a, b in day] for day in office["week"]]
        assert not office.get("closures"), "the pencil knows no closures"
        self._off, self._made_up = (
            {date.fromisoformat(one["on"]) for year in told["years"] for one in year.get(kind, ())}
            for kind in ("days_off", "make_up_days")
        )
        weekdays = Counter(tuple(day) for day in self._week[:5] if day)
        self.ordinary = list(weekdays.most_common(1)[0][0])

    @cached_property
    def _known(self) -> dict[date, list[Span]]:
        return {}

    def sessions(self, day: date) -> list[Span]:
        """From when until when it works on `day`."""
        found = self._known.get(day)
        if found is None:
            worked = self.ordinary if day in self._made_up else [] if day in self._off else self._week[day.weekday()]
            midnight = datetime.combine(day, datetime.min.time(), WALL)
            found = [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in worked]
            self._known[day] = found
        return found

    @property
    def minutes_a_day(self) -> int:
        return sum(b - a for a, b in self.ordinary)

    def between(self, since: datetime, until: datetime) -> int:
        """Whole working minutes; 0 where `until` is not later."""
        worked, day = timedelta(), since.astimezone(WALL).date()
        while day <= until.astimezone(WALL).date():
            for begins, ends in self.sessions(day):
                worked += max(timedelta(), min(ends, until) - max(begins, since))
            day += timedelta(days=1)
        return int(worked // timedelta(minutes=1))

    def closing(self, since: datetime, days: int) -> datetime:
        """When the last of so many working days after the day of `since` closes."""
        day = since.astimezone(WALL).date()
        while days:
            day += timedelta(days=1)
            days -= bool(self.sessions(day))
        return self.sessions(day)[-1][1]

    def used(self, since: datetime, until: datetime, without: Iterable[tuple[datetime, datetime | None]]) -> int:
        """Working minutes that the office could use: what stood still is nobody's."""
        return self.between(since, until) - sum(
            self.between(max(begins, since), min(ends, until)) for begins, ends in _joined(without, until)
        )


def _joined(spans: Iterable[tuple[datetime, datetime | None]], until: datetime) -> Sequence[Span]:
    """Those spans as a union, so that no minute is taken off twice."""
    found: list[Span] = []
    for begins, ends in sorted((begins, ends or until) for begins, ends in spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif begins < ends:
            found.append((begins, ends))
    return found


def _minute(of_day: Any) -> int:
    return int(of_day)
