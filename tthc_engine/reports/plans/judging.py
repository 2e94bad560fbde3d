"""Where a plan stands: each target met, at risk or missed; each task and duty with what is owed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tthc_engine.catalogue.plans import Plan, Target
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.procedure import Procedure
from tthc_engine.engine import Engine
from tthc_engine.reports import making
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.periods import Period, days
from tthc_engine.reports.plans.duties import (
    Deadline,
    DutyStand,
    TaskStand,
    deadlines,
    duty_stands,
    taken_on,
    task_stand,
)
from tthc_engine.reports.plans.feeding import Fed, fed
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.reports.plans.measuring import MEASURED, OfDossiers, OfProcedures, Seen, measure, seen
from tthc_engine.store import offices, plans
from tthc_engine.store.plans import Adopted, Note, PlanKey
from tthc_engine.store.sql import Session

TREND = timedelta(days=30)
"""What lately happened: a target that holds for the year and not for these days is at risk."""
FIGURE = "figure"


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
    fed: Fed | None = None
    """From which tasks it was taken, where nobody gave it."""


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
    since = _since(session, adopted.key)
    unit = offices.unit(session, adopted.key.unit)
    today = at.astimezone(HANOI).date()
    tasks = tuple(task_stand(one, told, since, today) for one in plan.tasks)
    return Stand(
        adopted=adopted,
        plan=plan,
        unit_name=unit.name if unit is not None else adopted.key.unit,
        at=at,
        targets=tuple(_targets(session, engine, adopted, plan, told, at, {one.task.key: one for one in tasks})),
        tasks=tasks,
        duties=tuple(stood for one in plan.duties for stood in duty_stands(one, plan, told, since, today)),
    )


def owed(session: Session, adopted: Adopted, at: datetime) -> list[Deadline]:
    """What of the plan is still owed at `at`, the earliest first; its targets are not measured for that."""
    told = plans.notes(session, adopted.key, then=at)
    return deadlines(adopted.key, plan_of(adopted), told, _since(session, adopted.key), at)


def _since(session: Session, key: PlanKey) -> dict[str, date]:
    versions = plans.versions(session, key)
    return taken_on(versions, [plan_of(one) for one in versions])


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
    session: Session,
    engine: Engine,
    adopted: Adopted,
    plan: Plan,
    told: Sequence[Note],
    at: datetime,
    tasks: Mapping[str, TaskStand],
) -> list[Measured]:
    today = at.astimezone(HANOI).date()
    entered = {one.about: one for one in told if one.kind == FIGURE}
    looks: dict[Period, Seen] = {}

    def counted(metric: str, since: date, until: date) -> Figure | None:
        if since > until:
            return None
        period = days(since, until)
        if period not in looks:
            looks[period] = seen(session, engine, look_at(session, adopted.key.unit, period, at))
        return measure(metric, looks[period])

    found = []
    for target in plan.targets:
        over = today > target.until
        until = min(today, target.until)
        lately, taken = None, None
        note = entered.get(target.key)
        if target.metric in MEASURED and note is None:
            figure = counted(target.metric, target.since, until)
            lately = None if over else counted(target.metric, max(target.since, until - TREND), until)
        elif note is not None:
            figure = Figure(note.part or 0, note.whole)
        else:
            taken = fed(target, plan, tasks)
            figure = None if taken is None else taken.figure
        verdict_now = verdict(target, figure, lately, over=over)
        found.append(
            Measured(target=target, figure=figure, lately=lately, verdict=verdict_now, entered=note, fed=taken)
        )
    return found


def look_at(session: Session, unit: str, period: Period, at: datetime) -> Look:
    """What a plan of that unit looks at: the unit and those inside it, in the period, as known at `at`."""
    return Look(
        unit=unit,
        unit_name="",
        units=making.units_of(session, unit).inside,
        unit_names={},
        period=period,
        then=period.known_at(at),
    )


def behind(
    session: Session, engine: Engine, adopted: Adopted, target: Target, at: datetime
) -> list[tuple[Fact | Procedure, float, float]]:
    """What a measured target counts, each with its part and its whole; empty where its list stands elsewhere."""
    found = MEASURED.get(target.metric)
    until = min(at.astimezone(HANOI).date(), target.until)
    if not isinstance(found, OfDossiers | OfProcedures) or target.since > until:
        return []
    what = seen(session, engine, look_at(session, adopted.key.unit, days(target.since, until), at))
    if isinstance(found, OfProcedures):
        return [(one, int(counts), 1) for one, counts in found.members(what)]
    return [(one, part, whole) for one, part, whole in found.members(what)]


def has_list(metric: str) -> bool:
    """Whether what the metric counts can be shown one by one."""
    return isinstance(MEASURED.get(metric), OfDossiers | OfProcedures)
