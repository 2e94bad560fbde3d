"""The clock for a million dossiers at once: the same sums as `office_time.py`, looked up by numpy.

Instants go in and come out as UTC in `datetime64[us]`. Each function equals its scalar namesake; a test holds them
together.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tthc_engine.domain.calendar import CalendarNotPublished, Minutes, WorkingCalendar
from tthc_engine.domain.office_time import DAY, MINUTE

Instants = NDArray[np.datetime64]
Integers = NDArray[np.int64]


class _Sums(NamedTuple):
    first: int
    """The first midnight of the calendar in microseconds of UTC."""
    end: int
    opens: Integers
    worked_at_opening: Integers
    worked_at_closing: Integers
    closings: Integers
    """Closing position of each working day."""
    rank: Integers


def add(starts: Instants, minutes: Minutes | Integers, calendar: WorkingCalendar) -> Instants:
    """`WorkingCalendar.add` for every start. Raises CalendarNotPublished where one leaves the calendar."""
    sums = _sums(calendar)
    positions = _positions(starts, sums, calendar)
    target = _worked_before(positions, sums) + np.asarray(minutes, dtype=np.int64) * MINUTE
    session = np.searchsorted(sums.worked_at_closing, target, side="left")
    _must_be_known(bool((session < len(sums.opens)).all()), calendar)
    reached = sums.opens[session] + target - sums.worked_at_opening[session]
    return _instants(np.where(np.asarray(minutes) <= 0, positions, reached), sums)


def between(starts: Instants, ends: Instants, calendar: WorkingCalendar) -> Integers:
    """`WorkingCalendar.between` for every pair: whole working minutes, 0 where the end is not later."""
    sums = _sums(calendar)
    begun = _worked_before(_positions(starts, sums, calendar), sums)
    ended = _worked_before(_positions(ends, sums, calendar), sums)
    minutes: Integers = np.maximum(0, ended - begun) // MINUTE
    return minutes


def after_working_days(starts: Instants, days: int | Integers, calendar: WorkingCalendar) -> Instants:
    """The closing of the `days`-th working day after each start's own day (`days` above 0)."""
    sums = _sums(calendar)
    index = sums.rank[_positions(starts, sums, calendar) // DAY] + np.asarray(days, dtype=np.int64) - 1
    _must_be_known(bool((index < len(sums.closings)).all()), calendar)
    return _instants(sums.closings[index], sums)


@lru_cache(maxsize=32)
def _sums(calendar: WorkingCalendar) -> _Sums:
    time, first_day = calendar.office_time, calendar.first_day
    midnight = calendar.at(first_day, 0)
    _refuse_summer_time(midnight, calendar)
    closings = [
        offset * DAY + calendar.sessions_on(first_day + timedelta(days=offset))[-1][1] * MINUTE
        for offset in time.working_days
    ]
    first = int((midnight - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
    return _Sums(
        first=first,
        end=len(time.rank) * DAY,
        opens=np.array(time.opens),
        worked_at_opening=np.array(time.worked_at_opening),
        worked_at_closing=np.array(time.worked_at_closing),
        closings=np.array(closings),
        rank=np.array(time.rank),
    )


def _refuse_summer_time(midnight: datetime, calendar: WorkingCalendar) -> None:
    offsets = {
        calendar.at(calendar.first_day + timedelta(days=offset), 0).utcoffset()
        for offset in range(len(calendar.office_time.rank))
    }
    if offsets != {midnight.utcoffset()}:
        raise ValueError(f"{calendar.zone.key} changes its offset from UTC within the calendar; count one by one")


def _positions(instants: Instants, sums: _Sums, calendar: WorkingCalendar) -> Integers:
    positions = instants.astype("datetime64[us]").astype(np.int64) - sums.first
    _must_be_known(bool(((positions >= 0) & (positions < sums.end)).all()), calendar)
    return positions


def _worked_before(positions: Integers, sums: _Sums) -> Integers:
    session = np.searchsorted(sums.opens, positions, side="right") - 1
    worked = sums.worked_at_opening[session] + positions - sums.opens[session]
    return np.where(session < 0, 0, np.minimum(worked, sums.worked_at_closing[session]))


def _instants(positions: Integers, sums: _Sums) -> Instants:
    return (positions + sums.first).astype("datetime64[us]")


def _must_be_known(known: bool, calendar: WorkingCalendar) -> None:
    if not known:
        raise CalendarNotPublished(calendar.last_day.year + 1)
