"""Single facts of the database itself."""

from datetime import timedelta

from tthc_engine.store.sql import Session

_OFFSET = "clock_offset_microseconds"
STILL_SERVED = "schema.still_serves"
"""The revisions whose software works on this database too, as JSON; written by whoever migrates it."""


def get(session: Session, name: str) -> str | None:
    found = session.value("SELECT value FROM meta WHERE name = ?", (name,))
    return None if found is None else str(found)


def put(session: Session, name: str, value: str) -> None:
    session.put("meta", {"name": name, "value": value}, key=("name",))


def drop(session: Session, name: str) -> None:
    session.run("DELETE FROM meta WHERE name = ?", (name,))


def clock_offset(session: Session) -> timedelta:
    """How far the demo's clock is ahead of the wall's."""
    return timedelta(microseconds=int(get(session, _OFFSET) or 0))


def set_clock_offset(session: Session, offset: timedelta) -> None:
    put(session, _OFFSET, str(offset // timedelta(microseconds=1)))
