"""PostgreSQL's journeys: several statements go to the server together, and its answers come back together.

psycopg's own cursors do the same, but one statement costs them some 60 microseconds of processor time, more than the
server needs to execute it; ten of them were a third of a command. Here libpq is given each statement in its prepared
form, by psycopg's own conversions: the same values go out, the same come in, the same errors are raised.
"""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

Row = tuple[Any, ...]
_Key = tuple[str, tuple[int, ...]]
"""A statement and the types of its values: what one preparation is good for."""

PREPARED_FROM = 3
"""A statement that a connection was given so often is prepared."""
PREPARED = 400
"""Statements a connection holds prepared; what comes after is parsed each time, as a rare one is."""
_COUNTED = 4_000
_WENT_WELL = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


@dataclass(frozen=True, slots=True)
class Packed:
    """One statement with its values as they travel."""

    sql: str
    types: tuple[int, ...]
    values: Sequence[Any]
    formats: Sequence[Any]


class Told:
    """What the server answered to one statement."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Row], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def fetchone(self) -> Row | None:
        return self._rows[0] if self._rows else None

    def fetchall(self) -> list[Row]:
        return list(self._rows)


class Line:
    """One connection, and which statements it has prepared; used by one session at a time."""

    __slots__ = ("_connection", "_converter", "_encoding", "_given", "_made", "_names", "_pg")

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._pg: PGconn = connection.pgconn
        self._converter = Transformer(connection)
        self._encoding = connection.info.encoding
        self._names: dict[_Key, bytes] = {}
        self._given: Counter[_Key] = Counter()
        self._made = 0

    def packed(self, sql: str, values: Sequence[Any]) -> Packed:
        """A statement written with `$1`, `$2` …; raises what psycopg raises for a value that no column can hold."""
        if not values:
            return Packed(sql, (), (), ())
        dumped = self._converter.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return Packed(sql, tuple(self._converter.types or ()), dumped, self._converter.formats or ())

    def carry(self, statements: Sequence[Packed], *, heard: int = 1) -> list[Told]:
        """One journey: execute these in their order; the answers to the last `heard` of them.

        Raises the first error; what came after it was not executed. A journey that was interrupted closes the
        connection, for nobody could tell what it answers next.
        """
        preparing: dict[_Key, tuple[bytes, int]] = {}
        places: list[int] = []
        pg, sent = self._pg, 0
        try:
            pg.enter_pipeline_mode()
            for one in statements:
                sent += self._post(one, preparing, sent)
                places.append(sent - 1)
            pg.pipeline_sync()
            answers = self._connection.wait(_answers(pg, sent))
            pg.exit_pipeline_mode()
        except BaseException:
            pg.finish()
            raise
        for key, (name, place) in preparing.items():
            if answers[place].status == ExecStatus.COMMAND_OK:
                self._names[key] = name
        for answer in answers:
            if answer.status not in _WENT_WELL:
                raise error_from_result(answer, encoding=self._encoding)
        return [self._told(answers[place]) for place in places[-heard:]]

    def _post(self, one: Packed, preparing: dict[_Key, tuple[bytes, int]], place: int) -> int:
        """Give one statement to libpq, which prepares it first where it came often enough; how many answers it has."""
        key, posted = (one.sql, one.types), 1
        name = self._names.get(key)
        if name is None and key in preparing:
            name, _ = preparing[key]
        if name is None:
            if not self._comes_often(key):
                self._pg.send_query_params(one.sql.encode(self._encoding), one.values, one.types, one.formats)
                return posted
            self._made += 1
            name, posted = f"tthc_{self._made}".encode(), 2
            self._pg.send_prepare(name, one.sql.encode(self._encoding), one.types)
            preparing[key] = (name, place)
        self._pg.send_query_prepared(name, one.values, one.formats)
        return posted

    def _comes_often(self, key: _Key) -> bool:
        if len(self._given) > _COUNTED:
            self._given.clear()
        self._given[key] += 1
        return self._given[key] >= PREPARED_FROM and len(self._names) < PREPARED

    def _told(self, answer: PGresult) -> Told:
        if answer.status != ExecStatus.TUPLES_OK:
            return Told([], answer.command_tuples or 0)
        self._converter.set_pgresult(answer)
        return Told(self._converter.load_rows(0, answer.ntuples, tuple), answer.ntuples)


def _answers(pg: PGconn, count: int) -> Generator[Wait, Ready | int, list[PGresult]]:
    """Send what lies ready and read `count` answers and the mark after them, while psycopg waits for the network."""
    while pg.flush():
        if (yield Wait.RW) & Ready.R:
            pg.consume_input()
    found: list[PGresult] = []
    while True:
        while pg.is_busy():
            if (yield Wait.R):
                pg.consume_input()
        answer = pg.get_result()
        if answer is None:
            # Between two statements.
            continue
        if answer.status == ExecStatus.PIPELINE_SYNC:
            assert len(found) == count
            return found
        found.append(answer)
