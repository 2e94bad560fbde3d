"""Internal notes of a dossier: for colleagues only, in no letter, no look-up and no export; a purge removes them."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    id: str
    by: str
    """Key of the person who wrote it."""
    at: datetime
    body: str


def of_dossier(session: Session, dossier: str) -> list[Note]:
    """The newest first. The caller has read the dossier within a scope."""
    found = session.rows(
        "SELECT id, by_person, at, body FROM note WHERE dossier_id = ? ORDER BY at DESC, id DESC", (dossier,)
    )
    return [Note(id=row[0], by=row[1], at=instant_of(row[2]), body=row[3]) for row in found]


def add(session: Session, dossier: str, body: str, *, key: str, by: str, at: datetime) -> bool:
    """Keep a note; False when the same form was sent before (`key`)."""
    return session.insert_new(
        "note", {"id": key, "dossier_id": dossier, "by_person": by, "at": instant_text(at), "body": body}
    )


def remove(session: Session, dossier: str, key: str, *, by: str) -> bool:
    """Take back one's own note; False when it is a colleague's, or gone."""
    return session.run("DELETE FROM note WHERE id = ? AND dossier_id = ? AND by_person = ?", (key, dossier, by)) > 0


def forget(session: Session, dossier: str) -> None:
    """A purge: whatever colleagues wrote may name the applicant."""
    session.run("DELETE FROM note WHERE dossier_id = ?", (dossier,))
