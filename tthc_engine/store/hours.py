"""Opening an office and changing its hours; the calendar that follows is kept whole, pending until applied."""

from datetime import datetime

from tthc_engine.catalogue import Catalogue
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.store import declarations, offices
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

PENDING, APPLIED = "pending", "applied"


def open_office(
    session: Session, catalogue: Catalogue, unit: str, facts: OfficeFacts, *, by: str, at: datetime, act: str = ""
) -> str:
    """Set an office's facts; its calendar applies at once to new dossiers. The calendar's version.

    Open dossiers keep theirs until the sweep has judged them anew (`due.due_for_check`).
    """
    text = declarations.calendar_text(catalogue, facts, name=unit)
    declarations.keep(session, text, at=at)
    _put(session, unit, text.digest, state=APPLIED, act=act, at=at)
    offices.put_office(session, unit, facts, calendar=text.digest, by=by, at=at)
    return text.digest


def notice_new_calendar(session: Session, catalogue: Catalogue, unit: str, *, at: datetime) -> str | None:
    """The calendar an upgrade brought for this office, kept as pending; None when it is the one in use."""
    office = offices.office(session, unit)
    if office is None:
        return None
    text = declarations.calendar_text(catalogue, office.facts, name=unit)
    if text.digest == office.calendar:
        return None
    declarations.keep(session, text, at=at)
    known = session.value("SELECT state FROM office_calendar WHERE unit = ? AND version = ?", (unit, text.digest))
    if known is None:
        _put(session, unit, text.digest, state=PENDING, act="", at=at)
    return text.digest


def pending(session: Session, unit: str) -> list[str]:
    """Calendars that wait to be previewed and applied."""
    found = session.rows(
        "SELECT version FROM office_calendar WHERE unit = ? AND state = ? ORDER BY seen_at", (unit, PENDING)
    )
    return [row[0] for row in found]


def apply_calendar(session: Session, unit: str, version: str, *, act: str, by: str, at: datetime) -> None:
    """Follow another calendar from now on; every open dossier of the office is due at once to be judged anew.

    `act` is the decision's number. Raises KeyError for a version the office never saw.
    """
    if session.value("SELECT 1 FROM office_calendar WHERE unit = ? AND version = ?", (unit, version)) is None:
        raise KeyError(version)
    _put(session, unit, version, state=APPLIED, act=act, at=at)
    session.update("office", {"calendar": version}, where={"unit": unit})
    offices.bump(session)
    offices.audit(session, unit, kind="calendar_applied", by=by, at=at, payload={"calendar": version, "act": act})


def _put(session: Session, unit: str, version: str, *, state: str, act: str, at: datetime) -> None:
    session.put(
        "office_calendar",
        {
            "unit": unit,
            "version": version,
            "state": state,
            "act": act,
            "seen_at": instant_text(at),
            "applied_at": instant_text(at) if state == APPLIED else None,
        },
        key=("unit", "version"),
    )
