"""An export of another system taken in: line by line in batches, each one whole, so that it goes on where it stopped.

A batch is one transaction; what is in the log already is not written again, so a run that was killed is simply started
again. Every line has one outcome and says what differs; nothing is guessed and nothing is corrected.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import fold
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.commands import ImportDossier, Party, Registration
from tthc_engine.domain.errors import (
    EndNotLater,
    NotInForce,
    ReceivedInFuture,
    ReceivedTooEarly,
    Refusal,
    TextMissing,
    UnknownProcedure,
)
from tthc_engine.domain.events import DossierImported, Elsewhere
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.engine import bulk
from tthc_engine.engine.bulk import Stream
from tthc_engine.engine.importing import Here, Importing, here
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.exchange.dossiers import cells
from tthc_engine.exchange.dossiers.cells import Moment
from tthc_engine.exchange.dossiers.lines import Difference, Kind, Told, understood
from tthc_engine.exchange.dossiers.table import Line, Reading
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.store import offices
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

BATCH = bulk.BATCH
Progress = Callable[[int, int], None]


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


def run(
    app: App,
    reading: Reading,
    asked: Asked,
    *,
    at: datetime,
    told: Callable[[Done], None] | None = None,
    progress: Progress | None = None,
    file: str = "",
) -> Summary:
    """Take in every line of `reading`; `told` hears of each.

    Raises UnreadableTable where the file breaks off; what came before it is in, and the next run goes on from there.
    """
    summary = Summary()
    with closing(_Seen()) as seen:
        importer = _Importer(app, asked, seen, reading, at)
        try:
            for lines in _batches(reading.lines):
                for one in importer.take(lines):
                    summary.count(one)
                    if told is not None:
                        told(one)
                if progress is not None:
                    progress(reading.done, reading.of)
        finally:
            if not asked.dry_run and summary.lines:
                _note(app, asked, summary, at=at, file=file)
    return summary


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Lines by the batch; where the file breaks off, first what came before."""
    batch: list[Line] = []
    try:
        for line in lines:
            batch.append(line)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except UnreadableTable:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _note(app: App, asked: Asked, summary: Summary, *, at: datetime, file: str) -> None:
    """The office's own record: who took in what from where."""
    counted: dict[str, object] = {one.value: summary.outcomes[one] for one in Outcome}
    payload = {"source": asked.source, "file": file, "lines": summary.lines, **counted}
    with app.transaction() as session:
        offices.audit(session, asked.unit, kind="dossiers_imported", by=asked.by.person, at=at, payload=payload)


class _Seen:
    """At which line each code of this file stood, kept on disk: a million codes are nobody's memory."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("")
        self._kept.execute("CREATE TABLE code (reference TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def first(self, reference: str, line: int) -> int:
        """The line on which the code stood first."""
        self._kept.execute("INSERT OR IGNORE INTO code VALUES (?, ?)", (reference, line))
        found: int = self._kept.execute("SELECT line FROM code WHERE reference = ?", (reference,)).fetchone()[0]
        return found

    def close(self) -> None:
        self._kept.close()


def dossier_id(reference: str) -> str:
    """Always the same for one code, so that no race can import it twice."""
    return hashlib.sha256(f"imported:{reference}".encode()).hexdigest()[:32]


class _Importer:
    def __init__(self, app: App, asked: Asked, seen: _Seen, reading: Reading, at: datetime) -> None:
        self._app = app
        self._asked = asked
        self._seen = seen
        self._columns = reading.columns
        self._at = at
        self._importing = Importing(app.engine)
        with app.read() as session:
            known = _units(session)
            self._units = {name: unit for name, unit in known.items() if asked.units is None or unit in asked.units}
            self._calendars = {
                one.unit.id: app.engine.rulebook.declarations.calendar(session, one.calendar)
                for one in offices.offices(session)
            }

    def take(self, lines: Iterable[Line]) -> list[Done]:
        """One batch: understood, decided, written."""
        told = [one for one in (understood(number, cells, self._columns) for number, cells in lines) if one]
        for one in told:
            self._check_once(one)
        done: dict[int, Done] = {}
        streams: list[Stream] = []
        changed: list[tuple[Told, ImportDossier]] = []
        with self._app.read() as session:
            known = here(session, [one.reference for one in told if not one.kept_out])
            for one in told:
                done[one.line] = self._decided(session, one, known.get(one.reference), streams, changed)
        if not self._asked.dry_run:
            bulk.write(self._app.engine, self._app, streams)
        for one, command in changed:
            done[one.line] = self._updated(one, command)
        return [done[one.line] for one in told]

    def _check_once(self, told: Told) -> None:
        if told.reference and (first := self._seen.first(told.reference, told.line)) != told.line:
            told.differs(Kind.DOUBLED, theirs=str(first))

    def _decided(
        self,
        session: Session,
        told: Told,
        known: Here | None,
        streams: list[Stream],
        changed: list[tuple[Told, ImportDossier]],
    ) -> Done:
        command = None if told.kept_out else self._command(session, told)
        if command is None:
            return _done(told, Outcome.LEFT_OUT)
        if known is not None and not (known.followed and self._is_mine(known.unit)):
            told.differs(Kind.OUR_OWN)
            return _done(told, Outcome.LEFT_OUT)
        found = self._new(session, told, command)
        if found is None:
            return _done(told, Outcome.LEFT_OUT)
        stream, event, around = found
        _compare(told, event.told, around, self._columns.where)
        if known is None:
            streams.append(stream)
            return _done(told, Outcome.IMPORTED)
        if known.says(command):
            return _done(told, Outcome.UNCHANGED)
        changed.append((told, command))
        return _done(told, Outcome.UPDATED)

    def _is_mine(self, unit: str) -> bool:
        return self._asked.units is None or unit in self._asked.units

    def _new(
        self, session: Session, told: Told, command: ImportDossier
    ) -> tuple[Stream, DossierImported, Surroundings] | None:
        """The dossier decided, or the reason beside the line why it is not."""
        try:
            around = self._importing.around(session, command, self._at)
            stream, event = self._importing.stream(command, around, at=self._at)
            _check_known_years(event.told, around)
        except CalendarNotPublished as no:
            told.differs(Kind.NO_CALENDAR, theirs=str(no.year))
        except (UnknownProcedure, NotInForce):
            told.differs(Kind.UNKNOWN_PROCEDURE, theirs=told.code or told.procedure_name)
        except ReceivedTooEarly as no:
            told.differs(Kind.NO_REGIME, field="received_at", theirs=_said(no.facts.get("received_at")))
        except ReceivedInFuture as no:
            told.differs(Kind.IN_FUTURE, theirs=_said(no.facts["received_at"]))
        except EndNotLater as no:
            told.differs(Kind.OUT_OF_ORDER, theirs=_said(no.facts["until"]), ours=_said(no.facts["than"]))
        except TextMissing as no:
            kind = Kind.NO_END if no.facts["field"] == "ended_at" else Kind.NOT_RECEIVED
            told.differs(kind, field=str(no.facts["field"]))
        except Refusal as no:
            told.differs(Kind.REFUSED, theirs=str(no))
        else:
            return stream, event, around
        return None

    def _updated(self, told: Told, command: ImportDossier) -> Done:
        """A followed dossier told otherwise: through the one door, one after another; they are few."""
        if self._asked.dry_run:
            return _done(told, Outcome.UPDATED)
        try:
            with self._app.transaction() as session:
                handled = self._app.engine.handle(session, command, at=self._at)
        except Refusal as no:
            told.differs(Kind.REFUSED, theirs=str(no))
            return _done(told, Outcome.LEFT_OUT)
        return _done(told, Outcome.UPDATED if handled.events else Outcome.UNCHANGED)

    def _command(self, session: Session, told: Told) -> ImportDossier | None:
        code = self._importing.code_of(session, told.code, told.procedure_name)
        if code is None:
            told.differs(Kind.UNKNOWN_PROCEDURE, field="code", theirs=told.code or told.procedure_name)
        competent = self._unit(told, told.unit, "unit") or self._unit(told, told.receiving_unit, "receiving_unit")
        competent = competent or self._asked.unit
        if not competent and not told.kept_out:
            told.differs(Kind.UNKNOWN_UNIT, field="unit", theirs=told.unit)
        if told.kept_out or code is None or told.state is None:
            return None
        try:
            dates = self._dates(told, self._calendars[competent])
        except CalendarNotPublished as no:
            told.differs(Kind.NO_CALENDAR, theirs=str(no.year))
            return None
        return ImportDossier(
            dossier=dossier_id(told.reference),
            # Whose dossiers may come in was settled by the units: nobody imports as one unit's officer.
            by=replace(self._asked.by, unit=""),
            registration=Registration(
                procedure=code,
                channel=told.channel,
                owner=told.owner or Party(name=""),
                submitter=told.submitter,
                content=told.content,
                competent_unit=competent,
            ),
            receiving_unit=self._units.get(_plain(told.receiving_unit), competent),
            reference=told.reference,
            source=self._asked.source,
            status=told.state.status,
            outcome=told.state.outcome,
            words=told.words,
            **dates,
        )

    def _unit(self, told: Told, name: str, column: str) -> str:
        """The unit of that name; a name that is not known here is told, unless another one stands in for it."""
        if not name:
            return ""
        found = self._units.get(_plain(name), "")
        if not found and column == "unit" and not self._asked.unit:
            told.differs(Kind.UNKNOWN_UNIT, field=column, theirs=name)
        return found

    def _dates(self, told: Told, calendar: WorkingCalendar) -> dict[str, datetime | None]:
        """The instants of a line; a day without an hour is read so that nobody is late by an hour nobody told."""
        said = told.dates
        settled = told.state is not None and told.state.status in (3, 7, 8, 9, 10)
        ended = said.get("ended_at")
        if ended is None and settled and "returned_at" in said:
            told.differs(Kind.END_FROM_RETURN, field="ended_at", theirs=_moment(said["returned_at"]))
            ended = said["returned_at"]
        if ended is not None and not settled:
            told.differs(Kind.END_IGNORED, field="ended_at", theirs=_moment(ended))
            ended = None
        appointment = _at(said.get("appointment"), calendar, cells.closing)
        done = self._end_of(ended, appointment, calendar)
        returned = self._end_of(said.get("returned_at"), None, calendar)
        return {
            "submitted_at": _at(said.get("submitted_at"), calendar, cells.opening),
            "received_at": _at(said.get("received_at"), calendar, cells.opening),
            "appointment": appointment,
            "ended_at": done,
            "returned_at": max(returned, done) if returned is not None and done is not None else None,
        }

    def _end_of(
        self, moment: Moment | None, appointment: datetime | None, calendar: WorkingCalendar
    ) -> datetime | None:
        at = _at(moment, calendar, cells.closing)
        if at is None or moment is None or moment.clock is not None:
            return at
        if appointment is not None and calendar.local(appointment).date() == moment.on:
            at = min(at, appointment)
        # Done today, at some hour that has come already.
        return min(at, self._at) if moment.on == calendar.local(self._at).date() else at


def _at(moment: Moment | None, calendar: WorkingCalendar, unknown: Callable[..., datetime]) -> datetime | None:
    return None if moment is None else moment.at(calendar, unknown)


def _compare(told: Told, event: Elsewhere, around: Surroundings, where: Iterable[str]) -> None:
    """What the office should look at: dates that disagree with the law or the calendar, a version of another day."""
    calendar, procedure = around.rules.calendar, around.rules.procedure
    named, counted = event.appointment, event.computed_due
    received = event.received_at
    if named is not None:
        day = calendar.local(named).date()
        if counted is not None and calendar.local(counted).date() != day:
            told.differs(Kind.APPOINTMENT_DIFFERS, field="appointment", theirs=_said(named), ours=_said(counted))
        if _is_off(calendar, named):
            told.differs(Kind.APPOINTMENT_OFF, field="appointment", theirs=_said(named))
    if received is not None and not procedure.in_force(calendar.local(received).date()):
        version = f"{procedure.in_force_from:%d/%m/%Y}"
        told.differs(Kind.VERSION_NOT_IN_FORCE, field="received_at", theirs=_said(received), ours=version)
    if "appointment" in where and named is None and len(procedure.cases) > 1 and counted is not None:
        told.differs(Kind.CASE_GUESSED, ours=procedure.cases[0].name)


def _check_known_years(told: Elsewhere, around: Surroundings) -> None:
    """Raises CalendarNotPublished: what was worked between two days of an unknown year nobody can count."""
    calendar = around.rules.calendar
    for at in (told.received_at, told.due_at, told.ended_at):
        if at is not None:
            calendar.is_working_day(calendar.local(at).date())


def _is_off(calendar: WorkingCalendar, at: datetime) -> bool:
    try:
        return not calendar.is_working_day(calendar.local(at).date())
    except CalendarNotPublished:
        return False


def _units(session: Session) -> dict[str, str]:
    """Every way in which an export may call a unit that has an office here."""
    found: dict[str, str] = {}
    for one in offices.offices(session):
        for name in (one.unit.id, one.unit.code, one.unit.name, one.facts.agency, one.facts.onestop):
            if name:
                found.setdefault(_plain(name), one.unit.id)
    return found


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _moment(moment: Moment) -> str:
    clock = f"{moment.clock:%H:%M} " if moment.clock is not None else ""
    return f"{clock}{moment.on:%d/%m/%Y}"


def _said(at: object) -> str:
    return f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}" if isinstance(at, datetime) else str(at or "")


def _done(told: Told, outcome: Outcome) -> Done:
    return Done(line=told.line, reference=told.reference, outcome=outcome, differences=tuple(told.differences))
