"""Requests already answered: the same key again gets the first answer and acts once."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands import Command
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True)
class First:
    """What the first request with a key did: events `first_seq` to `last_seq`; none when last is below first."""

    dossier_id: str
    first_seq: int
    last_seq: int


def scoped(key: str, command: Command) -> str:
    """A key belongs to who asked for what: another person's or another word's is a different request."""
    return f"{command.by.person}:{command.word}:{key}"


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
