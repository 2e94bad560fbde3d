"""Rows of many dossiers gathered in memory, then written at once: COPY on PostgreSQL, prepared rows on SQLite."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tthc_engine.store import applicants, counters, declarations, log, period_figures
from tthc_engine.store.log import Link
from tthc_engine.store.sql import Row, Session

_ORDER = (
    *("event", "personal", "dossier", "obligation", "alert", "part", "fact", "search_key"),
    *("given_result", "scan_use", "letter", "outbox", "notice"),
)
"""The tables of a dossier's life as they are filled."""


class Gathered:
    """What one transaction will write; nothing is in the database before `write`."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {table: [] for table in _ORDER}
        self._columns: dict[str, tuple[str, ...]] = {"event": log.EVENT, "personal": log.PERSONAL}
        self._people: list[Row] = []
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._ended: set[date] = set()
        self._texts: dict[tuple[str, str], tuple[declarations.Text, datetime]] = {}

    @property
    def rows(self) -> int:
        return sum(len(rows) for rows in self._rows.values())

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows with the same columns as the table's first, in any order."""
        kept = self._rows[table]
        rows = list(rows)
        if table == "dossier":
            self._ended |= period_figures.ended_days(rows)
        for row in rows:
            columns = self._columns.setdefault(table, tuple(row))
            kept.append(tuple(row[column] for column in columns))

    def chain(self, link: Link) -> None:
        self._rows["event"].append(link.event)
        if link.personal is not None:
            self._rows["personal"].append(link.personal)

    def people(self, rows: Iterable[Row]) -> None:
        """Applicants as a command entered them (`applicants.rows_of`)."""
        self._people += rows

    def number(self, unit: str, series: str, period: str, number: int) -> None:
        """A number of a series is used: the counter must stand at it or above."""
        key = (unit, series, period)
        self._numbers[key] = max(number, self._numbers.get(key, 0))

    def keeps(self, kind: str, digest: str) -> bool:
        """Whether a declaration is gathered already."""
        return (kind, digest) in self._texts

    def text(self, text: declarations.Text, *, at: datetime) -> None:
        """A declaration that a dossier was judged by, first at `at`."""
        self._texts[text.kind, text.digest] = (text, at)

    def write(self, session: Session) -> None:
        """Write everything in the caller's transaction. A dossier that is there already is the database's error."""
        log.share_log(session)
        for text, first in self._texts.values():
            declarations.keep(session, text, at=first)
        for table, rows in self._rows.items():
            if rows:
                session.insert_many(table, self._columns[table], rows)
        applicants.remember_many(session, self._people)
        period_figures.unsettle(session, self._ended)
        for (unit, series, period), number in sorted(self._numbers.items()):
            counters.reach(session, unit, series, period, number)
