"""Where the working time went: the draft of every explanation, by step and person, the applicant's own time apart."""

from datetime import datetime

from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.events import Spent
from tthc_engine.domain.rules import Rules


def where_time_went(dossier: Dossier, rules: Rules, at: datetime) -> tuple[Spent, ...]:
    """Working minutes of the running period by step, with what was planned, then the applicant's waiting time.

    A step is not charged with the time in which the applicant was waited for; time at the desk before acceptance is
    nobody's. Without a restart the parts add up to the working time since the period began.
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
        if not record.void
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


def responsible(spent: tuple[Spent, ...]) -> Spent | None:
    """Whose step lost most against its plan; None when nobody exceeded it."""
    beyond = [one for one in spent if not one.by_applicant and one.minutes > (one.planned_minutes or one.minutes)]
    return max(beyond, key=lambda one: one.minutes - (one.planned_minutes or 0), default=None)


def unspent_until(dossier: Dossier, rules: Rules, at: datetime) -> int | None:
    """Working minutes left until the due instant; 0 past it, None without one."""
    due = timing.due_at(dossier, rules)
    return None if due is None else rules.calendar.between(at, due)
