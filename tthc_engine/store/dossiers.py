"""Reading the dossier list: worklists, boards, search, look-up. Rows are a projection; `projection.py` writes them."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from tthc_engine.domain.decide.matter import roles_of
from tthc_engine.domain.people import Actor
from tthc_engine.domain.standing import Standing, open_standing
from tthc_engine.store.columns import FAR, instant_of, instant_text
from tthc_engine.store.filters import Filter as Filter
from tthc_engine.store.filters import where_of
from tthc_engine.store.people import Scope
from tthc_engine.store.projection import secret_hash
from tthc_engine.store.sql import Row, Session, marks

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One row of a list. Instants are aware (UTC); names are empty once personal data were purged."""

    id: str
    version: int
    reference: str
    procedure: str
    """Slug."""
    code: str
    in_force_from: date
    procedure_name: str
    case_key: str
    case_name: str
    channel: str
    receive_result: str
    sets: int
    list_key: str
    """The class list it came in with; empty: by itself."""
    list_name: str
    receiving_unit: str
    competent_unit: str
    office_unit: str
    """Whose hours and calendar the clock follows."""
    regime: str
    calendar: str
    owner: str
    submitter: str
    relation: str
    address: str
    phone: str
    status: int
    stage: str
    outcome: str | None
    is_open: bool
    registered_at: datetime
    received_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    soon_from: datetime | None
    appointment: datetime | None
    new_appointment: datetime | None
    provisional: bool
    stopped: bool
    fee_vnd: int
    step: str | None
    step_name: str
    step_role: str | None
    step_unit: str | None
    assignee: str | None
    entered_at: datetime | None
    step_due: datetime | None
    released_at: datetime | None
    ended_at: datetime | None
    returned_at: datetime | None
    supplements: int
    next_check_at: datetime | None
    breached_at: datetime | None
    minutes_late: int
    """Working minutes past the due instant when it was closed; 0 while open (compute with the calendar)."""
    ended_standing: str | None
    ended_by_date: str | None
    cut_due_at: datetime | None
    """Until when a local decision allows; None where nothing is cut."""
    cut_standing: str | None
    cut_minutes_late: int
    """Working minutes past the cut when it was closed."""

    def standing(self, at: datetime) -> Standing:
        """How it stands at `at`; a closed one stands for ever as it was closed."""
        if self.ended_standing is not None:
            return Standing(self.ended_standing)
        return open_standing(at, due=self.due_at, soon_from=self.soon_from, stopped=self.stopped)

    def past_cut(self, at: datetime) -> bool:
        """Later than the local cut, whether or not the statutory limit has passed."""
        if self.cut_due_at is None:
            return False
        return (self.ended_at or at) > self.cut_due_at


_NAMES = tuple(field.name for field in fields(DossierLine))
_COLUMNS = ", ".join(f"dossier.{name}" for name in _NAMES)
_INSTANTS = frozenset(
    index for index, field in enumerate(fields(DossierLine)) if field.type in (datetime, datetime | None)
)
_FLAGS = frozenset(index for index, field in enumerate(fields(DossierLine)) if field.type is bool)
_DAY = _NAMES.index("in_force_from")


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[DossierLine, ...]
    total: int
    page: int
    """From 1."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person has in hand."""

    person: str | None
    """None: not assigned to anybody by name."""
    role: str
    open: int
    overdue: int
    due_soon: int


def by_id(session: Session, scope: Scope, dossier: str) -> DossierLine | None:
    return _first(session, scope, "dossier.id = ?", (dossier,))


def by_reference(session: Session, scope: Scope, reference: str) -> DossierLine | None:
    return _first(session, scope, "dossier.reference = ? AND dossier.reference <> ''", (reference.strip(),))


def look_up(session: Session, reference: str, secret: str) -> DossierLine | None:
    """The public look-up: code and the secret printed on the receipt; None unless both are right.

    The comparison takes as long for an unknown code as for a wrong secret.
    """
    found = session.row(
        "SELECT id, secret_hash FROM dossier WHERE reference = ? AND reference <> ''", (reference.strip(),)
    )
    key, kept = found if found is not None else ("", "")
    right = hmac.compare_digest(secret_hash(key, secret), kept or "-")
    return by_id(session, Scope(None), key) if right and kept else None


def counts(session: Session) -> tuple[int, int]:
    """How many dossiers are open, and how many there are."""
    opened = session.value("SELECT COUNT(*) FROM dossier WHERE is_open")
    return int(opened), int(session.value("SELECT COUNT(*) FROM dossier"))


def inbox(session: Session, scope: Scope, actor: Actor, at: datetime, *, limit: int = 500) -> list[DossierLine]:
    """Steps that are this actor's to do: by role in their unit, and by name where assigned. First due first.

    Dossiers that wait for the applicant come last; `at` decides nothing here, it is the caller's for standings.
    """
    roles = tuple(sorted(role.value for role in roles_of(actor)))
    if not roles:
        return []
    where, values = scope.clause()
    people = tuple({actor.person, actor.stands_for or actor.person})
    return _lines(
        session,
        f"step_unit = ? AND step_role IN ({marks(len(roles))})"
        f" AND (assignee IS NULL OR assignee IN ({marks(len(people))})) AND {where}"
        " ORDER BY due_sort, received_at LIMIT ?",
        (actor.unit, *roles, *people, *values, limit),
    )


def handled(session: Session, scope: Scope, *, limit: int = 200) -> list[DossierLine]:
    """Open ones that went on to the desk while nobody has released their result yet; first due first.

    A procedure may give the desk a handling step as well: the caller compares `step` with the declared result step.
    """
    where, values = scope.clause()
    return _lines(
        session,
        f"is_open AND stage = 'handling' AND step_role = 'desk' AND NOT stopped AND {where} ORDER BY due_sort LIMIT ?",
        (*values, limit),
    )


def listing(session: Session, scope: Scope, chosen: Filter, *, page: int = 1) -> Page:
    """A page of the list: open ones first due first, then closed ones, the latest first."""
    where, values = where_of(scope, chosen)
    counted = session.rows(f"SELECT is_open, count(*) FROM dossier WHERE {where} GROUP BY is_open", values)
    sizes = {bool(row[0]): int(row[1]) for row in counted}
    still_open, start = sizes.get(True, 0), (page - 1) * PAGE
    lines: list[DossierLine] = []
    if start < still_open:
        # One index gives each half its order; together they would be sorted anew for every page.
        lines = _lines(session, f"is_open AND {where} ORDER BY due_sort, id LIMIT ? OFFSET ?", (*values, PAGE, start))
    if len(lines) < PAGE and sizes.get(False):
        lines += _lines(
            session,
            f"NOT is_open AND {where} ORDER BY registered_at DESC, id LIMIT ? OFFSET ?",
            (*values, PAGE - len(lines), max(0, start - still_open)),
        )
    return Page(tuple(lines), sum(sizes.values()), page)


def everything(session: Session, scope: Scope, chosen: Filter) -> list[DossierLine]:
    """The whole list without pages, oldest receipt first: for registers and spreadsheets."""
    where, values = where_of(scope, chosen)
    return _lines(session, f"{where} ORDER BY COALESCE(received_at, registered_at), reference, id", values)


def search(session: Session, scope: Scope, words: str, *, limit: int = PAGE) -> list[DossierLine]:
    """By reference, names without diacritics (hoà as hòa), procedure code, or a whole identifier. Open ones first."""
    where, values = where_of(scope, Filter(words=words))
    return _lines(session, f"{where} ORDER BY is_open DESC, due_sort, registered_at DESC LIMIT ?", (*values, limit))


def overdue(session: Session, scope: Scope, at: datetime, *, limit: int = 1_000) -> list[DossierLine]:
    """Open and past the due instant, longest first."""
    return open_due(session, scope, until=at, limit=limit, including=False)


def open_due(
    session: Session,
    scope: Scope,
    *,
    since: datetime | None = None,
    until: datetime,
    limit: int = 1_000,
    including: bool = True,
) -> list[DossierLine]:
    """Open ones due from `since` (included) up to `until`, first due first."""
    where, values = scope.clause()
    lower = instant_text(since) if since is not None else ""
    return _lines(
        session,
        f"is_open AND due_sort >= ? AND due_sort {'<=' if including else '<'} ? AND {where} ORDER BY due_sort LIMIT ?",
        (lower, instant_text(until), *values, limit),
    )


def count_due(session: Session, scope: Scope, bounds: Sequence[datetime]) -> list[int]:
    """How many open ones are due in each interval (bounds[i], bounds[i + 1]]; one fewer than `bounds`."""
    where, values = scope.clause()
    counts = []
    for after, until in pairwise(bounds):
        found = session.value(
            f"SELECT count(*) FROM dossier WHERE is_open AND due_sort > ? AND due_sort <= ? AND {where}",
            (instant_text(after), instant_text(until), *values),
        )
        counts.append(int(found))
    return counts


def count_by_standing(session: Session, scope: Scope, at: datetime) -> dict[Standing, int]:
    """Open dossiers by how they stand at `at`."""
    where, values = scope.clause()
    now = instant_text(at)
    found = session.row(
        "SELECT COUNT(*),"
        " SUM(CASE WHEN due_sort < ? THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN due_sort >= ? AND soon_from <= ? THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN due_at IS NULL AND stopped THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN due_at IS NULL AND NOT stopped THEN 1 ELSE 0 END)"
        f" FROM dossier WHERE is_open AND {where}",
        (now, now, now, *values),
    )
    all_of, late, soon, stopped, without = (int(one or 0) for one in found or (0,) * 5)
    return {
        Standing.OVERDUE: late,
        Standing.DUE_SOON: soon,
        Standing.STOPPED: stopped,
        Standing.NO_DEADLINE: without,
        Standing.ON_TIME: all_of - late - soon - stopped - without,
    }


def count_step_late(session: Session, scope: Scope, at: datetime) -> int:
    """Open ones whose step is past its own limit while the dossier is not (chậm tiến độ)."""
    where, values = scope.clause()
    now = instant_text(at)
    found = session.value(
        f"SELECT COUNT(*) FROM dossier WHERE is_open AND step_due < ? AND due_sort >= ? AND NOT stopped AND {where}",
        (now, now, *values),
    )
    return int(found or 0)


def workload(session: Session, scope: Scope, at: datetime) -> list[Load]:
    """Open steps per person and role, the most first."""
    where, values = scope.clause()
    now = instant_text(at)
    found = session.rows(
        "SELECT assignee, step_role, count(*), SUM(CASE WHEN due_sort < ? THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN due_sort >= ? AND soon_from <= ? THEN 1 ELSE 0 END) FROM dossier"
        f" WHERE is_open AND step_role IS NOT NULL AND {where} GROUP BY assignee, step_role ORDER BY 3 DESC, 1, 2",
        (now, now, now, *values),
    )
    return [Load(row[0], row[1], int(row[2]), int(row[3] or 0), int(row[4] or 0)) for row in found]


def next_due(session: Session, scope: Scope, at: datetime) -> datetime | None:
    """The next instant after `at` at which an open dossier of the scope falls due."""
    where, values = scope.clause()
    found = session.value(
        f"SELECT MIN(due_sort) FROM dossier WHERE is_open AND due_sort > ? AND due_sort < ? AND {where}",
        (instant_text(at), FAR, *values),
    )
    return None if found is None else instant_of(found)


def _first(session: Session, scope: Scope, where: str, values: Sequence[Any]) -> DossierLine | None:
    clause, scoped = scope.clause()
    found = _lines(session, f"{where} AND {clause}", (*values, *scoped))
    return found[0] if found else None


def _lines(session: Session, where: str, values: Sequence[Any]) -> list[DossierLine]:
    return [line_of(row) for row in session.rows(f"SELECT {_COLUMNS} FROM dossier WHERE {where}", values)]


def line_of(row: Row) -> DossierLine:
    read = list(row)
    for index in _INSTANTS:
        if read[index] is not None:
            read[index] = instant_of(read[index])
    for index in _FLAGS:
        read[index] = bool(read[index])
    read[_DAY] = date.fromisoformat(read[_DAY])
    return DossierLine(**dict(zip(_NAMES, read, strict=True)))
