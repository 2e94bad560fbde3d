"""How many dossiers there are, by what a board or a chart asks: figures without the rows behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tthc_engine.store.columns import FAR, instant_of, instant_text
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


def due_owing(session: Session, scope: Scope, kind: str) -> list[datetime]:
    """When the open dossiers fall due for which an obligation of that kind is owed, one instant for each of them."""
    where, values = scope.clause()
    found = session.rows(
        # From the few that are owed to their dossiers, whatever a planner thinks of the rest.
        "SELECT DISTINCT dossier.id, due_sort FROM obligation o CROSS JOIN dossier WHERE dossier.id = o.dossier_id"
        f" AND o.settled IS NULL AND o.kind = ? AND is_open AND due_sort < '{FAR}' AND {where}",
        (kind, *values),
    )
    return [instant_of(row[1]) for row in found]


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
    step_late: int
    """Their step is past its own limit while the dossier is not (chậm tiến độ)."""


_AT = "step_unit, step_role, assignee"
_LATE = "due_sort < ?"
_SOON = "due_sort >= ? AND soon_from <= ?"
_SLOW = "step_due < ? AND due_sort >= ? AND NOT stopped"


def open_groups(session: Session, scope: Scope, at: datetime) -> list[OpenGroup]:
    """Everything a board counts of what is open at `at`; a group may come in parts, to be added up."""
    now = instant_text(at)
    # Of a whole office, what lies at a step in one walk along an index in the order of the groups, then the few others.
    parts = [("step_unit IS NOT NULL", ()), ("step_unit IS NULL", ())] if scope.everything else scope.halves()
    return [group for where, values in parts for group in _open_within(session, where, values, now)]


def _open_within(session: Session, where: str, values: Sequence[str], now: str) -> list[OpenGroup]:
    found = session.rows(
        f"SELECT {_AT}, COUNT(*), COUNT(*) FILTER (WHERE {_LATE}), COUNT(*) FILTER (WHERE {_SOON}),"
        f" COUNT(*) FILTER (WHERE {_SLOW}) FROM dossier WHERE is_open AND {where} GROUP BY {_AT}",
        (now, now, now, now, now, *values),
    )
    return [OpenGroup(*row[:3], *map(int, row[3:])) for row in found]


def followed_late(groups: Iterable[OpenGroup]) -> int:
    """Past their date and at nobody's step: another system handles them, and they are late there, not here."""
    return sum(one.overdue for one in groups if one.role is None)


def loads(groups: Iterable[OpenGroup]) -> list[Load]:
    """Open steps per person and role, the most first."""
    held: dict[tuple[str | None, str], list[OpenGroup]] = {}
    for one in groups:
        if one.role is not None:
            held.setdefault((one.person, one.role), []).append(one)
    found = []
    for (person, role), several in held.items():
        whole = sums(several)
        found.append(Load(person, role, whole.open, whole.overdue, whole.due_soon))
    return sorted(found, key=lambda one: (-one.open, one.person or "", one.role))


def unit_loads(groups: Iterable[OpenGroup]) -> list[UnitLoad]:
    """Open steps by the unit in which they lie, the most first."""
    held: dict[str, list[OpenGroup]] = {}
    for one in groups:
        if one.unit is not None:
            held.setdefault(one.unit, []).append(one)
    found = [UnitLoad(unit, sum(one.open for one in of), sum(one.overdue for one in of)) for unit, of in held.items()]
    return sorted(found, key=lambda one: (-one.open, one.unit))


def sums(groups: Iterable[OpenGroup]) -> OpenGroup:
    """All of them together."""
    several = list(groups)
    names = ("open", "overdue", "due_soon", "step_late")
    return OpenGroup(None, None, None, *(sum(getattr(one, name) for one in several) for name in names))


def next_due(session: Session, scope: Scope, at: datetime) -> datetime | None:
    """The next instant after `at` at which an open dossier of the scope falls due."""
    where, values = scope.clause()
    found = session.value(
        f"SELECT MIN(due_sort) FROM dossier WHERE is_open AND due_sort > ? AND due_sort < ? AND {where}",
        (instant_text(at), FAR, *values),
    )
    return None if found is None else instant_of(found)
