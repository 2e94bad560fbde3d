"""Enter a decision about working days for one office or several, see what waits, take an entry back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.decisions import CalendarDecision
from tthc_engine.domain.errors import NotYourUnit, Refusal, UnknownCalendar
from tthc_engine.store import calendars, offices
from tthc_engine.store.calendars import Waiting
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What became of a decision in one office."""

    unit: str
    version: str = ""
    """Of the calendar that waits now; empty where the office refused."""
    refused: Refusal | None = None


def enter(app: App, decision: CalendarDecision, *, units: Sequence[str], by: str, at: datetime) -> list[Entered]:
    """Let the decision wait in each of `units`; an office in which it contradicts something refuses for itself.

    Raises:
        NotYourUnit: one of `units` has no office; then nothing is entered anywhere.
    """
    with app.read() as session:
        known = [offices.office(session, unit) for unit in units]
    if not known or None in known:
        raise NotYourUnit
    return [_enter(app, decision, unit, by=by, at=at) for unit in units]


def waiting(session: Session, units: Iterable[str]) -> list[Waiting]:
    """What waits in the offices of `units`."""
    return [one for unit in units for one in calendars.waiting(session, unit)]


def chosen(session: Session, version: str, *, units: Iterable[str]) -> list[Waiting]:
    """What waits in `units` because of the same decision as `version`: offices with other hours have other versions.

    Where it waits nowhere, the offices that followed it once and may go back to it. Raises UnknownCalendar.
    """
    units = tuple(units)
    found = _waiting_for(session, version, units)
    found = found or [one for unit in units if (one := calendars.former(session, unit, version)) is not None]
    if not found:
        raise UnknownCalendar(version=version)
    return found


def drop(app: App, version: str, *, units: Iterable[str], by: str, at: datetime) -> list[Waiting]:
    """Take an entered calendar back in each of `units` where it waits. Raises UnknownCalendar."""
    with app.transaction() as session:
        found = _waiting_for(session, version, tuple(units))
        if not found:
            raise UnknownCalendar(version=version)
        for one in found:
            calendars.drop(session, one, by=by, at=at)
    return found


def _waiting_for(session: Session, version: str, units: Sequence[str]) -> list[Waiting]:
    all_of = waiting(session, units)
    named = next((one for one in all_of if one.version == version), None)
    return [one for one in all_of if named is not None and (one.version == version or one.act == named.act)]


def _enter(app: App, decision: CalendarDecision, unit: str, *, by: str, at: datetime) -> Entered:
    try:
        with app.transaction() as session:
            office = offices.office(session, unit)
            if office is None:
                raise NotYourUnit
            version = calendars.enter(session, office, decision, by=by, at=at)
    except Refusal as refusal:
        return Entered(unit=unit, refused=refusal)
    # The same days may have been entered, and looked at, under a mistyped number.
    app.engine.rulebook.declarations.forget(version)
    return Entered(unit=unit, version=version)
