"""The officer behind a session: person, position and unit as the database knows them at this instant."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain.people import Actor
from tthc_engine.store import meta, offices, people
from tthc_engine.store.sql import Session
from tthc_engine.web.access import SESSION_SECONDS, Officer

_ENDED = "signed_out.{}"


def officer_called(
    app: App, username: str, at: datetime, *, opened: Callable[[str], bool], nonce: str = ""
) -> Officer | None:
    """Who `username` is at `at`; None when the account is closed or holds no position that day.

    `opened` tells whether the session was opened with the password whose hash it is given; `nonce` is the session's
    number, empty where there is none yet. A session that was signed out is nobody's.
    """
    with app.read() as session:
        account = people.account(session, username)
        if account is None or not may_sign_in(app, account) or not opened(account.password_hash):
            return None
        if nonce and _mark(nonce) in _ended(session, username):
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


def end_session(app: App, username: str, nonce: str) -> None:
    """Sign this one session out: a copy of its cookie opens nothing from now on; the account's other screens stay."""
    now = app.wall()
    oldest = (now - timedelta(seconds=SESSION_SECONDS)).isoformat()
    with app.transaction() as session:
        # What ended longer ago than a cookie lives needs no remembering.
        ended = {mark: at for mark, at in _ended(session, username).items() if at > oldest}
        meta.put(session, _ENDED.format(username), json.dumps(ended | {_mark(nonce): now.isoformat()}))


def _ended(session: Session, username: str) -> dict[str, str]:
    """Marks of the account's signed-out sessions, and when each ended (UTC)."""
    ended: dict[str, str] = json.loads(meta.get(session, _ENDED.format(username)) or "{}")
    return ended


def _mark(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()[:20]


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
