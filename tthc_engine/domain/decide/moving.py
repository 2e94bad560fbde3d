"""Handling: assign, complete, approve, send back, starts of phases, extension."""

from datetime import datetime

from tthc_engine.domain import commands as c
from tthc_engine.domain import cut, parting, timing
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import (
    BodiesAtWork,
    NothingToHandOver,
    ReceivedInFuture,
    UnknownPerson,
    WrongStage,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.procedure import Role, Step
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.time_limit import PhaseStart


def may_complete(matter: Matter) -> None:
    step = matter.check_step_owner()
    dossier = matter.check_running()
    if left := parting.awaited(step, dossier):
        raise BodiesAtWork(bodies=", ".join(one.name for one in left))
    if step.key == matter.rules.procedure.result.key:
        raise matter.wrong_stage()


def complete(matter: Matter, command: c.Complete) -> list[e.AnyEvent]:
    dossier, step = matter.known, matter.check_step_owner()
    if command.step is not None and command.step != step.key:
        raise WrongStage(command=f"complete {command.step}", stage=dossier.stage.value, step=step.key)
    return [completed(dossier, matter, step=step, note=command.note)]


def may_approve(matter: Matter) -> None:
    step = matter.step
    if step is not None and step.owner not in (Role.APPROVER, Role.DIRECTOR):
        matter.check_running()
        raise matter.wrong_stage()
    may_complete(matter)


def approve(matter: Matter, command: c.Approve) -> list[e.AnyEvent]:
    return [completed(matter.known, matter, step=matter.check_step_owner(), note=command.note)]


def completed(dossier: Dossier, matter: Matter, *, step: Step, note: str = "") -> e.StepCompleted:
    """Leaving a step freezes what was planned, what it took and the signed difference, in working minutes.

    A step left before the intake window closed had no time to keep: nothing was planned, nothing is compared.
    """
    entered = dossier.entered_at or matter.at
    began = timing.step_began(dossier) or entered
    following = matter.rules.procedure.step_after(step.key)
    planned = timing.step_due(dossier, matter.rules) if began <= matter.at else None
    return e.StepCompleted(
        **matter.said(),
        step=step.key,
        next_step=following.key if following else None,
        entered_at=entered,
        planned=planned,
        minutes=timing.worked(dossier, matter.rules, began, matter.at),
        difference=None if planned is None else difference(planned, matter.at, matter),
        note=note,
    )


def difference(planned: datetime, actual: datetime, matter: Matter) -> int:
    """Signed working minutes: above 0 late, below 0 early."""
    calendar = matter.rules.calendar
    return calendar.between(planned, actual) if actual > planned else -calendar.between(actual, planned)


def may_send_back(matter: Matter) -> None:
    matter.check_step_owner()
    dossier = matter.check_running()
    if dossier.current_step in (matter.rules.procedure.intake.key, matter.rules.procedure.handling[0].key):
        raise matter.wrong_stage()


def send_back(matter: Matter, command: c.SendBack) -> list[e.AnyEvent]:
    dossier, step = matter.known, matter.check_step_owner()
    keys = [one.key for one in matter.rules.procedure.steps]
    earlier = keys[1 : keys.index(step.key)]
    if command.to_step not in earlier:
        raise WrongStage(command=f"send_back to {command.to_step}", stage=dossier.stage.value, step=step.key)
    matter.check_reason(command.reason)
    entered = dossier.entered_at or matter.at
    return [
        e.StepSentBack(
            **matter.said(),
            step=step.key,
            to_step=command.to_step,
            reason=command.reason,
            entered_at=entered,
            minutes=timing.worked(dossier, matter.rules, timing.step_began(dossier) or entered, matter.at),
        )
    ]


def may_assign(matter: Matter) -> None:
    matter.check_stage(Stage.HANDLING)


def assign(matter: Matter, command: c.Assign) -> list[e.AnyEvent]:
    return [_given(matter, command.to, "")]


def reassign(matter: Matter, command: c.Reassign) -> list[e.AnyEvent]:
    matter.check_reason(command.reason)
    return [_given(matter, command.to, command.reason)]


def _given(matter: Matter, to: str, reason: str) -> e.HandlerAssigned:
    people = matter.rules.office.people
    if not to or (people is not None and to not in people):
        raise UnknownPerson(person=to)
    dossier = matter.known
    return e.HandlerAssigned(
        **matter.said(), step=dossier.current_step or "", to=to, before=dossier.assignee, reason=reason
    )


def may_hand_over(matter: Matter) -> None:
    dossier = matter.check_stage(Stage.HANDLING)
    if dossier.receiving_unit == dossier.competent_unit or dossier.handed_over_at is not None:
        raise NothingToHandOver


def hand_over(matter: Matter, command: c.HandOver) -> list[e.AnyEvent]:
    """The papers reach the unit that decides, with a note of who gave and who took them."""
    dossier = matter.known
    passed = e.PapersHandedOver(**matter.said(), to_unit=dossier.competent_unit, received_by=command.received_by)
    return [passed, issued(evolve(dossier, passed), matter, LetterKind.HANDOVER)]


def may_record_start(matter: Matter) -> None:
    dossier = matter.check_running()
    matter.check_assignee_of_handling()
    phases = timing.limit_of(dossier, matter.rules).phases
    entered = dict(dossier.starts)
    if not any(phase.start is PhaseStart.EXTERNAL and phase.key not in entered for phase in phases):
        raise matter.wrong_stage()


def record_start(matter: Matter, command: c.RecordStart) -> list[e.AnyEvent]:
    """Once every start is known the date can be named: the receipt is issued anew and promises it."""
    phases = {phase.key: phase for phase in timing.limit_of(matter.known, matter.rules).phases}
    phase = phases.get(command.phase)
    if phase is None or phase.start is not PhaseStart.EXTERNAL or command.phase in dict(matter.known.starts):
        raise matter.wrong_stage()
    matter.check_reason(command.document)
    if command.started_at > matter.at:
        raise ReceivedInFuture(received_at=command.started_at)
    started = e.PhaseStarted(
        **matter.said(), phase=command.phase, started_at=command.started_at, document=command.document
    )
    after = evolve(matter.known, started)
    due = timing.due_at(after, matter.rules)
    calendar = matter.rules.calendar
    provisional = due is not None and calendar.is_provisional(calendar.local(due).date())
    if due is None or after.breached is not None or not timing.every_start_is_known(after, matter.rules):
        return [started.model_copy(update={"provisional": provisional})]
    named = started.model_copy(update={"provisional": provisional, "appointment": cut.promised(after, matter.rules)})
    return [named, issued(evolve(matter.known, named), matter, LetterKind.RECEIPT)]
