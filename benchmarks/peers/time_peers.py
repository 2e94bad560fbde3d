"""Our working time beside the libraries that others would choose: how fast, and whether they come to the same date."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from tthc_engine.catalogue import packaged
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.counting import legs_of, reach
from tthc_engine.domain.time_limit import Counting, Phase

HOURS, DAYS = 80, 20
RECEIPTS, SLOW = 300, 30
ROUNDS = 5
SESSIONS = (("07:30", "11:30"), ("13:30", "17:00"))


@dataclass(frozen=True, slots=True)
class Timed:
    """One library on one question."""

    name: str
    seconds: float
    """For one due date."""
    times_ours: float
    same: int
    of: int
    """How many of the receipts it was asked about, and on how many it names the day we name."""


def raced(python: Path) -> list[Timed]:
    """Every library of `working_time.py` after our own two rows, on receipts of all 2026 with its make-up days."""
    calendar = packaged().office_calendar("vn-a")
    receipts = _receipts(calendar)
    found: list[Timed] = []
    own: dict[str, tuple[float, list[date]]] = {}
    for question, limit in (("hours", {"amount": HOURS, "unit": "working_hours"}),
                            ("days", {"amount": DAYS, "unit": "working_days"})):  # fmt: skip
        legs = legs_of(Phase.model_validate(limit), Counting.NEXT_DAY)
        seconds, answers = _timed(lambda at, legs=legs: reach(at, legs, calendar), receipts)  # type: ignore[misc]
        own[question] = seconds, [one.astimezone(calendar.zone).date() for one in answers]
        found.append(Timed(f"{question}: tthc-engine", seconds, 1.0, len(receipts), len(receipts)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calendar.json"
        file.write_text(json.dumps(_told(calendar, receipts)))
        said = subprocess.run(
            [str(python), "-m", "benchmarks.peers.working_time", str(file)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    for line in said.splitlines():
        told = json.loads(line)
        seconds, days = own[told["name"].partition(":")[0]]
        theirs = [date.fromisoformat(one[:10]) for one in told["answers"]]
        same = sum(one == other for one, other in zip(theirs, days, strict=False))
        found.append(Timed(told["name"], told["seconds"], told["seconds"] / seconds, same, len(theirs)))
    return found


def _timed(answer: Callable[[datetime], datetime], receipts: list[datetime]) -> tuple[float, list[datetime]]:
    taken = []
    for _ in range(ROUNDS):
        began = perf_counter()
        answers = [answer(one) for one in receipts]
        taken.append((perf_counter() - began) / len(receipts))
    return median(taken), answers


def _receipts(calendar: WorkingCalendar) -> list[datetime]:
    """In office time all over 2026; the first `SLOW` of them, all that a slow library is asked, meet every season."""
    first = calendar.opening(calendar.working_day_on_or_after(date(2026, 1, 2)))
    every = [calendar.add(first, 1 + number * 337) for number in range(RECEIPTS)]
    stride = RECEIPTS // SLOW
    return every[::stride] + [one for number, one in enumerate(every) if number % stride]


def _told(calendar: WorkingCalendar, receipts: list[datetime]) -> dict[str, object]:
    """The office as the others can understand it: weekdays, sessions, days off. None has a word for a make-up day."""
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "off": [one.isoformat() for one in days if one.weekday() < 5 and not calendar.is_working_day(one)],
        "sessions": SESSIONS,
        "hours": HOURS,
        "days": DAYS,
        "slow": SLOW,
        "receipts": [one.replace(tzinfo=None).isoformat() for one in receipts],
    }
