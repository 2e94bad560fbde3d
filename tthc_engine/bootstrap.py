"""Put the parts together once, from settings. The only place that reads the wall clock."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from tthc_engine import tracing
from tthc_engine.catalogue import Catalogue, packaged
from tthc_engine.domain.errors import TthcError
from tthc_engine.engine import Engine, Printed, filling
from tthc_engine.settings import Settings
from tthc_engine.store import facts, hours, meta, migrations, offices
from tthc_engine.store.database import Database, Patience
from tthc_engine.store.log import refused_as_stale
from tthc_engine.store.sql import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What web, work and commands are given: settings, engine, database, law, and the time."""

    settings: Settings
    engine: Engine
    database: Database
    catalogue: Catalogue

    def now(self) -> datetime:
        """The instant at which things happen, aware and in UTC; in the demo the wall clock plus the stored offset."""
        if not self.settings.demo:
            return self.wall()
        with self.read() as session:
            return self.wall() + meta.clock_offset(session)

    def wall(self) -> datetime:
        """The machine's own clock, for what concerns the machine and not the office; `now` for everything else."""
        return datetime.now(UTC)

    def advance_to(self, instant: datetime) -> datetime:
        """Move the demo's clock forward to `instant`; one that is not ahead leaves it. The new now.

        Raises PermissionError outside the demo: a real office has one clock.
        """
        if not self.settings.demo:
            raise PermissionError("only the demo's clock can be moved")
        with self.transaction() as session:
            offset = meta.clock_offset(session)
            ahead = instant - (self.wall() + offset)
            if ahead > timedelta(0):
                meta.set_clock_offset(session, offset + ahead)
        return self.now()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One request, command or task is one transaction: committed at the end of the block, or nothing happened."""
        with refused_as_stale(), self.database.transaction() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent picture for pages and reports; never waits for a writer."""
        with self.database.read() as session:
            yield session


class NoOfficeHere(TthcError):
    """There is no database, or it has not the shape this software needs."""


def build(settings: Settings, *, catalogue: Catalogue | None = None) -> App:
    """An application on the settings' database, which must be migrated already (`start` does it)."""
    if settings.otel_url:
        tracing.start(settings.otel_url)
    law = catalogue or packaged()
    printed = Printed(lookup_url=f"{settings.address}/tra-cuu", demo=settings.demo)
    return App(
        settings=settings,
        engine=Engine(law, printed=printed),
        database=Database(
            settings.database, patience=Patience(lock=settings.lock_seconds, statement=settings.statement_seconds)
        ),
        catalogue=law,
    )


def start(settings: Settings) -> App:
    """Bring the database to the newest shape, then build: how `tthc run`, `demo` and `init` begin.

    A calendar that came with this software and moves dates is kept as pending for each office, never applied by itself.
    """
    migrations.upgrade(settings.database)
    made = build(settings)
    filling.fill(made.transaction, made.engine.rulebook)
    with made.transaction() as session:
        if facts.are_old(session):
            log.warning("action=start facts=old advice='make a backup, then tthc rebuild'")
        for office in offices.offices(session):
            hours.notice_new_calendar(session, made.catalogue, office.unit.id, at=made.wall())
    return made


@cache
def app() -> App:
    """The process's own application, from the environment. Raises NoOfficeHere before the first `start`."""
    settings = Settings()
    file = settings.sqlite_file
    if file is not None and not file.exists():
        raise NoOfficeHere(f"There is no office in {file.parent}; `tthc init` makes one, `tthc demo` shows one.")
    if not migrations.serves(settings.database):
        raise NoOfficeHere("The database is of another version of this software; `tthc run` brings it up to date.")
    return build(settings)
