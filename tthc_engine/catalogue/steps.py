"""Whether the internal steps (quy trình nội bộ) fit into the period that the law allows.

The steps of a phase follow each other, so their longest path is their sum; within an inter-agency step it is the
longest way through its bodies: one after the other on paper, side by side where the work reaches all at once. A limit
in calendar days or months is only compared with the most working days that it can hold: whatever is longer than that
certainly does not fit.
"""

from collections.abc import Iterator
from decimal import Decimal

from tthc_engine.catalogue.reading import Source
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.parting import in_turn
from tthc_engine.domain.procedure import Limit, Procedure, Role, Step
from tthc_engine.domain.time_limit import Duration, Phase, Term, Unit

_WEEK = 7
_REST_DAYS_A_WEEK = 2
_LONGEST_MONTH = 31
_SIGNERS = frozenset({Role.APPROVER, Role.DIRECTOR})


class _Unmeasured(ValueError):
    """Days meet hours and nobody declared how many hours a day has."""


def check_steps(source: Source, procedure: Procedure) -> list[Problem]:
    """Owners, order and reachability of the steps, and their length in every case and channel."""
    return [
        *_owners(source, procedure),
        *_reachable(source, procedure),
        *(() if procedure.waiver else _lengths(source, procedure)),
    ]


def _owners(source: Source, procedure: Procedure) -> Iterator[Problem]:
    for name, step in {"intake": procedure.intake, "result": procedure.result}.items():
        if step.owner is not Role.DESK:
            yield source.problem(
                name,
                "owner",
                what=f"step '{step.key}' belongs to {step.owner}",
                advice=f"the {name} step is the desk's",
            )
    last = len(procedure.handling) - 1
    if procedure.handling[last].owner not in _SIGNERS:
        yield source.problem(
            "handling",
            last,
            "owner",
            what=f"handling ends with a step of {procedure.handling[last].owner}",
            advice="end it with the step of the approver or director who signs the result",
        )
    for index, step in enumerate((procedure.intake, procedure.result)):
        if step.bodies:
            yield source.problem(
                ("intake", "result")[index],
                "bodies",
                what=f"step '{step.key}' names other bodies",
                advice="give them a handling step: intake and result belong to the desk alone",
            )
    for index, step in enumerate(procedure.handling):
        if step.bodies and step.owner is not Role.HANDLER:
            yield source.problem(
                "handling",
                index,
                "owner",
                what=f"step '{step.key}' of other bodies belongs to {step.owner}",
                advice="the lead body's handler sends it out and gathers what comes back",
            )
    if procedure.result.within is not None:
        yield source.problem(
            "result",
            "within",
            what="the result step has a limit of its own",
            advice="drop it: the period ends when the result is released, before the citizen collects it",
        )


def _reachable(source: Source, procedure: Procedure) -> Iterator[Problem]:
    order: dict[str, int] = {}
    for limit in procedure.limits:
        for phase in limit.phases:
            order.setdefault(phase.key, len(order))
    reached = 0
    for place, step in _timed(procedure):
        position = order.get(step.phase) if step.phase else 0
        if position is None:
            yield source.problem(
                *place,
                "phase",
                what=f"step '{step.key}' can never be reached: no limit has a phase '{step.phase}'",
                advice=f"use one of {sorted(order)}, or declare the phase",
            )
        elif position < reached:
            yield source.problem(
                *place,
                "phase",
                what=f"step '{step.key}' can never be reached in time: its phase ended with an earlier step",
                advice="put the steps in the order of the phases",
            )
        else:
            reached = position


def _lengths(source: Source, procedure: Procedure) -> Iterator[Problem]:
    for index, limit in enumerate(procedure.limits):
        for phase in limit.phases:
            try:
                taken, allowed = _taken(procedure, limit, phase), _allowed(phase)
            except _Unmeasured as mixed:
                yield source.problem("limits", index, "phases", what=str(mixed), advice="add `hours_per_day`")
                continue
            if allowed is not None and taken > allowed:
                where = " or ".join(limit.cases) if limit.cases else "every case"
                yield source.problem(
                    "limits",
                    index,
                    what=f"the steps of phase '{phase.key}' take {taken.normalize():f} working days, "
                    f"the law allows {allowed.normalize():f} ({where})",
                    advice="shorten the steps, or add a `waiver` with its reason and who decided it",
                )


def _taken(procedure: Procedure, limit: Limit, phase: Phase) -> Decimal:
    own = {phase.key, ""} if phase is limit.phases[0] else {phase.key}
    steps = [step for _, step in _timed(procedure) if step.phase in own]
    return sum((_step_takes(step, procedure, limit, phase) for step in steps), Decimal(0))


def _step_takes(step: Step, procedure: Procedure, limit: Limit, phase: Phase) -> Decimal:
    """Its own limit, or the longest way through the other bodies on the slowest channel that the limit serves."""
    if not step.bodies:
        return _days(step.within, phase) if step.within else Decimal(0)
    channels = limit.channels or procedure.channels
    return max(_longest(step, phase, one_by_one=in_turn(step, channel)) for channel in channels)


def _longest(step: Step, phase: Phase, *, one_by_one: bool) -> Decimal:
    ends: dict[str, Decimal] = {}
    reached = Decimal(0)
    for body in step.bodies:
        before = reached if one_by_one else max((ends[key] for key in body.after), default=Decimal(0))
        ends[body.key] = before + _body_takes(body.within, phase)
        reached = max(reached, ends[body.key])
    return reached


def _body_takes(within: Term, phase: Phase) -> Decimal:
    """In working days; days and months of the calendar as the most working days they can hold."""
    match within.unit:
        case Unit.WORKING_DAYS | Unit.WORKING_HOURS:
            return _days(within, phase)
        case Unit.CALENDAR_DAYS:
            return Decimal(_most_working_days(int(within.amount)))
        case Unit.MONTHS:
            return Decimal(_most_working_days(int(within.amount) * _LONGEST_MONTH))
        case Unit.SAME_DAY:
            return Decimal(1)
        case Unit.FIXED_DATE | Unit.NONE:
            return Decimal(0)


def _days(length: Duration | Term, phase: Phase) -> Decimal:
    if length.unit is Unit.WORKING_DAYS:
        return length.amount
    if phase.hours_per_day is None:
        raise _Unmeasured(f"phase '{phase.key}' and its steps mix working days and working hours")
    return length.amount / phase.hours_per_day


def _allowed(phase: Phase) -> Decimal | None:
    """In working days; None where the phase promises nothing that steps could break."""
    total = Decimal(0)
    for term in phase.terms:
        match term.unit:
            case Unit.WORKING_DAYS | Unit.WORKING_HOURS:
                total += _days(term, phase)
            case Unit.CALENDAR_DAYS:
                total += _most_working_days(int(term.amount))
            case Unit.MONTHS:
                total += _most_working_days(int(term.amount) * _LONGEST_MONTH)
            case Unit.SAME_DAY:
                total += 1
            case Unit.FIXED_DATE | Unit.NONE:
                return None
    return total


def _most_working_days(calendar_days: int) -> int:
    return calendar_days - calendar_days // _WEEK * _REST_DAYS_A_WEEK


def _timed(procedure: Procedure) -> Iterator[tuple[tuple[str | int, ...], Step]]:
    yield ("intake",), procedure.intake
    for index, step in enumerate(procedure.handling):
        yield ("handling", index), step
