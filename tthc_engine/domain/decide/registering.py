"""Intake: submit, accept, refuse at the desk."""

from datetime import datetime
from typing import Any

from tthc_engine.domain import clock, cut, timing
from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.moving import completed
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import (
    ApplicantIncomplete,
    ChannelNotOffered,
    IntakeWindowClosed,
    NotInForce,
    NotUnderThisRegime,
    OnlyOnline,
    ReceivedInFuture,
    ReceivedTooEarly,
    UnknownCase,
    UnknownComponent,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Channel, Procedure, Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.time_limit import PhaseStart

_MIDNIGHT = 24 * 60 - 1
"""A window may close on a day off: until the end of that day."""


def may_register(matter: Matter) -> None:
    if matter.dossier is not None:
        raise matter.wrong_stage()


def may_accept(matter: Matter) -> None:
    if matter.dossier is not None:
        matter.check_stage(Stage.SUBMITTED)


def submit(matter: Matter, command: c.Submit) -> list[e.AnyEvent]:
    registered = _registered(command.registration, matter, on=matter.at)
    online = registered.channel is Channel.ONLINE
    regime, calendar = matter.rules.regime, matter.rules.calendar
    return [
        e.DossierSubmitted(
            **matter.said(),
            registered=registered,
            answer_until=clock.period_end(regime.online_answer, matter.at, calendar) if online else None,
            escalate_at=clock.period_end(regime.online_escalate, matter.at, calendar) if online else None,
            personal=_personal(command.registration, matter.rules),
        )
    ]


def accept(matter: Matter, command: c.Accept) -> list[e.AnyEvent]:
    """The complete dossier is in: the period begins (CL-1), the intake step ends, the receipt promises a date.

    Where the result is given at once there is a receipt only for whoever asks for one (khoản 4 Điều 17).
    """
    received_at = _received(matter, command.received_at)
    if command.registration is None and matter.dossier is None:
        raise ApplicantIncomplete(field="registration")
    personal: e.Personal | None
    if command.registration is not None:
        registered = _registered(command.registration, matter, on=received_at)
        personal = _personal(command.registration, matter.rules)
    else:
        registered, personal = _as_submitted(matter.known), _with_secret(matter.known, matter.rules)
    accepted = promised(registered, matter.rules, at=matter.at, received_at=received_at, said=matter.said())
    accepted = accepted.model_copy(update={"personal": personal})
    dossier = evolve(matter.dossier, accepted)
    done = completed(dossier, matter, step=matter.rules.procedure.intake)
    if timing.limit_of(dossier, matter.rules).at_once and not command.receipt_wanted:
        return [accepted, done]
    return [accepted, done, issued(evolve(dossier, done), matter, LetterKind.RECEIPT)]


def may_answer_online(matter: Matter) -> None:
    """Within 8 working hours of a submission on the portal, unless the dossier is accepted or sent back at once."""
    if matter.check_stage(Stage.SUBMITTED).owed(ObligationKind.ONLINE_ANSWER) is None:
        raise matter.wrong_stage()


def answer_online(matter: Matter, command: c.AnswerOnline) -> list[e.AnyEvent]:
    matter.check_text("answer", command.answer)
    return [e.OnlineAnswered(**matter.said(Role.DESK), answer=command.answer)]


def may_adjust(matter: Matter) -> None:
    """NĐ 118 Đ21: who sent it online may change what they ask for until the decision is issued."""
    dossier = matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)
    if matter.rules.regime.stop_by_applicant is None:
        raise NotUnderThisRegime(command=matter.word, regime=matter.rules.regime.slug)
    if dossier.channel is not Channel.ONLINE:
        raise OnlyOnline(command=matter.word)


def adjust(matter: Matter, command: c.AdjustContent) -> list[e.AnyEvent]:
    matter.check_text("content", command.content)
    who = matter.known.personal
    personal = None if who is None else who.model_copy(update={"content": command.content})
    return [e.ContentAdjusted(**matter.said(Role.APPLICANT), personal=personal)]


def may_attach(matter: Matter) -> None:
    """While the dossier is open or its result waits; what ended is closed for papers too."""
    matter.check_stage(Stage.SUBMITTED, Stage.HANDLING, Stage.RELEASED, Stage.CORRECTING)


def attach(matter: Matter, command: c.AttachScan) -> list[e.AnyEvent]:
    """One copy once: the same bytes for the same paper change nothing."""
    known = {component.key for component in matter.rules.procedure.components}
    if command.component and command.component not in known:
        raise UnknownComponent(component=command.component)
    if any((one.component, one.sha256) == (command.component, command.sha256) for one in matter.known.scans):
        return []
    return [
        e.ScanAttached(
            **matter.said(),
            component=command.component,
            sha256=command.sha256,
            size=command.size,
            media=command.media,
            signed=command.signed,
        )
    ]


def promised(
    registered: e.Registered, rules: Rules, *, at: datetime, received_at: datetime, said: dict[str, Any]
) -> e.DossierAccepted:
    """The acceptance with the date its receipt will promise; nothing personal in it yet.

    Raises:
        IntakeWindowClosed: the office has windows for this procedure and none holds the day of receipt.
    """
    closes = window_closes(rules.procedure, registered.case, registered.channel, rules, received_at=received_at)
    bare = e.DossierAccepted(
        **said,
        registered=registered,
        reference=rules.allotted.reference,
        received_at=received_at,
        first_step=rules.procedure.intake.key,
        window_closes=closes,
        fee_vnd=fee_vnd(rules.procedure, registered.case, registered.channel),
        handover_until=_handover_until(registered, rules, received_at),
    )
    due = cut.promised(evolve(None, bare), rules)
    return bare.model_copy(update={"appointment": due, "provisional": due is not None and is_provisional(due, rules)})


def _handover_until(registered: e.Registered, rules: Rules, received_at: datetime) -> datetime | None:
    """Papers that another unit decides on are there within a working day (NĐ 118 Đ20.1a)."""
    within = rules.regime.handover_within
    elsewhere = registered.receiving_unit != registered.competent_unit
    if within is None or not elsewhere or registered.channel is Channel.ONLINE:
        return None
    return clock.period_end(within, received_at, rules.calendar)


def is_provisional(due: datetime, rules: Rules) -> bool:
    """Whether the date reaches into a year whose working days nobody has published yet ("tạm tính")."""
    return rules.calendar.is_provisional(rules.calendar.local(due).date())


def fee_vnd(procedure: Procedure, case: str, channel: Channel) -> int:
    return sum(
        fee.amount_vnd
        for fee in procedure.fees
        if (not fee.cases or case in fee.cases) and (not fee.channels or channel in fee.channels)
    )


def registered_as(registration: c.Registration, rules: Rules, *, unit: str) -> e.Registered:
    """What an intake settles. Case and channel must be declared."""
    procedure = rules.procedure
    cases = [case.key for case in procedure.cases]
    case = registration.case or (cases[0] if cases else "")
    if case and case not in cases:
        raise UnknownCase(procedure=procedure.code, case=case)
    if registration.channel not in procedure.channels:
        raise ChannelNotOffered(procedure=procedure.code, channel=registration.channel.value)
    return e.Registered(
        procedure=procedure.slug,
        code=procedure.code,
        in_force_from=procedure.in_force_from,
        digest=rules.digest,
        regime=rules.regime.slug,
        calendar=rules.calendar.version,
        case=case,
        channel=registration.channel,
        receiving_unit=unit,
        competent_unit=registration.competent_unit or unit,
        receive_result=registration.receive_result,
        sets=registration.sets,
        papers=registration.papers,
        list_key=registration.list_key,
        list_name=registration.list_name,
        owner_checked=registration.owner_checked,
        submitter_checked=registration.submitter_checked,
        paid=registration.paid,
        money_receipt=registration.money_receipt,
    )


def _registered(registration: c.Registration, matter: Matter, *, on: datetime) -> e.Registered:
    procedure = matter.rules.procedure
    day = matter.rules.calendar.local(on).date()
    if not procedure.in_force(day):
        raise NotInForce(procedure=procedure.code, on=day)
    registered = registered_as(registration, matter.rules, unit=matter.by.unit)
    for field, party in {"owner": registration.owner, "submitter": registration.submitter}.items():
        if party is not None and not party.name.strip():
            raise ApplicantIncomplete(field=f"{field}.name")
    return registered


def _received(matter: Matter, given: datetime | None) -> datetime:
    received_at = given or matter.at
    if received_at > matter.at:
        raise ReceivedInFuture(received_at=received_at)
    earliest = _complete_from(matter.dossier)
    if earliest is not None and received_at < earliest:
        raise ReceivedTooEarly(received_at=received_at, earliest=earliest)
    return received_at


def _complete_from(dossier: Dossier | None) -> datetime | None:
    """Since when a submitted dossier can have been complete: not before what it lacked was asked for or came."""
    if dossier is None:
        return None
    return max([dossier.registered_at, *(one.answered_at or one.requested_at for one in dossier.supplements)])


def window_closes(
    procedure: Procedure, case: str, channel: Channel, rules: Rules, *, received_at: datetime
) -> datetime | None:
    """The end of the intake window from which the limit counts; None where it does not, or came after the window.

    Raises IntakeWindowClosed where the office has windows for the procedure and none holds the day of receipt.
    """
    phases = procedure.limit(case, channel).phases
    if not any(phase.start is PhaseStart.WINDOW_CLOSED for phase in phases):
        return None
    day = rules.calendar.local(received_at).date()
    window = rules.office.window(procedure.code, day)
    if window is not None:
        open_then = rules.calendar.is_working_day(window.closes)
        return rules.calendar.closing(window.closes) if open_then else rules.calendar.at(window.closes, _MIDNIGHT)
    mine = [one for one in rules.office.windows if one.procedure == procedure.code]
    if mine and not (procedure.late_submissions and any(one.closes < day for one in mine)):
        raise IntakeWindowClosed(procedure=procedure.code, on=day)
    return None


def _personal(registration: c.Registration, rules: Rules) -> e.Personal:
    return e.Personal(
        owner=registration.owner,
        submitter=registration.submitter or registration.owner,
        relation=registration.relation,
        content=registration.content,
        secret=rules.allotted.secret,
        authority=registration.authority,
    )


def _as_submitted(dossier: Dossier) -> e.Registered:
    return e.Registered(**{name: getattr(dossier, name) for name in e.Registered.model_fields})


def _with_secret(dossier: Dossier, rules: Rules) -> e.Personal | None:
    return dossier.personal.model_copy(update={"secret": rules.allotted.secret}) if dossier.personal else None
