"""What the yearly plans of the watched units owe now: for the board, beside what dossiers owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.telling import telling
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.plans import judging
from tthc_engine.reports.plans.duties import AGAIN, Deadline
from tthc_engine.store import offices, people, plans
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web.messages import Messages
from tthc_engine.work import plan_reminders


@dataclass(frozen=True, slots=True)
class PlanOwed:
    words: str
    path: str
    unit: str
    due_on: date
    late: bool
    who: str


def plan_owed(app: App, session: Session, scope: Scope, at: datetime, _: Messages) -> list[PlanOwed]:
    """What was missed, and what falls due from the first reminder on; the earliest first."""
    units = {one.id: one.name for one in offices.units(session) if scope.holds(one.id)}
    today, found = at.astimezone(HANOI).date(), list[PlanOwed]()
    for adopted in plans.adopted(session, sorted(units)):
        plan, unit = judging.plan_of(adopted), adopted.key.unit
        calendar = plan_reminders.calendar_for(app, session, unit)
        first = telling().plan[0].working_days
        for one in judging.owed(session, adopted, at):
            if plan_reminders.moment(calendar, one.due_on, first) <= at:
                owner = plan.owners[one.owner]
                who = _names(session, [told.person for told in plan_reminders.whom(session, owner, unit, at)])
                late = one.due_on < today
                found.append(PlanOwed(words(one, _), one.path, units[unit], one.due_on, late, who or owner.written))
    return sorted(found, key=lambda one: one.due_on)


def words(one: Deadline, _: Messages) -> str:
    """What is owed, in the reader's language."""
    return _("plan.recheck_of", finding=one.words.removeprefix(AGAIN)) if one.finding else one.words


def _names(session: Session, keys: Sequence[str]) -> str:
    known = people.names(session, set(keys))
    return ", ".join(known[one].name for one in dict.fromkeys(keys) if one in known)
