"""Put the parts together once, from settings. The only place that reads the wall clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from tthc_engine.catalogue import Catalogue, packaged
from tthc_engine.engine import Engine, Printed
from tthc_engine.settings import Settings
from tthc_engine.store import meta
from tthc_engine.store.sql import Database, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What web, work and commands are given: settings, engine, database, law, and the time."""

    settings: Settings
    engine: Engine
    database: Database
    catalogue: Catalogue

    def now(self) -> datetime:
        """The instant at which things happen, aware and in UTC; in the demo the wall clock plus the stored offset."""
        wall = datetime.now(UTC)
        if not self.settings.demo:
            return wall
        with self.read() as session:
            return wall + meta.clock_offset(session)

    def advance_to(self, instant: datetime) -> datetime:
        """Move the demo's clock forward to `instant`; one that is not ahead leaves it. The new now.

        Raises PermissionError outside the demo: a real office has one clock.
        """
        if not self.settings.demo:
            raise PermissionError("only the demo's clock can be moved")
        with self.transaction() as session:
            offset = meta.clock_offset(session)
            ahead = instant - (datetime.now(UTC) + offset)
            if ahead > timedelta(0):
                meta.set_clock_offset(session, offset + ahead)
        return self.now()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One request, command or task is one transaction: committed at the end of the block, or nothing happened."""
        with self.database.transaction() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent picture for pages and reports; never waits for a writer."""
        with self.database.read() as session:
            yield session


def build(settings: Settings, *, catalogue: Catalogue | None = None) -> App:
    """An application on the settings' database, which must be migrated already (`store.migrations.upgrade`)."""
    law = catalogue or packaged()
    printed = Printed(lookup_url=f"{settings.address}/tra-cuu", demo=settings.demo)
    return App(
        settings=settings,
        engine=Engine(law, printed=printed),
        database=Database(settings.database),
        catalogue=law,
    )


@cache
def app() -> App:
    """The process's own application, from the environment."""
    return build(Settings())
