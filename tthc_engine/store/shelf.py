"""The shelf of the one-stop: results that nobody collected yet, and when their applicants were told again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of
from tthc_engine.store.dossiers import DossierLine, Filter, everything
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session, marks

RELEASED = 9
"""The portal's state of a result that waits (Đã xử lý xong)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    line: DossierLine
    since: datetime
    reminders: int
    reminded_at: datetime | None


def waiting(session: Session, scope: Scope, *, words: str = "") -> list[Waiting]:
    """Results at the one-stop in this scope, the longest waiting first."""
    lines = everything(session, scope, Filter(status=RELEASED, words=words))
    told = _told(session, [one.id for one in lines])
    found = [
        Waiting(
            line=one,
            since=one.released_at or one.ended_at or one.registered_at,
            reminders=told[one.id][0] if one.id in told else 0,
            reminded_at=told[one.id][1] if one.id in told else None,
        )
        for one in lines
    ]
    return sorted(found, key=lambda one: (one.since, one.line.reference))


def _told(session: Session, dossiers: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    if not dossiers:
        return {}
    found = session.rows(
        f"SELECT dossier_id, COUNT(*), MAX(at) FROM event WHERE dossier_id IN ({marks(len(dossiers))})"
        " AND kind = 'collection_reminded' GROUP BY dossier_id",
        tuple(dossiers),
    )
    return {str(key): (int(count), instant_of(at)) for key, count, at in found}
