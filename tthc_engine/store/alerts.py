"""Alerts: who was told of what, and who has read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.people import Actor
from tthc_engine.store import notices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.people import SEE_BELOW, Scope, scope_of
from tthc_engine.store.sql import Row, Session, marks

LOOKED_THROUGH = 5_000
"""Of the alerts to one role in one unit or in a whole province, the latest: who has read all of them waits some 15 ms,
however many there ever were. What is older and still unread stands on its dossier's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    dossier_id: str
    seq: int
    kind: str
    """The event that alerts, e.g. `deadline_breached`."""
    role: str
    at: datetime
    reference: str
    owner: str
    procedure_name: str


def unread(
    session: Session, scope: Scope, actor: Actor, *, limit: int = 200, dossier: str | None = None
) -> list[AlertLine]:
    """What the actor's roles were told and this person has not read, the latest first; once per event.

    Of one dossier alone where it is named.
    """
    where, values = scope.clause("d")
    found: list[Row] = []
    for told_to, addressed, to in _addressed(session, actor):
        if dossier is not None:
            addressed, to = f"a.dossier_id = ? AND {addressed}", (dossier, *to)
        elif (oldest := _oldest_looked_at(session, told_to)) is not None:
            addressed, to = f"{addressed} AND a.at >= ?", (*to, oldest)
        # Along the index, the latest first, until there are enough; several roles may have been told of one event.
        found += session.rows(
            "SELECT a.dossier_id, a.seq, a.kind, a.role, a.at, d.reference, d.owner, d.procedure_name"
            f" FROM alert a JOIN dossier d ON d.id = a.dossier_id WHERE {addressed}"
            " AND NOT EXISTS (SELECT 1 FROM alert_reading r WHERE r.person = ? AND r.dossier_id = a.dossier_id"
            f" AND r.seq = a.seq) AND {where} ORDER BY a.at DESC LIMIT ?",
            (*to, actor.person, *values, limit),
        )
    told: dict[tuple[str, int], AlertLine] = {}
    for row in found:
        line = AlertLine(
            dossier_id=row[0],
            seq=row[1],
            kind=row[2],
            role=row[3],
            at=instant_of(row[4]),
            reference=row[5],
            owner=row[6],
            procedure_name=row[7],
        )
        known = told.setdefault((line.dossier_id, line.seq), line)
        if line.role < known.role:
            told[line.dossier_id, line.seq] = line
    return sorted(told.values(), key=_latest_first)[:limit]


def _latest_first(one: AlertLine) -> tuple[float, str, int]:
    return -one.at.timestamp(), one.dossier_id, -one.seq


def mark_read(session: Session, actor: Actor, dossier: str, *, at: datetime) -> None:
    """The person has seen the dossier, so every alert about it so far is read."""
    session.run(
        "INSERT INTO alert_reading (person, dossier_id, seq, at)"
        " SELECT DISTINCT ?, dossier_id, seq, ? FROM alert WHERE dossier_id = ? ON CONFLICT DO NOTHING",
        (actor.person, instant_text(at), dossier),
    )
    notices.mark_read(session, actor.person, at=at, dossier=dossier)


def of_dossier(session: Session, dossier: str, *, after_seq: int = 0) -> list[tuple[int, str, str]]:
    """(seq, kind, role) of every alert about a dossier after `after_seq`."""
    found = session.rows(
        "SELECT seq, kind, role FROM alert WHERE dossier_id = ? AND seq > ? ORDER BY seq, role", (dossier, after_seq)
    )
    return [(row[0], row[1], row[2]) for row in found]


def _oldest_looked_at(session: Session, told_to: Mapping[str, str]) -> str | None:
    """When the oldest of the latest was told, read off an index; None where there are fewer, or no such index."""
    if not told_to:
        return None
    where = " AND ".join(f"{name} = ?" for name in told_to)
    asked = f"SELECT at FROM alert WHERE {where} ORDER BY at DESC LIMIT 1 OFFSET {LOOKED_THROUGH - 1}"
    found = session.value(asked, tuple(told_to.values()))
    return None if found is None else str(found)


def _addressed(session: Session, actor: Actor) -> list[tuple[Mapping[str, str], str, tuple[str, ...]]]:
    """Alerts to the actor's roles in their unit; roles that see below also hear from there. One part for each role:
    a part is read in the order of one index, all of them together would be sorted from the first alert there was.

    Each with the columns by which its index finds it; none for some units out of many.
    """
    roles = sorted(role.value for role in actor.roles)
    high = sorted(role.value for role in actor.roles & SEE_BELOW)
    people = tuple({actor.person, actor.stands_for or actor.person})
    # A handler's alerts are the assignee's where the dossier was given to somebody by name.
    mine = (
        f"(d.step_role <> a.role OR d.step_role IS NULL OR d.assignee IS NULL OR d.assignee IN ({marks(len(people))}))"
    )
    parts: list[tuple[Mapping[str, str], str, tuple[str, ...]]] = [
        ({"unit": actor.unit, "role": role}, f"a.unit = ? AND a.role = ? AND {mine}", (actor.unit, role, *people))
        for role in roles
    ]
    scope = scope_of(session, actor) if high else None
    if scope is None or not scope.units:
        return parts
    within, units = (
        ("TRUE", ()) if scope.everything else (f"a.unit IN ({marks(len(scope.units))})", sorted(scope.units))
    )
    return parts + [
        ({"role": role} if scope.everything else {}, f"a.role = ? AND {within}", (role, *units)) for role in high
    ]
