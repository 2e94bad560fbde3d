"""Who has a dossier open at this moment. A sign between colleagues, never a record: rows die after minutes."""

from datetime import datetime, timedelta

from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

HOLDS = timedelta(minutes=3)
"""Without a sign for this long, somebody has gone; every write removes what is older."""


def here(session: Session, dossier: str, person: str, *, at: datetime) -> None:
    """`person` looks at the dossier now; whoever gave no sign for `HOLDS`, anywhere, is forgotten."""
    session.run("DELETE FROM presence WHERE seen_at < ? OR seen_at > ?", (instant_text(at - HOLDS), instant_text(at)))
    session.put(
        "presence",
        {"dossier_id": dossier, "person": person, "seen_at": instant_text(at)},
        key=("dossier_id", "person"),
    )


def others(session: Session, dossier: str, person: str, *, at: datetime) -> list[str]:
    """The names of colleagues who have the dossier open, without `person`."""
    found = session.rows(
        "SELECT p.name FROM presence s JOIN person p ON p.id = s.person"
        " WHERE s.dossier_id = ? AND s.person <> ? AND s.seen_at >= ? AND s.seen_at <= ? ORDER BY p.name",
        (dossier, person, instant_text(at - HOLDS), instant_text(at)),
    )
    return [str(row[0]) for row in found]


def gone(session: Session, dossier: str, person: str) -> None:
    """`person` has left the page."""
    session.run("DELETE FROM presence WHERE dossier_id = ? AND person = ?", (dossier, person))
