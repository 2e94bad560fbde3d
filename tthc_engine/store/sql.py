"""One transaction on one connection: plain SQL for the hot path, SQLAlchemy statements for the rest.

Measured on SQLite with one command a transaction: an ORM session reaches under 10 % of the driver's rate, SQLAlchemy
Core 20 %, SQL handed to the driver 37 %. So the engine's own statements go to the driver, written once with `?` and
translated for psycopg; SQLite and PostgreSQL hold instants as the same text (`columns.py`).
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import psycopg
from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql.base import Executable

from tthc_engine.domain.errors import OfficeBusy
from tthc_engine.store.journeys import Line, Packed

Row = tuple[Any, ...]
Values = Mapping[str, Any]
_Question = tuple[str, tuple[Any, ...]]

_TIMED_OUT = frozenset({"55P03", "57014"})
"""PostgreSQL's states: a lock was not given in time, a statement took too long."""
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

    __slots__ = ("_alchemy", "_answers", "_driver", "_expected", "_line", "_pooled", "_waiting")

    def __init__(self, pooled: PoolProxiedConnection, alchemy: Engine, *, postgres: bool) -> None:
        self._pooled = pooled
        self._alchemy = alchemy
        self._driver: Any = pooled.dbapi_connection
        self._line = _line(pooled, self._driver) if postgres else None
        self._waiting: list[Packed] = []
        self._expected: list[_Question] = []
        self._answers: dict[_Question, _Cursor] = {}

    @property
    def postgres(self) -> bool:
        return self._line is not None

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement written with `?`; the number of rows it touched."""
        return self._execute(sql, values).rowcount

    def run_many(self, sql: str, several: Iterable[Sequence[Any]]) -> None:
        """The same statement for each row of values, in order."""
        self.deliver()
        self._driver.cursor().executemany(_psycopg(sql) if self._line else sql, several)

    def insert_many(self, table: str, columns: Sequence[str], several: Iterable[Sequence[Any]]) -> None:
        """Rows that nobody may have written yet: by COPY on PostgreSQL, by one prepared statement on SQLite."""
        if self._line is None:
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
        if self._line is None:
            self._execute(sql, values)
        else:
            self._waiting.append(self._line.packed(_numbered(sql), values))

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

    @contextmanager
    def expecting(self, asking: Callable[["Session"], None]) -> Iterator[None]:
        """Around a block that will ask what `asking` asks: on PostgreSQL all of it travels with the first journey.

        `asking` is told of no rows. Whoever asks just that in the block is given the answer, so nothing in it may write
        what it asks for.
        """
        if self._line is not None:
            ahead = _Foreseeing(self)
            asking(ahead)
            self._expected = ahead.questions
        try:
            yield
        finally:
            self._expected.clear()
            self._answers.clear()

    def execute(self, statement: Executable) -> CursorResult[Any]:
        """A SQLAlchemy or SQLModel statement, in this same transaction."""
        self.deliver()
        # The pooled connection is this session's, which gives it back: SQLAlchemy's own object only speaks over it.
        return Connection(self._alchemy, self._pooled).execute(statement)

    def deliver(self) -> None:
        """Give PostgreSQL what is still waiting; for whoever uses the connection itself."""
        if self._waiting:
            try:
                self._travel()
            except psycopg.OperationalError as error:
                if _waited_in_vain(error):
                    raise OfficeBusy from error
                raise

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
        if self._line is None:
            cursor: _Cursor = self._driver.execute(sql, values)
            return cursor
        if self._answers and (known := self._answers.get((sql, tuple(values)))) is not None:
            return known
        self._waiting.append(self._line.packed(_numbered(sql), values))
        return self._travel()

    def _travel(self) -> _Cursor:
        """Everything that waits, in one journey, with what is expected; the answer to the last that waited."""
        assert self._line is not None
        waiting, self._waiting = self._waiting, []
        expected, self._expected = self._expected, []
        waiting += [self._line.packed(_numbered(sql), values) for sql, values in expected]
        answer, *ahead = self._line.carry(waiting, heard=1 + len(expected))
        self._answers |= zip(expected, ahead, strict=True)
        return answer


class _Foreseeing(Session):
    """Is asked what will be asked, and answers nothing."""

    __slots__ = ("questions",)

    def __init__(self, session: Session) -> None:
        super().__init__(session._pooled, session._alchemy, postgres=session.postgres)
        self.questions: list[_Question] = []

    def _execute(self, sql: str, values: Sequence[Any]) -> _Cursor:
        self.questions.append((sql, tuple(values)))
        return _Answer([])


class Remembering(Session):
    """A session for reading what does not change meanwhile: each question is asked once."""

    __slots__ = ("_asked",)

    def __init__(self, session: Session) -> None:
        session.deliver()
        super().__init__(session._pooled, session._alchemy, postgres=session.postgres)
        self._asked: dict[tuple[str, tuple[Any, ...]], list[Row]] = {}

    def _execute(self, sql: str, values: Sequence[Any]) -> _Cursor:
        asked = (sql, tuple(values))
        if asked not in self._asked:
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            self._asked[asked] = super()._execute(sql, values).fetchall()
        return _Answer(self._asked[asked])


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


def _line(connection: PoolProxiedConnection, driver: Any) -> Line:
    """The line of a pooled connection, which lives as long as that."""
    known: Line | None = connection.info.get(_LINE)
    if known is None:
        known = connection.info[_LINE] = Line(driver)
    return known


_LINE = "line"


@cache
def _numbered(sql: str) -> str:
    """`$1`, `$2` … for each `?`, as the server itself calls them."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))


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
    """Whether PostgreSQL gave the transaction up for another's sake (deadlock, serialization): ask once more.

    True of what the driver raises, and of the OfficeBusy that a transaction makes of it.
    """
    return getattr(error.__cause__ or error, "sqlstate", None) in ("40P01", "40001")


def marks(count: int) -> str:
    """`?, ?, ?` for an IN list or a row of values; `NULL`, which nothing equals, for an empty list."""
    return ", ".join("?" * count) or "NULL"
