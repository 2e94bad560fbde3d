"""The office as one text: taken out for a copy or another machine, and people brought in from a list.

The text is the very one that `tthc init --file` and `tthc people add` read. It holds no password.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.store.people import Person
from tthc_engine.store.sql import Session
from tthc_engine.work.house import staff, units
from tthc_engine.work.house.staff import HELD, Member, Newcomer

_OFFICE = (
    *("agency", "agency_parent", "onestop", "place", "address", "phone", "website"),
    *("symbol_suffix", "own_rules", "online_procedures", "code_pattern", "explanation_to", "head_title"),
)


def described(session: Session, by: Actor, on: date) -> str:
    """Units, offices with their hours and people of the house as they are on that day, as YAML."""
    house = units.house(session, by)
    told: list[dict[str, Any]] = []
    for one in house:
        unit: dict[str, Any] = {"id": one.unit.id, "code": one.unit.code, "name": one.unit.name}
        unit |= {"parent": one.unit.parent, "voluntary": one.unit.voluntary, "decision": one.unit.decision}
        said: dict[str, Any] = {"unit": {name: value for name, value in unit.items() if value}}
        if one.office is not None:
            facts = one.office.facts.model_dump(mode="json")
            said |= {name: facts[name] for name in _OFFICE if facts.get(name)}
            said["week"] = facts["week"]
            said["receive_only"] = facts["receive_only"]
        said["people"] = [_person(member, one.unit.id, on) for member in _of(session, one.unit.id, on)]
        told.append(said)
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)


def _of(session: Session, unit: str, on: date) -> list[Member]:
    return [one for one in staff.staff(session, [unit]) if any(_holds(post, unit, on) for post in one.positions)]


def _person(one: Member, unit: str, on: date) -> dict[str, Any]:
    held = [post for post in one.positions if _holds(post, unit, on)]
    said: dict[str, Any] = {"key": one.person.id, "name": one.person.name, "title": one.person.title}
    said |= {"roles": [post.role.value for post in held]}
    said |= {"username": one.account.username if one.account else "", "email": one.person.email}
    said |= {"phone": one.person.phone, "signs": [list(pair) for post in held for pair in post.signs]}
    return {name: value for name, value in said.items() if value}


def _holds(post: people.Position, unit: str, on: date) -> bool:
    return post.unit == unit and post.valid_from <= on and (post.valid_until is None or post.valid_until >= on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of a list and what became of them."""

    number: int
    key: str
    name: str
    refused: Refusal | str = ""
    """Empty: taken on."""


class Unreadable(ValueError):
    """The list cannot be understood at all; the text says where."""


def wanted(text: str) -> list[dict[str, Any]]:
    """The people of a list, or of an office's text. Raises Unreadable."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from error
    if isinstance(found, dict):
        found = found.get("people")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable("people: […]")
    return found


def bring_in(
    app: App, by: Actor, unit: str, listed: Sequence[dict[str, Any]], *, hashes: Sequence[str], at: datetime
) -> list[Line]:
    """Take each on from today, each in its own transaction; one that is refused does not stop the others.

    `hashes` are the hashes of their first passwords, in the list's order.
    """
    today = at.astimezone(people.HANOI).date()
    done = []
    for number, (one, hashed) in enumerate(zip(listed, hashes, strict=True), start=1):
        key, name = str(one.get("key", "")), str(one.get("name", "")).strip()
        roles = tuple(role for role in HELD if role.value in _texts(one.get("roles")))
        odd = _odd(one, roles)
        if odd or not name:
            done.append(Line(number=number, key=key, name=name, refused=odd or "name"))
            continue
        person = Person(
            id=key,
            name=name,
            title=str(one.get("title", "")),
            email=str(one.get("email", "")),
            phone=str(one.get("phone", "")),
        )
        comer = Newcomer(
            person=person,
            username=str(one.get("username") or key).casefold(),
            password_hash=hashed,
            unit=unit,
            roles=roles,
            since=today,
        )
        try:
            staff.employ(app, by, comer, at=at)
        except Refusal as refusal:
            done.append(Line(number=number, key=key, name=name, refused=refusal))
        else:
            done.append(Line(number=number, key=key, name=name))
    return done


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _odd(one: dict[str, Any], roles: tuple[Role, ...]) -> str:
    """A role that nobody can hold, or none at all."""
    unknown = set(_texts(one.get("roles", []))) - {role.value for role in roles}
    return ", ".join(sorted(unknown)) if unknown else "" if roles else "roles"
