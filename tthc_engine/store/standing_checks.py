"""What the last look at each standing invariant found."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    name: str
    at: datetime
    broken: int
    """How many dossiers break it."""
    examples: tuple[str, ...] = ()
    """The codes (or ids) of the first of them."""


def look(session: Session, name: str, sql: str, *, at: datetime) -> Looked:
    """Run a query whose every `?` is the instant `at`; each row is a dossier that breaks the invariant."""
    found = [row[0] for row in session.rows(sql, (instant_text(at),) * sql.count("?"))]
    named = [
        str(session.value("SELECT reference FROM dossier WHERE id = ?", (dossier,)) or dossier)
        for dossier in found[:EXAMPLES]
    ]
    return Looked(name=name, at=at, broken=len(found), examples=tuple(named))


def keep(session: Session, one: Looked) -> None:
    values = {"name": one.name, "at": instant_text(one.at), "broken": one.broken, "examples": json.dumps(one.examples)}
    session.put("invariant", values, key=("name",))


def last(session: Session) -> datetime | None:
    """When the invariants were last looked at; None: never."""
    found = session.value("SELECT MAX(at) FROM invariant")
    return None if found is None else instant_of(found)


def all_of(session: Session) -> Sequence[Looked]:
    """By name."""
    found = session.rows("SELECT name, at, broken, examples FROM invariant ORDER BY name")
    return [
        Looked(name=row[0], at=instant_of(row[1]), broken=row[2], examples=tuple(json.loads(row[3]))) for row in found
    ]
