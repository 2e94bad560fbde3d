"""Reading who changed which fact of the office, and whether the chain of it is whole."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.offices import audit_hash
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session, marks

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change, as it was written."""

    position: int
    unit: str
    kind: str
    at: datetime
    by: str
    """Key of the person; `init` and the like for the machine's own hands."""
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Empty and None: anything."""

    kind: str = ""
    by: str = ""
    words: str = ""
    """Somewhere in what was written, as it was typed."""
    since: date | None = None
    until: date | None = None
    """The last day, included."""


def search(session: Session, units: Iterable[str], sought: Sought, *, page: int = 1) -> tuple[list[Entry], int]:
    """The newest first, one page of them, and how many there are in all; only what concerns `units`."""
    names = sorted(units)
    where, values = [f"unit IN ({marks(len(names))})"], list[Any](names)
    for column, value in (("kind", sought.kind), ("by_person", sought.by)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    if sought.words:
        where.append("payload LIKE ? ESCAPE '!'")
        values.append(f"%{_plain(sought.words)}%")
    if sought.since is not None:
        where.append("at >= ?")
        values.append(_midnight(sought.since))
    if sought.until is not None:
        where.append("at < ?")
        values.append(_midnight(sought.until + timedelta(days=1)))
    clause = " AND ".join(where)
    total = int(session.value(f"SELECT COUNT(*) FROM office_event WHERE {clause}", values))
    found = session.rows(
        f"SELECT position, unit, kind, at, by_person, payload FROM office_event WHERE {clause}"
        " ORDER BY position DESC LIMIT ? OFFSET ?",
        (*values, PAGE, (max(page, 1) - 1) * PAGE),
    )
    return [_entry(*row) for row in found], total


def kinds(session: Session, units: Iterable[str]) -> list[str]:
    """Every kind of change that occurred in `units`."""
    names = sorted(units)
    found = session.rows(f"SELECT DISTINCT kind FROM office_event WHERE unit IN ({marks(len(names))})", names)
    return sorted(row[0] for row in found)


def broken_at(session: Session) -> int | None:
    """Position of the first row that does not follow from the one before it; None for a whole chain."""
    last = ""
    for position, unit, kind, at, by, body, previous, kept in session.rows(
        "SELECT position, unit, kind, at, by_person, payload, prev_hash, hash FROM office_event ORDER BY position"
    ):
        if previous != last or audit_hash(last, unit, kind, at, by, body) != kept:
            return int(position)
        last = kept
    return None


def _entry(position: int, unit: str, kind: str, at: str, by: str, payload: str) -> Entry:
    return Entry(position=position, unit=unit, kind=kind, at=instant_of(at), by=by, payload=json.loads(payload))


def _plain(words: str) -> str:
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _midnight(day: date) -> str:
    return instant_text(datetime.combine(day, datetime.min.time(), HANOI))
