"""Late or not, where a log's cases say when they began, ended and were due.

Late is an end after the due instant; equal is on time. Without an end a case is open, and overdue if it was due before
the log's last event.
"""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tthc_engine.exchange.logs.hours import W1
from tthc_engine.exchange.logs.spread import days_spread, spread, whole_numbers
from tthc_engine.exchange.logs.trace import Attributes, utc_us, wall_us

UNSAID = "None"
"""The group of cases that do not say it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which keys a kind of log says when a case begins, ends and is due, and what it is grouped by."""

    start: str
    end: str
    due: str
    by: tuple[str, ...] = ()


KNOWN_TERMS = (
    Terms("startdate", "enddate", "deadline", ("department", "channel", "group", "responsible")),
    Terms("startdate", "enddate", "enddate_planned", ("department", "channel")),
    Terms("startDate", "endDate", "endDatePlanned", ("caseProcedure", "last_phase")),
    Terms("received_at", "ended_at", "due_at", ("procedure", "channel", "unit")),
)
"""The logs of Dutch municipalities that researchers publish, and our own."""


@dataclass(slots=True)
class Lateness:
    """Cases counted against one due date."""

    terms: Terms
    seen: bool = False
    """Whether any case says when it is due."""
    _cases: int = 0
    _on_the_instant: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _by: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    _open: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """Due instant and groups of open cases: whether they are overdue shows at the log's end."""
    _late: "array[int]" = field(default_factory=whole_numbers)
    _late_w1: "array[int]" = field(default_factory=whole_numbers)
    _early: "array[int]" = field(default_factory=whole_numbers)
    _taken: "array[int]" = field(default_factory=whole_numbers)
    _allowed: "array[int]" = field(default_factory=whole_numbers)

    def add(self, case: Attributes) -> None:
        start, end, due = (instant(case, key) for key in (self.terms.start, self.terms.end, self.terms.due))
        groups = tuple(str(case.get(key, UNSAID)) for key in self.terms.by)
        self._cases += 1
        if start is not None and end is not None:
            self._taken.append(utc_us(end) - utc_us(start))
        if due is None:
            self._count("no_due", groups)
            return
        self.seen = True
        if start is not None:
            self._allowed.append(utc_us(due) - utc_us(start))
        if end is None:
            self._open.append((utc_us(due), groups))
            return
        over = utc_us(end) - utc_us(due)
        if over > 0:
            self._late.append(over)
            self._late_w1.append(W1.between(wall_us(due), wall_us(end)))
        else:
            self._early.append(-over)
            self._on_the_instant += over == 0
        self._count("closed_late" if over > 0 else "closed_on_time", groups)

    def figures(self, *, as_of: datetime) -> dict[str, Any]:
        """What holds when the log ends, at `as_of`. To be asked once."""
        for due, groups in self._open:
            self._count("open_overdue_asof" if due < utc_us(as_of) else "open_not_due_asof", groups)
        return {
            "n": self._cases,
            "counts": dict(self._counts),
            "asof_for_open": as_of.isoformat(),
            "closed_exactly_at_due": self._on_the_instant,
            "late_by_seconds_wall": spread(self._late),
            "late_by_work_seconds_W1": spread(self._late_w1),
            "early_by_seconds_wall": spread(self._early),
            "days_start_to_end": days_spread(self._taken),
            "days_start_to_due": days_spread(self._allowed),
            "by": {
                key: {group: dict(counts) for group, counts in sorted(groups.items())}
                for key, groups in self._by.items()
            },
        }

    def _count(self, how: str, groups: tuple[str, ...]) -> None:
        self._counts[how] += 1
        for key, group in zip(self.terms.by, groups, strict=True):
            self._by.setdefault(key, {}).setdefault(group, Counter())[how] += 1


def instant(case: Attributes, key: str) -> datetime | None:
    """The instant under `key`; None where there is none or it is no date."""
    found = case.get(key)
    return found if isinstance(found, datetime) else None
