"""How an export is to be taken in, and what became of each of its lines."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.exchange.dossiers.lines import Difference, Kind, Told


class Outcome(StrEnum):
    IMPORTED = "imported"
    UPDATED = "updated"
    """Followed already, and told otherwise now."""
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one line."""

    line: int
    reference: str
    outcome: Outcome
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True, kw_only=True)
class Summary:
    lines: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)

    def count(self, one: Done) -> None:
        self.lines += 1
        self.outcomes[one.outcome] += 1
        self.kinds.update(each.kind for each in one.differences)

    def as_json(self) -> dict[str, object]:
        return {
            "lines": self.lines,
            **{one.value: self.outcomes[one] for one in Outcome},
            "differences": {kind.value: self.kinds[kind] for kind in Kind if self.kinds[kind]},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How an export is to be taken in."""

    source: str = ""
    """The system it came from, as the history will call it."""
    unit: str = ""
    """Whose dossiers they are where a line names no unit; empty: then every line must."""
    units: frozenset[str] | None = None
    """Whose dossiers may come in at all; None: every office's of this database."""
    by: Actor = THE_CLOCK
    dry_run: bool = False
    """Only say what would be done."""


def finished(told: Told, outcome: Outcome) -> Done:
    return Done(line=told.line, reference=told.reference, outcome=outcome, differences=tuple(told.differences))
