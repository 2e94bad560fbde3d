"""Why somebody was, or was not, told: every notice and message of a dossier or a person, with what became of each.

Facts, never sentences; and no name or address: addresses are told by their kind and domain only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.store import dossiers, ladder, notices, outbox, people, wishes
from tthc_engine.store.notices import Notice
from tthc_engine.store.outbox import OutboxMessage
from tthc_engine.store.people import EVERYTHING, Scope
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that somebody was to be told."""

    at: datetime
    who: str
    """A colleague's name; empty: the applicant."""
    kind: str
    """Of the alert (`deadline_breached`, `owed.apology`) or of the message (`receipt`)."""
    why: str
    """Of a notice (`role`, `assigned`, `instead` …); `applicant` for a message to one."""
    whose: str
    state: str
    """Of the notice or the message."""
    until: datetime | None
    """Until when it waits."""
    held_for: str
    read_at: datetime | None
    to: str
    """`e-mail at example.org`, `telephone`; empty: no address is known."""
    attempts: tuple[Mapping[str, Any], ...] = ()
    """at, channel, outcome, detail of each."""

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "who": self.who,
            "kind": self.kind,
            "why": self.why,
            "whose": self.whose,
            "state": self.state,
            "until": self.until.isoformat() if self.until else None,
            "held_for": self.held_for,
            "read_at": self.read_at.isoformat() if self.read_at else None,
            "to": self.to,
            "attempts": [{**one, "at": one["at"].isoformat()} for one in self.attempts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    subject: str
    """The dossier's code, or the colleague's name."""
    wish: wishes.Wish | None
    """Of the dossier's applicant."""
    preference: wishes.Preference | None
    """Of the colleague."""
    told: tuple[Told, ...]
    rungs: tuple[tuple[str, str, int, datetime | None], ...] = ()
    """(obligation, limit, rungs told, when the next is due)."""


def of_dossier(app: App, reference: str, *, scope: Scope = EVERYTHING) -> Trace | None:
    """Everything about one dossier, by its code or id; None where the scope has no such dossier."""
    with app.read() as session:
        line = dossiers.by_reference(session, scope, reference) or dossiers.by_id(session, scope, reference)
        if line is None:
            return None
        found = notices.of_dossier(session, line.id)
        messages = outbox.latest(session, dossier=line.id)
        told = [*_notices(session, found), *(_message(session, row) for row in messages)]
        return Trace(
            subject=line.reference or line.id,
            wish=wishes.wish(session, line.id),
            preference=None,
            told=tuple(sorted(told, key=lambda one: one.at)),
            rungs=tuple(ladder.of_dossier(session, line.id)),
        )


def of_person(app: App, key: str) -> Trace | None:
    """The latest hundred things one colleague was told; None for a key that nobody has."""
    with app.read() as session:
        who = people.person(session, key)
        if who is None:
            return None
        return Trace(
            subject=who.name,
            wish=None,
            preference=wishes.preference(session, key),
            told=tuple(_notices(session, notices.of_person(session, key))),
        )


def _notices(session: Session, found: Sequence[Notice]) -> list[Told]:
    names = people.names(session, {key for one in found for key in (one.person, one.whose) if key})
    name = {key: who.name for key, who in names.items()}
    return [_notice(session, one, name) for one in found]


def _notice(session: Session, one: Notice, name: Mapping[str, str]) -> Told:
    row = outbox.message(session, one.message_key) if one.message_key else None
    sent = _message(session, row) if row is not None else None
    return Told(
        at=one.at,
        who=name.get(one.person, one.person),
        kind=one.kind,
        why=one.why,
        whose=name.get(one.whose, one.whose),
        # What became of the message says more than that there is one.
        state=sent.state if sent is not None else one.state,
        until=one.not_before if one.state == "waiting" else sent.until if sent is not None else None,
        held_for=one.held_for,
        read_at=one.read_at,
        to=sent.to if sent is not None else "",
        attempts=sent.attempts if sent is not None else (),
    )


def _message(session: Session, row: OutboxMessage) -> Told:
    tried = outbox.attempts(session, row.key)
    return Told(
        at=row.created_at,
        who="",
        kind=row.kind,
        why="applicant",
        whose="",
        state=row.state,
        until=row.not_before if row.state == "waiting" else None,
        held_for="",
        read_at=None,
        to=_to(row.recipient),
        attempts=tuple(
            {"at": one.at, "channel": one.channel, "outcome": one.outcome, "detail": one.detail} for one in tried
        ),
    )


def _to(recipient: Mapping[str, Any]) -> str:
    email, phone = str(recipient.get("email") or ""), str(recipient.get("phone") or "")
    said = [f"e-mail at {email.rpartition('@')[2]}"] if email else []
    return ", ".join([*said, *(["telephone"] if phone else [])])
