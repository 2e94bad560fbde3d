"""One batch of lines: understood, compared with what the law and the log say, decided and written."""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import fold
from tthc_engine.domain.calendar import CalendarNotPublished
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
from tthc_engine.domain.events import DossierImported
from tthc_engine.engine import bulk
from tthc_engine.engine.bulk import Stream
from tthc_engine.engine.importing import Here, Importing, here
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.exchange.dossiers.lines import Kind, Told, understood
from tthc_engine.exchange.dossiers.table import Line, Reading
from tthc_engine.store import offices
from tthc_engine.store.sql import Session
from tthc_engine.work.importing.dates import check_known_years, compare, dates_of, said
from tthc_engine.work.importing.outcomes import Asked, Done, Outcome, finished


class Seen:
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


class Importer:
    """Takes one batch of lines after another: understood, compared, decided, written."""

    def __init__(self, app: App, asked: Asked, seen: Seen, reading: Reading, at: datetime) -> None:
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
            return finished(told, Outcome.LEFT_OUT)
        if known is not None and not (known.followed and self._is_mine(known.unit)):
            told.differs(Kind.OUR_OWN)
            return finished(told, Outcome.LEFT_OUT)
        found = self._new(session, told, command)
        if found is None:
            return finished(told, Outcome.LEFT_OUT)
        stream, event, around = found
        compare(told, event.told, around, self._columns.where)
        if known is None:
            streams.append(stream)
            return finished(told, Outcome.IMPORTED)
        if known.says(command):
            return finished(told, Outcome.UNCHANGED)
        changed.append((told, command))
        return finished(told, Outcome.UPDATED)

    def _is_mine(self, unit: str) -> bool:
        return self._asked.units is None or unit in self._asked.units

    def _new(
        self, session: Session, told: Told, command: ImportDossier
    ) -> tuple[Stream, DossierImported, Surroundings] | None:
        """The dossier decided, or the reason beside the line why it is not."""
        try:
            around = self._importing.around(session, command, self._at)
            stream, event = self._importing.stream(command, around, at=self._at)
            check_known_years(event.told, around)
        except CalendarNotPublished as no:
            told.differs(Kind.NO_CALENDAR, theirs=str(no.year))
        except (UnknownProcedure, NotInForce):
            told.differs(Kind.UNKNOWN_PROCEDURE, theirs=told.code or told.procedure_name)
        except ReceivedTooEarly as no:
            told.differs(Kind.NO_REGIME, field="received_at", theirs=said(no.facts.get("received_at")))
        except ReceivedInFuture as no:
            told.differs(Kind.IN_FUTURE, theirs=said(no.facts["received_at"]))
        except EndNotLater as no:
            told.differs(Kind.OUT_OF_ORDER, theirs=said(no.facts["until"]), ours=said(no.facts["than"]))
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
            return finished(told, Outcome.UPDATED)
        try:
            with self._app.transaction() as session:
                handled = self._app.engine.handle(session, command, at=self._at)
        except Refusal as no:
            told.differs(Kind.REFUSED, theirs=str(no))
            return finished(told, Outcome.LEFT_OUT)
        return finished(told, Outcome.UPDATED if handled.events else Outcome.UNCHANGED)

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
            dates = dates_of(told, self._calendars[competent], now=self._at)
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
