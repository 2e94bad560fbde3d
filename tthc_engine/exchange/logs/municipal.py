"""Figures that only the published logs of municipalities carry: planned dates of cases and of single activities."""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tthc_engine.exchange.logs.flow import ranked
from tthc_engine.exchange.logs.hours import W1
from tthc_engine.exchange.logs.lateness import instant
from tthc_engine.exchange.logs.spread import days_spread, whole_numbers
from tthc_engine.exchange.logs.trace import Attributes, Event, Trace, wall_us

TOP_LATE = 15
TERMS_DAYS = (56, 182)
"""The statutory terms of a Dutch building permit: eight weeks, twenty-six weeks."""
DEADLINES = ("dueDate", "planned")
OPTIONAL = (
    *("endDate", "endDatePlanned", "caseProcedure", "SUMleges", "IDofConceptCase", "termName", "parts"),
    "landRegisterID",
)
NOTE = "dateFinished carries no offset; it is compared with the local wall clock of dueDate/planned"


@dataclass(slots=True)
class Receipts:
    """Logs whose cases carry `startdate` and `deadline`."""

    seen: bool = False
    _counts: Counter[str] = field(default_factory=Counter)
    _allowed: "array[int]" = field(default_factory=whole_numbers)
    _starts: list[datetime] = field(default_factory=list)
    """The earliest and the latest."""

    def add(self, case: Attributes) -> None:
        start, end, due, planned = (
            instant(case, key) for key in ("startdate", "enddate", "deadline", "enddate_planned")
        )
        if start is not None:
            known = [*self._starts, start]
            self._starts = [min(known), max(known)]
        if due is not None:
            self.seen = True
            self._counts["same"] += due == planned
        if start is not None and end is not None:
            self._counts["end_first"] += end < start
        if start is not None and due is not None:
            self._counts["due_first"] += due < start
            self._allowed.append(W1.between(wall_us(start), wall_us(due)))

    def figures(self) -> dict[str, Any]:
        return {
            "deadline_equals_enddate_planned": self._counts["same"],
            "enddate_before_startdate": self._counts["end_first"],
            "deadline_before_startdate": self._counts["due_first"],
            "work_days_W1_start_to_deadline": days_spread(self._allowed, day=W1.day_us),
            "start_range": [one.isoformat() for one in self._starts],
        }


@dataclass(slots=True)
class Permits:
    """Logs whose cases carry `startDate` and whose events carry `planned`, `dueDate` and `dateFinished`."""

    seen: bool = False
    _counts: Counter[str] = field(default_factory=Counter)
    _covered: Counter[str] = field(default_factory=Counter)
    _classes: Counter[str] = field(default_factory=Counter)
    _late: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, trace: Trace) -> None:
        start, end = instant(trace.attributes, "startDate"), instant(trace.attributes, "endDate")
        if start is not None:
            self.seen = True
            procedure = str(trace.attributes.get("caseProcedure", "none"))
            self._classes[f"{procedure}|{_length(start, end)}"] += 1
            self._counts["end_first"] += end is not None and end < start
        for key in OPTIONAL:
            self._covered[key] += key in trace.attributes
        for event in trace.events:
            self._add_event(event)

    def _add_event(self, event: Event) -> None:
        finished = _wall_clock(event.attributes.get("dateFinished"))
        self._counts["unfinished"] += finished is None
        for key in DEADLINES:
            due = instant(event.attributes, key)
            if due is None:
                continue
            self._counts[f"n_{key}"] += 1
            self._counts[f"finished_{key}"] += finished is not None and finished > wall_us(due)
            if event.at > due:
                self._counts[f"timestamp_{key}"] += 1
                self._late[key, str(event.attributes.get("activityNameEN", event.activity))] += 1

    def figures(self) -> dict[str, Any]:
        counts = self._counts
        return {
            "event_deadlines": {
                "n_with_dueDate": counts["n_dueDate"],
                "late_timestamp_vs_dueDate": counts["timestamp_dueDate"],
                "late_dateFinished_vs_dueDate": counts["finished_dueDate"],
                "dateFinished_missing_or_bad": counts["unfinished"],
                "n_with_planned": counts["n_planned"],
                "late_timestamp_vs_planned": counts["timestamp_planned"],
                "late_dateFinished_vs_planned": counts["finished_planned"],
            },
            "event_deadlines_note": NOTE,
            "top_late_activities": [[*pair, times] for pair, times in ranked(self._late)[:TOP_LATE]],
            "calendar_days_classes_by_procedure": dict(sorted(self._classes.items())),
            "endDate_before_startDate": counts["end_first"],
            "case_attribute_coverage": dict(self._covered),
        }


def _length(start: datetime, end: datetime | None) -> str:
    if end is None:
        return "open"
    days = (end.date() - start.date()).days
    fitting = next((limit for limit in TERMS_DAYS if days <= limit), None)
    return f">{TERMS_DAYS[-1]}d" if fitting is None else f"<={fitting}d"


def _wall_clock(text: object) -> int | None:
    """Microseconds of a wall clock written without an offset; None where it is no date."""
    try:
        return wall_us(datetime.fromisoformat(str(text)).replace(tzinfo=UTC))
    except ValueError:
        return None
