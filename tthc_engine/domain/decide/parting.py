"""Inter-agency procedures (liên thông, NĐ 61 Đ19.6-19.7, Đ12.5): each body's work, its own limit, its own lateness."""

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain import parting
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.dossier import Dossier, Part, Stage
from tthc_engine.domain.errors import (
    BodyAtWork,
    NewAppointmentNotLater,
    NotAtWork,
    NotYourUnit,
    TextMissing,
    UnknownBody,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Body, Step
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.rules import Place


def sent_on(dossier: Dossier | None, matter: Matter) -> list[e.AnyEvent]:
    """What goes out to other bodies because of what just happened: a step began, or the body before gave back."""
    if dossier is None or dossier.stage is not Stage.HANDLING or dossier.waiting is not None:
        return []
    step = matter.rules.procedure.step(dossier.current_step or "")
    if step is None or not step.bodies:
        return []
    events: list[e.AnyEvent] = []
    for body in parting.to_be_sent(step, dossier):
        for event in _sent(dossier, body, step, matter):
            events.append(event)
            dossier = evolve(dossier, event)
    return events


def _sent(dossier: Dossier, body: Body, step: Step, matter: Matter, *, reason: str = "") -> list[e.AnyEvent]:
    place = matter.rules.office.bodies.get(body.key, Place())
    number = len(dossier.parts) + 1
    bare = e.PartSent(
        **matter.said(),
        number=number,
        step=step.key,
        body=body.key,
        name=body.name,
        to_unit=place.unit,
        calendar=place.calendar,
        reason=reason,
    )
    after = evolve(dossier, bare)
    sent = bare.model_copy(update={"until": parting.part_due(after.parts[-1], after, matter.rules)})
    letter = issued(evolve(dossier, sent), matter, LetterKind.HANDOVER, epoch=f"{parting.PART}{number}")
    return [sent, letter]


def may_send(matter: Matter) -> None:
    matter.check_running()
    _check_step_with_bodies(matter)
    matter.check_assignee_of_handling()


def send(matter: Matter, command: c.SendPart) -> list[e.AnyEvent]:
    """Once more: what came back is not what was asked for."""
    step, dossier = _check_step_with_bodies(matter), matter.known
    body = next((one for one in step.bodies if one.key == command.body), None)
    if body is None:
        raise UnknownBody(body=command.body)
    if any(one.body == body.key and one.returned_at is None for one in dossier.parts):
        raise BodyAtWork(body=body.name)
    matter.check_reason(command.reason)
    return _sent(dossier, body, step, matter, reason=command.reason)


def _check_step_with_bodies(matter: Matter) -> Step:
    step = matter.step
    if step is None or not step.bodies:
        raise matter.wrong_stage()
    return step


def may_return(matter: Matter) -> None:
    """Work that is done comes in whenever it comes, also while the applicant is waited for."""
    dossier = matter.check_stage(Stage.HANDLING)
    mine = [one for one in dossier.at_work if _answers_for(one, matter)]
    if not mine:
        raise matter.wrong_stage()
    if matter.by.unit not in {one.unit for one in mine} - {""}:
        matter.check_assignee_of_handling()


def _answers_for(part: Part, matter: Matter) -> bool:
    """A body's own people for their part; the lead body's for every part, on the paper that came."""
    dossier = matter.known
    return matter.by.unit in ("", part.unit, dossier.competent_unit, dossier.receiving_unit)


def give_back(matter: Matter, command: c.ReturnPart) -> list[e.AnyEvent]:
    part = _at_work(matter, command.body)
    matter.check_text("answer", command.answer)
    dossier, calendar = matter.known, parting.calendar_of(part.calendar, matter.rules)
    planned = parting.part_due(part, dossier, matter.rules) if part.late_for is None else part.late_for
    late = planned is not None and matter.at > planned
    gap = None if planned is None else calendar.between(min(planned, matter.at), max(planned, matter.at))
    return [
        e.PartReturned(
            **matter.said(),
            number=part.number,
            body=part.body,
            name=part.name,
            answer=command.answer,
            planned=planned,
            minutes=calendar.between(parting.part_began(part, dossier), matter.at),
            difference=None if gap is None else gap if late else -gap,
        )
    ]


def _at_work(matter: Matter, body: str) -> Part:
    found = [one for one in matter.known.at_work if one.body == body and _answers_for(one, matter)]
    if not found:
        raise NotAtWork(body=body)
    return found[-1]


def may_explain(matter: Matter) -> None:
    """Whoever is late owes it, also when the work came in meanwhile."""
    if matter.known.owed(ObligationKind.BODY_NOTICE) is None:
        raise matter.wrong_stage()


def explain(matter: Matter, command: c.ExplainPart) -> list[e.AnyEvent]:
    dossier = matter.known
    owed = {one.epoch for one in dossier.obligations if one.is_open and one.kind is ObligationKind.BODY_NOTICE}
    late = [one for one in dossier.parts if one.body == command.body and str(one.number) in owed]
    if not late:
        raise NotAtWork(body=command.body)
    part = late[0]
    matter.check_reason(command.reason)
    if command.new_date <= matter.at and part.returned_at is None:
        raise NewAppointmentNotLater(than=matter.at)
    # In a body's name only its own people write here; from outside its letter has come on paper.
    if not command.document.strip() and (not part.unit or matter.by.unit not in ("", part.unit)):
        raise TextMissing(field="document")
    if not _answers_for(part, matter):
        raise NotYourUnit
    told = e.PartExplained(
        **matter.said(),
        number=part.number,
        body=part.body,
        name=part.name,
        reason=command.reason,
        new_date=command.new_date,
        document=command.document.strip(),
    )
    if told.document:
        return [told]
    return [
        told,
        issued(evolve(dossier, told), matter, LetterKind.ONESTOP_NOTICE, epoch=f"{parting.PART}{part.number}"),
    ]
