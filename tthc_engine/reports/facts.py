"""What a report knows of one dossier: one frozen row, folded from its log as far as it was known at an instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tthc_engine.domain import cut, timing
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.dossier import Dossier, Outcome
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.fold import replay
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.standing import ByDate, standing_by_date


class LateBasis(StrEnum):
    """Against which date lateness is judged."""

    ORIGINAL = "original"
    """The limit the law sets (`due_at`)."""
    RESCHEDULED = "rescheduled"
    """The new appointment of the letter of apology, where there is one."""
    CUT = "cut"
    """The limit that a local decision left, where there is one; else the law's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Instants are aware (UTC). It tells nobody's name."""

    dossier: str
    reference: str
    procedure: str
    """Slug."""
    code: str
    procedure_name: str
    field_name: str
    """Lĩnh vực."""
    channel: Channel
    receiving_unit: str
    competent_unit: str
    received_at: datetime | None
    """As the receipt says; None before acceptance."""
    recorded_at: datetime | None
    """When the acceptance was entered; never before `received_at`."""
    due_at: datetime | None
    """None: no period is set, or the clock is stopped."""
    cut_due_at: datetime | None
    """Until when a local decision that shortens the limit allows; None where nothing is cut."""
    new_appointment: datetime | None
    waiting: bool
    """For the applicant's supplement."""
    outcome: Outcome | None
    ended_at: datetime | None
    calendar: WorkingCalendar = field(repr=False, compare=False)
    """The version of the office's calendar the dossier stood under."""

    @property
    def accepted(self) -> bool:
        return self.recorded_at is not None

    def due(self, basis: LateBasis) -> datetime | None:
        """The instant lateness is judged on; a new appointment never brings it forward."""
        if basis is LateBasis.CUT:
            return self.cut_due_at or self.due_at
        if basis is LateBasis.ORIGINAL or self.due_at is None or self.new_appointment is None:
            return self.due_at
        return max(self.due_at, self.new_appointment)

    def by_date(self, then: datetime, basis: LateBasis) -> ByDate | None:
        """Before, on or after the due DATE: at its end, or at `then` while it is open; None without a due date."""
        due = self.due(basis)
        return standing_by_date(self.ended_at or then, due, self.calendar) if due is not None else None


def as_known(events: Sequence[AnyEvent], then: datetime, *, before: Dossier | None = None) -> Dossier | None:
    """The dossier as it was known at `then`: what was recorded later did not happen yet.

    `before` is what `events` continue, if they do not begin at the beginning.
    """
    return replay((event for event in events if event.at <= then), start=before)


def split(events: Iterable[AnyEvent], since: datetime) -> tuple[list[AnyEvent], list[AnyEvent]]:
    """What was recorded before `since`, and what from then on."""
    earlier: list[AnyEvent] = []
    later: list[AnyEvent] = []
    for event in events:
        (earlier if event.at < since else later).append(event)
    return earlier, later


def fact(name: str, dossier: Dossier, rules: Rules) -> Fact:
    """The row of the dossier called `name`, judged by the rules its own log names."""
    return Fact(
        dossier=name,
        reference=dossier.reference,
        procedure=dossier.procedure,
        code=dossier.code,
        procedure_name=rules.procedure.name,
        field_name=rules.procedure.field,
        channel=dossier.channel,
        receiving_unit=dossier.receiving_unit,
        competent_unit=dossier.competent_unit,
        received_at=dossier.received_at,
        recorded_at=dossier.accepted_at,
        due_at=timing.due_at(dossier, rules),
        cut_due_at=cut.cut_due(dossier, rules),
        new_appointment=dossier.new_appointment,
        waiting=dossier.waiting is not None,
        outcome=dossier.outcome,
        ended_at=dossier.ended_at,
        calendar=rules.calendar,
    )


def in_hand(dossier: Dossier | None) -> bool:
    """Accepted and not settled: what one period hands to the next."""
    return dossier is not None and dossier.accepted and dossier.is_open
