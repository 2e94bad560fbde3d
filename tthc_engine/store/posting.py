"""What delivery needs besides the outbox: messages given back, people without an address, letters to file."""

from collections.abc import Iterable

from tthc_engine.store.sql import Session


def give_back(session: Session, keys: Iterable[str], *, by: str) -> None:
    """Messages that `by` claimed and did not try: anybody may claim them at once."""
    for key in keys:
        session.update("outbox", {"claimed_by": None, "claimed_until": None}, where={"key": key, "claimed_by": by})


def no_address(session: Session, key: str) -> None:
    """Nobody can be written to: the desk telephones."""
    session.update("outbox", {"state": "no_address", "claimed_by": None, "claimed_until": None}, where={"key": key})


def ready_to_file(session: Session, *, limit: int) -> list[str]:
    """Letters with their number that were not rendered for good yet, oldest first; others are filed when looked at."""
    found = session.rows(
        "SELECT id FROM letter WHERE state = 'frozen' AND number <> '' ORDER BY issued_at, id LIMIT ?", (limit,)
    )
    return [row[0] for row in found]
