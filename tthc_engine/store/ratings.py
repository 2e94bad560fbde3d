"""What heads confirmed of the monthly rating, and the days on which somebody was away."""

from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    person: str
    proposed: str
    points: str
    grade: str
    reason: str
    at: datetime
    by: str


def confirm(session: Session, unit: str, period: str, one: Confirmed) -> None:
    """Keep it; what was confirmed before stays on record."""
    values = {
        "unit": unit,
        "period": period,
        "person": one.person,
        "proposed": one.proposed,
        "points": one.points,
        "grade": one.grade,
        "reason": one.reason,
        "at": instant_text(one.at),
        "by_person": one.by,
    }
    session.insert("staff_rating", values)


def confirmed(session: Session, unit: str, period: str) -> dict[str, Confirmed]:
    """The newest confirmation of each officer."""
    rows = session.rows(
        "SELECT person, proposed, points, grade, reason, at, by_person FROM staff_rating"
        " WHERE unit = ? AND period = ? ORDER BY id",
        (unit, period),
    )
    return {
        row[0]: Confirmed(
            person=row[0],
            proposed=row[1],
            points=row[2],
            grade=row[3],
            reason=row[4],
            at=instant_of(row[5]),
            by=row[6],
        )
        for row in rows
    }


def away(session: Session, first: date, last: date) -> dict[str, frozenset[date]]:
    """By person, the days from `first` to `last` on which somebody stood in for them."""
    rows = session.rows(
        "SELECT person, valid_from, valid_until FROM substitution WHERE valid_from <= ? AND valid_until >= ?",
        (last.isoformat(), first.isoformat()),
    )
    found: dict[str, set[date]] = {}
    for person, since, until in rows:
        begins = max(first, date.fromisoformat(since)).toordinal()
        ends = min(last, date.fromisoformat(until)).toordinal()
        found.setdefault(person, set()).update(date.fromordinal(day) for day in range(begins, ends + 1))
    return {person: frozenset(days) for person, days in found.items()}


def rated(session: Session, unit: str, roles: tuple[str, ...], first: date, last: date) -> list[tuple[str, str, str]]:
    """(person, name, title) of everybody who held one of `roles` in the unit on a day of the period, by name.

    Not the unit's director, whatever else they hold: nobody in the unit may rate them.
    """
    some = ", ".join("?" for _ in roles)
    rows = session.rows(
        "SELECT DISTINCT p.id, p.name, p.title FROM position o JOIN person p ON p.id = o.person WHERE o.unit = ?"
        f" AND o.role IN ({some}) AND o.valid_from <= ? AND (o.valid_until IS NULL OR o.valid_until >= ?)"
        " AND NOT EXISTS (SELECT 1 FROM position d WHERE d.person = o.person AND d.unit = o.unit"
        " AND d.role = 'director' AND d.valid_from <= ? AND (d.valid_until IS NULL OR d.valid_until >= ?))",
        (unit, *roles, *(last.isoformat(), first.isoformat()) * 2),
    )
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda one: (one[1], one[0]))
