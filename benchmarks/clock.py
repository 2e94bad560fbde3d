"""How fast a due date is, beside pandas' CustomBusinessHour in the same run.

    python -m benchmarks.clock

Medians of several rounds over the same receipts; budgets are ratios, so the machine does not matter. Exits 1 when one
is missed. What belongs to the procedure and not to the dossier is prepared outside the race on both sides: pandas'
offset and our legs; `due_at` is the whole call that a command makes. A million in bulk has a budget in seconds.
"""

import sys
import warnings
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from tthc_engine.catalogue import packaged
from tthc_engine.domain import bulk_clock
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.clock import due_at
from tthc_engine.domain.counting import legs_of, reach
from tthc_engine.domain.time_limit import Counting, Phase

TIMES_FASTER = 20
BULK_SECONDS = 0.5
BULK = 1_000_000
Row = tuple[str, str, str, str, str, str, bool]

ROUNDS = 5
RECEIPTS = 300
PANDAS_RECEIPTS = 30


def main() -> int:
    """Measure, print a table, and say by the exit code whether every budget holds."""
    calendar = packaged().office_calendar("vn-a")
    rows = [
        _against_pandas("80 working hours", {"amount": 80, "unit": "working_hours"}, 80, calendar),
        _against_pandas("20 working days", {"amount": 20, "unit": "working_days"}, 20 * 7.5, calendar),
        _in_bulk(f"{BULK:,} × 80 working hours", lambda starts: bulk_clock.add(starts, 80 * 60, calendar)),
        _in_bulk(f"{BULK:,} × 20 working days", lambda starts: bulk_clock.after_working_days(starts, 20, calendar)),
    ]
    table = Table("due date", "ours", "due_at", "pandas", "ratio", "budget", "holds", title="The clock")
    for *cells, holds in rows:
        table.add_row(*cells, "yes" if holds else "NO")
    Console(width=110).print(table)
    return 0 if all(row[-1] for row in rows) else 1


def _against_pandas(name: str, limit: dict[str, object], hours: float, calendar: WorkingCalendar) -> Row:
    phases = (Phase.model_validate(limit),)
    receipts = _receipts(calendar, RECEIPTS)
    offset = _business_hours(calendar) * round(hours)
    stamps = [pd.Timestamp(at.replace(tzinfo=None)) for at in receipts[:PANDAS_RECEIPTS]]
    _must_agree(calendar, receipts[:5], stamps[:5])

    legs = legs_of(phases[0], Counting.NEXT_DAY)

    def ours(at: datetime) -> object:
        return reach(at, legs, calendar)

    def whole_call(at: datetime) -> object:
        return due_at(phases, {"main": at}, calendar, counting=Counting.NEXT_DAY)

    def theirs(stamp: pd.Timestamp) -> object:
        return stamp + offset

    rounds = [
        (_seconds_each(ours, receipts), _seconds_each(whole_call, receipts), _seconds_each(theirs, stamps))
        for _ in range(ROUNDS)
    ]
    mine, whole, pandas = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(other / own for own, _, other in rounds)
    return (
        name,
        f"{mine * 1e6:.1f} µs",
        f"{whole * 1e6:.1f} µs",
        f"{pandas * 1e6:,.0f} µs",
        f"{ratio:,.0f}×",
        f"≥ {TIMES_FASTER}×",
        ratio >= TIMES_FASTER,
    )


def _in_bulk(name: str, count: Callable[[np.ndarray], np.ndarray]) -> Row:
    numbers = np.random.default_rng(seed=1)
    seconds = numbers.integers(0, 3 * 365 * 24 * 3600, BULK)
    starts = np.datetime64("2023-01-02T00:00", "us") + seconds.astype("timedelta64[s]")
    lengths = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        count(starts)
        lengths.append(perf_counter() - begun)
    return name, f"{median(lengths):.3f} s", "", "", "", f"< {BULK_SECONDS} s", median(lengths) < BULK_SECONDS


def _receipts(calendar: WorkingCalendar, count: int) -> list[datetime]:
    """Receipts in office time all over 2024, where pandas and we agree on what the minute means."""
    first = calendar.opening(calendar.working_day_on_or_after(datetime(2024, 1, 2, tzinfo=calendar.zone).date()))
    return [calendar.add(first, 1 + number * 317) for number in range(count)]


def _business_hours(calendar: WorkingCalendar) -> pd.offsets.CustomBusinessHour:
    """The same office for pandas: two sessions a day and the days off; it has no word for make-up days."""
    first = calendar.first_day
    days = [first + timedelta(days=n) for n in range((calendar.last_day - first).days + 1)]
    off = [day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]
    return pd.offsets.CustomBusinessHour(start=["07:30", "13:30"], end=["11:30", "17:00"], holidays=off)


def _must_agree(calendar: WorkingCalendar, receipts: Sequence[datetime], stamps: Sequence[pd.Timestamp]) -> None:
    """A race counts only between two that come to the same place."""
    offset = _business_hours(calendar) * 8
    for at, stamp in zip(receipts, stamps, strict=True):
        theirs = (stamp + offset).to_pydatetime().replace(tzinfo=calendar.zone)
        ours = calendar.add(at, 8 * 60)
        if calendar.between(ours, theirs) or calendar.between(theirs, ours):
            raise AssertionError(f"from {at} pandas comes to {theirs}, we to {ours}")


def _seconds_each(count: Callable[[Any], object], items: Sequence[object]) -> float:
    begun = perf_counter()
    for item in items:
        count(item)
    return (perf_counter() - begun) / len(items)


if __name__ == "__main__":
    warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
    sys.exit(main())
