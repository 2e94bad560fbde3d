"""The panel beside the desk's form: which date would be promised, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.promise import Promise
from tthc_engine.domain.time_limit import Counting, Phase, Unit
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.clock_picture import Mark, Story, draw
from tthc_engine.web.pages.shapes import SMALL, Picture
from tthc_engine.web.pages.why import Why, why
from tthc_engine.web.wording import clock_time, instant, local


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePanel:
    appointment: datetime | None = None
    provisional: bool = False
    limit: str = ""
    cut: str = ""
    """What a local decision leaves of the limit, with the decision; empty where nothing is cut."""
    law_due: datetime | None = None
    """Until when the law allows, where that is another date than the one promised."""
    fee: int = 0
    regime: str = ""
    why: Why | None = None
    picture: Picture | None = None
    complete: bool = True
    """False: some paper is missing, so the date stands under a condition."""
    refused: str = ""
    """Why nothing can be promised at all."""
    notes: tuple[str, ...] = ()


def promise_panel(
    promise: Promise,
    _: Messages,
    *,
    calendar: WorkingCalendar,
    received: datetime,
    limit: str,
    complete: bool,
    notes: Sequence[str] = (),
) -> PromisePanel:
    return PromisePanel(
        appointment=promise.appointment,
        provisional=promise.provisional,
        limit=promise.words or limit,
        cut=promise.cut,
        law_due=promise.due_at,
        fee=promise.fee_vnd,
        regime=promise.derivation.rule.regime,
        why=why(promise.derivation, _),
        picture=_picture(promise, _, calendar=calendar, received=received, limit=limit),
        complete=complete,
        notes=tuple(notes),
    )


def _picture(
    promise: Promise, _: Messages, *, calendar: WorkingCalendar, received: datetime, limit: str
) -> Picture | None:
    due = promise.due_at
    phases = promise.derivation.phases
    if due is None or not phases:
        return None
    start = phases[-1].begun or received
    same_day = local(due).date() == local(received).date()
    story = Story(
        calendar=calendar,
        begins=received,
        now=None,
        counted_from=start,
        due=due,
        marks=(
            Mark(received, _("clock.received", time=clock_time(received)), "start"),
            Mark(due, _("clock.due_and_appointment", time=clock_time(due)), "due"),
        ),
        numbered="" if same_day else numbered([one.phase for one in phases], promise.derivation.counting),
        title=_("clock.title_promise", limit=limit, due=instant(due)),
    )
    return draw(story, _, measures=SMALL)


def numbered(phases: Sequence[Phase], counting: Counting) -> str:
    """Which days carry a number: working days, calendar days, or none where the count is not by days."""
    units = {term.unit for phase in phases for term in phase.terms}
    counted = {phase.counting or counting for phase in phases}
    if len(phases) > 1 or Counting.RUNNING_HOURS in counted:
        return ""
    if units == {Unit.WORKING_DAYS}:
        return "working"
    return "calendar" if units == {Unit.CALENDAR_DAYS} else ""
