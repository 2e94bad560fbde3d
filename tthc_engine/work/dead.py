"""Dead letters: messages that will not go out by themselves, for the person who mends them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.mail import NoSuchAddress, addressed
from notifications.phones import international
from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import TthcError
from tthc_engine.store import outbox, posting
from tthc_engine.work.ways import ways_of


class NotDead(TthcError):
    """There is no such message, or it was delivered, or it is still being tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    key: str
    kind: str
    state: str
    """`failed` or `no_address`."""
    created_at: datetime
    attempts: int
    reason: str
    """What the last channel said; empty where nobody could be asked."""

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "kind": self.kind,
            "state": self.state,
            "created_at": self.created_at.isoformat(),
            "attempts": self.attempts,
            "reason": self.reason,
        }


def dead_letters(app: App, *, limit: int = 200) -> list[DeadLetter]:
    """The newest first. A reason may quote the address that was refused: for the administrator, never for a log."""
    with app.read() as session:
        found = [(row, outbox.attempts(session, row.key)) for row in posting.dead(session, limit=limit)]
    return [
        DeadLetter(
            key=row.key,
            kind=row.kind,
            state=row.state,
            created_at=row.created_at,
            attempts=len(tried),
            reason=f"{tried[-1].channel}: {tried[-1].detail}" if tried else "",
        )
        for row, tried in found
    ]


def send_again(app: App, key: str, *, at: datetime, mended: Mapping[str, str]) -> None:
    """Let a dead letter go out at the next delivery, to the `email` or `phone` in `mended` where that was wrong.

    Ways that rest are tried at once: whoever sends again has usually mended one. The dossier is not touched. Raises
    NotDead, and NoSuchAddress for an address that cannot be one.
    """
    if "email" in mended:
        addressed("", mended["email"])
    if "phone" in mended:
        international(mended["phone"])
    with app.transaction() as session:
        found = outbox.message(session, key)
        if found is not None and not any(way.reaches({**found.recipient, **mended}) for way in ways_of(app.settings)):
            raise NoSuchAddress("no way of this machine reaches this person")
        if not posting.again(session, key, at=at, mended=mended):
            raise NotDead(key)
        for way in ways_of(app.settings):
            posting.works_again(session, way.name)
