"""Many whole dossiers, already decided, written as the normal road would have left them, in bounded memory.

Rows are derived while nothing is locked; then each batch is one short transaction, whole dossiers only. Letters are
frozen and messages promised as ever, so streams that must send nothing carry nobody who could be reached.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.events import AnyEvent, LetterFiled, LetterIssued, LetterNumbered, NumberVoided
from tthc_engine.domain.fold import replay
from tthc_engine.domain.letters import letter_context, numbered
from tthc_engine.domain.rules import Rules
from tthc_engine.engine import Engine, allotting, letters, messages, notices, rebuilding
from tthc_engine.engine.letters import Posting
from tthc_engine.engine.memory import BEGINNING
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store import applicants, declarations, facts, log, offices, parts, projection, scans, search_keys
from tthc_engine.store.bulk import Gathered
from tthc_engine.store.columns import instant_text
from tthc_engine.store.letters import letter_id
from tthc_engine.store.log import Head, Judged
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Remembering, Session

BATCH = 500
"""Dossiers of one transaction: a second or two of writing, and a few ten megabytes."""

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Stream:
    """One whole dossier, as its commands recorded it."""

    dossier_id: str
    commands: Sequence[Sequence[AnyEvent]]
    """The events of each command in order, the numbers of the desk's slips among them; none is empty."""
    around: Surroundings
    """By which texts and in which office it began (`Rulebook.of_new`)."""
    states: Sequence[Dossier] = ()
    """The dossier after each command, where the caller folded it anyway; empty: it is folded here."""


@dataclass(frozen=True, slots=True)
class Written:
    dossiers: int
    events: int
    rows: int


class Store(Protocol):
    """What `App` and `Database` give: a consistent picture, and a transaction."""

    def read(self) -> AbstractContextManager[Session]: ...
    def transaction(self) -> AbstractContextManager[Session]: ...


def write(
    engine: Engine, store: Store, streams: Iterable[Stream], *, progress: Callable[[Written], None] | None = None
) -> Written:
    """Write `streams`, none of which the log may know; `progress` hears of each batch. How much was written."""
    done = Written(0, 0, 0)
    coming = iter(streams)
    while several := list(islice(coming, BATCH)):
        gathered = Gathered()
        with store.read() as session:
            reading = Remembering(session)
            events = sum(_gather(engine, reading, stream, gathered) for stream in several)
        with store.transaction() as session:
            gathered.write(session)
        done = Written(done.dossiers + len(several), done.events + events, done.rows + gathered.rows)
        if progress is not None:
            progress(done)
    return done


def _gather(engine: Engine, session: Session, stream: Stream, gathered: Gathered) -> int:
    """Put every row of one dossier into `gathered`; how many events it has."""
    life = _Life(engine, session, stream, gathered)
    for place, events in enumerate(stream.commands):
        after = stream.states[place] if stream.states else replay(events, start=life.dossier)
        if after is None:
            raise UnknownDossier
        life.follow(events, after)
    life.finish()
    return life.head.version


class _Life:
    """One dossier on its way through its commands."""

    def __init__(self, engine: Engine, session: Session, stream: Stream, gathered: Gathered) -> None:
        self._engine = engine
        self._session = session
        self._gathered = gathered
        self._id = stream.dossier_id
        self._regime = stream.around.judged.regime
        self._around = stream.around
        self.dossier: Dossier | None = None
        self._events: list[AnyEvent] = []
        self._states: list[tuple[datetime, Dossier, Rules]] = []
        self._letters: Rows = {}
        self._messages: Rows = {}
        self._notices: Rows = {}
        self.head = BEGINNING

    def follow(self, events: Sequence[AnyEvent], after: Dossier) -> None:
        """What the engine does once one command's events are in the log."""
        before = self.dossier
        self._around = around = self._surroundings(before, after)
        posting = Posting(dossier_id=self._id, before=before, after=after, around=around, printed=self._engine.printed)
        first_seq = self.head.version + 1
        self._chain(events, around.judged)
        self._freeze(events, posting)
        for row in messages.rows(events, posting, first_seq=first_seq):
            self._messages.setdefault(row["key"], row)
        for row in notices.rows(self._session, events, posting, first_seq=first_seq):
            self._notices.setdefault(row["key"], row)
        self._number(events)
        if log.personal_in(events) is not None:
            self._gathered.people(applicants.rows_of(after))
        if after.reference and (before is None or not before.reference):
            self._count_code(after, around)
        if self._states and (self._states[-1][0] == after.last_at or _quiet(events, after, around)):
            self._states[-1] = (self._states[-1][0], after, around.rules)
        else:
            self._states.append((after.last_at, after, around.rules))
        self.dossier = after
        self._events += events

    def finish(self) -> None:
        """The projections, as the last event leaves them."""
        (_, after, _), around, to = self._states[-1], self._around, self._gathered
        surrounded = projection.Projected(self._id, Head(self.head.version, self.head.hash), around.office_unit)
        row = projection.dossier_row(after, around.rules, surrounded)
        to.add("dossier", [row])
        to.add("search_key", search_keys.rows(row))
        to.add("obligation", projection.obligation_rows(after, self._id))
        to.add("alert", projection.alert_rows(self._events, after, self._id, first_seq=1))
        to.add("part", parts.rows(after, around.rules, self._id))
        to.add("fact", facts.folded(facts.states(self._states, self._id)))
        to.add("given_result", rebuilding.results_of(self._engine.rulebook, after, around.rules, self._id))
        to.add("scan_use", _once(scans.uses(self._events, self._id)))
        to.add("letter", self._letters.values())
        to.add("outbox", self._messages.values())
        to.add("notice", self._notices.values())

    def _surroundings(self, before: Dossier | None, after: Dossier) -> Surroundings:
        if before is None:
            around = self._around
        elif _law_of(before) == _law_of(after) and not after.parts:
            return self._around
        else:
            around = self._engine.rulebook.of_dossier(self._session, after, self._regime)
        if not self._gathered.keeps(declarations.PROCEDURE, around.judged.procedure):
            self._gathered.text(declarations.procedure_text(around.rules.procedure), at=after.last_at)
        if not self._gathered.keeps(declarations.REGIME, around.judged.regime):
            self._gathered.text(declarations.regime_text(around.rules.regime), at=after.last_at)
        return around

    def _chain(self, events: Sequence[AnyEvent], judged: Judged) -> None:
        for event in events:
            link = log.linked(self._id, event, after=self.head, judged=judged, entropy=self._engine.entropy)
            self._gathered.chain(link)
            self.head = link.head

    def _freeze(self, events: Sequence[AnyEvent], posting: Posting) -> None:
        given = {event.letter: event.number for event in events if isinstance(event, LetterNumbered)}
        for event in events:
            if isinstance(event, LetterIssued):
                number = given.get(event.letter, "")
                row = letters.frozen(self._session, event, events, posting, number=number)
                self._letters[event.letter] = row

    def _number(self, events: Sequence[AnyEvent]) -> None:
        fresh = {event.letter for event in events if isinstance(event, LetterIssued)}
        for event in events:
            match event:
                case LetterNumbered():
                    self._numbered(event, fresh=event.letter in fresh)
                case NumberVoided():
                    self._struck(event)
                case LetterFiled():
                    self._letters[event.letter] |= {"state": "filed", "sha256": event.sha256}
                case _:
                    pass

    def _numbered(self, event: LetterNumbered, *, fresh: bool) -> None:
        row, day = self._letters[event.letter], event.at.astimezone(HANOI).date()
        row["number"] = event.number
        if not fresh and row["state"] == "frozen":
            row["context"] = numbered(letter_context(row["context"]), event.number, on=day).model_dump_json()
        if event.number.isdecimal():
            self._gathered.number(row["unit"], row["symbol"], str(day.year), int(event.number))
        for message in self._messages.values():
            if message["letter_id"] == row["id"] and message["state"] == "held":
                message |= {"state": "waiting", "not_before": instant_text(event.at)}

    def _struck(self, event: NumberVoided) -> None:
        row = self._letters[event.letter]
        context = letter_context(row["context"])
        row |= {"number": "", "context": numbered(context, "", on=context.head.letter_date).model_dump_json()}
        for message in self._messages.values():
            if message["letter_id"] == letter_id(self._id, event.letter) and message["state"] == "waiting":
                message["state"] = "held"

    def _count_code(self, after: Dossier, around: Surroundings) -> None:
        unit = offices.unit(self._session, after.competent_unit)
        authority = unit.code if unit is not None else after.competent_unit
        if (counted := allotting.counted(after, around, authority=authority)) is not None:
            self._gathered.number(authority, allotting.CODES, *counted)


_QUIET = (
    *(e.LetterIssued, e.LetterNumbered, e.LetterDispatched, e.LetterFiled, e.WordCopyFiled, e.NumberVoided),
    *(e.HandlerAssigned, e.StepRanLate, e.LatenessAsked, e.QuestionUnanswered, e.OnTrackConfirmed, e.OnestopNotified),
    *(e.DelayExplained, e.ExplanationApproved, e.ExplanationReturned, e.CollectionReminded, e.ScanAttached),
    e.ResultDigitised,
)
"""Events that begin no fact row of their own: nothing that a row begins by changes."""


def _quiet(events: Sequence[AnyEvent], after: Dossier, around: Surroundings) -> bool:
    """Whether what is known of the dossier is the same as before; a step left may begin a phase with its own date."""

    def stays(event: AnyEvent) -> bool:
        if isinstance(event, e.StepCompleted):
            return len(timing.limit_of(after, around.rules).phases) == 1
        return isinstance(event, _QUIET)

    return all(stays(event) for event in events)


def _law_of(dossier: Dossier) -> tuple[str, str, str, str]:
    """What decides by which texts and in which offices a dossier is judged."""
    return dossier.digest, dossier.calendar, dossier.competent_unit, dossier.receiving_unit


def _once(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The first row of each scan with a paper, as the look-up keeps it."""
    kept: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        kept.setdefault((row["component"], row["sha256"]), row)
    return list(kept.values())
