"""The outbox: messages that events promised, written with them and delivered later, at least once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from tthc_engine import tracing
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session

Outcome = Literal["delivered", "temporary", "permanent", "again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    key: str
    """`<dossier>:<seq>:<kind>`, or `notice:<person>:<what>`: unique for ever, so it makes a stable Message-ID."""
    dossier_id: str
    kind: str
    unit: str
    recipient: Mapping[str, Any]
    """name, email, phone, address; an empty string where unknown."""
    context: Mapping[str, Any]
    """What the wording needs, JSON values; instants as UTC text."""
    letter_id: str | None
    not_before: datetime
    state: str
    attempts: int
    created_at: datetime
    trace: str = ""
    """Where in a trace it was promised, where that is traced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    at: datetime
    channel: str
    outcome: Outcome
    detail: str = ""
    message_id: str = ""
    template: str = ""
    template_sha256: str = ""


_COLUMNS = "key, dossier_id, kind, unit, recipient, context, letter_id, not_before, state, attempts, created_at"


def key_of(dossier: str, seq: int, kind: str) -> str:
    """One message for each (dossier, event, kind)."""
    return f"{dossier}:{seq}:{kind}"


def row(
    *,
    key: str,
    dossier: str,
    kind: str,
    unit: str,
    recipient: Mapping[str, Any],
    context: Mapping[str, Any],
    letter_id: str | None,
    at: datetime,
    held: bool = False,
) -> dict[str, Any]:
    """A message as it is promised; an officer's alerts have an empty `dossier`.

    A `held` message waits until its letter has a number (`release`).
    """
    place = tracing.here()
    said = {**context, tracing.PARENT: place} if place else context
    reachable = bool(recipient.get("email") or recipient.get("phone"))
    return {
        "key": key,
        "dossier_id": dossier,
        "kind": kind,
        "unit": unit,
        "recipient": json.dumps(recipient, ensure_ascii=False),
        "context": json.dumps(said, ensure_ascii=False),
        "letter_id": letter_id,
        "not_before": instant_text(at),
        "state": ("held" if held else "waiting") if reachable else "no_address",
        "attempts": 0,
        "created_at": instant_text(at),
    }


def enqueue(session: Session, promised: Mapping[str, Any]) -> bool:
    """Keep a `row`; False when a message with its key is there already."""
    return session.insert_new("outbox", promised)


def promise(session: Session, promised: Mapping[str, Any]) -> None:
    """Keep a `row` unless a message with its key is there already, which need not be known."""
    session.offer("outbox", promised)


def release(session: Session, letter_id: str, *, at: datetime) -> None:
    """The letter has its number: what was held for it may go."""
    session.send(
        "UPDATE outbox SET state = 'waiting', not_before = ? WHERE letter_id = ? AND state = 'held'",
        (instant_text(at), letter_id),
    )


def hold(session: Session, letter_id: str) -> None:
    """The letter lost its number: what has not gone yet waits for another."""
    session.run("UPDATE outbox SET state = 'held' WHERE letter_id = ? AND state = 'waiting'", (letter_id,))


def anything_due(session: Session, at: datetime) -> bool:
    """One indexed read: is there a message to deliver now?"""
    found = session.value(
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND not_before <= ?"
        " AND (claimed_until IS NULL OR claimed_until <= ?) LIMIT 1",
        (instant_text(at), instant_text(at)),
    )
    return found is not None


def claim(session: Session, at: datetime, *, by: str, lease: timedelta, limit: int = 20) -> list[OutboxMessage]:
    """Take due messages for `lease`; nobody else gets them before it ends. Commit before using the network."""
    now = instant_text(at)
    locked = " FOR UPDATE SKIP LOCKED" if session.postgres else ""
    keys = [
        row[0]
        for row in session.rows(
            "SELECT key FROM outbox WHERE state = 'waiting' AND not_before <= ?"
            f" AND (claimed_until IS NULL OR claimed_until <= ?) ORDER BY not_before, key LIMIT ?{locked}",
            (now, now, limit),
        )
    ]
    for key in keys:
        session.update("outbox", {"claimed_by": by, "claimed_until": instant_text(at + lease)}, where={"key": key})
    return [found for found in (message(session, key) for key in keys) if found is not None]


def record(
    session: Session, key: str, attempt: Attempt, *, retry_at: datetime | None = None, by: str | None = None
) -> None:
    """Keep an attempt: what was not delivered waits until `retry_at`, and without one it has failed for good.

    Where `by` lost its claim meanwhile, the attempt is kept and the message is its new holder's; only that it arrived
    counts from whoever it comes.
    """
    # First, because it locks the row: two attempts at one message are numbered one after the other.
    session.run("UPDATE outbox SET attempts = attempts + 1 WHERE key = ?", (key,))
    number = int(session.value("SELECT MAX(attempt) FROM delivery_attempt WHERE key = ?", (key,)) or 0) + 1
    session.insert(
        "delivery_attempt",
        {
            "key": key,
            "attempt": number,
            "at": instant_text(attempt.at),
            "channel": attempt.channel,
            "outcome": attempt.outcome,
            "detail": attempt.detail,
            "message_id": attempt.message_id,
            "template": attempt.template,
            "template_sha256": attempt.template_sha256,
        },
    )
    arrived = attempt.outcome == "delivered"
    values: dict[str, Any] = {
        "state": "delivered" if arrived else "waiting" if retry_at is not None else "failed",
        "claimed_by": None,
        "claimed_until": None,
    }
    if not arrived and retry_at is not None:
        values["not_before"] = instant_text(retry_at)
    where = {"key": key} if arrived or by is None else {"key": key, "claimed_by": by}
    session.update("outbox", values, where=where)


def message(session: Session, key: str) -> OutboxMessage | None:
    found = session.row(f"SELECT {_COLUMNS} FROM outbox WHERE key = ?", (key,))
    return None if found is None else _message(found)


def latest(session: Session, *, dossier: str | None = None, limit: int = 200) -> list[OutboxMessage]:
    """The newest first; of one dossier where it is named."""
    where, values = ("WHERE dossier_id = ?", (dossier,)) if dossier is not None else ("", ())
    found = session.rows(
        f"SELECT {_COLUMNS} FROM outbox {where} ORDER BY created_at DESC, key LIMIT ?", (*values, limit)
    )
    return [_message(row) for row in found]


def attempts(session: Session, key: str) -> list[Attempt]:
    found = session.rows(
        "SELECT at, channel, outcome, detail, message_id, template, template_sha256 FROM delivery_attempt"
        " WHERE key = ? ORDER BY attempt",
        (key,),
    )
    return [
        Attempt(
            at=instant_of(row[0]),
            channel=row[1],
            outcome=row[2],
            detail=row[3],
            message_id=row[4],
            template=row[5],
            template_sha256=row[6],
        )
        for row in found
    ]


def _message(row: Row) -> OutboxMessage:
    context = json.loads(row[5])
    trace = context.pop(tracing.PARENT, "")
    return OutboxMessage(
        key=row[0],
        dossier_id=row[1],
        kind=row[2],
        unit=row[3],
        recipient=json.loads(row[4]),
        context=context,
        letter_id=row[6],
        not_before=instant_of(row[7]),
        state=row[8],
        attempts=row[9],
        created_at=instant_of(row[10]),
        trace=trace,
    )


def attempts_by_way(session: Session, *, since: datetime) -> dict[str, tuple[dict[str, int], datetime | None]]:
    """Of each way: its attempts since then by how they ended, and when the last was made."""
    found: dict[str, tuple[dict[str, int], datetime | None]] = {}
    for channel, outcome, count, last in session.rows(
        "SELECT channel, outcome, COUNT(*), MAX(at) FROM delivery_attempt WHERE at >= ? GROUP BY channel, outcome",
        (instant_text(since),),
    ):
        outcomes, newest = found.get(channel, ({}, None))
        outcomes[outcome] = int(count)
        made = instant_of(last)
        found[channel] = (outcomes, made if newest is None else max(newest, made))
    return found


def states(session: Session) -> list[tuple[str, int]]:
    """How many messages stand how, by the name of the state."""
    return [
        (row[0], int(row[1])) for row in session.rows("SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY 1")
    ]
