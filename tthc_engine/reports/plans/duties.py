"""What a plan asks people to do: tasks, and duties with their days, each done, still to come, late or of before.

Nothing counts that fell due before the unit took it into its plan: a plan adopted in November owes nothing of March.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from tthc_engine.catalogue.plans import Duty, Plan, Task
from tthc_engine.domain.calendar import HANOI
from tthc_engine.store.plans import Adopted, Note, PlanKey, State

STATE, DONE, FINDING, RECHECK = "state", "done", "finding", "recheck"


class Mended(StrEnum):
    """What became of something that an inspection found."""

    OPEN = "open"
    """Not looked at again yet."""
    FIXED = "fixed"
    NOT_FIXED = "not_fixed"
    """Looked at again, and still so: it has a further day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingStand:
    """Something an inspection found (tồn tại), with each time it was looked at again, oldest first."""

    found: Note
    rechecks: tuple[Note, ...]
    late: bool

    @property
    def state(self) -> Mended:
        return Mended(self.rechecks[-1].state) if self.rechecks else Mended.OPEN

    @property
    def recheck_on(self) -> date | None:
        """When it is looked at again; None once it is mended."""
        return None if self.state is Mended.FIXED else (*self.rechecks[-1:], self.found)[0].due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStand:
    task: Task
    state: State
    late: bool
    before: bool
    """Its time was over before the unit took it into its plan, and it is not done."""
    products: tuple[Note, ...]
    """Everything entered about it, oldest first."""
    findings: tuple[FindingStand, ...] = ()

    @property
    def last(self) -> Note | None:
        return self.products[-1] if self.products else None

    @property
    def figure(self) -> Note | None:
        """The newest note with a figure: how many were trained, how often something was said."""
        return next((one for one in reversed(self.products) if one.part is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyStand:
    """One day on which a duty falls due."""

    duty: Duty
    due_on: date
    done: Note | None
    late: bool
    before: bool
    """It fell due before the unit took it into its plan; whether it was done then, the plan does not ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """A duty with all its days: what it asks for now, and the days of which nothing is asked."""

    duty: Duty
    now: tuple[DutyStand, ...]
    """What is late and the next one; of a duty of which nothing is owed any more its last day."""
    others: tuple[DutyStand, ...]

    @property
    def done(self) -> int:
        return sum(one.done is not None for one in self.others)


AGAIN = "Tái kiểm tra: "
"""What a finding to be looked at again is told with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing that somebody owes on a day: a duty's day, or a task with an end of its own."""

    plan: PlanKey
    about: str
    due_on: date
    words: str
    owner: str
    """Key among the plan's owners."""
    finding: int = 0
    """Of a finding to be looked at again: its note."""

    @property
    def epoch(self) -> str:
        """Which thing it is, among everything of the house."""
        part = f".{self.finding}" if self.finding else ""
        return f"{named(self.plan)}{self.about}{part}:{self.due_on}"

    @property
    def path(self) -> str:
        return f"/ke-hoach/{self.plan.unit}/{self.plan.slug}/{self.plan.year}#{self.about}"


def named(key: PlanKey) -> str:
    """How everything begins that is told of this plan."""
    return f"plan:{key.unit}/{key.slug}/{key.year}:"


def taken_on(versions: Sequence[Adopted], plans: Sequence[Plan]) -> dict[str, date]:
    """Since when the unit has each task and duty in its plan, from the plan's versions, oldest first."""
    since: dict[str, date] = {}
    for adopted, plan in zip(versions, plans, strict=True):
        for key in (*(one.key for one in plan.tasks), *(one.key for one in plan.duties)):
            since.setdefault(key, adopted.at.astimezone(HANOI).date())
    return since


def task_stand(task: Task, told: Sequence[Note], since: Mapping[str, date], today: date) -> TaskStand:
    mine = tuple(one for one in told if one.about == task.key and one.kind == STATE)
    state = State(mine[-1].state) if mine else State.NOT_BEGUN
    over = state not in (State.DONE, State.GIVEN_UP) and today > task.until
    before = over and task.until < since[task.key]
    return TaskStand(
        task=task,
        state=state,
        late=over and not before,
        before=before,
        products=mine,
        findings=tuple(_findings(task, told, today)),
    )


def _findings(task: Task, told: Sequence[Note], today: date) -> Iterator[FindingStand]:
    for found in told:
        if found.about == task.key and found.kind == FINDING:
            # For a day they were written under their words.
            rechecks = tuple(one for one in told if one.kind in (RECHECK, AGAIN) and one.finding == found.id)
            stood = FindingStand(found=found, rechecks=rechecks, late=False)
            again = stood.recheck_on
            yield FindingStand(found=found, rechecks=rechecks, late=again is not None and again < today)


def duty_stands(
    duty: Duty, plan: Plan, told: Sequence[Note], since: Mapping[str, date], today: date
) -> Iterator[DutyStand]:
    done = {one.due_on: one for one in told if one.about == duty.key and one.kind == DONE}
    for day in due_days(duty, plan.year):
        before = day not in done and day < since[duty.key]
        late = day not in done and not before and today > day
        yield DutyStand(duty=duty, due_on=day, done=done.get(day), late=late, before=before)


def recurring(stands: Sequence[DutyStand]) -> list[Recurring]:
    """The duties in their order, each once."""
    found = []
    for _, several in groupby(stands, key=lambda one: one.duty.key):
        mine = tuple(several)
        owed = [one for one in mine if one.done is None and not one.before]
        late = [one for one in owed if one.late]
        now = (*late, *owed[len(late) : len(late) + 1]) or mine[-1:]
        found.append(Recurring(duty=mine[0].duty, now=now, others=tuple(one for one in mine if one not in now)))
    return found


def due_days(duty: Duty, year: int) -> list[date]:
    """Each day on which the duty falls due: month's and quarter's last days up to its end, or its one day."""
    if duty.cycle == "once":
        return [duty.until]
    months = range(1, 13) if duty.cycle == "monthly" else range(3, 13, 3)
    last = [date(year, month, calendar.monthrange(year, month)[1]) for month in months]
    return [day for day in last if day <= duty.until]


def deadlines(
    key: PlanKey, plan: Plan, told: Sequence[Note], since: Mapping[str, date], at: datetime
) -> list[Deadline]:
    """What is still owed, the earliest first: nothing that is done, and nothing of before.

    Tasks that run to the year's last day are the plan's everyday work and no deadline of their own.
    """
    today = at.astimezone(HANOI).date()
    found = [
        Deadline(plan=key, about=duty.key, due_on=one.due_on, words=duty.text, owner=duty.owner)
        for duty in plan.duties
        for one in duty_stands(duty, plan, told, since, today)
        if one.done is None and not one.before
    ]
    last_day = date(plan.year, 12, 31)
    for task in plan.tasks:
        stood = task_stand(task, told, since, today)
        open_now = stood.state not in (State.DONE, State.GIVEN_UP) and task.until >= since[task.key]
        if open_now and task.until < last_day:
            found.append(Deadline(plan=key, about=task.key, due_on=task.until, words=task.text, owner=task.lead))
        found += [
            Deadline(
                plan=key,
                about=task.key,
                due_on=one.recheck_on,
                words=f"{AGAIN}{one.found.difficulty}",
                owner=task.lead,
                finding=one.found.id,
            )
            for one in stood.findings
            if one.recheck_on is not None
        ]
    return sorted(found, key=lambda one: (one.due_on, one.about))
