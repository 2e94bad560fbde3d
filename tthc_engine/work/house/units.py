"""Units and their offices, changed after they were set up: names, contact, hours, successors.

Whoever keeps the house may change their own unit and those under it. Nothing is removed: a unit ends on a day and names
its successor, hours wait as a calendar that is previewed before it moves a date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import (
    CalendarUnchanged,
    DecisionNumberMissing,
    KeyTaken,
    NotYourRole,
    NotYourUnit,
)
from tthc_engine.domain.office import OfficeFacts, Sessions
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import calendars, declarations, hours, offices
from tthc_engine.store.offices import Office, Unit
from tthc_engine.store.sql import Session
from tthc_engine.work.changes import units as changes

HOURS = frozenset({"week", "receive_only", "closures"})
"""Facts that make the calendar: they are offered, looked at and applied, never just written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One unit of the house with its office, if it has one of its own."""

    unit: Unit
    office: Office | None


def house(session: Session, by: Actor) -> list[Kept]:
    """The units that `by` keeps: their own and those under it, in the order of their names."""
    below = offices.below(session, by.unit)
    kept = [Kept(unit=one, office=offices.office(session, one.id)) for one in offices.units(session) if one.id in below]
    return sorted(kept, key=lambda one: (one.unit.id != by.unit, one.unit.name))


def kept(session: Session, by: Actor, key: str) -> Kept:
    """Raises NotYourRole, NotYourUnit."""
    check_keeper(session, by, key)
    unit = offices.unit(session, key)
    if unit is None:
        raise NotYourUnit
    return Kept(unit=unit, office=offices.office(session, key))


def check_keeper(session: Session, by: Actor, unit: str) -> None:
    """Raises NotYourRole for anybody who does not keep the house, NotYourUnit for a unit outside it."""
    if not by.has(Role.ADMIN):
        raise NotYourRole(command="house", allowed=Role.ADMIN.value)
    if unit not in offices.below(session, by.unit):
        raise NotYourUnit


def open_unit(app: App, by: Actor, unit: Unit, *, at: datetime) -> None:
    """A new unit under one of the house. Raises NotYourUnit, KeyTaken, DecisionNumberMissing."""
    with app.transaction() as session:
        check_keeper(session, by, unit.parent or "")
        if offices.unit(session, unit.id) is not None:
            raise KeyTaken(key=unit.id)
        _check_decision(unit)
        offices.put_unit(session, unit, by=by.person, at=at)


def open_office(app: App, by: Actor, key: str, facts: OfficeFacts, *, at: datetime) -> None:
    """The unit receives dossiers from now on. Raises NotYourUnit, KeyTaken where it has an office already."""
    with app.transaction() as session:
        if kept(session, by, key).office is not None:
            raise KeyTaken(key=key)
        hours.open_office(session, app.catalogue, key, facts, by=by.person, at=at)


def rename_unit(app: App, by: Actor, key: str, *, name: str, code: str, decision: str, at: datetime) -> Unit:
    """Its name, its code in dossier codes from now on, and the decision by which a voluntary unit applies the rules."""
    with app.transaction() as session:
        changed = replace(kept(session, by, key).unit, name=name, code=code, decision=decision)
        _check_decision(changed)
        offices.put_unit(session, changed, by=by.person, at=at)
    return changed


def end_unit(app: App, by: Actor, key: str, *, last: date, successor: str, act: str, at: datetime) -> Unit:
    """The unit's last day, and who goes on. Raises NotYourRole, NotYourUnit and as `changes.units.end` does.

    Its open dossiers stay where they are until they are handed over (`tthc units hand-over`).
    """
    with app.transaction() as session:
        kept(session, by, key)
        return changes.end(session, key, successor=successor, on=last, act=act, by=by.person, at=at)


def change_office(app: App, by: Actor, key: str, said: Mapping[str, Any], *, at: datetime) -> OfficeFacts:
    """What the office says about itself, besides its hours. Raises NotYourUnit, ValueError for facts that cannot be."""
    if HOURS & set(said):
        raise ValueError("hours are offered, not written")
    with app.transaction() as session:
        office = kept(session, by, key).office
        if office is None:
            raise NotYourUnit
        facts = OfficeFacts.model_validate(office.facts.model_dump() | dict(said))
        if facts != office.facts:
            offices.put_office(session, key, facts, calendar=office.calendar, by=by.person, at=at)
    return facts


def offer_hours(
    app: App,
    by: Actor,
    key: str,
    *,
    week: Sequence[Sessions],
    receive_only: Sequence[Sessions],
    act: str,
    at: datetime,
) -> str:
    """Let a calendar with other hours wait; its version. It moves no date before it was previewed and applied.

    Raises NotYourUnit, DecisionNumberMissing, CalendarUnchanged where the hours are those of now.
    """
    if not act.strip():
        raise DecisionNumberMissing
    with app.transaction() as session:
        office = kept(session, by, key).office
        if office is None:
            raise NotYourUnit
        facts = office.facts.model_copy(update={"week": tuple(week), "receive_only": tuple(receive_only)})
        text = declarations.calendar_text(calendars.years_of(session, office), facts, name=key)
        if text.digest == office.calendar:
            raise CalendarUnchanged
        declarations.keep(session, text, at=at)
        calendars.put(session, key, text.digest, state=calendars.PENDING, act=act.strip(), at=at)
        payload = {"calendar": text.digest, "act": act.strip(), "week": facts.model_dump(mode="json")["week"]}
        offices.audit(session, key, kind="hours_entered", by=by.person, at=at, payload=payload)
    return text.digest


def _check_decision(unit: Unit) -> None:
    """A unit that applies the one-stop rules of its own will names the decision."""
    if unit.voluntary and not unit.decision.strip():
        raise DecisionNumberMissing
