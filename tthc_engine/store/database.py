"""The office's database: its connections, how long they wait, and where a transaction begins and ends."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import make_url

from tthc_engine import tracing
from tthc_engine.domain.errors import OfficeBusy
from tthc_engine.store.away import is_away
from tthc_engine.store.sql import Session, lost_a_race

log = logging.getLogger(__name__)

_FOR_EVER = 7 * 24 * 3_600
"""Seconds: longer than any transaction."""
APPLICATION = "tthc"
"""As pg_stat_activity names our connections."""
AT_HAND = 8
"""Connections kept ready beside the pool's own."""
CACHE_KIB = 32_768
WAL_PAGES = 2_000
"""SQLite's journal is written back into its file once it holds so many (8 MB): a page that many commands touch is
then written back once for all of them."""
PREPARED = 512
"""Statements that a connection keeps prepared: one that names what changed has many forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one waits for somebody else, in seconds; 0: for ever."""

    lock: int = 15
    """For what another transaction holds, then OfficeBusy; also for SQLite's one place at the pen."""
    statement: int = 300
    """For one statement, and for a transaction that stands idle with its locks (PostgreSQL)."""

    @property
    def options(self) -> str:
        """As PostgreSQL is told at the beginning of each connection; everything there is in milliseconds."""
        told = {
            "lock_timeout": self.lock,
            "statement_timeout": self.statement,
            "idle_in_transaction_session_timeout": self.statement,
        }
        return " ".join(f"-c {name}={seconds * 1000}" for name, seconds in told.items())


class Database:
    """The office's database by its SQLAlchemy address; cheap to share between threads."""

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        self.url = url
        waits = patience or Patience()
        self.postgres = url.startswith("postgresql")
        self._renewing = Lock()
        self._at_hand: list[sqlalchemy.PoolProxiedConnection] = []
        self._kind = "postgresql" if self.postgres else "sqlite"
        if not self.postgres and (name := make_url(url).database) and name != ":memory:":
            _make_private(Path(name))
        # AUTOCOMMIT here means that the transaction is ours: BEGIN and COMMIT below, nothing by itself.
        self.alchemy = (
            sqlalchemy.create_engine(
                url,
                isolation_level="AUTOCOMMIT",
                # Each connection prepares by itself what is asked often (`journeys`), the driver nothing beside it.
                connect_args={
                    "options": waits.options,
                    "application_name": APPLICATION,
                    "prepare_threshold": None,
                },
                pool_size=16,
                max_overflow=32,
            )
            if self.postgres
            else sqlalchemy.create_engine(
                url,
                isolation_level="AUTOCOMMIT",
                connect_args={
                    "timeout": waits.lock or _FOR_EVER,
                    "check_same_thread": False,
                    "cached_statements": PREPARED,
                },
                poolclass=sqlalchemy.QueuePool,
                pool_size=16,
                max_overflow=32,
            )
        )
        if not self.postgres:
            event.listen(self.alchemy, "connect", _prepare_sqlite)

    def transaction(self) -> AbstractContextManager[Session]:
        """Everything in the block happens, or nothing: commit at its end, roll back on any error.

        Raises OfficeBusy where PostgreSQL gave it up for another's sake: nothing happened, it may be asked again.
        """
        return self._begun("BEGIN" if self.postgres else "BEGIN IMMEDIATE")

    def read(self) -> AbstractContextManager[Session]:
        """One consistent picture; a write in it is an error on PostgreSQL and a mistake on SQLite."""
        return self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.postgres else "BEGIN")

    @contextmanager
    def _begun(self, begin: str) -> Iterator[Session]:
        pool = self.alchemy.pool
        with tracing.span("transaction", database=self._kind) as told:
            pooled = self._lent()
            session = Session(pooled, self.alchemy, postgres=self.postgres)
            try:
                session.send(begin)
                yield session
                session.run("COMMIT")
            except BaseException as error:
                told.tell(outcome="rolled back")
                # A full disk or a lost server has rolled back already; the error worth telling is the first.
                session.forget()
                try:
                    session.run("ROLLBACK")
                except Exception:
                    # Given back as it is, the pool would try the same once more and tell a page of it.
                    pooled.invalidate()
                pooled.close()
                if self.postgres and is_away(error):
                    self._forget_all_of(pool)
                if lost_a_race(error):
                    raise OfficeBusy from error
                raise
            self._take_back(pooled, pool)

    def _lent(self) -> sqlalchemy.PoolProxiedConnection:
        """A connection that a transaction lately ended on in good order, else one of the pool's."""
        try:
            return self._at_hand.pop()
        except IndexError:
            return self.alchemy.raw_connection()

    def _take_back(self, pooled: sqlalchemy.PoolProxiedConnection, pool: sqlalchemy.Pool) -> None:
        """After a COMMIT there is nothing to reset; the pool's own check out and in is a tenth of a small command."""
        if self.alchemy.pool is pool and len(self._at_hand) < AT_HAND:
            self._at_hand.append(pooled)
        else:
            pooled.close()

    def _nothing_at_hand(self) -> list[sqlalchemy.PoolProxiedConnection]:
        """What was at hand, which is nobody's now."""
        were, self._at_hand = self._at_hand, []
        return were

    def _forget_all_of(self, pool: sqlalchemy.Pool) -> None:
        """The server went away, and every connection to it: told once, not found out by request after request."""
        with self._renewing:
            if self.alchemy.pool is pool:
                for pooled in self._nothing_at_hand():
                    pooled.invalidate()
                self.alchemy.dispose()
                log.warning("action=database outcome=lost why='the server went away' next='connect anew'")

    def dispose(self) -> None:
        """Close every connection that nobody uses."""
        for pooled in self._nothing_at_hand():
            pooled.close()
        self.alchemy.dispose()


def _make_private(file: Path) -> None:
    """An empty database that its owner alone can read; SQLite gives its companions (-wal, -shm) the same rights."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{CACHE_KIB}",
        "temp_store = MEMORY",
        f"wal_autocheckpoint = {WAL_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}")
