"""Reading the dossier list: worklists, boards, search, look-up. Rows are a projection; `projection.py` writes them."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tthc_engine.domain.decide.matter import roles_of
from tthc_engine.domain.people import Actor
from tthc_engine.domain.standing import Standing, open_standing
from tthc_engine.store import search_keys
from tthc_engine.store.columns import FAR, instant_of, instant_text
from tthc_engine.store.filters import Filter as Filter
from tthc_engine.store.filters import where_of
from tthc_engine.store.people import Scope
from tthc_engine.store.projection import secret_hash
from tthc_engine.store.sql import Row, Session, marks

PAGE = 50
COUNTED = 5_000
"""Closed dossiers are counted so far: nobody reads on to the hundredth page, and nobody needs the number."""
FOUND = 1_000
"""What typed words find is counted so far."""
_MARK = "~"


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
    """Counted no further than `COUNTED` closed ones, or `FOUND` of a search."""
    page: int
    """From 1."""
    more: bool = False
    """There are more than `total`."""
    after: str = ""
    """Where the next page begins (`listing`); empty on the last."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def by_id(session: Session, scope: Scope, dossier: str) -> DossierLine | None:
    return _first(session, scope, "dossier.id = ?", (dossier,))


def by_ids(session: Session, scope: Scope, several: Collection[str]) -> dict[str, DossierLine]:
    """Those of them that are in the scope, in one read."""
    if not several:
        return {}
    clause, scoped = scope.clause()
    found = _lines(session, f"dossier.id IN ({marks(len(several))}) AND {clause}", (*several, *scoped))
    return {one.id: one for one in found}


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


def inbox(session: Session, scope: Scope, actor: Actor, at: datetime, *, limit: int = 500) -> list[DossierLine]:
    """Steps that are this actor's to do: by role in their unit, and by name where assigned. First due first.

    Dossiers that wait for the applicant come last; `at` decides nothing here, it is the caller's for standings.
    """
    roles = tuple(sorted(role.value for role in roles_of(actor)))
    if not roles:
        return []
    where, values = scope.clause()
    whose = [("IS NULL", ()), *(("= ?", (one,)) for one in {actor.person, actor.stands_for or actor.person})]
    # Role by role and person by person: each part is read in the order of one index, all together would be sorted.
    found = [
        line
        for role in roles
        for is_theirs, who in whose
        for line in _lines(
            session,
            f"step_unit = ? AND step_role = ? AND assignee {is_theirs} AND {where}"
            " ORDER BY due_sort, received_at LIMIT ?",
            (actor.unit, role, *who, *values, limit),
        )
    ]
    return sorted(found, key=_first_due)[:limit]


def _first_due(line: DossierLine) -> tuple[str, str]:
    return _due_sort(line), instant_text(line.received_at or line.registered_at)


def _due_sort(line: DossierLine) -> str:
    """As its row is sorted by: what has no date comes last."""
    return FAR if line.due_at is None else instant_text(line.due_at)


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


def listing(session: Session, scope: Scope, chosen: Filter, *, page: int = 1, after: str = "") -> Page:
    """A page of the list: open ones first due first, then closed ones, the latest first.

    Args:
        page: from 1; pages far down the list cost what lies before them, unless `after` says where they begin.
        after: the `Page.after` of the page before; unknown text begins anew.
    """
    where, values = _where(session, scope, chosen)
    place = _Place.read(after)
    start = 0 if place is not None else (page - 1) * PAGE
    if not chosen.words.strip():
        still_open, closed = _counted(session, scope, chosen)
        more = closed > COUNTED
    else:
        # A page beyond is asked for by its number alone: where it begins must be known exactly.
        most = FOUND if start < FOUND else None
        still_open, closed = _matching(session, chosen, where, values, most)
        more = most is not None and still_open + closed > most
    lines: list[DossierLine] = []
    if still_open and start < still_open and (place is None or place.is_open):
        # One index gives each half its order; together they would be sorted anew for every page.
        lines = _half(session, where, values, place, is_open=True, start=start, limit=PAGE + 1)
    if len(lines) <= PAGE and (closed or more):
        begun = place if place is not None and not place.is_open else None
        skipped = 0 if place is not None else max(0, start - still_open)
        lines += _half(session, where, values, begun, is_open=False, start=skipped, limit=PAGE + 1 - len(lines))
    shown, further = tuple(lines[:PAGE]), len(lines) > PAGE
    return Page(
        shown,
        still_open + closed - more,
        page,
        more=more,
        after=_Place.of(shown[-1]).text() if further else "",
    )


def _counted(session: Session, scope: Scope, chosen: Filter) -> tuple[int, int]:
    """How many are open, and how many closed, these no further than `COUNTED` and one: each half of the scope along its
    index."""
    still_open = closed = 0
    for half in scope.halves():
        sql, values = where_of(scope, chosen, half=half)
        if chosen.open_only is not False:
            still_open += int(session.value(f"SELECT COUNT(*) FROM dossier WHERE is_open AND {sql}", values))
        # Asked for closed ones among those that are open, a database reads every row to find none.
        if chosen.open_only is not True:
            first_ones = f"SELECT 1 FROM dossier WHERE NOT is_open AND {sql} LIMIT {COUNTED + 1}"
            closed += int(session.value(f"SELECT COUNT(*) FROM ({first_ones}) AS counted", values))
    return still_open, min(closed, COUNTED + 1)


def _matching(session: Session, chosen: Filter, where: str, values: Sequence[Any], most: int | None) -> tuple[int, int]:
    """The same where words were typed: both no further than `most` and one, for each row is read to be compared."""
    counts: list[int] = []
    for is_open, half in ((True, "is_open"), (False, "NOT is_open")):
        if chosen.open_only is (not is_open):
            counts.append(0)
            continue
        limit = "" if most is None else f" LIMIT {max(0, most + 1 - sum(counts))}"
        found = f"SELECT COUNT(*) FROM (SELECT 1 FROM dossier WHERE {half} AND {where}{limit}) AS counted"
        counts.append(int(session.value(found, values)))
    return counts[0], counts[1]


@dataclass(frozen=True, slots=True)
class _Place:
    """Behind which line of the list a page begins."""

    is_open: bool
    sorted_by: str
    id: str

    @classmethod
    def of(cls, line: DossierLine) -> "_Place":
        if not line.is_open:
            return cls(False, instant_text(line.registered_at), line.id)
        return cls(True, _due_sort(line), line.id)

    @classmethod
    def read(cls, text: str) -> "_Place | None":
        half, _, rest = text.partition(_MARK)
        sorted_by, _, key = rest.partition(_MARK)
        return cls(half == "1", sorted_by, key) if half in ("0", "1") and sorted_by and key else None

    def text(self) -> str:
        return _MARK.join(("1" if self.is_open else "0", self.sorted_by, self.id))


def _half(
    session: Session,
    where: str,
    values: Sequence[Any],
    place: _Place | None,
    *,
    is_open: bool,
    start: int,
    limit: int,
) -> list[DossierLine]:
    column, beyond, order = ("due_sort", ">", "ASC") if is_open else ("registered_at", "<", "DESC")
    sql, more = f"{'is_open' if is_open else 'NOT is_open'} AND {where}", [*values]
    if place is not None:
        sql += f" AND (dossier.{column}, dossier.id) {beyond} (?, ?)"
        more += [place.sorted_by, place.id]
    order_by = f"ORDER BY dossier.{column} {order}, dossier.id {order} LIMIT ? OFFSET ?"
    return _lines(session, f"{sql} {order_by}", (*more, limit, start))


def _where(session: Session, scope: Scope, chosen: Filter) -> tuple[str, list[Any]]:
    """What is chosen within the scope; typed words by the index where one of them is rare."""
    where, values = where_of(scope, chosen)
    found = search_keys.narrowed(session, chosen.words) if chosen.words.strip() else None
    return (where, values) if found is None else (f"{found[0]} AND {where}", [*found[1], *values])


def everything(session: Session, scope: Scope, chosen: Filter) -> list[DossierLine]:
    """The whole list without pages, oldest receipt first: for registers and spreadsheets."""
    where, values = _where(session, scope, chosen)
    return _lines(session, f"{where} ORDER BY COALESCE(received_at, registered_at), reference, id", values)


def search(session: Session, scope: Scope, words: str, *, limit: int = PAGE) -> list[DossierLine]:
    """By reference, names without diacritics (hoà as hòa), procedure code, or a whole identifier. Open ones first."""
    where, values = _where(session, scope, Filter(words=words))
    return _lines(session, f"{where} ORDER BY is_open DESC, due_sort, registered_at DESC LIMIT ?", (*values, limit))


def overdue(session: Session, scope: Scope, at: datetime, *, limit: int = 1_000) -> list[DossierLine]:
    """Open here and past the due instant, longest first; what another system handles is late there."""
    where, values = scope.clause()
    return _lines(
        session,
        f"is_open AND due_sort < ? AND stage <> 'followed' AND {where} ORDER BY due_sort LIMIT ?",
        (instant_text(at), *values, limit),
    )


def open_due(
    session: Session,
    scope: Scope,
    *,
    since: datetime | None = None,
    until: datetime,
    limit: int = 1_000,
) -> list[DossierLine]:
    """Open ones due from `since` (included) up to `until`, first due first."""
    where, values = scope.clause()
    lower = instant_text(since) if since is not None else ""
    return _lines(
        session,
        f"is_open AND due_sort >= ? AND due_sort <= ? AND {where} ORDER BY due_sort LIMIT ?",
        (lower, instant_text(until), *values, limit),
    )


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
