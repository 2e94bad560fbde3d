"""What a supervisor watches, counted in the database: lost time, months, load by unit, what was recorded late."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from tthc_engine.store.columns import instant_of, instant_text
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


@dataclass(frozen=True, slots=True)
class Month:
    """What ended between two instants, by how it ended; refusals and withdrawals are not counted."""

    since: datetime
    ended: int
    early: int
    late: int

    @property
    def in_time(self) -> int:
        return self.ended - self.late


@dataclass(frozen=True, slots=True)
class Told:
    """A dossier and what somebody wrote about it."""

    dossier_id: str
    at: datetime
    by: str
    text: str
    code: str = ""
    """Of the official reason, where one was chosen."""


# Most stays kept to their plan; what the database need not hand over is not parsed here.
_BEYOND = """e.payload LIKE '%"difference":%' AND e.payload NOT LIKE '%"difference":-%'"""


def stays_beyond(session: Session, scope: Scope, *, since: datetime, at: datetime) -> list[Stay]:
    """Every late stay in a step of the dossiers that ended late from `since` on, or are late at `at`."""
    where, values = scope.clause("d")
    found = []
    # Two questions, each with an index of its own; together they would read every dossier.
    for late, moment in (("d.minutes_late > 0 AND d.ended_at >= ?", since), ("d.is_open AND d.due_sort < ?", at)):
        found += session.rows(
            "SELECT e.dossier_id, d.procedure, d.in_force_from, e.payload"
            f" FROM dossier d JOIN event e ON e.dossier_id = d.id WHERE {late} AND {where}"
            f" AND e.kind = 'step_completed' AND {_BEYOND}",
            (instant_text(moment), *values),
        )
    stays = []
    for row in found:
        told = json.loads(row[3])
        beyond = told.get("difference") or 0
        if beyond > 0:
            stays.append(
                Stay(
                    dossier_id=row[0],
                    procedure=row[1],
                    in_force_from=date.fromisoformat(row[2]),
                    step=told["step"],
                    unit=told.get("unit", ""),
                    minutes=beyond,
                )
            )
    return stays


def months(session: Session, scope: Scope, bounds: Sequence[datetime]) -> list[Month]:
    """What was granted in each interval [bounds[i], bounds[i + 1]); one fewer than `bounds`."""
    where, values = scope.clause()
    found = []
    for since, until in pairwise(bounds):
        counted = session.rows(
            "SELECT ended_standing, COUNT(*) FROM dossier WHERE outcome = 'granted' AND due_at IS NOT NULL"
            f" AND ended_at >= ? AND ended_at < ? AND {where} GROUP BY ended_standing",
            (instant_text(since), instant_text(until), *values),
        )
        by = {row[0]: int(row[1]) for row in counted}
        found.append(Month(since, sum(by.values()), by.get("early", 0), by.get("late", 0)))
    return found


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


def owing(session: Session, scope: Scope, kind: str) -> list[str]:
    """The dossiers for which something of that kind is owed."""
    where, values = scope.clause("d")
    found = session.rows(
        "SELECT DISTINCT o.dossier_id FROM obligation o JOIN dossier d ON d.id = o.dossier_id"
        f" WHERE o.settled IS NULL AND o.kind = ? AND {where}",
        (kind, *values),
    )
    return [row[0] for row in found]


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
