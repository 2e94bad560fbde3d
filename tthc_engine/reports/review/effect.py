"""What a shorter limit would have done to the dossiers of the year before: counted by the clock itself.

Each dossier is replayed and its due date computed once more with the proposed limit as a local cut is: by its own
calendar, over its own stops and restarts. One of another shape of limits is left out and said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tthc_engine.domain import cut, timing
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.procedure import LocalCut
from tthc_engine.domain.rules import Rules
from tthc_engine.engine import Engine
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.review.proposal import Proposal, fits
from tthc_engine.store.sql import Session

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
MOST = 2_000
"""Dossiers a page replays, the newest; the command counts them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    settled: int
    """Dossiers with a result that could be judged by both limits."""
    late_now: int
    late_then: int
    """Those that would have been late under the proposed limit."""
    left_out: int
    """Settled under limits of another shape, or without a date that can be named."""
    not_counted: int = 0
    """Older than the newest that were looked at."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One settled dossier under both limits."""

    fact: Fact
    late: tuple[bool, bool] | None
    """By law, and as it would have been; None where that cannot be told."""


FIGURES: Mapping[str, Callable[[Judged], bool]] = {
    "settled": lambda one: one.late is not None,
    "late_now": lambda one: one.late is not None and one.late[0],
    "late_then": lambda one: one.late is not None and one.late[1],
    "left_out": lambda one: one.late is None,
}
"""What the figures of an effect count."""


def effect(
    session: Session, engine: Engine, proposal: Proposal, found: Sequence[Fact], *, most: int | None = MOST
) -> Effect:
    """Of the procedure's settled dossiers among `found`."""
    looked = judged(session, engine, proposal, found, most=most)
    counted = {name: sum(map(holds, looked)) for name, holds in FIGURES.items()}
    return Effect(**counted, not_counted=len(_settled(proposal, found)) - len(looked))


def judged(
    session: Session, engine: Engine, proposal: Proposal, found: Sequence[Fact], *, most: int | None = MOST
) -> list[Judged]:
    """Each of the dossiers that `effect` counts, the newest first."""
    return [Judged(one, _judged(engine, session, one.dossier, proposal)) for one in _settled(proposal, found)[:most]]


def _settled(proposal: Proposal, found: Sequence[Fact]) -> list[Fact]:
    mine = [one for one in found if one.procedure == proposal.slug and one.ended_at is not None]
    return sorted(mine, key=lambda one: (one.received_at or _LONG_AGO, one.dossier), reverse=True)


def _judged(engine: Engine, session: Session, key: str, proposal: Proposal) -> tuple[bool, bool] | None:
    """Whether it was late by law, and whether it would have been; None where that cannot be told."""
    dossier, rules = engine.dossier(session, key)
    ended, due = dossier.ended_at, timing.due_at(dossier, rules)
    if ended is None or due is None or not fits(proposal, rules.procedure):
        return None
    shorter = _due(dossier, rules, proposal)
    return None if shorter is None else (ended > due, ended > shorter)


def _due(dossier: Dossier, rules: Rules, proposal: Proposal) -> datetime | None:
    """The date the proposed limit would have promised; a cut that passed in its own time is not meant here."""
    proposed = LocalCut(
        province="proposed",
        decision="-",
        in_force_from=rules.procedure.in_force_from,
        checked_on=proposal.version,
        limits=proposal.limits,
    )
    shorter = replace(rules, procedure=rules.procedure.model_copy(update={"cut": proposed}))
    return cut.cut_due(replace(dossier, cut_passed=None), shorter)
