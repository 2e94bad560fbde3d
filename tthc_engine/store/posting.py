"""What delivery needs besides the outbox: claims given back, ways that rest, dead letters, letters to file."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from tthc_engine.store import meta, outbox
from tthc_engine.store.columns import instant_text
from tthc_engine.store.outbox import Attempt, OutboxMessage
from tthc_engine.store.sql import Session

BY_HAND = "by_hand"
"""The channel under which the record keeps that a person sent a dead letter again."""


def give_back(session: Session, keys: Iterable[str], *, by: str) -> None:
    """Messages that `by` claimed and did not try: anybody may claim them at once."""
    for key in keys:
        session.update("outbox", {"claimed_by": None, "claimed_until": None}, where={"key": key, "claimed_by": by})


def hold_back(session: Session, key: str, *, until: datetime, by: str) -> None:
    """The way to this person rests: the message waits with it, and no attempt is counted."""
    values = {"claimed_by": None, "claimed_until": None, "not_before": instant_text(until)}
    session.update("outbox", values, where={"key": key, "claimed_by": by})


def still_claimed(session: Session, key: str, *, by: str) -> bool:
    """False for a worker that hung past its lease: another has the message now."""
    found = session.value("SELECT 1 FROM outbox WHERE key = ? AND claimed_by = ? AND state = 'waiting'", (key, by))
    return found is not None


def no_address(session: Session, key: str) -> None:
    """Nobody can be written to: the desk telephones."""
    session.update("outbox", {"state": "no_address", "claimed_by": None, "claimed_until": None}, where={"key": key})


def on_paper(session: Session, key: str) -> None:
    """The person wants no electronic message: the desk hands it over or posts it."""
    session.update("outbox", {"state": "on_paper", "claimed_by": None, "claimed_until": None}, where={"key": key})


# Ways: which of them were found closed, how often, and until when they are left alone.


def resting(session: Session, way: str) -> tuple[int, datetime | None]:
    """How many times running `way` was found closed, and until when it rests; (0, None) for one that works."""
    noted = meta.get(session, _way(way))
    if not noted:
        return 0, None
    said = json.loads(noted)
    return int(said["failures"]), datetime.fromisoformat(said["until"])


def rest(session: Session, way: str, *, failures: int, until: datetime) -> None:
    meta.put(session, _way(way), json.dumps({"failures": failures, "until": until.isoformat()}))


def works_again(session: Session, way: str) -> None:
    meta.put(session, _way(way), "")


def _way(name: str) -> str:
    return f"post.{name}"


# Dead letters: what will not be tried again by itself.


def dead(session: Session, *, limit: int = 200) -> list[OutboxMessage]:
    """Messages that failed for good or have no address, the newest first."""
    keys = session.rows(
        "SELECT key FROM outbox WHERE state IN ('failed', 'no_address') ORDER BY created_at DESC, key LIMIT ?", (limit,)
    )
    return [found for found in (outbox.message(session, row[0]) for row in keys) if found is not None]


def again(session: Session, key: str, *, at: datetime, mended: Mapping[str, str]) -> bool:
    """Let a dead letter go out from `at`, with the recipient's facts in `mended` put right; False for a living one.

    The record keeps which facts were mended, not what they say; earlier refusals no longer count.
    """
    found = outbox.message(session, key)
    if found is None or found.state not in ("failed", "no_address"):
        return False
    detail = f"mended: {', '.join(sorted(mended))}" if mended else ""
    recipient = json.dumps({**found.recipient, **mended}, ensure_ascii=False)
    outbox.record(session, key, Attempt(at=at, channel=BY_HAND, outcome="again", detail=detail), retry_at=at)
    session.update("outbox", {"recipient": recipient, "attempts": 0}, where={"key": key})
    return True


def refused_by(session: Session, key: str) -> frozenset[str]:
    """The channels that refused this message for good since a person last sent it again."""
    refused: set[str] = set()
    for attempt in outbox.attempts(session, key):
        if attempt.outcome == "again":
            refused.clear()
        elif attempt.outcome == "permanent":
            refused.add(attempt.channel)
    return frozenset(refused)


def ready_to_file(session: Session, *, limit: int) -> list[str]:
    """Letters with their number that were not rendered for good yet, oldest first; others are filed when looked at."""
    found = session.rows(
        "SELECT id FROM letter WHERE state = 'frozen' AND number <> '' ORDER BY issued_at, id LIMIT ?", (limit,)
    )
    return [row[0] for row in found]
