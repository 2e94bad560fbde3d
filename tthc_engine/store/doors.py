"""Who has come in by the web, and who tried: sessions and counts of tries, shared by every process of the office.

Neither holds a secret: a session is kept by the hash of its number, a caller by a hash that only this office can make.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One signed-in session."""

    mark: str
    username: str
    seal: str
    """Of the password it was opened with."""
    opened_at: datetime
    """By the machine's own clock: the demo's may be moved."""


def open_session(session: Session, one: Opened) -> None:
    session.insert(
        "web_session",
        {"mark": one.mark, "username": one.username, "seal": one.seal, "opened_at": instant_text(one.opened_at)},
    )


def opened(session: Session, mark: str, *, since: datetime) -> Opened | None:
    """The session of that mark, if it was opened after `since`; None where it ended."""
    row = session.row(
        "SELECT username, seal, opened_at FROM web_session WHERE mark = ? AND opened_at > ?",
        (mark, instant_text(since)),
    )
    return None if row is None else Opened(mark=mark, username=row[0], seal=row[1], opened_at=instant_of(row[2]))


def open_sessions(session: Session, username: str, *, since: datetime) -> list[Opened]:
    """Where the account is signed in, the newest first."""
    found = session.rows(
        "SELECT mark, seal, opened_at FROM web_session WHERE username = ? AND opened_at > ? ORDER BY opened_at DESC",
        (username, instant_text(since)),
    )
    return [Opened(mark=row[0], username=username, seal=row[1], opened_at=instant_of(row[2])) for row in found]


def end_session(session: Session, mark: str) -> None:
    session.run("DELETE FROM web_session WHERE mark = ?", (mark,))


def end_others(session: Session, username: str, *, but: str = "") -> int:
    """End every session of the account besides `but`; how many there were."""
    return session.run("DELETE FROM web_session WHERE username = ? AND mark <> ?", (username, but))


def forget_sessions(session: Session, *, before: datetime) -> None:
    """Those whose cookie has run out."""
    session.run("DELETE FROM web_session WHERE opened_at <= ?", (instant_text(before),))


# -- tries -------------------------------------------------------------------------------------------------------------


def earliest_of(session: Session, who: str, *, limit: int, since: datetime) -> datetime | None:
    """When the first of `who`'s tries since then was made, if there are `limit` of them; None: one more is free."""
    count, first = session.row(
        "SELECT COUNT(*), MIN(at) FROM web_try WHERE who = ? AND at > ?", (who, instant_text(since))
    ) or (0, None)
    return instant_of(first) if count >= limit else None


def count_try(session: Session, who: str, *, at: datetime) -> None:
    session.insert("web_try", {"who": who, "at": instant_text(at)})


def forgive(session: Session, who: str) -> None:
    session.run("DELETE FROM web_try WHERE who = ?", (who,))


def give_back(session: Session, who: str) -> None:
    """The newest of `who`'s tries does not count."""
    session.run(
        "DELETE FROM web_try WHERE id = (SELECT id FROM web_try WHERE who = ? ORDER BY at DESC, id DESC LIMIT 1)",
        (who,),
    )


def forget_tries(session: Session, *, at: datetime, older_than: timedelta) -> None:
    session.run("DELETE FROM web_try WHERE at <= ?", (instant_text(at - older_than),))


def count(session: Session, *, since: datetime) -> int:
    """How many sessions are open."""
    return int(session.value("SELECT COUNT(*) FROM web_session WHERE opened_at > ?", (instant_text(since),)))
