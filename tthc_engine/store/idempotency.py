"""Requests already answered: the same key again gets the first answer and acts once."""

from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256

from tthc_engine.domain.commands import Command
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

_NOT_SAID = frozenset({"by", "dossier"})
"""A new dossier gets a new id with every attempt; who asks is named beside the content."""


@dataclass(frozen=True, slots=True)
class First:
    """What the first request with a key did: events `first_seq` to `last_seq`; none when last is below first."""

    dossier_id: str
    first_seq: int
    last_seq: int


def scoped(key: str, command: Command) -> str:
    """A key belongs to who asked for what: another person's, word's or content's is a different request.

    A form sent again with another child's name (the browser's Back, a sibling) must not be answered with the first
    child's receipt.
    """
    said = "\x1f".join(repr(getattr(command, one.name)) for one in fields(command) if one.name not in _NOT_SAID)
    return f"{command.by.person}:{command.word}:{key}:{sha256(said.encode()).hexdigest()[:16]}"


def find(session: Session, key: str) -> First | None:
    found = session.row("SELECT dossier_id, first_seq, last_seq FROM handled WHERE key = ?", (key,))
    return None if found is None else First(found[0], found[1], found[2])


def keep(session: Session, key: str, first: First, *, at: datetime) -> None:
    session.insert(
        "handled",
        {
            "key": key,
            "dossier_id": first.dossier_id,
            "first_seq": first.first_seq,
            "last_seq": first.last_seq,
            "at": instant_text(at),
        },
    )
