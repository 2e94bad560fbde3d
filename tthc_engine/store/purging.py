"""Removing a dossier's personal data for ever; what happened, and the proof of it, stay."""

from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.domain.events import Personal
from tthc_engine.store import applicants, log, notes, offices, result_papers, scans
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The decision by which something is destroyed."""

    number: str
    on: date


def purge(session: Session, dossier: str, *, by: str, at: datetime, act: Act | None = None) -> int:
    """Remove names, contacts, frozen letters, messages, notes and scans of one dossier; how many personal parts went.

    The files of scans that no other dossier needs go with the next `work.scans.tidy`, from the backups as well.

    The caller then has the dossier's row written anew (`Engine.project`). Left as an audit event of its unit, with the
    act where there is one.
    """
    text = log.personal_text(session, dossier)
    removed = log.purge_personal(session, dossier)
    if text is not None:
        applicants.forget(session, Personal.model_validate_json(text))
    scans.forget(session, dossier)
    files = "SELECT id FROM letter WHERE dossier_id = ?"
    session.run(f"DELETE FROM letter_file WHERE letter_id IN ({files})", (dossier,))
    session.run("UPDATE letter SET context = '{}', state = 'purged' WHERE dossier_id = ?", (dossier,))
    session.run(
        "UPDATE outbox SET recipient = '{}', context = '{}',"
        " state = CASE WHEN state IN ('waiting', 'held') THEN 'failed' ELSE state END WHERE dossier_id = ?",
        (dossier,),
    )
    notes.forget(session, dossier)
    result_papers.forget(session, dossier)
    session.run("DELETE FROM wish WHERE dossier_id = ?", (dossier,))
    unit = session.value("SELECT receiving_unit FROM dossier WHERE id = ?", (dossier,)) or ""
    said = {"dossier": dossier} | ({} if act is None else {"act": act.number, "act_on": act.on.isoformat()})
    offices.audit(session, str(unit), kind="personal_purged", by=by, at=at, payload=said)
    return removed
