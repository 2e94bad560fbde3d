"""The officer behind a session: person, position and unit as the database knows them at this instant."""

from datetime import datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain.people import Actor
from tthc_engine.store import doors, offices, people
from tthc_engine.store.doors import Opened
from tthc_engine.store.sql import Session as Rows
from tthc_engine.web.access import SESSION_SECONDS, Officer, Session, Sessions


def officer_called(app: App, username: str, at: datetime) -> Officer | None:
    """Who `username` is at `at`; None when the account is closed or holds no position that day."""
    with app.read() as session:
        account = people.account(session, username)
        return None if account is None else _officer(app, session, account, at)


def officer_of(app: App, sessions: Sessions, known: Session, at: datetime) -> Officer | None:
    """Whose session it is at `at`. None when it was never opened, has ended, ran out, or knew an older password."""
    with app.read() as session:
        found = doors.opened(session, known.mark, since=oldest(app))
        account = people.account(session, found.username) if found is not None else None
        if found is None or account is None or sessions.seal(account.password_hash) != found.seal:
            return None
        return _officer(app, session, account, at)


def _officer(app: App, session: Rows, account: people.Account, at: datetime) -> Officer | None:
    if not may_sign_in(app, account):
        return None
    actor = people.actor(session, account.person, at)
    person = people.person(session, account.person)
    if actor is None or person is None:
        return None
    unit = offices.unit(session, actor.unit)
    return Officer(
        username=account.username,
        person=person.id,
        name=person.name,
        title=person.title,
        unit_name=unit.name if unit else actor.unit,
        actor=actor,
    )


def open_session(app: App, sessions: Sessions, username: str, *, password_hash: str) -> Session:
    """A new session of the account, with a number that nobody has seen before."""
    made = sessions.begin()
    one = Opened(mark=made.mark, username=username, seal=sessions.seal(password_hash), opened_at=app.wall())
    with app.transaction() as session:
        doors.forget_sessions(session, before=oldest(app))
        doors.open_session(session, one)
    return made


def end_session(app: App, known: Session) -> None:
    """Sign this one session out: a copy of its cookie opens nothing from now on; the account's other screens stay."""
    with app.transaction() as session:
        doors.end_session(session, known.mark)


def oldest(app: App) -> datetime:
    """When the oldest session that may still be open was opened."""
    return app.wall() - timedelta(seconds=SESSION_SECONDS)


def may_sign_in(app: App, account: people.Account) -> bool:
    """Whether the account is open; the demo's accounts, whose password is printed, open nothing outside the demo."""
    return account.active and (app.settings.demo or not account.demo)


def stand_ins(session: Rows, officer: Officer, at: datetime) -> list[Actor]:
    """As whom else the officer may act now: one actor for each absent colleague."""
    return people.substitute_actors(session, officer.person, at)


def acting_for(session: Rows, officer: Officer, at: datetime, *, absent: str | None) -> Actor:
    """The officer as themselves, or in the place of `absent` where a substitution says so."""
    if not absent or absent == officer.person:
        return officer.actor
    for actor in stand_ins(session, officer, at):
        if actor.stands_for == absent:
            return actor
    return officer.actor
