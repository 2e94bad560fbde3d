"""Whoever owes something by a yearly plan is reminded in working days before it, and the head once it was missed.

The rungs are data (`procedures/telling/house.yaml`). A reminder is a notice like any other: seen in the bell at once,
sent in office hours with whatever else waits, taken back when the evidence is handed in.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.plans import Owner, Plan
from tthc_engine.catalogue.telling import OWNER, PlanRung, telling
from tthc_engine.domain.calendar import HANOI, CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.procedure import Role
from tthc_engine.reports.plans import judging
from tthc_engine.reports.plans.duties import Deadline
from tthc_engine.reports.plans.duties import named as named_plan
from tthc_engine.store import notices, people, plans
from tthc_engine.store.addressees import Addressee, Work, addressees, named
from tthc_engine.store.plans import Adopted, PlanKey
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard
from tthc_engine.work.hours import calendar_of
from tthc_engine.work.one_by_one import one_by_one

DUE, MISSED = "plan.due", "plan.missed"
NOBODY = Work(role=None, assignee=None)
HOURS = "vn-a"
"""Of a unit that has no office, nor anybody above it: the ordinary week."""


def is_due(session: Session, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether some plan besides those `known` to fail must be looked at: one indexed read."""
    return any(_name(one) not in known for one in plans.to_look_at(session, at, limit=len(known) + 1))


def remind(app: App, at: datetime, *, guard: Guard, failed: dict[str, str]) -> int:
    """Look at every plan that is due; how many people were told of something. One plan a transaction.

    One that fails stops no other: it is named in `failed` and stays due.
    """
    with app.read() as session:
        due = plans.to_look_at(session, at)

    def look(session: Session, key: PlanKey) -> int:
        return _look(app, session, key, at)

    return one_by_one(app, due, look, action="remind", name=_name, guard=guard, failed=failed)


def _look(app: App, session: Session, key: PlanKey, at: datetime) -> int:
    """Tell what is due at `at`, and note when the next thing is."""
    adopted = plans.find(session, key)
    if adopted is None:
        plans.look_at(session, key, None)
        return 0
    plan, calendar = judging.plan_of(adopted), calendar_for(app, session, key.unit)
    told, ahead = 0, []
    for one in take_back(session, adopted, at):
        instants = [(moment(calendar, one.due_on, rung.working_days), rung) for rung in telling().plan]
        ahead += [moment for moment, _ in instants if moment > at]
        for rung in _now([rung for moment, rung in instants if moment <= at]):
            told += _tell(session, plan, one, rung, at)
    plans.look_at(session, key, min(ahead, default=None))
    return told


def take_back(session: Session, adopted: Adopted, at: datetime) -> Sequence[Deadline]:
    """Whatever is done, or no longer in the plan, is nobody's business any more; what is still owed."""
    owed = judging.owed(session, adopted, at)
    notices.close(session, named_plan(adopted.key), owed=frozenset(one.epoch for one in owed), at=at)
    return owed


def _now(passed: Sequence[PlanRung]) -> Sequence[PlanRung]:
    """Of the rungs that have passed, the latest day's: an old reminder says nothing that the newest does not."""
    return [one for one in passed if one.working_days == passed[-1].working_days]


def _tell(session: Session, plan: Plan, owed: Deadline, rung: PlanRung, at: datetime) -> int:
    owner, unit = plan.owners[owed.owner], owed.plan.unit
    kind = MISSED if rung.working_days > 0 else DUE
    role = owner.role if rung.role == OWNER else Role(rung.role)
    who = whom(session, owner, unit, at) if rung.role == OWNER else addressees(session, role, unit, NOBODY, at=at)
    return sum(
        notices.add(
            session,
            notices.row(
                cause=f"{owed.epoch}:{rung.working_days}",
                person=one.person,
                dossier="",
                kind=kind,
                epoch=owed.epoch,
                unit=unit,
                for_role=role.value,
                why=one.why if rung.role == OWNER or one.why in ("instead", "nobody") else "rung",
                whose=one.whose,
                away=one.away,
                topic=f"{owed.words} ({owed.due_on:%d/%m/%Y})",
                path=owed.path,
                at=at,
            ),
        )
        for one in who
    )


def whom(session: Session, owner: Owner, unit: str, at: datetime) -> tuple[Addressee, ...]:
    """The person whom the unit named, while they work there, with their substitutes; else whoever holds the role."""
    if owner.person and any(one.person == owner.person for one in people.positions(session, at, unit=unit)):
        return named(session, owner.person, at=at)
    return addressees(session, owner.role, unit, NOBODY, at=at)


def moment(calendar: WorkingCalendar, due_on: date, working_days: int) -> datetime:
    """The opening of the day that lies so many working days from the last usable one; missed is counted from the limit.

    A day in a year that nobody has decided yet is counted like any other day.
    """
    try:
        if working_days > 0:
            return calendar.opening(calendar.working_day_after(due_on, working_days))
        last = due_on if calendar.is_working_day(due_on) else calendar.working_day_before(due_on)
        return calendar.opening(last if not working_days else calendar.working_day_before(last, -working_days))
    except CalendarNotPublished:
        return datetime.combine(due_on + timedelta(days=working_days), time.min, HANOI)


def calendar_for(app: App, session: Session, unit: str) -> WorkingCalendar:
    """By whose hours and days off the unit is reminded."""
    return calendar_of(app, session, unit) or app.catalogue.office_calendar(HOURS)


def _name(key: PlanKey) -> str:
    return f"plan {key.unit}/{key.slug}/{key.year}"
