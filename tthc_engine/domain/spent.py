"""Where the working time went: the draft of every explanation, by step and person, the applicant's own time apart."""

from datetime import datetime

from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.events import Spent
from tthc_engine.domain.rules import Rules


def where_time_went(dossier: Dossier, rules: Rules, at: datetime) -> tuple[Spent, ...]:
    """Working minutes of the running period by step, with what was planned, then the applicant's waiting time."""
    end = dossier.ended_at or at
    used = [
        Spent(
            step=record.step,
            person=record.person,
            unit=record.unit,
            minutes=record.minutes,
            planned_minutes=_planned(record.step, rules),
        )
        for record in dossier.steps
        if not record.void
    ]
    began = timing.step_began(dossier)
    if dossier.stage is Stage.HANDLING and dossier.current_step and began and began < end:
        used.append(
            Spent(
                step=dossier.current_step,
                person=dossier.assignee or "",
                unit=dossier.competent_unit,
                minutes=rules.calendar.between(began, end),
                planned_minutes=_planned(dossier.current_step, rules),
            )
        )
    waited = sum(
        rules.calendar.between(one.requested_at, one.answered_at or end)
        for one in dossier.supplements
        if one.requested_at < end
    )
    if waited:
        used.append(Spent(step="", person="", minutes=waited, by_applicant=True))
    return tuple(used)


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
