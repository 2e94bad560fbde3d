"""How far up the ladder each open obligation past its limit was told; a limit that moves begins another climb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of, instant_or_none, instant_text
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """One open obligation whose next rung is due."""

    dossier_id: str
    kind: str
    epoch: str
    owed_by: str
    unit: str
    since: datetime
    limit: datetime
    """Its limit, or since when it is owed where it has none or was late from the start."""
    rung: int
    """How many rungs were told already."""
    office_unit: str
    step_role: str | None
    assignee: str | None

    @property
    def name(self) -> str:
        return f"{self.dossier_id}:{self.kind}:{self.epoch}"


# The later of the two: what was past its limit when it arose is reminded of from then on.
_LIMIT = "CASE WHEN o.until_at > o.since THEN o.until_at ELSE o.since END"
_DUE = (
    "FROM obligation o JOIN dossier d ON d.id = o.dossier_id"
    " LEFT JOIN ladder l ON l.dossier_id = o.dossier_id AND l.kind = o.kind AND l.epoch = o.epoch"
    f" AND l.until_at = {_LIMIT}"
    f" WHERE o.settled IS NULL AND {_LIMIT} <= ? AND (l.dossier_id IS NULL OR l.next_at <= ?)"
)


def due(session: Session, at: datetime, *, limit: int = 500) -> list[Climb]:
    """The longest past their limit first."""
    now = instant_text(at)
    found = session.rows(
        f"SELECT o.dossier_id, o.kind, o.epoch, o.owed_by, o.unit, o.since, {_LIMIT}, COALESCE(l.rung, 0),"
        f" d.office_unit, d.step_role, d.assignee {_DUE} ORDER BY 7, o.dossier_id, o.kind, o.epoch LIMIT ?",
        (now, now, limit),
    )
    return [
        Climb(
            dossier_id=row[0],
            kind=row[1],
            epoch=row[2],
            owed_by=row[3],
            unit=row[4],
            since=instant_of(row[5]),
            limit=instant_of(row[6]),
            rung=row[7],
            office_unit=row[8],
            step_role=row[9],
            assignee=row[10],
        )
        for row in found
    ]


def climbed(session: Session, one: Climb, *, rung: int, next_at: datetime | None) -> None:
    values = {
        "dossier_id": one.dossier_id,
        "kind": one.kind,
        "epoch": one.epoch,
        "until_at": instant_text(one.limit),
        "rung": rung,
        "next_at": instant_or_none(next_at),
    }
    session.put("ladder", values, key=("dossier_id", "kind", "epoch", "until_at"))


def of_dossier(session: Session, dossier: str) -> Sequence[tuple[str, str, int, datetime | None]]:
    """(obligation, limit, rungs told, when the next is due) for whoever asks why somebody was told, or was not."""
    found = session.rows(
        "SELECT kind, until_at, rung, next_at FROM ladder WHERE dossier_id = ? ORDER BY kind, until_at", (dossier,)
    )
    return [(row[0], row[1], row[2], instant_of(row[3]) if row[3] else None) for row in found]
