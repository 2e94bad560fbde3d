"""People of the house after it was set up: who comes, which roles they hold from when until when, and their accounts.

Nothing is removed: a role ends on a day, an account is closed, and whoever acted stays in the log by name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import EndNotLater, KeyTaken, KeyWrong, NotYourUnit, UnknownPerson
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import doors, offices, people
from tthc_engine.store.people import HANOI, Account, Person, Position
from tthc_engine.store.sql import Session
from tthc_engine.work.house.units import check_keeper

HELD = tuple(role for role in Role if role not in (Role.APPLICANT, Role.CLOCK))
"""Roles that somebody can hold."""
KEY = re.compile(r"[a-z][a-z0-9._-]{1,40}")
"""Of a person: it stands in the log for ever, and is never a name's or an identifier's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the house: what they hold and held, and how they sign in."""

    person: Person
    positions: tuple[Position, ...]
    """All of them, ended ones and those to come included; the newest first."""
    account: Account | None


def staff(session: Session, units: Iterable[str]) -> list[Member]:
    """Everybody who holds, held or will hold a role in `units`, by name."""
    wanted = set(units)
    keys = {key for unit in wanted for key in people.staff(session, unit)}
    accounts = {one.person: one for one in people.accounts(session)}
    named = people.names(session, keys)
    return sorted(
        (Member(person=named[key], positions=_held(session, key), account=accounts.get(key)) for key in named),
        key=lambda one: (one.person.name.split()[-1], one.person.name),
    )


def member(session: Session, by: Actor, key: str) -> Member:
    """Raises NotYourRole, NotYourUnit, UnknownPerson."""
    person = people.person(session, key)
    if person is None:
        raise UnknownPerson(person=key)
    held = _held(session, key)
    if not held or offices.below(session, by.unit).isdisjoint(one.unit for one in held):
        raise NotYourUnit
    check_keeper(session, by, by.unit)
    account = next((one for one in people.accounts(session) if one.person == key), None)
    return Member(person=person, positions=held, account=account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    person: Person
    username: str
    password_hash: str
    unit: str
    roles: tuple[Role, ...]
    since: date
    signs: tuple[tuple[str, str], ...] = ()
    """In whose right they sign (an authority and of whom), with each of the roles."""


def employ(app: App, by: Actor, one: Newcomer, *, at: datetime) -> None:
    """Somebody new, by whoever keeps the unit. Raises NotYourUnit, KeyTaken, KeyWrong."""
    with app.transaction() as session:
        check_keeper(session, by, one.unit)
        take_on(session, one, by=by.person, at=at, demo=app.settings.demo)


def take_on(session: Session, one: Newcomer, *, by: str, at: datetime, demo: bool = False) -> None:
    """A person, their roles from a day, their account, and the record of it: the one way by which people come.

    Raises KeyWrong, KeyTaken (of the person or of the user name).
    """
    if KEY.fullmatch(one.person.id) is None:
        raise KeyWrong(key=one.person.id)
    if people.person(session, one.person.id) is not None:
        raise KeyTaken(key=one.person.id)
    if people.account(session, one.username) is not None:
        raise KeyTaken(key=one.username)
    people.put_person(session, one.person)
    said = {"person": one.person.id, "name": one.person.name, "username": one.username}
    offices.audit(session, one.unit, kind="person_employed", by=by, at=at, payload=said)
    for role in one.roles:
        post = Position(person=one.person.id, role=role, unit=one.unit, valid_from=one.since, signs=one.signs)
        people.put_position(session, post, by=by, at=at)
    account = Account(
        username=one.username, person=one.person.id, password_hash=one.password_hash, active=True, demo=demo
    )
    people.put_account(session, account)


def change_person(app: App, by: Actor, changed: Person, *, at: datetime) -> None:
    """Name, title and contact; letters already issued keep what they said. Raises NotYourUnit, UnknownPerson."""
    with app.transaction() as session:
        known = member(session, by, changed.id)
        if changed == known.person:
            return
        people.put_person(session, changed)
        said = {"person": changed.id, "name": changed.name, "title": changed.title}
        _audit(session, known, "person_changed", by, at, said)


def give_role(app: App, by: Actor, post: Position, *, at: datetime) -> None:
    """A role in a unit of the house from a day, perhaps until one. Raises NotYourUnit, UnknownPerson, EndNotLater."""
    if post.valid_until is not None and post.valid_until < post.valid_from:
        raise EndNotLater(until=post.valid_until, than=post.valid_from)
    with app.transaction() as session:
        member(session, by, post.person)
        check_keeper(session, by, post.unit)
        people.put_position(session, post, by=by.person, at=at)


def end_role(app: App, by: Actor, post: Position, *, last: date, at: datetime) -> None:
    """The last day on which the role is held. Raises NotYourUnit, UnknownPerson, EndNotLater."""
    if last < post.valid_from:
        raise EndNotLater(until=last, than=post.valid_from)
    with app.transaction() as session:
        known = member(session, by, post.person)
        if post not in known.positions:
            raise UnknownPerson(person=post.person)
        check_keeper(session, by, post.unit)
        people.put_position(session, replace(post, valid_until=last), by=by.person, at=at)


def set_password(app: App, by: Actor, key: str, *, password_hash: str, at: datetime) -> None:
    """A new password for somebody who forgot theirs; every session of theirs ends. Raises as `member` does."""
    with app.transaction() as session:
        known = _only_ours(session, by, member(session, by, key), at)
        account = _account(known)
        people.put_account(session, replace(account, password_hash=password_hash))
        doors.end_others(session, account.username)
        _audit(session, known, "password_changed", by, at, {"username": account.username})


def set_open(app: App, by: Actor, key: str, *, active: bool, at: datetime) -> None:
    """Close somebody's account, or open it again. Nobody closes their own. Raises as `member` does."""
    with app.transaction() as session:
        known = _only_ours(session, by, member(session, by, key), at)
        if key == by.person:
            raise UnknownPerson(person=key)
        account = _account(known)
        people.put_account(session, replace(account, active=active))
        if not active:
            doors.end_others(session, account.username)
        kind = "account_opened" if active else "account_closed"
        _audit(session, known, kind, by, at, {"username": account.username})


def _only_ours(session: Session, by: Actor, known: Member, at: datetime) -> Member:
    """Whoever also works outside this house keeps their account, which opens more than it. Raises NotYourUnit."""
    house, today = offices.below(session, by.unit), at.astimezone(HANOI).date()
    if any(one.unit not in house and (one.valid_until is None or one.valid_until >= today) for one in known.positions):
        raise NotYourUnit
    return known


def _account(known: Member) -> Account:
    if known.account is None:
        raise UnknownPerson(person=known.person.id)
    return known.account


def _held(session: Session, key: str) -> tuple[Position, ...]:
    return tuple(people.every_position(session, key))


def _audit(session: Session, known: Member, kind: str, by: Actor, at: datetime, payload: dict[str, str]) -> None:
    units = offices.below(session, by.unit)
    unit = next((one.unit for one in known.positions if one.unit in units), by.unit)
    offices.audit(session, unit, kind=kind, by=by.person, at=at, payload=payload)
