"""Written reminders: what was sent to whom about which dossiers, with the file as it was written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLine:
    id: str
    to_unit: str
    by: str
    at: datetime
    dossiers: tuple[str, ...]
    """Codes."""
    number: str
    """As printed; empty for an old one."""


def is_kept(session: Session, key: str) -> bool:
    """Whether the same form was sent before."""
    return session.value("SELECT 1 FROM reminder WHERE id = ?", (key,)) is not None


def keep(
    session: Session,
    key: str,
    *,
    unit: str,
    to_unit: str,
    dossiers: Sequence[str],
    docx: bytes,
    number: str,
    by: str,
    at: datetime,
) -> bool:
    """Keep the file with its facts, as an audit event too; False when the same form was sent before."""
    fresh = session.insert_new(
        "reminder",
        {
            "id": key,
            "unit": unit,
            "to_unit": to_unit,
            "by_person": by,
            "at": instant_text(at),
            "dossiers": json.dumps(list(dossiers)),
            "docx": docx,
            "number": number,
            "sha256": sha256(docx).hexdigest(),
        },
    )
    if fresh:
        told = {
            "to": to_unit,
            "dossiers": list(dossiers),
            "number": number,
            "sha256": sha256(docx).hexdigest(),
        }
        offices.audit(session, unit, kind="reminder_written", by=by, at=at, payload=told)
    return fresh


def latest(session: Session, scope: Scope, *, limit: int = 20) -> list[ReminderLine]:
    """The newest first, of the units in the scope."""
    where, values = _within(scope)
    found = session.rows(
        f"SELECT id, to_unit, by_person, at, dossiers, number FROM reminder WHERE {where} ORDER BY at DESC, id LIMIT ?",
        (*values, limit),
    )
    return [
        ReminderLine(
            id=row[0],
            to_unit=row[1],
            by=row[2],
            at=instant_of(row[3]),
            dossiers=tuple(json.loads(row[4])),
            number=row[5],
        )
        for row in found
    ]


def file(session: Session, scope: Scope, key: str) -> bytes | None:
    where, values = _within(scope)
    found = session.value(f"SELECT docx FROM reminder WHERE id = ? AND {where}", (key, *values))
    return None if found is None else bytes(found)


def _within(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.units is None:
        return "TRUE", ()
    names = tuple(sorted(scope.units))
    return f"unit IN ({marks(len(names))})", names
