"""Intake windows (đợt tiếp nhận): when an office receives a procedure that counts from the end of its window."""

from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import (
    DecisionNumberMissing,
    EndNotLater,
    NotYourRole,
    NotYourUnit,
    UnknownProcedure,
    WindowInUse,
    WindowsOverlap,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.domain.rules import Window
from tthc_engine.domain.time_limit import PhaseStart
from tthc_engine.store import offices, people
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

KEEPERS = (Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    unit: str
    unit_name: str
    procedure: str
    procedure_name: str
    opens: date
    closes: date
    decision: str
    received: int
    """Dossiers that came in within it."""


def has_windows(procedure: Procedure) -> bool:
    """Whether a limit of the procedure counts from the end of an intake window."""
    starts = {phase.start for limit in procedure.limits for phase in limit.phases}
    return PhaseStart.WINDOW_CLOSED in starts


def put(
    app: App, by: Actor, *, unit: str, procedure: str, opens: date, closes: date, decision: str, at: datetime
) -> Window:
    """Set one window of one office; naming the same first day again moves its end.

    A window in which somebody handed in already stays as it was announced: the dates promised there count from it.

    Raises:
        NotYourRole, NotYourUnit: not the keeper or supervisor of that unit.
        UnknownProcedure: not declared, or one that knows no window.
        EndNotLater, DecisionNumberMissing, WindowsOverlap, WindowInUse.
    """
    if not by.has(*KEEPERS):
        raise NotYourRole(command="put_window", allowed=", ".join(sorted(KEEPERS)))
    if closes < opens:
        raise EndNotLater(until=closes, than=opens)
    if not decision.strip():
        raise DecisionNumberMissing
    with app.transaction() as session:
        if not _keeps(session, by, unit):
            raise NotYourUnit
        declared = app.engine.rulebook.declarations.in_force(session, procedure, opens)
        if not has_windows(declared):
            raise UnknownProcedure(procedure=procedure)
        window = Window(procedure=declared.code, opens=opens, closes=closes)
        _check_others(session, unit, window)
        offices.put_window(session, unit, window, by=by.person, at=at, decision=decision.strip())
    return window


def _keeps(session: Session, by: Actor, unit: str) -> bool:
    if by.has(Role.SUPERVISOR):
        return people.scope_of(session, by).holds(unit)
    return unit in offices.below(session, by.unit)


def _check_others(session: Session, unit: str, window: Window) -> None:
    for other in offices.windows(session, unit):
        if other.procedure != window.procedure:
            continue
        if other.opens == window.opens:
            if other.closes != window.closes and (received := _received(session, unit, other)):
                raise WindowInUse(opens=other.opens, received=received)
        elif other.opens <= window.closes and window.opens <= other.closes:
            raise WindowsOverlap(opens=other.opens, closes=other.closes)


def _received(session: Session, unit: str, window: Window) -> int:
    found = session.rows(
        "SELECT received_at FROM dossier WHERE code = ? AND (receiving_unit = ? OR competent_unit = ?)"
        " AND received_at IS NOT NULL",
        (window.procedure, unit, unit),
    )
    days = (datetime.fromisoformat(row[0]).astimezone(HANOI).date() for row in found)
    return sum(window.opens <= day <= window.closes for day in days)


def overview(session: Session, app: App, by: Actor) -> list[WindowLine]:
    """The windows of the units one keeps, the latest first."""
    units = people.scope_of(session, by).units if by.has(Role.SUPERVISOR) else offices.below(session, by.unit)
    lines = []
    for unit in sorted(units or ()):
        node = offices.unit(session, unit)
        decisions = offices.window_decisions(session, unit)
        for one in offices.windows(session, unit):
            lines.append(
                WindowLine(
                    unit=unit,
                    unit_name=node.name if node is not None else unit,
                    procedure=one.procedure,
                    procedure_name=_name(app, one),
                    opens=one.opens,
                    closes=one.closes,
                    decision=decisions.get((one.procedure, one.opens), ""),
                    received=_received(session, unit, one),
                )
            )
    return sorted(lines, key=lambda one: (one.opens, one.unit_name), reverse=True)


def _name(app: App, window: Window) -> str:
    known = [one for one in app.catalogue.procedures if one.code == window.procedure]
    return known[-1].short_name or known[-1].name if known else window.procedure
