"""Where a plan stands: each target met, at risk or missed; each task and duty with what is owed."""

import calendar
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tthc_engine.catalogue.plans import Duty, Plan, Target, Task
from tthc_engine.domain.calendar import HANOI
from tthc_engine.engine import Engine
from tthc_engine.reports import making
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.periods import Period, days
from tthc_engine.reports.plans.measuring import MEASURED, Figure, measure, seen
from tthc_engine.store import offices, plans
from tthc_engine.store.plans import Adopted, Note, State
from tthc_engine.store.sql import Session

TREND = timedelta(days=30)
"""What lately happened: a target that holds for the year and not for these days is at risk."""
FIGURE, STATE, DONE = "figure", "state", "done"


class Verdict(StrEnum):
    MET = "met"
    AT_RISK = "at_risk"
    MISSED = "missed"
    UNKNOWN = "unknown"
    """No figure yet: never taken for met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One target with its figure. `lately` is the figure of the last `TREND`, where it is counted from dossiers."""

    target: Target
    figure: Figure | None
    lately: Figure | None
    verdict: Verdict
    entered: Note | None
    """The figure as it was entered, where a person gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStand:
    task: Task
    state: State
    late: bool
    products: tuple[Note, ...]
    """Everything entered about it, oldest first."""

    @property
    def last(self) -> Note | None:
        return self.products[-1] if self.products else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyStand:
    """One day on which a duty falls due."""

    duty: Duty
    due_on: date
    done: Note | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A whole plan as it stood at `at`."""

    adopted: Adopted
    plan: Plan
    unit_name: str
    at: datetime
    targets: tuple[Measured, ...]
    tasks: tuple[TaskStand, ...]
    duties: tuple[DutyStand, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(1 for one in self.targets if one.verdict is verdict)


def plan_of(adopted: Adopted) -> Plan:
    return Plan.model_validate(json.loads(adopted.text))


def written(plan: Plan) -> str:
    """As it is kept: JSON with the names that declarations use."""
    return json.dumps(plan.model_dump(mode="json", by_alias=True), ensure_ascii=False)


def stand(session: Session, engine: Engine, adopted: Adopted, at: datetime) -> Stand:
    """The plan at `at`, with what was known then."""
    plan = plan_of(adopted)
    told = plans.notes(session, adopted.key, then=at)
    unit = offices.unit(session, adopted.key.unit)
    today = at.astimezone(HANOI).date()
    return Stand(
        adopted=adopted,
        plan=plan,
        unit_name=unit.name if unit is not None else adopted.key.unit,
        at=at,
        targets=tuple(_targets(session, engine, adopted, plan, told, at)),
        tasks=tuple(_task(one, told, today) for one in plan.tasks),
        duties=tuple(stood for one in plan.duties for stood in _duty(one, plan, told, today)),
    )


def verdict(target: Target, figure: Figure | None, lately: Figure | None, *, over: bool) -> Verdict:
    """Met, at risk by trend, or missed once its time is over."""
    value = None if figure is None else figure.value
    if value is None:
        return Verdict.UNKNOWN
    if not target.holds(value):
        return Verdict.MISSED if over else Verdict.AT_RISK
    recent = None if lately is None else lately.value
    if not over and recent is not None and not target.holds(recent):
        return Verdict.AT_RISK
    return Verdict.MET


def _targets(
    session: Session, engine: Engine, adopted: Adopted, plan: Plan, told: Sequence[Note], at: datetime
) -> list[Measured]:
    today = at.astimezone(HANOI).date()
    entered = {one.about: one for one in told if one.kind == FIGURE}
    looks: dict[Period, Mapping[str, Figure]] = {}

    def counted(metric: str, since: date, until: date) -> Figure | None:
        if since > until:
            return None
        period = days(since, until)
        if period not in looks:
            what = seen(session, engine, _look(session, adopted.key.unit, period, at))
            looks[period] = {name: measure(name, what) for name in MEASURED}
        return looks[period][metric]

    found = []
    for target in plan.targets:
        over = today > target.until
        until = min(today, target.until)
        lately = None
        note = entered.get(target.key)
        if target.metric in MEASURED and note is None:
            figure = counted(target.metric, target.since, until)
            lately = None if over else counted(target.metric, max(target.since, until - TREND), until)
        else:
            figure = None if note is None else Figure(note.part or 0, note.whole)
        verdict_now = verdict(target, figure, lately, over=over)
        found.append(Measured(target=target, figure=figure, lately=lately, verdict=verdict_now, entered=note))
    return found


def _look(session: Session, unit: str, period: Period, at: datetime) -> Look:
    return Look(
        unit=unit,
        unit_name="",
        units=making.units_of(session, unit).inside,
        unit_names={},
        period=period,
        then=period.known_at(at),
    )


def _task(task: Task, told: Sequence[Note], today: date) -> TaskStand:
    mine = tuple(one for one in told if one.about == task.key and one.kind == STATE)
    state = State(mine[-1].state) if mine else State.NOT_BEGUN
    ended = state in (State.DONE, State.GIVEN_UP)
    return TaskStand(task=task, state=state, late=not ended and today > task.until, products=mine)


def _duty(duty: Duty, plan: Plan, told: Sequence[Note], today: date) -> list[DutyStand]:
    done = {one.due_on: one for one in told if one.about == duty.key and one.kind == DONE}
    return [
        DutyStand(duty=duty, due_on=day, done=done.get(day), late=day not in done and today > day)
        for day in due_days(duty, plan.year)
    ]


def due_days(duty: Duty, year: int) -> list[date]:
    """Each day on which the duty falls due: month's and quarter's last days up to its end, or its one day."""
    if duty.cycle == "once":
        return [duty.until]
    months = range(1, 13) if duty.cycle == "monthly" else range(3, 13, 3)
    last = [date(year, month, calendar.monthrange(year, month)[1]) for month in months]
    return [day for day in last if day <= duty.until]


def for_year(template: Plan, year: int, *, keep: frozenset[str], thresholds: Mapping[str, float], unit: str) -> Plan:
    """A unit's own plan for `year`, from a template: what it keeps, with its own thresholds.

    Days move by whole years; the 29th of February becomes the 28th where the year has none.
    """
    by = year - template.year
    targets = tuple(
        _own_target(one, by, threshold=thresholds.get(one.key, one.threshold), kept=keep)
        for one in template.targets
        if one.key in keep
    )
    return template.model_copy(
        update={
            "year": year,
            "unit": unit,
            "title": template.title.replace(f"năm {template.year}", f"năm {year}"),
            "number": "",
            "issued_on": None,
            "notes": (),
            "targets": targets,
            "tasks": tuple(
                one.model_copy(update={"since": moved(one.since, by), "until": moved(one.until, by)})
                for one in template.tasks
                if one.key in keep
            ),
            "duties": tuple(
                one.model_copy(update={"until": moved(one.until, by)}) for one in template.duties if one.key in keep
            ),
        }
    )


def _own_target(target: Target, by: int, *, threshold: float, kept: frozenset[str]) -> Target:
    update = {
        "threshold": threshold,
        "since": moved(target.since, by),
        "until": moved(target.until, by),
        "conflicts_with": tuple(one for one in target.conflicts_with if one in kept),
    }
    return Target.model_validate(target.model_copy(update=update).model_dump(by_alias=True))


def moved(day: date, years: int) -> date:
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
