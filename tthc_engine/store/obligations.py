"""Reading what is owed: by whom, since when, until when. Rows are a projection; `projection.py` writes them."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.people import Actor
from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.people import SEE_BELOW, Scope
from tthc_engine.store.sql import Row, Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedLine:
    """One obligation with the dossier it belongs to."""

    dossier_id: str
    reference: str
    procedure_name: str
    owner: str
    kind: str
    epoch: str
    owed_by: str
    """The role that owes it."""
    unit: str
    person: str | None
    """Whom the dossier's current step is assigned to, where the same role owes this."""
    since: datetime
    until: datetime | None
    settled: str | None
    settled_at: datetime | None

    def late(self, at: datetime) -> bool:
        """Past its limit, or met after it."""
        return self.until is not None and (self.settled_at or at) > self.until


_SELECT = (
    "SELECT o.dossier_id, d.reference, d.procedure_name, d.owner, o.kind, o.epoch, o.owed_by, o.unit,"
    " CASE WHEN d.step_role = o.owed_by THEN d.assignee END, o.since, o.until_at, o.settled, o.settled_at"
    " FROM obligation o JOIN dossier d ON d.id = o.dossier_id"
)
_KEY = "o.dossier_id, o.kind, o.epoch, o.until_at, o.since"
_FIRST_DUE_FIRST = "ORDER BY CASE WHEN o.until_at IS NULL THEN 1 ELSE 0 END, o.until_at, o.since, o.dossier_id, o.kind"


def owed(
    session: Session, scope: Scope, *, kind: str | None = None, late_at: datetime | None = None, limit: int = 1_000
) -> list[OwedLine]:
    """Everything open in the scope, first due first; `late_at` keeps what is past its limit at that instant."""
    where, values = _within(scope)
    kinds = (kind,) if kind is not None else tuple(ObligationKind)
    # The first of each kind from an index in their order; the wide rows of the first of them all afterwards.
    parts, more = list[str](), list[str | int]()
    for one in kinds:
        for known in ("IS NOT NULL",) if late_at is not None else ("IS NOT NULL", "IS NULL"):
            sql = f"o.settled IS NULL AND o.kind = ? AND o.until_at {known} AND {where}"
            more += [one, *values]
            if late_at is not None:
                sql += " AND o.until_at < ?"
                more.append(instant_text(late_at))
            order = "o.until_at, o.since, o.dossier_id" if known == "IS NOT NULL" else "o.since, o.dossier_id"
            parts.append(f"SELECT * FROM (SELECT {_KEY} FROM obligation o WHERE {sql} ORDER BY {order} LIMIT ?) AS p")
            more.append(limit)
    first = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS o {_FIRST_DUE_FIRST} LIMIT ?"
    found = session.rows(
        f"{_SELECT} JOIN ({first}) AS f ON f.dossier_id = o.dossier_id AND f.kind = o.kind AND f.epoch = o.epoch"
        f" {_FIRST_DUE_FIRST}",
        (*more, limit),
    )
    return [_line(row) for row in found]


def _within(scope: Scope) -> tuple[str, tuple[str, ...]]:
    """SQL that keeps what is owed for the scope's dossiers, without opening these."""
    where, values = scope.clause("o")
    if not values:
        return where, values
    # What a version before this one wrote while both served names no units.
    theirs, _ = scope.clause("e")
    there = f"o.receiving_unit = '' AND EXISTS (SELECT 1 FROM dossier e WHERE e.id = o.dossier_id AND {theirs})"
    return f"({where} OR ({there}))", values * 2


def owed_by(session: Session, scope: Scope, actor: Actor, *, limit: int = 1_000) -> list[OwedLine]:
    """What this actor's roles owe in their unit, and no colleague to whom the step was assigned owes instead.

    Supervisors, heads and directors also owe in the units under theirs.
    """
    roles = tuple(sorted(role.value for role in actor.roles))
    if not roles:
        return []
    where, values = scope.clause("d")
    people = tuple({actor.person, actor.stands_for or actor.person})
    high = tuple(sorted(role.value for role in actor.roles & SEE_BELOW))
    under = tuple(sorted(offices.below(session, actor.unit))) if high else ()
    found = session.rows(
        f"{_SELECT} WHERE o.settled IS NULL AND ((o.unit = ? AND o.owed_by IN ({marks(len(roles))}))"
        f" OR (o.unit IN ({marks(len(under))}) AND o.owed_by IN ({marks(len(high))})))"
        f" AND (d.step_role <> o.owed_by OR d.assignee IS NULL OR d.assignee IN ({marks(len(people))})"
        f" OR d.step_role IS NULL) AND {where} {_FIRST_DUE_FIRST} LIMIT ?",
        (actor.unit, *roles, *under, *high, *people, *values, limit),
    )
    return [_line(row) for row in found]


def of_dossier(session: Session, scope: Scope, dossier: str) -> list[OwedLine]:
    """All obligations one dossier ever had, in the order in which they arose."""
    where, values = scope.clause("d")
    found = session.rows(f"{_SELECT} WHERE o.dossier_id = ? AND {where} ORDER BY o.since, o.kind", (dossier, *values))
    return [_line(row) for row in found]


def settled_between(session: Session, scope: Scope, since: datetime, until: datetime) -> list[OwedLine]:
    """What arose, or ended, in [since, until): for the reports of how the law was kept."""
    where, values = scope.clause("d")
    span = (instant_text(since), instant_text(until))
    found = session.rows(
        f"{_SELECT} WHERE ((o.since >= ? AND o.since < ?) OR (o.settled_at >= ? AND o.settled_at < ?)) AND {where}"
        " ORDER BY o.since, o.dossier_id, o.kind",
        (*span, *span, *values),
    )
    return [_line(row) for row in found]


def count_owed(session: Session, scope: Scope) -> dict[str, int]:
    """How many are open, by kind."""
    where, values = _within(scope)
    counted = f"SELECT o.kind, COUNT(*) FROM obligation o WHERE o.settled IS NULL AND {where} GROUP BY o.kind"
    return {row[0]: int(row[1]) for row in session.rows(counted, values)}


def _line(row: Row) -> OwedLine:
    return OwedLine(
        dossier_id=row[0],
        reference=row[1],
        procedure_name=row[2],
        owner=row[3],
        kind=row[4],
        epoch=row[5],
        owed_by=row[6],
        unit=row[7],
        person=row[8],
        since=instant_of(row[9]),
        until=known_instant(row[10]),
        settled=row[11],
        settled_at=known_instant(row[12]),
    )
