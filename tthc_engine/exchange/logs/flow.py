"""How the work goes on from one activity to the next: variants, waits between them, handovers, rework."""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from tthc_engine.exchange.logs.hours import W1, W2
from tthc_engine.exchange.logs.spread import mean, quantile, seconds, total, whole_numbers
from tthc_engine.exchange.logs.trace import Event, utc_us, wall_us

TOP_VARIANTS, TOP_EDGES, TOP_HANDOVERS, COVERED = 30, 15, 20, 10
FEWEST_WAITS, CASES_PER_WAIT = 5, 100
"""A mean ranks only where it stands on a wait in every hundredth case, and never on fewer than five."""

Edge = tuple[str, str]
Key = TypeVar("Key", str, Edge, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Waits:
    """Every wait on one edge, in microseconds; `w1_seconds` are the same waits as `w1`, for their median."""

    wall: "array[int]" = field(default_factory=whole_numbers)
    w1: "array[int]" = field(default_factory=whole_numbers)
    w1_seconds: "array[float]" = field(default_factory=seconds)
    w2: "array[int]" = field(default_factory=whole_numbers)

    def figures(self, edge: Edge) -> dict[str, Any]:
        return {
            "from": edge[0],
            "to": edge[1],
            "n": len(self.wall),
            "wall_mean": mean(self.wall),
            "wall_median": quantile(self.wall, 50),
            "wall_p90": quantile(self.wall, 90),
            "wall_sum": total(self.wall),
            "w1_mean": mean(self.w1),
            "w1_median": quantile(self.w1_seconds, 50, per=1),
            "w1_sum": total(self.w1),
            "w2_mean": mean(self.w2),
            "w2_sum": total(self.w2),
        }


class Flow:
    """Directly-follows waits, handovers and rework, in time order."""

    def __init__(self) -> None:
        self._edges: dict[Edge, Waits] = {}
        self._handovers: Counter[Edge] = Counter()
        self._reworked_cases = 0
        self._repeated = 0

    def add(self, events: Sequence[Event]) -> None:
        """One case's events in time order."""
        for before, after in pairwise(events):
            waits = self._edges.setdefault((before.activity, after.activity), Waits())
            begin, to = wall_us(before.at), wall_us(after.at)
            waits.wall.append(utc_us(after.at) - utc_us(before.at))
            waits.w1.append(W1.between(begin, to))
            waits.w1_seconds.append(W1.seconds_between(begin, to))
            waits.w2.append(W2.between(begin, to))
            if before.resource is not None and after.resource is not None and before.resource != after.resource:
                self._handovers[before.resource, after.resource] += 1
        repeated = sum(1 for times in Counter(one.activity for one in events).values() if times > 1)
        self._reworked_cases += bool(repeated)
        self._repeated += repeated

    def figures(self, *, cases: int) -> dict[str, Any]:
        return {
            "n_directly_follows_edges": len(self._edges),
            "n_directly_follows_pairs": sum(len(waits.wall) for waits in self._edges.values()),
            "bottlenecks": self._bottlenecks(fewest=max(FEWEST_WAITS, math.ceil(cases / CASES_PER_WAIT))),
            "handovers": {
                "n_total": self._handovers.total(),
                "top": [[*pair, times] for pair, times in ranked(self._handovers)[:TOP_HANDOVERS]],
            },
            "rework": {"cases_with_a_repeated_activity": self._reworked_cases, "repeated_pairs": self._repeated},
        }

    def _bottlenecks(self, *, fewest: int) -> dict[str, Any]:
        often = [edge for edge, waits in self._edges.items() if len(waits.wall) >= fewest]
        return {
            "min_n_for_mean_ranking": fewest,
            "by_total_wall_wait": self._top(self._edges, lambda one: sum(one.wall)),
            "by_mean_wall_wait": self._top(often, lambda one: sum(one.wall) / len(one.wall)),
            "by_total_W1_wait": self._top(self._edges, lambda one: sum(one.w1)),
            "by_mean_W1_wait": self._top(often, lambda one: sum(one.w1) / len(one.w1)),
            "most_frequent": self._top(self._edges, lambda one: len(one.wall)),
        }

    def _top(self, edges: "Sequence[Edge] | dict[Edge, Waits]", weight: Callable[[Waits], float]) -> list[Any]:
        heaviest = sorted(edges, key=lambda edge: (-weight(self._edges[edge]), edge))[:TOP_EDGES]
        return [self._edges[edge].figures(edge) for edge in heaviest]


class Variants:
    """In which orders of activities the cases went."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def add(self, events: Sequence[Event]) -> None:
        self._seen[tuple(one.activity for one in events)] += 1

    def figures(self) -> dict[str, Any]:
        top = ranked(self._seen)
        return {
            "n": len(self._seen),
            "n_singletons": sum(1 for times in self._seen.values() if times == 1),
            "top": [{"count": times, "activities": list(variant)} for variant, times in top[:TOP_VARIANTS]],
            "cases_covered_by_top10": sum(times for _, times in top[:COVERED]),
        }


def ranked(counted: Counter[Key]) -> list[tuple[Key, int]]:
    """The most frequent first; equals in alphabetical order, so that a ranking is the same everywhere."""
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))
