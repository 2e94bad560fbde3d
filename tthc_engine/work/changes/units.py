"""Reorganisation: a unit ends on a day and names its successor; what is open there is handed over by one act.

Codes, dates and the old unit's name stay on the dossiers; the successor sees what the old unit had.
"""

from dataclasses import replace
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Transfer
from tthc_engine.domain.errors import (
    DecisionNumberMissing,
    NotYourUnit,
    SuccessorWithoutOffice,
    UnitEndsBeforeItBegan,
    UnitNotEnded,
)
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.store import offices, open_dossiers
from tthc_engine.store.offices import Unit
from tthc_engine.store.sql import Session
from tthc_engine.work.changes import reaching
from tthc_engine.work.changes.reaching import Progress, Reach


def end(session: Session, unit: str, *, successor: str, on: date, act: str, by: str, at: datetime) -> Unit:
    """`unit` works until `on`, that day included; from the next day its successor receives.

    Raises:
        NotYourUnit: there is no such unit.
        SuccessorWithoutOffice: the successor cannot receive: it is none, itself, or has no office.
        UnitEndsBeforeItBegan, DecisionNumberMissing.
    """
    old = offices.unit(session, unit)
    if old is None:
        raise NotYourUnit
    if not act.strip():
        raise DecisionNumberMissing
    if on < old.valid_from:
        raise UnitEndsBeforeItBegan(unit=old.name, began=old.valid_from)
    loops = unit in offices.successors(session, successor)
    if successor == unit or loops or offices.office(session, successor) is None:
        raise SuccessorWithoutOffice(unit=successor)
    ended = replace(old, successor=successor, valid_until=on)
    offices.put_unit(session, ended, by=by, at=at)
    payload = {"successor": successor, "on": on.isoformat(), "act": act}
    offices.audit(session, unit, kind="unit_ended", by=by, at=at, payload=payload)
    return ended


def hand_over_preview(
    app: App, session: Session, unit: str, *, act: str, at: datetime, progress: Progress | None = None
) -> Reach:
    """What handing the unit's dossiers to its successor would change, also before the day on which it ends."""
    to = _successor(session, unit)
    ids = open_dossiers.with_unit(session, unit)
    make = _transfer(unit, to, act or "-")
    return reaching.preview(app, session, make, ids, at=at, progress=progress)


def hand_over(app: App, unit: str, *, act: str, by: str, at: datetime, progress: Progress | None = None) -> Reach:
    """Hand everything the unit still has to its successor: one event with the act's number a dossier.

    Raises UnitNotEnded before the unit has a successor, DecisionNumberMissing without the act's number.
    """
    if not act.strip():
        raise DecisionNumberMissing
    with app.read() as session:
        to = _successor(session, unit)
        ids = open_dossiers.with_unit(session, unit)
    done = reaching.apply(app, _transfer(unit, to, act), ids, at=at, progress=progress)
    with app.transaction() as session:
        payload = {"to": to, "act": act, "dossiers": len(done.done), "refused": len(done.refused)}
        offices.audit(session, unit, kind="dossiers_handed_over", by=by, at=at, payload=payload)
    return done


def _successor(session: Session, unit: str) -> str:
    found = offices.unit(session, unit)
    if found is None:
        raise NotYourUnit
    if found.successor is None or found.valid_until is None:
        raise UnitNotEnded(unit=found.name)
    return found.successor


def _transfer(unit: str, to: str, act: str) -> reaching.Make:
    by: Actor = THE_CLOCK
    return lambda dossier: Transfer(dossier=dossier, by=by, unit=unit, to=to, act=act)
