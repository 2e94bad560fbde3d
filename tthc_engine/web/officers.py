"""The officer behind a session: person, position and unit as the database knows them at this instant."""

from collections.abc import Callable
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.people import Actor
from tthc_engine.store import offices, people
from tthc_engine.store.sql import Session
from tthc_engine.web.access import Officer


def officer_called(app: App, username: str, at: datetime, *, opened: Callable[[str], bool]) -> Officer | None:
    """Who `username` is at `at`; None when the account is closed or holds no position that day.

    `opened` tells whether the session was opened with the password whose hash it is given.
    """
    with app.read() as session:
        account = people.account(session, username)
        if account is None or not may_sign_in(app, account) or not opened(account.password_hash):
            return None
        actor = people.actor(session, account.person, at)
        person = people.person(session, account.person)
        if actor is None or person is None:
            return None
        unit = offices.unit(session, actor.unit)
    return Officer(
        username=username,
        person=person.id,
        name=person.name,
        title=person.title,
        unit_name=unit.name if unit else actor.unit,
        actor=actor,
    )


def may_sign_in(app: App, account: people.Account) -> bool:
    """Whether the account is open; the demo's accounts, whose password is printed, open nothing outside the demo."""
    return account.active and (app.settings.demo or not account.demo)


def stand_ins(session: Session, officer: Officer, at: datetime) -> list[Actor]:
    """As whom else the officer may act now: one actor for each absent colleague."""
    return people.substitute_actors(session, officer.person, at)


def acting_for(session: Session, officer: Officer, at: datetime, *, absent: str | None) -> Actor:
    """The officer as themselves, or in the place of `absent` where a substitution says so."""
    if not absent or absent == officer.person:
        return officer.actor
    for actor in stand_ins(session, officer, at):
        if actor.stands_for == absent:
            return actor
    return officer.actor
