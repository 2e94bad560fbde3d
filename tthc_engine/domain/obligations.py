"""What the law makes somebody owe (kinds and life in architecture: owed, met, no longer owed, missed)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tthc_engine.domain.procedure import Role


class ObligationKind(StrEnum):
    ONLINE_ANSWER = "online_answer"
    LATENESS_QUESTION = "lateness_question"
    ONESTOP_NOTICE = "onestop_notice"
    APOLOGY = "apology"
    EXPLANATION = "explanation"
    CLOSE_UNANSWERED = "close_unanswered"
    CORRECTION = "correction"
    CONSULTATION = "consultation"
    BODY_NOTICE = "body_notice"
    """Of a body that is late with its part: why, an apology and a new date, to the one-stop (Điều 12 khoản 5)."""
    HANDOVER = "handover"
    """The papers of a dossier that another unit decides."""


LOSS = "loss."
"""How the epoch of an apology for lost papers begins: no date ever overtakes it."""


class Settled(StrEnum):
    """How an obligation ended."""

    MET = "met"
    LAPSED = "lapsed"
    """Nobody owes it any more: the result came in time, the date moved, the question was overtaken."""
    MISSED = "missed"
    """It was past its limit when it stopped being owed; it stays on record as never met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One row under the natural key (dossier, kind, epoch)."""

    kind: ObligationKind
    epoch: str
    owed_by: Role
    since: datetime
    until: datetime | None = None
    settled: Settled | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.settled is None

    def late(self, at: datetime) -> bool:
        """Whether it is, or was when met, past its limit."""
        return self.until is not None and (self.settled_at or at) > self.until


Obligations = tuple[Obligation, ...]


def opened(all_of: Obligations, *new: Obligation) -> Obligations:
    """`all_of` with each new one, unless its natural key is there already: owed once, met once."""
    known = {(one.kind, one.epoch) for one in all_of}
    return (*all_of, *(one for one in new if (one.kind, one.epoch) not in known))


def met(all_of: Obligations, kind: ObligationKind, at: datetime, *, epoch: str | None = None) -> Obligations:
    """The open ones of `kind` (and `epoch`) are met at `at`."""
    return _settle(all_of, lambda one: one.kind is kind and epoch in (None, one.epoch), at, lambda _: Settled.MET)


def no_longer_owed(all_of: Obligations, at: datetime, *kinds: ObligationKind) -> Obligations:
    """What was not yet due lapses; what was past its limit stays on record as missed. A question simply lapses."""

    def how(one: Obligation) -> Settled:
        overdue = one.kind is not ObligationKind.LATENESS_QUESTION and one.late(at)
        return Settled.MISSED if overdue else Settled.LAPSED

    return _settle(all_of, lambda one: one.kind in kinds and not one.epoch.startswith(LOSS), at, how)


def owed_again(all_of: Obligations, *, ended_at: datetime) -> Obligations:
    """What nobody owed any more only because the dossier ended then; closing it for want of a supplement as well."""

    def dropped(one: Obligation) -> bool:
        closed = one.settled is Settled.MET and one.kind is ObligationKind.CLOSE_UNANSWERED
        return one.settled_at == ended_at and (closed or one.settled in (Settled.LAPSED, Settled.MISSED))

    return tuple(replace(one, settled=None, settled_at=None) if dropped(one) else one for one in all_of)


def _settle(
    all_of: Obligations, chosen: Callable[[Obligation], bool], at: datetime, how: Callable[[Obligation], Settled]
) -> Obligations:
    return tuple(
        replace(one, settled=how(one), settled_at=at) if one.is_open and chosen(one) else one for one in all_of
    )
