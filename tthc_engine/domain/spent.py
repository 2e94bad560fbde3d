"""Where the working time went: the draft of every explanation, by step and person, the applicant's own time apart."""

from collections.abc import Iterable
from datetime import datetime

from tthc_engine.domain import parting, timing
from tthc_engine.domain.clock import Stop
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.events import Spent
from tthc_engine.domain.rules import Rules


def where_time_went(dossier: Dossier, rules: Rules, at: datetime) -> tuple[Spent, ...]:
    """Working minutes of the running period by step, with what was planned, then the applicant's waiting time.

    A step is not charged with the time in which the applicant was waited for; time at the desk before acceptance is
    nobody's, and so is the time in which the result waits to be collected: the period ended with it. Without a restart
    the parts add up to the working time since the period began.
    """
    end = dossier.ended_at or at
    used = [
        Spent(
            step=record.step,
            person=record.person,
            unit=record.unit,
            minutes=max(
                0, record.minutes - _waited(dossier, rules, _began(dossier, record.entered_at), record.left_at)
            ),
            planned_minutes=_planned(record.step, rules),
        )
        for record in dossier.steps
        if not record.void and record.left_at <= end
    ]
    began = timing.step_began(dossier)
    stayed = dossier.stage in (Stage.HANDLING, Stage.ENDED)
    if stayed and dossier.current_step and began and began < end:
        used.append(
            Spent(
                step=dossier.current_step,
                person=dossier.assignee or "",
                unit=dossier.competent_unit,
                minutes=max(0, timing.worked(dossier, rules, began, end) - _waited(dossier, rules, began, end)),
                planned_minutes=_planned(dossier.current_step, rules),
            )
        )
    waited = _waited(dossier, rules, dossier.received_at, end) if dossier.received_at else 0
    if waited:
        used.append(Spent(step="", person="", minutes=waited, by_applicant=True))
    return tuple(used)


def _began(dossier: Dossier, entered: datetime) -> datetime:
    return max(entered, dossier.window_closes) if dossier.window_closes else entered


def _waited(dossier: Dossier, rules: Rules, since: datetime, until: datetime) -> int:
    """Working minutes between two instants in which the applicant was waited for."""
    return sum(
        rules.calendar.between(max(one.requested_at, since), min(one.answered_at or until, until))
        for one in dossier.supplements
        if one.stage == "appraisal"
    )


def _planned(key: str, rules: Rules) -> int | None:
    """The step's own limit in working minutes of this office."""
    step = rules.procedure.step(key)
    if step is None or step.within is None:
        return None
    return timing.step_minutes(step.within, rules)


def beside_the_steps(dossier: Dossier, rules: Rules, at: datetime) -> tuple[Spent, ...]:
    """What the steps do not say: each other body's part by its own hours, and the time that stops took from nobody."""
    end = dossier.ended_at or at
    parts = []
    for one in dossier.parts:
        began, calendar = parting.part_began(one, dossier), parting.calendar_of(one.calendar, rules)
        until = one.returned_at or end
        planned = one.late_for or parting.part_due(one, dossier, rules)
        parts.append(
            Spent(
                step=one.step,
                person="",
                unit=one.unit,
                body=one.name,
                minutes=calendar.between(began, until) if until > began else 0,
                planned_minutes=None if planned is None or planned < began else calendar.between(began, planned),
            )
        )
    stops = [
        Spent(step="", person="", stop=one.reason, minutes=_stood(one, end, rules))
        for one in timing.stood_still(dossier)
        if one.since < end
    ]
    return (*parts, *(one for one in stops if one.minutes))


def _stood(stop: Stop, end: datetime, rules: Rules) -> int:
    return rules.calendar.between(stop.since, min(stop.until or end, end))


def responsible(spent: Iterable[Spent]) -> Spent | None:
    """Whose step or part went furthest beyond its plan; None when nobody's did."""
    beyond = [one for one in spent if _beyond(one) > 0]
    return max(beyond, key=_beyond, default=None)


def _beyond(one: Spent) -> int:
    planned = one.planned_minutes
    return 0 if one.by_applicant or one.stop or planned is None else one.minutes - planned


def unspent_until(dossier: Dossier, rules: Rules, at: datetime) -> int | None:
    """Working minutes left until the due instant; 0 past it, None without one."""
    due = timing.due_at(dossier, rules)
    return None if due is None else rules.calendar.between(at, due)
