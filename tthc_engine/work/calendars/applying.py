"""Make a waiting calendar the office's own, and let the sweep judge each open dossier by it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import DecisionNumberDiffers, DecisionNumberMissing, UnknownCalendar
from tthc_engine.store import hours, offices
from tthc_engine.store.calendars import Waiting
from tthc_engine.store.sql import Session
from tthc_engine.work.calendars.entering import chosen
from tthc_engine.work.sweep import SweepReport, sweep


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What applying did; `units` is empty where every office followed that calendar already."""

    version: str
    act: str = ""
    units: tuple[str, ...] = ()
    report: SweepReport = field(default_factory=SweepReport)
    """Of the dossiers judged by it at once; what a limit left out is due for the next sweep."""


def apply(
    app: App, version: str, *, units: Sequence[str], by: str, at: datetime, act: str = "", limit: int | None = None
) -> Applied:
    """Apply the calendar in each of `units` where it waits, and judge at most `limit` dossiers by it now.

    Each open dossier gets one `calendar_applied` with the decision's number, and an appointment notice where its date
    moved. Until `at` the clock acts by the calendar in use, so that what is overdue by it stays overdue.

    Args:
        act: the decision's number; only a calendar that came with an upgrade needs it.

    Raises:
        UnknownCalendar: it neither waits nor is in use in any of `units`.
        DecisionNumberMissing: nobody has named the decision.
        DecisionNumberDiffers: it was entered under another number.
    """
    with app.read() as session:
        found = _to_apply(session, version, units)
        named = {one.unit: _number(one, act) for one in found}
    if not found:
        return Applied(version=version)
    with app.transaction() as session:
        changed = [
            one.unit
            for one in found
            if hours.apply_calendar(session, one.unit, one.version, act=named[one.unit], by=by, at=at)
        ]
    report = sweep(app, at, limit=limit)
    if limit is None:
        # By its new date a dossier may owe something at once: ask for it now, as the preview said.
        sweep(app, at)
    return Applied(version=version, act=named[found[0].unit], units=tuple(changed), report=report)


def _to_apply(session: Session, version: str, units: Sequence[str]) -> list[Waiting]:
    """Empty where one of the offices follows it already and it waits nowhere."""
    try:
        return chosen(session, version, units=units)
    except UnknownCalendar:
        followed = [offices.stamp(session, unit) for unit in units]
        if any(one is not None and one[1] == version for one in followed):
            return []
        raise


def _number(one: Waiting, act: str) -> str:
    given = act.strip()
    if one.act and given and one.act != given:
        raise DecisionNumberDiffers(version=one.version, act=one.act)
    if not (one.act or given):
        raise DecisionNumberMissing
    return one.act or given
