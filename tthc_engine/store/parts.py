"""The work of other bodies in inter-agency dossiers: what waits at a body, and what an office sent out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.domain.dossier import Dossier, Part
from tthc_engine.domain.parting import body_of, part_due
from tthc_engine.domain.rules import Rules
from tthc_engine.store.columns import instant_of, instant_or_none, instant_text, known_instant
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Row, Session, marks

COLUMNS = ("dossier_id", "number")
LONGEST = 500
"""Lines of one list at most: what is late comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One body's part, with what a body may know of the dossier: its code, whose it is, what for, until when."""

    dossier_id: str
    reference: str
    owner: str
    procedure_name: str
    number: int
    body: str
    name: str
    duty: str
    unit: str
    sent_at: datetime
    until: datetime | None
    """Its own limit; None while the clock is stopped, and once the dossier has ended."""
    returned_at: datetime | None
    late_for: datetime | None
    new_date: datetime | None
    """What the late body named; None: it is not late, or owes its reason."""
    is_open: bool

    @property
    def owes_reason(self) -> bool:
        return self.late_for is not None and self.new_date is None

    @property
    def at_work(self) -> bool:
        return self.is_open and self.returned_at is None


def rows(dossier: Dossier, rules: Rules, dossier_id: str) -> list[dict[str, Any]]:
    """The projection of a dossier's parts."""
    return [_row(one, dossier, rules, dossier_id) for one in dossier.parts]


def _row(part: Part, dossier: Dossier, rules: Rules, dossier_id: str) -> dict[str, Any]:
    body = body_of(part, rules)
    return {
        "dossier_id": dossier_id,
        "number": part.number,
        "body": part.body,
        "name": part.name,
        "duty": body.duty if body is not None else "",
        "unit": part.unit,
        "sent_at": instant_text(part.sent_at),
        "until_at": instant_or_none(part_due(part, dossier, rules) if part.returned_at is None else None),
        "returned_at": instant_or_none(part.returned_at),
        "late_for": instant_or_none(part.late_for),
        "new_date": instant_or_none(part.new_date),
        "is_open": dossier.is_open,
    }


def save(session: Session, several: Sequence[dict[str, Any]]) -> None:
    for one in several:
        session.put("part", one, key=COLUMNS)


def of_body(session: Session, units: Scope) -> list[PartLine]:
    """What bodies of these units have to do, or still owe a reason for; the longest due first."""
    if units.units is None or not units.units:
        return []
    names = tuple(sorted(units.units))
    return _lines(
        session,
        f"p.unit IN ({marks(len(names))}) AND ((p.is_open AND p.returned_at IS NULL)"
        " OR (p.late_for IS NOT NULL AND p.new_date IS NULL))",
        names,
    )


def sent_out(session: Session, scope: Scope) -> list[PartLine]:
    """What offices of the scope sent to other bodies and is not back, or came late without a reason so far."""
    where, values = scope.clause()
    return _lines(
        session,
        f"((p.is_open AND p.returned_at IS NULL) OR (p.late_for IS NOT NULL AND p.new_date IS NULL)) AND {where}",
        values,
    )


def of_dossier(session: Session, dossier_id: str) -> list[PartLine]:
    """Every part of one dossier, in the order they were sent."""
    return sorted(_lines(session, "p.dossier_id = ?", (dossier_id,)), key=lambda one: one.number)


def _lines(session: Session, where: str, values: Sequence[Any]) -> list[PartLine]:
    found = session.rows(
        "SELECT p.dossier_id, dossier.reference, dossier.owner, dossier.procedure_name, p.number, p.body, p.name,"
        " p.duty, p.unit, p.sent_at, p.until_at, p.returned_at, p.late_for, p.new_date, p.is_open"
        f" FROM part p JOIN dossier ON dossier.id = p.dossier_id WHERE {where}"
        " ORDER BY COALESCE(p.late_for, p.until_at, '9'), p.dossier_id, p.number LIMIT ?",
        (*values, LONGEST),
    )
    return [_line(row) for row in found]


def _line(row: Row) -> PartLine:
    return PartLine(
        dossier_id=row[0],
        reference=row[1],
        owner=row[2],
        procedure_name=row[3],
        number=row[4],
        body=row[5],
        name=row[6],
        duty=row[7],
        unit=row[8],
        sent_at=instant_of(row[9]),
        until=known_instant(row[10]),
        returned_at=known_instant(row[11]),
        late_for=known_instant(row[12]),
        new_date=known_instant(row[13]),
        is_open=bool(row[14]),
    )
