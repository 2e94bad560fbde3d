"""The one door: every change to a dossier passes through `Engine.handle`.

Load the log, replay, decide, append, project, freeze letters, enqueue messages: one transaction, the caller's.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from tthc_engine import tracing
from tthc_engine.catalogue import Catalogue
from tthc_engine.domain.commands import Command, NumberLetter, Registration
from tthc_engine.domain.decide import decide, permitted
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import Refusal, StaleDossier, UnknownDossier
from tthc_engine.domain.events import AnyEvent, DossierTransferred
from tthc_engine.domain.fold import replay
from tthc_engine.domain.people import Actor
from tthc_engine.domain.promise import Promise, preview
from tthc_engine.domain.rules import Rules
from tthc_engine.engine import allotting, foreseeing, letters, messages, notices, rebuilding
from tthc_engine.engine.letters import Posting, Printed
from tthc_engine.engine.memory import BEGINNING, Known, Memory, Written
from tthc_engine.engine.rulebook import Rulebook, Surroundings, acting_inside
from tthc_engine.store import (
    applicants,
    counters,
    declarations,
    facts,
    given_results,
    idempotency,
    log,
    parts,
    period_figures,
    projection,
    scans,
    search_keys,
)
from tthc_engine.store.blanks import Blank
from tthc_engine.store.log import Head
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Handled:
    """What one command did."""

    dossier_id: str
    dossier: Dossier
    """As it is after the command; for a repeated request as it is now."""
    events: tuple[AnyEvent, ...]
    """Empty when there was nothing to do."""
    repeated: bool = False
    """The same idempotency key had been handled before; nothing was done again."""


class Engine:
    """Holds no dossier between calls; safe to share between threads, one session each."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        printed: Printed | None = None,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.catalogue = catalogue
        self.printed = printed or Printed()
        self.rulebook = Rulebook(catalogue)
        self._memory = Memory()
        self._judged: dict[str, log.Judged] = {}
        """By which texts the last new dossier of a procedure was judged: a guess at the next one's."""
        self.entropy = entropy

    def new_id(self) -> str:
        """The id of a dossier that is about to be registered."""
        return self.entropy(16).hex()

    def handle(
        self, session: Session, command: Command, *, at: datetime, key: str | None = None, expected: int | None = None
    ) -> Handled:
        """Decide `command` and record what follows from it, in the caller's transaction.

        Args:
            at: now, aware.
            key: the request's idempotency key; the same key by the same person acts once.
            expected: the version the asker saw; None acts on whatever the dossier is by now.

        Raises:
            Refusal: the command is not allowed; nothing was written.
            StaleDossier: somebody acted after `expected`, or at the same instant.
        """
        foreseen = partial(
            foreseeing.ask,
            command=command,
            at=at,
            dossier=self._memory.glimpse(command.dossier),
            judged=self._judged,
            texts=self.rulebook.declarations,
        )
        with tracing.span("command", command=command.word) as told:
            try:
                with session.expecting(foreseen):
                    handled = self._handled(session, command, at=at, key=key, expected=expected)
            except (Refusal, StaleDossier) as refused:
                told.tell(outcome=type(refused).__name__)
                raise
            told.tell(outcome="repeated" if handled.repeated else "done" if handled.events else "nothing due")
            return handled

    def _handled(
        self, session: Session, command: Command, *, at: datetime, key: str | None, expected: int | None
    ) -> Handled:
        known_key = None if key is None else idempotency.scoped(key, command)
        log.hold(session, filter(None, (command.dossier, known_key)))
        if known_key is not None and (first := idempotency.find(session, known_key)) is not None:
            return self._repeated(session, first)
        known = self.load(session, command.dossier)
        if expected is not None and expected != known.head.version:
            raise log.stale(session, command.dossier, seen=expected)
        handled, head = self._decided(session, command, known, at)
        if known_key is not None:
            span = idempotency.First(handled.dossier_id, known.head.version + 1, head.version)
            idempotency.keep(session, known_key, span, at=at)
        logger.info(
            "action=%s dossier=%s kind=%s by=%s",
            command.word,
            handled.dossier.reference or command.dossier,
            ",".join(event.kind for event in handled.events),
            command.by.person,
        )
        return handled

    def load(self, session: Session, dossier_id: str) -> Known:
        """The dossier replayed from its log; `dossier` is None where nothing was registered."""
        return self._memory.load(session, dossier_id)

    def dossier(self, session: Session, dossier_id: str) -> tuple[Dossier, Rules]:
        """A dossier and the rules it is judged by, for screens, derivations and letters.

        Raises UnknownDossier.
        """
        known = self.load(session, dossier_id)
        if known.dossier is None:
            raise UnknownDossier
        return known.dossier, self.rulebook.of_dossier(session, known.dossier, known.regime).rules

    def permitted(self, session: Session, dossier_id: str, word: str, by: Actor, *, at: datetime) -> Refusal | None:
        """Why `by` may not ask for `word` now; None when they may (the form is still checked)."""
        dossier, rules = self.dossier(session, dossier_id)
        return permitted(dossier, word, acting_inside(session, by, dossier), rules, at=at)

    def preview(
        self,
        session: Session,
        registration: Registration,
        by: Actor,
        *,
        at: datetime,
        received_at: datetime | None = None,
    ) -> Promise:
        """What `accept` would promise now: date, words, fee and derivation. Raises the Refusals `accept` would."""
        on = (received_at or at).astimezone(HANOI).date()
        rules = self.rulebook.of_registration(session, registration, by, on)
        return preview(registration, by, rules, at=at, received_at=received_at)

    def reserve_receipts(self, session: Session, by: Actor, *, day: date, count: int, at: datetime) -> list[Blank]:
        """Codes and secrets for `count` blank receipts of the actor's unit and `day`; `Accept.reserved` uses one."""
        return allotting.reserve(session, self.catalogue, by, day=day, count=count, at=at, entropy=self.entropy)

    def project(self, session: Session, dossier_id: str) -> None:
        """Write the dossier's row anew from its log, after personal data were purged."""
        known = self.load(session, dossier_id)
        if known.dossier is not None:
            around = self.rulebook.of_dossier(session, known.dossier, known.regime)
            row = self._save(session, known.dossier, around, Head(known.head.version, known.head.hash), dossier_id)
            search_keys.save(session, row)
            self._save_results(session, known.dossier, around, dossier_id)

    def _decided(self, session: Session, command: Command, known: Known, at: datetime) -> tuple[Handled, Head]:
        before = known.dossier
        if before is not None:
            by = acting_inside(session, command.by, before)
            command = command if by is command.by else replace(command, by=by)
        around = self.rulebook.of_command(session, command, at, dossier=before, regime=known.regime)
        taken = allotting.allot(session, command, at, dossier=before, around=around, entropy=self.entropy)
        rules = around.rules if taken is allotting.NOTHING else replace(around.rules, allotted=taken.allotted)
        if isinstance(command, NumberLetter):
            # The log holds the register's plain number, however it was typed.
            command = replace(command, number="")
        events = decide(before, command, rules, at=at)
        if not events:
            if before is None:
                raise UnknownDossier
            self._look_later(session, before, around, command.dossier)
            return Handled(command.dossier, before, ()), known.head
        taken.take()
        after = self._folded(before, events)
        posting = Posting(
            dossier_id=command.dossier,
            before=before,
            after=after,
            around=around,
            printed=self.printed,
        )
        slips = letters.numbered_at_once(partial(counters.take, session), events, posting)
        if slips:
            events, posting = [*events, *slips], replace(posting, after=self._folded(after, slips))
        if before is None or around.judged.procedure != before.digest:
            self._keep_texts(session, around, at)
            self._judged[after.code] = around.judged
        head = log.append(
            session, command.dossier, events, after=known.head, judged=around.judged, entropy=self.entropy
        )
        written = self._follow(session, events, posting, head=head, stood=known.written_by(around.rules))
        self._memory.keep(
            command.dossier,
            Known(posting.after, head, around.judged.regime if before is None else known.regime, written),
            log.personal_in(events) or self._memory.personal(command.dossier),
        )
        return Handled(command.dossier, posting.after, tuple(events)), head

    def _folded(self, dossier: Dossier | None, events: Sequence[AnyEvent]) -> Dossier:
        after = replay(events, start=dossier)
        if after is None:
            raise UnknownDossier
        return after

    def _follow(
        self, session: Session, events: Sequence[AnyEvent], posting: Posting, *, head: Head, stood: Written | None
    ) -> Written:
        """Everything that must be true once the events are in the log; gives back what was written of the rows.

        `stood` is what this gave back for the head before.
        """
        dossier_id, after = posting.dossier_id, posting.after
        anew = posting.before is None
        row = self._save(session, after, posting.around, head, dossier_id, stood=stood)
        if _found_by(posting.before) != _found_by(after):
            search_keys.save(session, row, anew=anew)
        same_instant = posting.before is not None and posting.before.last_at == after.last_at
        if same_instant or after.stage is Stage.FOLLOWED:
            # What a report knows is known by instants: a second command of one instant has no moment of its own.
            # What another system tells is known since that system's instants, not since ours.
            facts.replace_all(session, dossier_id, rebuilding.facts_of(session, self.rulebook, dossier_id))
            stands = None
        else:
            fact = facts.fact_row(after, posting.around.rules, dossier_id)
            stands = stood.fact if stood is not None else None
            stands = facts.save(session, fact, at=after.last_at, stands=stands, anew=anew)
        period_figures.follow(session, events, posting.before, after)
        known = posting.before.obligations if posting.before is not None else ()
        for event in events:
            if isinstance(event, DossierTransferred):
                # What is owed and what was told is the successor's now: each row names its unit anew.
                known = ()
                projection.pass_alerts(session, dossier_id, event.from_unit, event.to_unit)
        projection.save_obligations(session, projection.obligation_rows(after, dossier_id, known=known))
        first = head.version - len(events) + 1
        if given_results.depends_on(posting.before) != given_results.depends_on(after):
            anew = posting.before is None or not posting.before.results
            self._save_results(session, after, posting.around, dossier_id, anew=anew)
        projection.save_alerts(session, projection.alert_rows(events, after, dossier_id, first_seq=first))
        if posting.after.personal is not None and log.personal_in(events) is not None:
            applicants.remember(session, applicants.rows_of(posting.after))
        scans.follow(session, events, dossier_id)
        letters.follow(session, events, posting)
        messages.enqueue(session, events, posting, first_seq=first)
        notices.tell(session, events, posting, first_seq=first)
        return Written(posting.around.rules, row, stands)

    def _save(
        self,
        session: Session,
        dossier: Dossier,
        around: Surroundings,
        head: Head,
        dossier_id: str,
        *,
        stood: Written | None = None,
    ) -> dict[str, Any]:
        surrounded = projection.Projected(dossier_id, head, around.office_unit)
        row = projection.dossier_row(dossier, around.rules, surrounded)
        projection.save_dossier(session, row, stands=None if stood is None else stood.row)
        parts.save(session, parts.rows(dossier, around.rules, dossier_id))
        return row

    def _save_results(
        self, session: Session, dossier: Dossier, around: Surroundings, dossier_id: str, *, anew: bool = False
    ) -> None:
        rows = rebuilding.results_of(self.rulebook, dossier, around.rules, dossier_id)
        given_results.save(session, dossier_id, rows, anew=anew)

    def _look_later(self, session: Session, dossier: Dossier, around: Surroundings, dossier_id: str) -> None:
        """Nothing happened: only the instant of the next look may have moved."""
        row = projection.dossier_row(dossier, around.rules, projection.Projected(dossier_id, BEGINNING, ""))
        session.update("dossier", {"next_check_at": row["next_check_at"]}, where={"id": dossier_id})

    def _keep_texts(self, session: Session, around: Surroundings, at: datetime) -> None:
        if not declarations.kept(session, declarations.PROCEDURE, around.judged.procedure):
            declarations.keep(session, declarations.procedure_text(around.rules.procedure), at=at)
        if not declarations.kept(session, declarations.REGIME, around.judged.regime):
            declarations.keep(session, declarations.regime_text(around.rules.regime), at=at)

    def _repeated(self, session: Session, first: idempotency.First) -> Handled:
        past = log.load(session, first.dossier_id)
        dossier = replay(one.event for one in past)
        if dossier is None:
            raise UnknownDossier
        did = tuple(one.event for one in past if first.first_seq <= one.seq <= first.last_seq)
        return Handled(first.dossier_id, dossier, did, repeated=True)


def _found_by(dossier: Dossier | None) -> tuple[object, ...]:
    """What a dossier's search keys are made of."""
    if dossier is None:
        return (None,)
    who = dossier.personal
    names = () if who is None else (who.owner.name, who.submitter.name)
    return (dossier.reference, dossier.code, names)


__all__ = ["Engine", "Handled", "Known", "Printed"]
