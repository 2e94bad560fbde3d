"""The demo's accounts beside its sign-in form, so that a newcomer starts at once."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, people
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages

_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    username: str
    name: str
    title: str
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAccounts:
    unit: str
    accounts: tuple[DemoAccount, ...]


def demo_accounts(session: Session, at: datetime, _: Messages) -> list[UnitAccounts]:
    """The open accounts of the demo by unit; in each, the desk first and whoever keeps the house last."""
    shown: dict[str, list[tuple[int, DemoAccount]]] = {}
    for account in people.accounts(session):
        actor, person = people.actor(session, account.person, at), people.person(session, account.person)
        if not (account.demo and account.active) or actor is None or person is None:
            continue
        roles = sorted(actor.roles, key=_ORDER.index)
        one = DemoAccount(
            username=account.username,
            name=person.name,
            title=person.title,
            roles=wording.role_names(_, roles),
        )
        shown.setdefault(actor.unit, []).append((_ORDER.index(roles[0]), one))
    found = []
    for unit, accounts in shown.items():
        node = offices.unit(session, unit)
        listed = sorted(accounts, key=lambda one: (one[0], one[1].username))
        found.append(UnitAccounts(unit=node.name if node else unit, accounts=tuple(one for _place, one in listed)))
    return sorted(found, key=lambda one: one.unit)
