"""The figures of an event log, computed in one pass over its traces.

Conventions. Instants are compared in UTC; working time uses the wall clock that the log wrote (`hours.py`). Time order
is a stable sort by instant, file order is as written; variants are given for both, everything else uses time order.
Throughput is from a case's first event to its last. A case without events counts as a case and in nothing else.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from tthc_engine.exchange.logs.fingerprint import Fingerprint
from tthc_engine.exchange.logs.flow import Flow, Variants, ranked
from tthc_engine.exchange.logs.hours import W1, W2
from tthc_engine.exchange.logs.lateness import KNOWN_TERMS, Lateness
from tthc_engine.exchange.logs.municipal import Permits, Receipts
from tthc_engine.exchange.logs.spread import counts_spread, spread, whole_numbers
from tthc_engine.exchange.logs.trace import Event, Trace, utc_us, wall_us

TOP_RESOURCES = 20
MANY_ACTIVITIES = 60
TOO_MANY = f"more than {MANY_ACTIVITIES} activities: left out (see bottlenecks)"


def figures(traces: Iterable[Trace]) -> dict[str, Any]:
    """Everything this module knows of a log, ready for JSON. Seconds are not rounded to minutes; three decimals."""
    counted = _Counted()
    with Fingerprint() as fingerprint:
        for trace in traces:
            counted.add(trace)
            for event in trace.events:
                fingerprint.add(trace.name, event.activity, event.at)
        return counted.figures(fingerprint.digest())


class _Counted:
    def __init__(self) -> None:
        self._cases = 0
        self._without_time = 0
        self._empty = 0
        self._names: set[str] = set()
        self._activities: Counter[str] = Counter()
        self._cases_per_activity: Counter[str] = Counter()
        self._transitions: Counter[str] = Counter()
        self._resources: Counter[str] = Counter()
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._backwards = 0
        self._ties = 0
        self._inside_w1 = 0
        self._sizes = whole_numbers()
        self._starts: Counter[str] = Counter()
        self._ends: Counter[str] = Counter()
        self._arrivals: Counter[str] = Counter()
        self._leavings: Counter[str] = Counter()
        self._throughput: dict[str, array[int]] = {key: whole_numbers() for key in ("wall", "W1", "W2")}
        self._file_order, self._time_order = Variants(), Variants()
        self._flow = Flow()
        self._lateness = [Lateness(terms) for terms in KNOWN_TERMS]
        self._receipts, self._permits = Receipts(), Permits()

    def add(self, trace: Trace) -> None:
        self._cases += 1
        self._without_time += trace.without_time
        self._names.add(trace.name)
        for lateness in self._lateness:
            lateness.add(trace.attributes)
        self._receipts.add(trace.attributes)
        self._permits.add(trace)
        self._sizes.append(len(trace.events))
        if not trace.events:
            self._empty += 1
            return
        self._add_events(trace.events)
        in_time = sorted(trace.events, key=lambda one: one.at)
        self._file_order.add(trace.events)
        self._time_order.add(in_time)
        self._flow.add(in_time)
        self._add_span(in_time[0], in_time[-1])

    def _add_events(self, events: Sequence[Event]) -> None:
        for event in events:
            self._activities[event.activity] += 1
            if event.transition is not None:
                self._transitions[event.transition] += 1
            if event.resource is not None:
                self._resources[event.resource] += 1
            self._inside_w1 += W1.holds(wall_us(event.at))
        self._cases_per_activity.update({event.activity for event in events})
        for before, after in pairwise(events):
            self._backwards += after.at < before.at
            self._ties += after.at == before.at

    def _add_span(self, first: Event, last: Event) -> None:
        self._first = min(self._first or first.at, first.at)
        self._last = max(self._last or last.at, last.at)
        self._starts[first.activity] += 1
        self._ends[last.activity] += 1
        self._arrivals[f"{first.at:%Y-%m}"] += 1
        self._leavings[f"{last.at:%Y-%m}"] += 1
        begin, to = wall_us(first.at), wall_us(last.at)
        self._throughput["wall"].append(utc_us(last.at) - utc_us(first.at))
        self._throughput["W1"].append(W1.between(begin, to))
        self._throughput["W2"].append(W2.between(begin, to))

    def figures(self, fingerprint: str) -> dict[str, Any]:
        return {
            **self._sizes_figures(),
            "variants_file_order": self._file_order.figures(),
            "variants_time_order": self._time_order.figures(),
            "start_activities": _by_name(self._starts),
            "end_activities": _by_name(self._ends),
            "throughput_wall_seconds": spread(self._throughput["wall"]),
            "throughput_work_seconds_W1": spread(self._throughput["W1"]),
            "throughput_work_seconds_W2": spread(self._throughput["W2"]),
            "events_inside_W1_hours": self._inside_w1,
            **self._flow.figures(cases=self._cases),
            **({"time_before_activity": TOO_MANY} if len(self._activities) > MANY_ACTIVITIES else {}),
            "fingerprint_case_activity_utcms_sha256": fingerprint,
            "arrivals_per_month_local": _by_name(self._arrivals),
            "last_events_per_month_local": _by_name(self._leavings),
            **({"n_events_without_timestamp": self._without_time} if self._without_time else {}),
            **self._lateness_figures(),
            **(self._receipts.figures() if self._receipts.seen else {}),
            **(self._permits.figures() if self._permits.seen else {}),
        }

    def _sizes_figures(self) -> dict[str, Any]:
        return {
            "n_cases": self._cases,
            "n_events": self._activities.total(),
            "n_cases_without_events": self._empty,
            "n_distinct_case_ids": len(self._names),
            "n_activities": len(self._activities),
            "activity_counts": _by_name(self._activities),
            "cases_per_activity": _by_name(self._cases_per_activity),
            "lifecycle_counts": _by_name(self._transitions),
            "n_resources": len(self._resources),
            "top_resources": [[name, times] for name, times in ranked(self._resources)[:TOP_RESOURCES]],
            "first_event_utc": _in_utc(self._first),
            "last_event_utc": _in_utc(self._last),
            "adjacent_pairs_out_of_time_order_in_file": self._backwards,
            "ties_adjacent_equal_timestamps_in_file": self._ties,
            "events_per_case": counts_spread(self._sizes),
        }

    def _lateness_figures(self) -> dict[str, Any]:
        if self._last is None:
            return {}
        return {f"lateness_vs_{one.terms.due}": one.figures(as_of=self._last) for one in self._lateness if one.seen}


def _by_name(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items()))


def _in_utc(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
