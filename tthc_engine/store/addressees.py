"""Whom an alert to a role reaches on a given day: those who hold it, those who stand in, and somebody in any case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import delegations, offices, people
from tthc_engine.store.people import HANOI, SEE_BELOW
from tthc_engine.store.sql import Session

SIGNING = (Role.APPROVER, Role.DIRECTOR)
"""Whose alerts are about something to decide and to sign."""
ABOVE: tuple[Role, ...] = (Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD)
"""Who hears of it, the first that there is, where nobody holds the role that should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    person: str
    why: str
    """`assigned`, `role`, `instead`, `unassigned` (the supervisor, of work that nobody was given), `signs` or `nobody`.

    `signs`: by a delegation of that day they sign what the role would.
    """
    whose: str = ""
    """Whose work it is, for `instead`."""
    away: bool = False
    """Somebody else is told instead; this person finds it when they are back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Where a dossier's current step lies."""

    role: str | None
    assignee: str | None


def addressees(session: Session, role: Role, unit: str, work: Work, *, at: datetime) -> tuple[Addressee, ...]:
    """Everybody told, each once; empty only where the unit and those above it have nobody at all.

    A step's alert goes to whom the dossier was given; given to no handler although several could have it, the
    supervisor hears as well. Who sees below is sought in the unit, then in the nearest unit above.
    """
    holders = _holders(session, role, unit, at)
    found: list[Addressee] = []
    if work.role == role.value and work.assignee in holders:
        found = [Addressee(person=str(work.assignee), why="assigned")]
    else:
        found = [Addressee(person=one, why="role") for one in holders]
        if not holders:
            found = [Addressee(person=one, why="nobody") for one in _somebody(session, unit, at)]
        elif role is Role.HANDLER and work.role == role.value and len(holders) > 1:
            found += [Addressee(person=one, why="unassigned") for one in _holders(session, Role.SUPERVISOR, unit, at)]
    if role in SIGNING:
        found += [Addressee(person=one, why="signs") for one in _delegates(session, unit, at)]
    return _once(_with_substitutes(session, found, at))


def _delegates(session: Session, unit: str, at: datetime) -> Sequence[str]:
    """Who signs letters of lateness in this unit by a delegation of that day, whatever position they hold."""
    day = at.astimezone(HANOI).date()
    held = [one for one in delegations.on_day(session, day) if one.unit == unit and one.holds(LetterKind.APOLOGY, day)]
    return sorted({one.person for one in held})


def named(session: Session, person: str, *, at: datetime) -> tuple[Addressee, ...]:
    """One person to whom the thing belongs, and whoever stands in for them."""
    return _once(_with_substitutes(session, [Addressee(person=person, why="assigned")], at))


def _holders(session: Session, role: Role, unit: str, at: datetime) -> Sequence[str]:
    for where in _upwards(session, unit) if role in SEE_BELOW else (unit,):
        if held := sorted({one.person for one in people.positions(session, at, unit=where, role=role)}):
            return held
    return ()


def _somebody(session: Session, unit: str, at: datetime) -> Sequence[str]:
    for role in ABOVE:
        if held := _holders(session, role, unit, at):
            return held
    return ()


def _upwards(session: Session, unit: str) -> Iterable[str]:
    """The unit, its parent, and so on."""
    seen: list[str] = []
    here: str | None = unit
    while here is not None and here not in seen:
        seen.append(here)
        found = offices.unit(session, here)
        here = found.parent if found is not None else None
    return seen


def _with_substitutes(session: Session, found: Sequence[Addressee], at: datetime) -> list[Addressee]:
    told: list[Addressee] = []
    for one in found:
        present = people.present_for(session, one.person, at)
        away = bool(present)
        told.append(Addressee(person=one.person, why=one.why, away=away))
        told += [Addressee(person=other, why="instead", whose=one.person) for other in present]
    return told


def _once(found: Iterable[Addressee]) -> tuple[Addressee, ...]:
    """One line a person: who is told in their own right, or at all, is not told a second time."""
    kept: dict[str, Addressee] = {}
    for one in found:
        known = kept.get(one.person)
        if known is None or (known.away and not one.away):
            kept[one.person] = one
    return tuple(kept.values())
