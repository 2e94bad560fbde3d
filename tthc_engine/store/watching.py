"""What a supervisor watches, counted in the database: lost time, months, load by unit, what was recorded late."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.conditions import STAYED_BEYOND
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay in a step that took longer than planned, of a dossier that is or was late."""

    dossier_id: str
    procedure: str
    in_force_from: date
    step: str
    unit: str
    minutes: int
    """Working minutes beyond the plan."""
    receiving_unit: str
    """The dossier's, as the next."""
    competent_unit: str


@dataclass(frozen=True, slots=True)
class Told:
    """A dossier and what somebody wrote about it."""

    dossier_id: str
    at: datetime
    by: str
    text: str
    code: str = ""
    """Of the official reason, where one was chosen."""


_BEYOND = STAYED_BEYOND.replace("kind", "e.kind").replace("payload", "e.payload")
"""Word for word what the index holds: only so do both databases use it."""


def stays_ended(
    session: Session, scope: Scope, *, since: datetime, until: datetime | None = None, unit: str = ""
) -> list[Stay]:
    """Every late stay in a step, of `unit` alone where it is named, of dossiers that ended late in [since, until)."""
    span, values = "d.minutes_late > 0 AND d.ended_at >= ?", [instant_text(since)]
    if until is not None:
        span += " AND d.ended_at < ?"
        values.append(instant_text(until))
    # In one piece: few ended late, and the index of those is the way to them.
    where, scoped = scope.clause("d")
    return _stays(session, f"{span} AND {where}", (*values, *scoped), unit)


def stays_open(session: Session, scope: Scope, *, at: datetime, unit: str = "") -> list[Stay]:
    """Every late stay in a step, of `unit` alone where it is named, of dossiers that are late at `at`."""
    found = []
    for where, values in scope.halves("d"):
        span = f"d.is_open AND d.beyond > 0 AND d.due_sort < ? AND {where}"
        found += _stays(session, span, (instant_text(at), *values), unit)
    return found


def _stays(session: Session, which: str, values: Sequence[str], unit: str) -> list[Stay]:
    found = session.rows(
        "SELECT e.dossier_id, d.procedure, d.in_force_from, e.payload, d.receiving_unit, d.competent_unit"
        f" FROM dossier d JOIN event e ON e.dossier_id = d.id WHERE {which} AND {_BEYOND}",
        tuple(values),
    )
    stays = []
    for row in found:
        told = json.loads(row[3])
        beyond, where = told.get("difference") or 0, told.get("unit", "")
        if beyond > 0 and (not unit or where == unit):
            stays.append(
                Stay(
                    dossier_id=row[0],
                    procedure=row[1],
                    in_force_from=date.fromisoformat(row[2]),
                    step=told["step"],
                    unit=where,
                    minutes=beyond,
                    receiving_unit=row[4],
                    competent_unit=row[5],
                )
            )
    return stays


def granted(session: Session, scope: Scope, since: datetime, until: datetime) -> dict[str, int]:
    """What was granted in [since, until), by how it stood."""
    where, values = scope.clause()
    counted = session.rows(
        "SELECT ended_standing, COUNT(*) FROM dossier WHERE outcome = 'granted' AND due_at IS NOT NULL"
        f" AND ended_at >= ? AND ended_at < ? AND {where} GROUP BY ended_standing",
        (instant_text(since), instant_text(until), *values),
    )
    return {row[0]: int(row[1]) for row in counted}


def granted_by_unit(session: Session, since: datetime, until: datetime) -> list[tuple[tuple[str, str], str, int]]:
    """The same of everybody: receiving and competent unit, standing, how many."""
    counted = session.rows(
        "SELECT receiving_unit, competent_unit, ended_standing, COUNT(*) FROM dossier WHERE outcome = 'granted'"
        " AND due_at IS NOT NULL AND ended_at >= ? AND ended_at < ?"
        " GROUP BY receiving_unit, competent_unit, ended_standing",
        (instant_text(since), instant_text(until)),
    )
    return [((row[0], row[1]), row[2], int(row[3])) for row in counted]


def explained(session: Session, scope: Scope, codes: Sequence[str], *, since: datetime) -> list[Told]:
    """The last explanation of each dossier that named one of the official reasons `codes`; the latest first."""
    where, values = scope.clause("d")
    found = session.rows(
        "SELECT e.dossier_id, e.at, e.by_person, e.payload FROM dossier d JOIN event e ON e.dossier_id = d.id"
        f" WHERE d.breached_at IS NOT NULL AND d.registered_at >= ? AND {where}"
        " AND e.kind = 'delay_explained' ORDER BY e.dossier_id, e.seq",
        (instant_text(since), *values),
    )
    last = {row[0]: Told(row[0], instant_of(row[1]), row[2], *_reason(row[3])) for row in found}
    return sorted((one for one in last.values() if one.code in codes), key=_latest_first)


def _reason(payload: str) -> tuple[str, str]:
    said = json.loads(payload)
    evidence = " ".join(filter(None, (said.get("result_number"), said.get("result_on"))))
    return (f"{said['reason']} ({evidence})" if evidence else said["reason"]), said["reason_code"]


def _latest_first(one: Told) -> tuple[float, str]:
    return -one.at.timestamp(), one.dossier_id


def codes_due(
    session: Session, units: Sequence[str], *, since: datetime, until: datetime
) -> list[tuple[str, datetime]]:
    """Codes of open dossiers received in `units` that fall due between two instants: for a screen on the wall."""
    found = session.rows(
        f"SELECT reference, due_at FROM dossier WHERE is_open AND receiving_unit IN ({marks(len(units))})"
        " AND reference <> '' AND due_sort >= ? AND due_sort < ? ORDER BY due_sort, reference LIMIT 60",
        (*units, instant_text(since), instant_text(until)),
    )
    return [(row[0], instant_of(row[1])) for row in found]


def codes_waiting(session: Session, units: Sequence[str]) -> list[str]:
    """Codes whose result waits to be collected in `units`, the latest first."""
    found = session.rows(
        f"SELECT reference FROM dossier WHERE receiving_unit IN ({marks(len(units))}) AND stage = 'released'"
        " AND released_at IS NOT NULL AND reference <> '' ORDER BY released_at DESC, reference LIMIT 60",
        tuple(units),
    )
    return [str(row[0]) for row in found]
