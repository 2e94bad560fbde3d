"""Yearly plans as declared (`procedures/plans`): what a unit set out to reach, to do and to report, and by what it is
measured. The five of 2024 are facts of their day; a unit adopts one as a template for its own year.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.errors import DeclarationError, Problem
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.time_limit import Declared

_FOLDER = "plans"
METRICS, BODIES = "metrics.yaml", "bodies.yaml"
Operator = Literal[">=", ">", "=", "between"]
Cycle = Literal["once", "monthly", "quarterly"]


class TaskKind(StrEnum):
    """What a task is about, where it lies outside dossiers."""

    GENERAL = "general"
    TRAINING = "training"
    INSPECTION = "inspection"
    """Its findings are kept with the day on which each is looked at again."""
    INITIATIVE = "initiative"
    PAR_INDEX = "par_index"
    IMPACT_ASSESSMENT = "impact_assessment"
    ONLINE_REVIEW = "online_review"
    PROCEDURE_REVIEW = "procedure_review"
    COMMUNICATION = "communication"
    SURVEY = "survey"
    ISO = "iso"
    BUDGET = "budget"


class Metric(Declared):
    """What a figure counts; a percentage is a part of a whole, and of nothing it is undefined."""

    name: str
    source: Literal["measured", "entered"] = Field(alias="from")
    unit: Literal["percent", "count", "ranks"]
    of: str
    """What stands under the line."""
    why: str = ""
    """Of an entered one: why no data of this system carry it."""
    fed: Literal["newest", "findings", "per_week"] | None = None
    """How what was recorded about a plan's tasks makes its figure, where a target names the tasks (`fed_by`)."""
    counts: str = ""
    """Of a measured one whose rule is a reading: what exactly counts."""

    @model_validator(mode="after")
    def _an_entered_one_says_why(self) -> Self:
        if (self.source == "entered") != bool(self.why):
            raise ValueError("an entered metric says `why` it must be entered; a measured one has nothing to explain")
        return self


class Owner(Declared):
    written: str
    """As the plan names it; offices of 2024 may be gone."""
    today: str = ""
    """Who that is today, in words."""
    role: Role
    """Who answers for it in today's office."""
    person: str = ""
    """The very person, where the unit named one; empty: whoever holds the role there."""


class Target(Declared):
    key: str
    place: str
    """Where in the plan it stands."""
    metric: str
    op: Operator
    threshold: float
    upper: float | None = None
    """Of `between` alone: a closed range."""
    since: date = Field(alias="from")
    until: date
    owner: str
    conflicts_with: tuple[str, ...] = ()
    """Targets of the same plan that say otherwise; all are kept and shown."""
    note: str = ""
    fed_by: tuple[str, ...] | None = None
    """Tasks of the same plan whose recorded figures are this target's, so that nothing is typed twice.

    None: those that the plan's template names; empty: a person enters the figure.
    """

    @model_validator(mode="after")
    def _a_range_has_two_ends(self) -> Self:
        if (self.op == "between") != (self.upper is not None):
            raise ValueError("`upper` belongs to `between`, and `between` needs it")
        if self.upper is not None and self.upper < self.threshold:
            raise ValueError("`upper` lies below `threshold`")
        if self.until < self.since:
            raise ValueError("`until` lies before `from`")
        return self

    def holds(self, value: float) -> bool:
        """Whether a figure (in percent, or a count) reaches the target."""
        match self.op:
            case ">=":
                return value >= self.threshold
            case ">":
                return value > self.threshold
            case "=":
                return value == self.threshold
            case "between":
                assert self.upper is not None
                return self.threshold <= value <= self.upper


class Task(Declared):
    key: str
    kind: TaskKind = TaskKind.GENERAL
    place: str
    text: str
    products: tuple[str, ...]
    lead: str
    partners: tuple[str, ...]
    since: date = Field(alias="from")
    until: date


class Duty(Declared):
    """Something that falls due, once or again and again until the plan's end."""

    key: str
    place: str
    text: str
    cycle: Cycle
    until: date
    """The last day; of a duty that comes once, its day."""
    owner: str
    note: str = ""


class Plan(Declared):
    slug: str
    year: int
    unit: str
    title: str
    number: str = ""
    issued_on: date | None = None
    based_on: str
    checked_on: date
    owners: Mapping[str, Owner]
    notes: tuple[str, ...] = ()
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    duties: tuple[Duty, ...]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        keys = [target.key for target in self.targets] + [task.key for task in self.tasks]
        keys += [duty.key for duty in self.duties]
        if doubled := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"used twice: {', '.join(doubled)}")
        named = {target.owner for target in self.targets} | {duty.owner for duty in self.duties}
        named |= {task.lead for task in self.tasks}
        if unknown := sorted(named - set(self.owners)):
            raise ValueError(f"nobody is called {', '.join(unknown)} in `owners`")
        if unknown := sorted({one for target in self.targets for one in target.conflicts_with} - set(keys)):
            raise ValueError(f"no such target: {', '.join(unknown)}")
        tasks = {task.key for task in self.tasks}
        if unknown := sorted({one for target in self.targets for one in target.fed_by or ()} - tasks):
            raise ValueError(f"no such task: {', '.join(unknown)}")
        return self

    @property
    def keys(self) -> frozenset[str]:
        """Of every target, task and duty."""
        targets, tasks = (one.key for one in self.targets), (one.key for one in self.tasks)
        return frozenset((*targets, *tasks, *(one.key for one in self.duties)))

    def owner_of(self, key: str) -> str:
        """Which of the owners answers for the target, task or duty; empty for what is none of them."""
        owned = [(one.key, one.owner) for one in self.targets]
        owned += [(one.key, one.owner) for one in self.duties] + [(one.key, one.lead) for one in self.tasks]
        return dict(owned).get(key, "")

    def task(self, key: str) -> Task | None:
        return next((one for one in self.tasks if one.key == key), None)

    def target(self, key: str) -> Target | None:
        return next((one for one in self.targets if one.key == key), None)


class Body(Declared):
    """A body that plans of 2024 name, and who does today what it did."""

    words: tuple[str, ...]
    """How plans write it."""
    was: str
    today: str
    since: date
    basis: str
    sure: bool
    """False: nobody has read the text; an office must confirm it."""


class _Bodies(Declared):
    checked_on: date
    bodies: tuple[Body, ...]


class _Metrics(Declared):
    metrics: Mapping[str, Metric]


@cache
def metrics() -> Mapping[str, Metric]:
    """Every figure that a target may be about, by key."""
    return parse(read(shipped(_FOLDER, METRICS)), _Metrics).metrics


@cache
def templates() -> Mapping[str, Plan]:
    """The plans that came with this software, by slug."""
    found = (
        parse(read(path), Plan)
        for path in sorted(shipped(_FOLDER).glob("*.yaml"))
        if path.name not in (METRICS, BODIES)
    )
    return {one.slug: one for one in found}


@cache
def bodies() -> tuple[Body, ...]:
    """What became of the bodies that plans of 2024 name."""
    return parse(read(shipped(_FOLDER, BODIES)), _Bodies).bodies


def bodies_in(plan: Plan) -> list[Body]:
    """Those of them that this plan names anywhere."""
    said = plan.model_dump_json()
    return [one for one in bodies() if any(words in said for words in one.words)]


def check_plans(root: Path) -> list[Problem]:
    """What is wrong with the plans below `root`; a folder without them has nothing wrong."""
    folder, problems = root / "plans", list[Problem]()
    known: set[str] = set(metrics())
    for path in sorted(folder.glob("*.yaml")):
        try:
            source = read(path)
            if path.name == METRICS:
                known = set(parse(source, _Metrics).metrics)
                continue
            if path.name == BODIES:
                parse(source, _Bodies)
                continue
            plan = parse(source, Plan)
        except DeclarationError as error:
            problems += error.problems
            continue
        problems += [
            Problem(
                file=source.file,
                line=source.line("targets", index),
                what=f"no metric is called {target.metric!r}",
                advice=f"add it to {METRICS}, or use one of those",
            )
            for index, target in enumerate(plan.targets)
            if target.metric not in known
        ]
    return problems
