"""How many dossiers there are, by what a board or a chart asks: figures without the rows behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tthc_engine.domain.standing import Standing
from tthc_engine.store.columns import FAR, instant_of, instant_text
from tthc_engine.store.filters import Filter, where_of
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person has in hand."""

    person: str | None
    """None: not assigned to anybody by name."""
    role: str
    open: int
    overdue: int
    due_soon: int


@dataclass(frozen=True, slots=True)
class UnitLoad:
    unit: str
    open: int
    overdue: int


def counts(session: Session) -> tuple[int, int]:
    """How many dossiers are open, and how many there are."""
    opened = session.value("SELECT COUNT(*) FROM dossier WHERE is_open")
    return int(opened), int(session.value("SELECT COUNT(*) FROM dossier"))


def count(session: Session, scope: Scope, chosen: Filter) -> int:
    """How many are chosen within the scope, without words."""
    wheres = (where_of(scope, chosen, half=half) for half in scope.halves())
    return sum(int(session.value(f"SELECT COUNT(*) FROM dossier WHERE {sql}", values)) for sql, values in wheres)


def count_due(session: Session, scope: Scope, bounds: Sequence[datetime]) -> list[int]:
    """How many open ones are due in each interval (bounds[i], bounds[i + 1]]; one fewer than `bounds`."""
    counts = []
    for span in pairwise(map(instant_text, bounds)):
        due = [
            session.value(
                f"SELECT COUNT(*) FROM dossier WHERE is_open AND due_sort > ? AND due_sort <= ? AND {where}",
                (*span, *values),
            )
            for where, values in scope.halves()
        ]
        counts.append(sum(map(int, due)))
    return counts


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Open dossiers whose step lies in one unit, with one role, with one person, by how they stand."""

    unit: str | None
    role: str | None
    """None: at nobody's step."""
    person: str | None
    """None: not assigned to anybody by name."""
    open: int
    overdue: int
    due_soon: int
    stopped: int
    no_deadline: int
    step_late: int
    """Their step is past its own limit while the dossier is not (chậm tiến độ)."""


_Who = tuple[str | None, str | None, str | None]
"""Unit, role and person."""
_AT = "step_unit, step_role, assignee"
_LATE = "due_sort < ?"
_SOON = "due_sort >= ? AND soon_from <= ?"
_SLOW = "step_due < ? AND due_sort >= ? AND NOT stopped"


def open_groups(session: Session, scope: Scope, at: datetime) -> list[OpenGroup]:
    """Everything a board counts of what is open at `at`; a group may come in parts, to be added up."""
    now = instant_text(at)
    if scope.everything:
        return _open_everywhere(session, now)
    return [group for where, values in scope.halves() for group in _open_within(session, where, values, now)]


def _open_within(session: Session, where: str, values: Sequence[str], now: str) -> list[OpenGroup]:
    """In one walk over what a few units have open."""
    found = session.rows(
        f"SELECT {_AT}, COUNT(*),"
        f" SUM(CASE WHEN {_LATE} THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN {_SOON} THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN due_sort = '{FAR}' AND stopped THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN due_sort = '{FAR}' AND NOT stopped THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN {_SLOW} THEN 1 ELSE 0 END)"
        f" FROM dossier WHERE is_open AND {where} GROUP BY {_AT}",
        (now, now, now, now, now, *values),
    )
    return [OpenGroup(*row[:3], *(int(one or 0) for one in row[3:])) for row in found]


def _open_everywhere(session: Session, now: str) -> list[OpenGroup]:
    """The same of a whole office: each figure along the index that has its order, few of them row by row."""

    def counted(sql: str, *values: str) -> int:
        return int(session.value(f"SELECT COUNT(*) FROM dossier WHERE is_open AND {sql}", values))

    def held(sql: str, *values: str) -> dict[_Who, int]:
        grouped = f"SELECT {_AT}, COUNT(*) FROM dossier WHERE is_open AND {sql} GROUP BY {_AT}"
        return {(row[0], row[1], row[2]): int(row[3]) for row in session.rows(grouped, values)}

    found, late, soon = held("step_unit IS NOT NULL"), held(_LATE, now), held(_SOON, now, now)
    groups = [OpenGroup(*who, n, late.pop(who, 0), soon.pop(who, 0), 0, 0, 0) for who, n in found.items()]
    # What lies at nobody's step, and what nobody asks of a single person.
    stopped, untimed = counted(f"due_sort = '{FAR}' AND stopped"), counted(f"due_sort = '{FAR}' AND NOT stopped")
    rest = (counted("TRUE") - sum(found.values()), sum(late.values()), sum(soon.values()))
    return [*groups, OpenGroup(None, None, None, *rest, stopped, untimed, counted(_SLOW, now, now))]


def followed_late(groups: Iterable[OpenGroup]) -> int:
    """Past their date and at nobody's step: another system handles them, and they are late there."""
    return sum(one.overdue for one in groups if one.role is None)


def by_standing(groups: Iterable[OpenGroup]) -> dict[Standing, int]:
    """Open dossiers by how they stand; what is late in another system is not late here."""
    several = list(groups)
    sums, elsewhere = _sums(several), followed_late(several)
    late, soon, stopped, without = sums.overdue - elsewhere, sums.due_soon, sums.stopped, sums.no_deadline
    return {
        Standing.OVERDUE: late,
        Standing.DUE_SOON: soon,
        Standing.STOPPED: stopped,
        Standing.NO_DEADLINE: without,
        Standing.ON_TIME: sums.open - elsewhere - late - soon - stopped - without,
    }


def loads(groups: Iterable[OpenGroup]) -> list[Load]:
    """Open steps per person and role, the most first."""
    held: dict[tuple[str | None, str], list[OpenGroup]] = {}
    for one in groups:
        if one.role is not None:
            held.setdefault((one.person, one.role), []).append(one)
    found = []
    for (person, role), several in held.items():
        sums = _sums(several)
        found.append(Load(person, role, sums.open, sums.overdue, sums.due_soon))
    return sorted(found, key=lambda one: (-one.open, one.person or "", one.role))


def unit_loads(groups: Iterable[OpenGroup]) -> list[UnitLoad]:
    """Open steps by the unit in which they lie, the most first."""
    held: dict[str, list[OpenGroup]] = {}
    for one in groups:
        if one.unit is not None:
            held.setdefault(one.unit, []).append(one)
    found = [UnitLoad(unit, sum(one.open for one in of), sum(one.overdue for one in of)) for unit, of in held.items()]
    return sorted(found, key=lambda one: (-one.open, one.unit))


def _sums(groups: Iterable[OpenGroup]) -> OpenGroup:
    several = list(groups)
    names = ("open", "overdue", "due_soon", "stopped", "no_deadline", "step_late")
    return OpenGroup(None, None, None, *(sum(getattr(one, name) for one in several) for name in names))


def next_due(session: Session, scope: Scope, at: datetime) -> datetime | None:
    """The next instant after `at` at which an open dossier of the scope falls due."""
    where, values = scope.clause()
    found = session.value(
        f"SELECT MIN(due_sort) FROM dossier WHERE is_open AND due_sort > ? AND due_sort < ? AND {where}",
        (instant_text(at), FAR, *values),
    )
    return None if found is None else instant_of(found)
