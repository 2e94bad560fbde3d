"""Class lists and groups (hồ sơ theo danh sách): one list handed in, a dossier for each name, one decision for all.

The list is only what the dossiers came in with. Each has its own code, clock, letters and outcome: one that lacks a
paper waits alone, one that is refused leaves the others their decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Accept, IdentityCheck, Party, Payway, Registration, ReleaseResult
from tthc_engine.domain.decide.matter import roles_of
from tthc_engine.domain.errors import AlreadyOnList, NothingRequested, NotYourRole, TextMissing
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import counters, dossiers, idempotency, offices
from tthc_engine.store.dossiers import DossierLine, Filter
from tthc_engine.store.people import HANOI, Scope
from tthc_engine.store.sql import Session
from tthc_engine.work.bulk import Outcome, Told, do_each

_SERIES = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One line of the list: whose dossier it is, and who hands it in where that is not the owner or the school."""

    owner: Party
    submitter: Party | None = None
    relation: str = ""
    checked: IdentityCheck | None = None
    """How the desk made sure of who stands before it: the submitter, or the owner who came alone."""
    paid: Payway | None = None
    money_receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    key: str
    """The list's own code, by which it is printed, found and decided."""
    outcomes: tuple[Outcome, ...]
    """In the list's order; the dossier of a refused line does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One list as the desk sees it."""

    key: str
    name: str
    procedure_name: str
    dossiers: int
    open: int
    received_at: datetime | None


def receive(
    app: App,
    by: Actor,
    registration: Registration,
    names: Sequence[Named],
    *,
    title: str,
    at: datetime,
    received_at: datetime | None = None,
    key: str = "",
    told: Told | None = None,
) -> Received:
    """Accept a dossier for every name of one list, each in its own transaction with its own outcome.

    Args:
        registration: what all have in common; its owner is replaced by each line's, its submitter and relation by
            those of a line that names its own.
        title: what the list is called ("Lớp 5A, năm học 2026-2027").
        key: of the request; sent again it gives the same list and the same dossiers.

    Raises:
        NotYourRole: not the desk. TextMissing: the list has no title. NothingRequested: no name is on it.
    """
    if Role.DESK not in roles_of(by):
        raise NotYourRole(command="accept", allowed=Role.DESK.value)
    if not title.strip():
        raise TextMissing(field="list_name")
    if not names:
        raise NothingRequested
    with app.transaction() as session:
        code = _code(session, by, at=at, key=key)
    twice = _twice(names)
    lines: list[Accept] = []
    for number, one in enumerate(names, start=1):
        about = replace(registration, owner=one.owner, list_key=code, list_name=title.strip())
        about = replace(about, paid=one.paid or about.paid, money_receipt=one.money_receipt or about.money_receipt)
        if one.submitter is not None:
            about = replace(about, submitter=one.submitter, relation=one.relation, submitter_checked=one.checked)
        else:
            about = replace(about, owner_checked=one.checked)
        lines.append(Accept(dossier=f"{code}.{number:03d}", by=by, registration=about, received_at=received_at))
    accepted = iter(
        do_each(app, [line for n, line in enumerate(lines) if n not in twice], at=at, key=key or code, told=told)
    )
    outcomes = [
        Outcome(dossier_id="", refused=AlreadyOnList(name=names[n].owner.name)) if n in twice else next(accepted)
        for n in range(len(lines))
    ]
    return Received(key=code, outcomes=tuple(outcomes))


def _code(session: Session, by: Actor, *, at: datetime, key: str) -> str:
    """The list's code; the same request gets the one it got before."""
    kept = f"list:{by.person}:{key}"
    if key and (first := idempotency.find(session, kept)) is not None:
        return first.dossier_id
    unit = offices.unit(session, by.unit)
    day = at.astimezone(HANOI).date()
    number = counters.take(session, by.unit, _SERIES, day.isoformat())
    code = f"{unit.code if unit is not None else by.unit}-DS{day:%Y%m%d}-{number:02d}"
    if key:
        idempotency.keep(session, kept, idempotency.First(code, 1, 0), at=at)
    return code


def _twice(names: Sequence[Named]) -> set[int]:
    """The places of lines whose owner stands on the list already: matched by identifier only, never by name alone."""
    seen: set[str] = set()
    found: set[int] = set()
    for number, one in enumerate(names):
        identifier = one.owner.identifier.strip()
        if identifier and identifier in seen:
            found.add(number)
        seen.add(identifier)
    return found


def release(
    app: App,
    by: Actor,
    lines: Iterable[DossierLine],
    *,
    result_number: str,
    note: str = "",
    at: datetime,
    key: str = "",
    told: Told | None = None,
) -> list[Outcome]:
    """One decision for the whole list: released for every dossier that is still open, each with its own outcome.

    A dossier of the list that was refused, withdrawn or released before is not touched. Raises TextMissing where the
    decision has no number.
    """
    if not result_number.strip():
        raise TextMissing(field="result_number")
    asked = [
        ReleaseResult(dossier=one.id, by=by, result_number=result_number.strip(), note=note)
        for one in lines
        if one.is_open
    ]
    return do_each(app, asked, at=at, key=key, told=told)


def members(session: Session, scope: Scope, key: str) -> list[DossierLine]:
    """The dossiers of one list in the order of their codes; empty for an unknown list."""
    found = dossiers.everything(session, scope, Filter(list_key=key)) if key else []
    return sorted(found, key=lambda one: one.id)


def overview(session: Session, scope: Scope, *, limit: int = 100) -> list[ListLine]:
    """The lists of the scope, the latest first."""
    where, values = scope.clause()
    found = session.rows(
        "SELECT list_key, MIN(list_name), MIN(procedure_name), COUNT(*), SUM(CASE WHEN is_open THEN 1 ELSE 0 END),"
        f" MIN(received_at) FROM dossier WHERE list_key <> '' AND {where}"
        " GROUP BY list_key ORDER BY MIN(registered_at) DESC, list_key DESC LIMIT ?",
        (*values, limit),
    )
    return [
        ListLine(
            key=row[0],
            name=row[1],
            procedure_name=row[2],
            dossiers=int(row[3]),
            open=int(row[4] or 0),
            received_at=None if row[5] is None else datetime.fromisoformat(row[5]),
        )
        for row in found
    ]
