"""What a command would do to one dossier, decided by the very rules that will apply it; nothing is written.

The clock acts first by the rules that the dossier has: who is overdue by them stays so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain import timing
from tthc_engine.domain.commands import CheckClock, Command
from tthc_engine.domain.decide import decide
from tthc_engine.domain.decide.registering import is_provisional
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.events import AnyEvent, LetterIssued
from tthc_engine.domain.fold import replay
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store.sql import Session

_OF_THE_OLD_DATE = frozenset({LetterKind.APOLOGY, LetterKind.ONESTOP_NOTICE})
"""Letters about a due date: they speak of nothing once it has moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One open dossier about which something changes."""

    dossier_id: str
    reference: str
    procedure: str
    due_before: datetime | None
    due_after: datetime | None
    appointment_before: datetime | None
    """What its last receipt or notice promised."""
    appointment_after: datetime | None
    provisional_before: bool
    provisional_after: bool
    letters: tuple[LetterKind, ...]
    """Would be issued by applying."""
    void_letters: tuple[LetterKind, ...]
    """Issued already, about a due date that would no longer hold."""
    owed: tuple[ObligationKind, ...]
    """Would be owed from now on."""
    void: tuple[ObligationKind, ...]
    """Would no longer be owed."""

    @property
    def moves(self) -> bool:
        return self.due_before != self.due_after

    @property
    def becomes_certain(self) -> bool:
        return self.provisional_before and not self.provisional_after


def consequence(app: App, session: Session, command: Command, *, at: datetime) -> Move | None:
    """What `command` would change about its dossier; None: nothing a person would notice.

    Raises the Refusal that the command itself would meet, and UnknownDossier.
    """
    known = app.engine.load(session, command.dossier)
    if known.dossier is None:
        raise UnknownDossier
    rulebook = app.engine.rulebook
    old = rulebook.of_dossier(session, known.dossier, known.regime).rules
    look = CheckClock(dossier=command.dossier, by=THE_CLOCK)
    before = _after(decide(known.dossier, look, old, at=at), known.dossier)
    new = rulebook.of_command(session, command, at, dossier=before, regime=known.regime).rules
    events = decide(before, command, new, at=at)
    after = _after(events, before)
    settled = new.settled()
    # The new date may lie in the past already: the next look finds it.
    after = _after(decide(after, look, settled, at=at), after)
    owed_before, owed_after = _owed(before), _owed(after)
    due_before, due_after = timing.due_at(before, old), timing.due_at(after, settled)
    move = Move(
        dossier_id=command.dossier,
        reference=before.reference,
        procedure=old.procedure.name,
        due_before=due_before,
        due_after=due_after,
        appointment_before=before.appointment,
        appointment_after=after.appointment,
        provisional_before=due_before is not None and is_provisional(due_before, old),
        provisional_after=due_after is not None and is_provisional(due_after, settled),
        letters=tuple(event.letter_kind for event in events if isinstance(event, LetterIssued)),
        void_letters=_void_letters(before, after),
        owed=tuple(kind for kind, epoch in sorted(owed_after - owed_before)),
        void=tuple(kind for kind, epoch in sorted(owed_before - owed_after)),
    )
    noticeable = move.moves or move.letters or move.owed or move.void
    return move if noticeable or move.provisional_before != move.provisional_after else None


def _after(events: Sequence[AnyEvent], dossier: Dossier) -> Dossier:
    after = replay(events, start=dossier)
    if after is None:
        raise UnknownDossier
    return after


def _owed(dossier: Dossier) -> set[tuple[ObligationKind, str]]:
    return {(one.kind, one.epoch) for one in dossier.obligations if one.is_open}


def _void_letters(before: Dossier, after: Dossier) -> tuple[LetterKind, ...]:
    if before.epoch == after.epoch:
        return ()
    mine = str(before.epoch)
    return tuple(letter.kind for letter in before.letters if letter.kind in _OF_THE_OLD_DATE and letter.epoch == mine)
