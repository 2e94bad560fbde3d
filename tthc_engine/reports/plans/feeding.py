"""What was recorded about a plan's tasks, as the figure of a target: nobody types it twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tthc_engine.catalogue.plans import Plan, Target, metrics, templates
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.plans.duties import Mended, TaskStand
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.store.plans import Note

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """A target's figure with what it was taken from."""

    figure: Figure
    tasks: tuple[str, ...]
    """Keys of the tasks."""
    notes: tuple[Note, ...]
    """What was recorded, with its evidence; oldest task first."""


def tasks_of(target: Target, plan: Plan) -> tuple[str, ...]:
    """The tasks whose figures are this target's: its own choice, else the template's, as far as the plan has them."""
    chosen = target.fed_by
    if chosen is None:
        template = templates().get(plan.slug)
        known = template.target(target.key) if template is not None else None
        chosen = known.fed_by if known is not None and known.metric == target.metric else None
    return tuple(one for one in chosen or () if plan.task(one) is not None)


def fed(target: Target, plan: Plan, stands: Mapping[str, TaskStand]) -> Fed | None:
    """The target's figure from its tasks; None where it has none, or nothing was recorded about them yet."""
    tasks = tasks_of(target, plan)
    mine = [stands[one] for one in tasks]
    match metrics()[target.metric].fed:
        case "findings":
            return _findings(mine, tasks)
        case "per_week":
            return _weekly(mine, tasks, target.since)
        case "newest":
            return _together(mine, tasks)
        case None:
            return None


def _together(mine: Sequence[TaskStand], tasks: tuple[str, ...]) -> Fed | None:
    """The newest figure of each task that has one with its whole, together."""
    notes = tuple(one for task in mine if (one := task.figure) is not None and one.whole is not None)
    if not notes:
        return None
    figure = Figure(sum(one.part or 0 for one in notes), sum(one.whole or 0 for one in notes))
    return Fed(figure=figure, tasks=tasks, notes=notes)


def _weekly(mine: Sequence[TaskStand], tasks: tuple[str, ...], since: date) -> Fed | None:
    """Times, by the weeks from the target's first day to the day on which the newest figure was recorded."""
    notes = tuple(one for task in mine if (one := task.figure) is not None)
    if not notes:
        return None
    last = max(one.at.astimezone(HANOI).date() for one in notes)
    weeks = max((last - since).days + 1, DAYS_A_WEEK) / DAYS_A_WEEK
    return Fed(figure=Figure(sum(one.part or 0 for one in notes) / weeks), tasks=tasks, notes=notes)


def _findings(mine: Sequence[TaskStand], tasks: tuple[str, ...]) -> Fed | None:
    """What inspections found and was mended, of all that they found."""
    every = [one for task in mine for one in task.findings]
    if not every:
        return None
    figure = Figure(sum(1 for one in every if one.state is Mended.FIXED), len(every))
    return Fed(figure=figure, tasks=tasks, notes=tuple(note for one in every for note in (one.found, *one.rechecks)))
