"""Opening an office and changing its hours; the calendar that follows is kept whole, pending until applied."""

from datetime import datetime

from tthc_engine.catalogue import Catalogue
from tthc_engine.catalogue.decisions import newest
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.store import calendars, declarations, offices, plans
from tthc_engine.store.calendars import APPLIED
from tthc_engine.store.sql import Session


def open_office(
    session: Session, catalogue: Catalogue, unit: str, facts: OfficeFacts, *, by: str, at: datetime, act: str = ""
) -> str:
    """Set an office's facts; its calendar applies at once to new dossiers. The calendar's version.

    A new office begins with the years of this software; one that changes its hours keeps the years it follows. Open
    dossiers keep their calendar until the sweep has judged them anew (`due.due_for_check`).
    """
    known = offices.office(session, unit)
    years = calendars.years_of(session, known) if known is not None else ()
    text = declarations.calendar_text(years or catalogue.calendar_years, facts, name=unit)
    declarations.keep(session, text, at=at)
    calendars.put(session, unit, text.digest, state=APPLIED, act=act, at=at)
    offices.put_office(session, unit, facts, calendar=text.digest, by=by, at=at)
    calendars.follow(session, unit, by=by, at=at)
    plans.look_at_all(session, at)
    return text.digest


def notice_new_calendar(session: Session, catalogue: Catalogue, unit: str, *, at: datetime) -> str | None:
    """The calendar an upgrade brought for this office, kept as pending; None when it is the one in use.

    A year that the office itself entered stays until a newer revision of it comes.
    """
    office = offices.office(session, unit)
    if office is None:
        return None
    years = newest(calendars.years_of(session, office), catalogue.calendar_years)
    text = declarations.calendar_text(years, office.facts, name=unit)
    if text.digest == office.calendar:
        return None
    calendars.offer(session, unit, text, at=at)
    return text.digest


def pending(session: Session, unit: str) -> list[str]:
    """Calendars that wait to be previewed and applied."""
    return [one.version for one in calendars.waiting(session, unit)]


def apply_calendar(session: Session, unit: str, version: str, *, act: str, by: str, at: datetime) -> bool:
    """Follow another calendar from now on; every open dossier of the office is due at once to be judged anew.

    The office's hours and closures become those of that calendar. `act` is the decision's number. False, and nothing
    happens, where the office follows that calendar already. Raises KeyError for a version the office never saw.
    """
    if session.value("SELECT 1 FROM office_calendar WHERE unit = ? AND version = ?", (unit, version)) is None:
        raise KeyError(version)
    office = offices.office(session, unit)
    if office is None or office.calendar == version:
        return False
    calendars.put(session, unit, version, state=APPLIED, act=act, at=at)
    facts = declarations.with_hours_of(session, version, office.facts)
    if facts != office.facts:
        offices.put_office(session, unit, facts, calendar=version, by=by, at=at)
    session.update("office", {"calendar": version}, where={"unit": unit})
    offices.bump(session)
    offices.audit(session, unit, kind="calendar_applied", by=by, at=at, payload={"calendar": version, "act": act})
    calendars.follow(session, unit, by=by, at=at)
    plans.look_at_all(session, at)
    return True
