"""One transaction on one connection: plain SQL for the hot path, SQLAlchemy statements for the rest.

Measured on SQLite with one command a transaction: an ORM session reaches under 10 % of the driver's rate, SQLAlchemy
Core 20 %, SQL handed to the driver 37 %. So the engine's own statements go to the driver, written once with `?` and
translated for psycopg; SQLite and PostgreSQL hold instants as the same text (`columns.py`).
"""

import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import psycopg
import sqlalchemy
from sqlalchemy import Connection, event
from sqlalchemy.engine import CursorResult, make_url
from sqlalchemy.sql.base import Executable

from tthc_engine import tracing
from tthc_engine.domain.errors import OfficeBusy
from tthc_engine.store.away import is_away

log = logging.getLogger(__name__)

Row = tuple[Any, ...]
Values = Mapping[str, Any]

_TIMED_OUT = frozenset({"55P03", "57014"})
"""PostgreSQL's states: a lock was not given in time, a statement took too long."""
_FOR_EVER = 7 * 24 * 3_600
"""Seconds: longer than any transaction."""
APPLICATION = "tthc"
"""As pg_stat_activity names our connections."""
CACHE_KIB = 32_768
WAL_PAGES = 4_000
"""SQLite's journal is written back into its file once it holds so many (16 MB): a page that many commands touch is
then written back once for all of them."""
PREPARED = 512
"""Statements that a connection keeps prepared: one that names what changed has many forms."""
REMEMBERED = 20_000
"""Answers a remembering session holds at most."""


class _Cursor(Protocol):
    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    @property
    def rowcount(self) -> int: ...


class Session:
    """What the store's functions take. It never commits: `Database.transaction` does, once, at the end.

    A statement whose answer nobody reads costs PostgreSQL no journey of its own: it travels, in its order, with the
    next one that somebody waits for, at the latest with COMMIT. SQLite executes each at once.
    """

    __slots__ = ("_connection", "_driver", "_postgres", "_waiting")

    def __init__(self, connection: Connection, *, postgres: bool) -> None:
        self._connection = connection
        self._driver: Any = connection.connection.dbapi_connection
        self._postgres = postgres
        self._waiting: list[tuple[str, Sequence[Any]]] = []

    @property
    def postgres(self) -> bool:
        return self._postgres

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement written with `?`; the number of rows it touched."""
        return self._execute(sql, values).rowcount

    def run_many(self, sql: str, several: Iterable[Sequence[Any]]) -> None:
        """The same statement for each row of values, in order."""
        self.deliver()
        self._driver.cursor().executemany(_psycopg(sql) if self._postgres else sql, several)

    def insert_many(self, table: str, columns: Sequence[str], several: Iterable[Sequence[Any]]) -> None:
        """Rows that nobody may have written yet: by COPY on PostgreSQL, by one prepared statement on SQLite."""
        if not self._postgres:
            self.run_many(_insert(table, tuple(columns)), several)
            return
        self.deliver()
        with self._driver.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for values in several:
                copy.write_row(values)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        return self._execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row; None where there is no row."""
        found = self._execute(sql, values).fetchone()
        return None if found is None else found[0]

    def send(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Execute one statement whose answer nobody reads.

        On PostgreSQL what is wrong with it is raised by the next statement that is waited for, or by COMMIT.
        """
        if self._postgres:
            self._waiting.append((sql, values))
        else:
            self._execute(sql, values)

    def insert(self, table: str, values: Values) -> None:
        self.send(_insert(table, tuple(values)), tuple(values.values()))

    def change(self, table: str, values: Values, *, where: Values) -> None:
        """`update` that nobody waits for."""
        sql = _update(table, tuple(values), tuple(where))
        self.send(sql, (*values.values(), *where.values()))

    def insert_numbered(self, table: str, values: Values) -> int:
        """Insert a row of a table that numbers its own rows by `id`; which number it got."""
        return int(
            self._execute(_insert(table, tuple(values)) + " RETURNING id", tuple(values.values())).fetchall()[0][0]
        )

    def insert_new(self, table: str, values: Values) -> bool:
        """Insert unless a row with that key is there already; whether it was inserted."""
        return (
            self._execute(_insert(table, tuple(values)) + " ON CONFLICT DO NOTHING", tuple(values.values())).rowcount
            > 0
        )

    def offer(self, table: str, values: Values) -> None:
        """`insert_new` that nobody waits for."""
        self.send(_insert(table, tuple(values)) + " ON CONFLICT DO NOTHING", tuple(values.values()))

    def put(self, table: str, values: Values, *, key: Sequence[str]) -> None:
        """Insert, or replace every other column of the row with the same `key`."""
        self.send(_upsert(table, tuple(values), tuple(key)), tuple(values.values()))

    def update(self, table: str, values: Values, *, where: Values) -> int:
        sql = _update(table, tuple(values), tuple(where))
        return self._execute(sql, (*values.values(), *where.values())).rowcount

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What the block wrote goes away with any error that leaves it; the transaction itself goes on."""
        self.run("SAVEPOINT attempt")
        try:
            yield
            self.deliver()
        except BaseException:
            self.forget()
            self.run("ROLLBACK TO SAVEPOINT attempt")
            self.run("RELEASE SAVEPOINT attempt")
            raise
        self.run("RELEASE SAVEPOINT attempt")

    def execute(self, statement: Executable) -> CursorResult[Any]:
        """A SQLAlchemy or SQLModel statement, in this same transaction."""
        self.deliver()
        return self._connection.execute(statement)

    def deliver(self) -> None:
        """Give PostgreSQL what is still waiting; for whoever uses the connection itself."""
        if self._waiting:
            *before, (sql, values) = self._waiting
            self._waiting = before
            self._execute(sql, values)

    def forget(self) -> None:
        """Drop what is still waiting: the transaction is rolled back."""
        self._waiting.clear()

    def _execute(self, sql: str, values: Sequence[Any]) -> _Cursor:
        try:
            return self._given(sql, values)
        except (sqlite3.OperationalError, psycopg.OperationalError) as error:
            if _waited_in_vain(error):
                raise OfficeBusy from error
            raise

    def _given(self, sql: str, values: Sequence[Any]) -> _Cursor:
        cursor: _Cursor
        if not self._waiting:
            cursor = self._driver.execute(_psycopg(sql) if self._postgres else sql, values)
            return cursor
        waiting, self._waiting = self._waiting, []
        with self._driver.pipeline():
            for one, its_values in waiting:
                self._driver.execute(_psycopg(one), its_values)
            cursor = self._driver.execute(_psycopg(sql), values)
        return cursor


class Remembering(Session):
    """A session for reading what does not change meanwhile: each question is asked once."""

    __slots__ = ("_answers",)

    def __init__(self, session: Session) -> None:
        session.deliver()
        super().__init__(session._connection, postgres=session.postgres)
        self._answers: dict[tuple[str, tuple[Any, ...]], list[Row]] = {}

    def _execute(self, sql: str, values: Sequence[Any]) -> _Cursor:
        asked = (sql, tuple(values))
        if asked not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[asked] = super()._execute(sql, values).fetchall()
        return _Answer(self._answers[asked])


@dataclass(frozen=True, slots=True)
class _Answer:
    found: list[Row]

    def fetchone(self) -> Row | None:
        return self.found[0] if self.found else None

    def fetchall(self) -> list[Row]:
        return list(self.found)

    @property
    def rowcount(self) -> int:
        return len(self.found)


@cache
def _psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


@cache
def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(len(columns))})"


@cache
def _upsert(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    others = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return f"{_insert(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {others}"


@cache
def _update(table: str, columns: tuple[str, ...], where: tuple[str, ...]) -> str:
    assigned = ", ".join(f"{name} = ?" for name in columns)
    return f"UPDATE {table} SET {assigned} WHERE {' AND '.join(f'{name} = ?' for name in where)}"


def _waited_in_vain(error: Exception) -> bool:
    """Whether somebody else held what was needed for longer than one waits here; nothing is wrong with the question."""
    if isinstance(error, sqlite3.OperationalError):
        # The extended codes of one error differ above the lowest byte.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(error, "sqlstate", None) in _TIMED_OUT


def lost_a_race(error: BaseException) -> bool:
    """Whether PostgreSQL gave the transaction up for another's sake (deadlock, serialization): ask once more."""
    return getattr(error, "sqlstate", None) in ("40P01", "40001")


def marks(count: int) -> str:
    """`?, ?, ?` for an IN list or a row of values; `NULL`, which nothing equals, for an empty list."""
    return ", ".join("?" * count) or "NULL"


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
        self._kind = "postgresql" if self.postgres else "sqlite"
        if not self.postgres and (name := make_url(url).database) and name != ":memory:":
            _make_private(Path(name))
        # AUTOCOMMIT here means that the transaction is ours: BEGIN and COMMIT below, nothing by itself.
        self.alchemy = (
            sqlalchemy.create_engine(
                url,
                isolation_level="AUTOCOMMIT",
                connect_args={"options": waits.options, "application_name": APPLICATION},
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

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything in the block happens, or nothing: commit at its end, roll back on any error."""
        with self._begun("BEGIN" if self.postgres else "BEGIN IMMEDIATE") as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent picture; a write in it is an error on PostgreSQL and a mistake on SQLite."""
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.postgres else "BEGIN"
        with self._begun(begin) as session:
            yield session

    @contextmanager
    def _begun(self, begin: str) -> Iterator[Session]:
        pool = self.alchemy.pool
        with tracing.span("transaction", database=self._kind) as told, self.alchemy.connect() as connection:
            session = Session(connection, postgres=self.postgres)
            session.send(begin)
            try:
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
                    connection.invalidate()
                if self.postgres and is_away(error):
                    self._forget_all_of(pool)
                raise

    def _forget_all_of(self, pool: sqlalchemy.Pool) -> None:
        """The server went away, and every connection to it: told once, not found out by request after request."""
        with self._renewing:
            if self.alchemy.pool is pool:
                self.alchemy.dispose()
                log.warning("action=database outcome=lost why='the server went away' next='connect anew'")

    def dispose(self) -> None:
        """Close every pooled connection."""
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
