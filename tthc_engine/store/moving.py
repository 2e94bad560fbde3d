"""An office's rows move from one database to another, each table counted and its contents hashed on both sides.

Values are read and written through the declared columns, so that a truth, an instant or a blob means the same in both;
the hash is of those values, not of either database's bytes.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy
from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlmodel import SQLModel

from tthc_engine.domain.errors import TthcError
from tthc_engine.store import migrations
from tthc_engine.store.database import Database
from tthc_engine.store.office_tables import MetaRow

BATCH = 2_000
"""Rows at a time, at most."""
AT_ONCE = 2_000_000
"""Bytes at a time, about: two thousand letters as PDF are a hundred megabytes, and several times that on their way."""
FIRST = 8
"""Rows of a table whose size nobody knows yet."""

_ROUND = 1 << 256

Told = Callable[[int, int], None]


class CannotMove(TthcError):
    """The other database is not empty, or did not take every row as it was."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One table, as both databases hold it."""

    table: str
    rows: int
    digest: str
    """The sum of the rows' SHA-256: the same in whatever order a database gives them."""


def move(source: Database, target: Database, *, told: Told | None = None) -> list[Moved]:
    """Copy every row into `target`, then read both again and compare; what was moved, table by table.

    The target is brought to the newest shape first and must hold no row of an office. Everything is written in one
    transaction: after any error it is as empty as before. The source is read as it was at one instant.

    Raises CannotMove for a target with rows, and where a table's count or hash differs afterwards.
    """
    migrations.upgrade(target.url)
    tables = SQLModel.metadata.sorted_tables
    with source.alchemy.connect() as here, target.alchemy.connect() as there:
        # Somebody may go on working on PostgreSQL: every table is read as it was at this instant.
        here.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if source.postgres else "BEGIN")
        there.exec_driver_sql("BEGIN")
        try:
            _check_empty(there, tables)
            _copy(here, there, tables, told)
            moved = [_compared(here, there, table) for table in tables]
            _count_on(there, tables)
            there.exec_driver_sql("COMMIT")
        except BaseException:
            there.exec_driver_sql("ROLLBACK")
            raise
        finally:
            here.exec_driver_sql("ROLLBACK")
    return moved


def _check_empty(there: Connection, tables: list[Table]) -> None:
    full = [table.name for table in tables if table.name != MetaRow.__tablename__ and _count(there, table)]
    if full:
        raise CannotMove(f"The other database already holds rows (in {', '.join(full)}); name an empty one.")
    # Without an office these are facts of the empty database itself; the source's own come with its rows.
    there.execute(delete(MetaRow))


def _copy(here: Connection, there: Connection, tables: list[Table], told: Told | None) -> None:
    driver = there.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        # One statement carries a whole table: it is parsed once, not for each row.
        driver.prepare_threshold = 0
    total, done = sum(_count(here, table) for table in tables), 0
    for table in tables:
        for rows in _batches(here, table):
            there.execute(insert(table), [dict(row._mapping) for row in rows])
            done += len(rows)
            if told is not None:
                told(done, total)


def _compared(here: Connection, there: Connection, table: Table) -> Moved:
    before, after = _moved(here, table), _moved(there, table)
    if before != after:
        raise CannotMove(f"Table {table.name} differs: {before.rows} rows here, {after.rows} there; nothing was kept.")
    return before


def _moved(connection: Connection, table: Table) -> Moved:
    total, rows = 0, 0
    for batch in _batches(connection, table):
        rows += len(batch)
        for row in batch:
            seen = hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest()
            total = (total + int.from_bytes(seen, "big")) % _ROUND
    return Moved(table.name, rows, f"{total:064x}")


def _plain(value: Any) -> Any:
    """A blob is bytes in one driver and a view of them in the other."""
    return bytes(value) if isinstance(value, memoryview) else value


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """Every row, so many at a time that memory stays the same however large the office or its papers are."""
    found = connection.execute(select(table).execution_options(stream_results=True))
    wanted = FIRST
    while rows := found.fetchmany(wanted):
        yield rows
        held = sum(len(value) for row in rows for value in row if isinstance(value, str | bytes | memoryview))
        wanted = max(1, min(BATCH, AT_ONCE * len(rows) // (held or 1)))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _count_on(there: Connection, tables: list[Table]) -> None:
    """On PostgreSQL a numbered column goes on after the highest number that came."""
    if there.dialect.name != "postgresql":
        return
    for table in tables:
        numbered = table.autoincrement_column
        if numbered is None or not isinstance(numbered.type, sqlalchemy.Integer):
            continue
        sequence = there.execute(select(func.pg_get_serial_sequence(table.name, numbered.name))).scalar_one()
        if sequence is not None:
            highest = there.execute(select(func.max(numbered))).scalar_one()
            there.execute(select(func.setval(sequence, highest or 1, highest is not None)))
