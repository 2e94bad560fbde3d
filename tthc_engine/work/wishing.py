"""By which ways a message may go to its person: what they chose first, and nothing that they did not agree to."""

from collections.abc import Sequence
from dataclasses import replace

from notifications.channels import Channel
from tthc_engine.store import wishes
from tthc_engine.store.outbox import OutboxMessage
from tthc_engine.store.sql import Session
from tthc_engine.store.wishes import Wish

CHOOSES_ITSELF = "webhook"
_CALLED = {"mail": frozenset({"smtp", "folder"}), "zalo": frozenset({"zalo"}), "sms": frozenset({"sms"})}
_PRIVATE = frozenset({"zalo", "sms"})
"""Carried by a private company: only with the person's consent."""
ON_PAPER = "paper"


def wish_of(session: Session, row: OutboxMessage) -> Wish:
    """An officer's preference travels with the message; an applicant's is looked up each time: an edit counts."""
    if row.recipient.get("person"):
        return Wish(language=str(row.recipient.get("language") or "vi"), way=str(row.recipient.get("way") or ""))
    said = wishes.wish(session, row.dossier_id)
    language = str(row.recipient.get("language") or "")
    return replace(said, language=language) if language else said


def allowed(ways: Sequence[Channel], wish: Wish) -> list[Channel]:
    """`ways` in the order in which they are tried; empty for who wants paper only."""
    if wish.way == ON_PAPER:
        return []
    kept = [way for way in ways if wish.consent or way.name not in _PRIVATE]
    wanted = _CALLED.get(wish.way, frozenset())
    return sorted(kept, key=lambda way: (way.name != CHOOSES_ITSELF, way.name not in wanted))
