"""Lateness step by step: the clock asks, the handler declares or the date passes, somebody explains and apologises.

The one-stop decrees (NĐ 61 Đ19.9, NĐ 118 Đ19.6): at the latest one day before the due day the competent body notifies
the one-stop and apologises to the applicant, naming one new date, once.
"""

from datetime import datetime

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import (
    AlreadyReappointed,
    EvidenceMissing,
    NewAppointmentMissing,
    NewAppointmentNotLater,
    NothingToApologiseFor,
    NotYourRole,
    ResultAlreadyGiven,
    UnknownReason,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.obligations import LOSS, Obligation, ObligationKind
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.spent import beside_the_steps, responsible, where_time_went
from tthc_engine.domain.timing import notice_until


def may_answer(matter: Matter) -> None:
    """The lateness question, while it is open."""
    dossier = matter.check_running()
    matter.check_assignee_of_handling()
    if dossier.owed(ObligationKind.LATENESS_QUESTION) is None:
        raise matter.wrong_stage()


def confirm(matter: Matter, _: c.ConfirmOnTrack) -> list[e.AnyEvent]:
    return [e.OnTrackConfirmed(**matter.said(Role.HANDLER), epoch=str(matter.known.epoch))]


def may_declare(matter: Matter) -> None:
    """Before the due instant, once for each due date; afterwards the law counts, and nobody needs to declare."""
    dossier = matter.check_running()
    matter.check_assignee_of_handling()
    if dossier.breached is not None or dossier.delay_declared is not None or matter.due() is None:
        raise matter.wrong_stage()


def declare(matter: Matter, command: c.DeclareDelay) -> list[e.AnyEvent]:
    dossier, due = matter.known, matter.due()
    if due is None:
        raise matter.wrong_stage()
    matter.check_reason(command.reason)
    if command.reason_code and command.reason_code not in matter.rules.reasons:
        raise UnknownReason(reason_code=command.reason_code)
    if command.new_date is not None and command.new_date <= due:
        raise NewAppointmentNotLater(than=due)
    return [
        e.DelayDeclared(
            **matter.said(Role.HANDLER),
            epoch=str(dossier.epoch),
            due_at=due,
            until=notice_until(dossier, due, matter.rules),
            reason=command.reason,
            reason_code=command.reason_code,
            new_date=command.new_date,
        )
    ]


def may_notify(matter: Matter) -> None:
    matter.check_assignee_of_handling()
    if matter.known.owed(ObligationKind.ONESTOP_NOTICE) is None:
        raise matter.wrong_stage()


def notify(matter: Matter, command: c.NotifyOnestop) -> list[e.AnyEvent]:
    dossier = matter.known
    owed = dossier.owed(ObligationKind.ONESTOP_NOTICE)
    if owed is None:
        raise matter.wrong_stage()
    reason = _reason(command.reason, matter)
    notified = e.OnestopNotified(**matter.said(Role.HANDLER), epoch=owed.epoch, reason=reason)
    letter = issued(evolve(dossier, notified), matter, LetterKind.ONESTOP_NOTICE, epoch=owed.epoch)
    return [notified, letter]


def may_explain(matter: Matter) -> None:
    dossier = matter.known
    matter.check_assignee_of_handling()
    waiting_for_approval = dossier.explanation is not None and not dossier.explanation.returned
    if dossier.owed(ObligationKind.EXPLANATION) is None or waiting_for_approval:
        raise matter.wrong_stage()


def explain(matter: Matter, command: c.Explain) -> list[e.AnyEvent]:
    dossier, due = matter.known, matter.known.breached
    reason = matter.rules.reasons.get(command.reason_code)
    if reason is None:
        raise UnknownReason(reason_code=command.reason_code)
    if reason.needs_evidence and not _shows_result_in_time(command, due, matter):
        raise EvidenceMissing(reason_code=command.reason_code)
    spent = where_time_went(dossier, matter.rules, matter.at)
    beside = beside_the_steps(dossier, matter.rules, matter.at)
    most = responsible((*spent, *beside))
    return [
        e.DelayExplained(
            **matter.said(Role.HANDLER),
            epoch=dossier.breach_epoch or str(dossier.epoch),
            reason_code=command.reason_code,
            reason=command.reason.strip() or reason.wording,
            spent=spent,
            beside=beside,
            responsible="" if most is None else most.body or most.unit,
            result_number=command.result_number,
            result_on=command.result_on,
        )
    ]


def _shows_result_in_time(command: c.Explain, due: datetime | None, matter: Matter) -> bool:
    if not command.result_number.strip() or command.result_on is None or due is None:
        return False
    return command.result_on < matter.rules.calendar.local(due).date()


def may_judge_explanation(matter: Matter) -> None:
    given = matter.known.explanation
    if given is None or given.returned or given.approved_by is not None:
        raise matter.wrong_stage()


def approve_explanation(matter: Matter, _: c.ApproveExplanation) -> list[e.AnyEvent]:
    dossier = matter.known
    if dossier.explanation is None:
        raise matter.wrong_stage()
    epoch = dossier.explanation.epoch
    approved = e.ExplanationApproved(**matter.said(), epoch=epoch)
    return [approved, issued(evolve(dossier, approved), matter, LetterKind.EXPLANATION_REPORT, epoch=epoch)]


def return_explanation(matter: Matter, command: c.ReturnExplanation) -> list[e.AnyEvent]:
    matter.check_reason(command.reason)
    given = matter.known.explanation
    if given is None:
        raise matter.wrong_stage()
    return [e.ExplanationReturned(**matter.said(Role.SUPERVISOR), epoch=given.epoch, reason=command.reason)]


def may_apologise(matter: Matter) -> None:
    """An apology needs a breach, a declared delay or a loss; after the second passing only the director signs."""
    dossier = matter.known
    owed = _owed(dossier)
    if owed is None:
        matter.check_stage(Stage.HANDLING, Stage.RELEASED, Stage.RETURNED, Stage.CORRECTING, Stage.ENDED)
        if dossier.reappointed:
            raise _already(matter, dossier)
        raise NothingToApologiseFor
    if owed.owed_by is Role.DIRECTOR and not matter.by.has(Role.DIRECTOR):
        raise NotYourRole(command=matter.word, allowed=Role.DIRECTOR.value)


def _owed(dossier: Dossier, ground: str = "") -> Obligation | None:
    """The apology that is owed on that ground; on any ground, lateness comes first."""
    owed = [one for one in dossier.obligations if one.is_open and one.kind is ObligationKind.APOLOGY]
    fitting = [one for one in owed if ground in ("", "loss" if one.epoch.startswith(LOSS) else "lateness")]
    return min(fitting, key=lambda one: one.epoch.startswith(LOSS), default=None)


def _already(matter: Matter, dossier: Dossier) -> AlreadyReappointed:
    allowed = matter.rules.regime.reappointments.value
    return AlreadyReappointed(new_appointment=dossier.new_appointment, allowed=allowed)


def apologise(matter: Matter, command: c.IssueApology) -> list[e.AnyEvent]:
    dossier = matter.known
    owed = _owed(dossier, command.ground)
    if owed is None:
        raise NothingToApologiseFor
    if owed.epoch.startswith(LOSS):
        return _for_a_loss(matter, command, owed)
    _check_new_appointment(matter, dossier, command.new_appointment)
    apologised = e.ApologyIssued(
        **matter.said(Role.DIRECTOR if owed.owed_by is Role.DIRECTOR else None),
        epoch=owed.epoch,
        new_appointment=command.new_appointment,
        reason=_reason(command.reason, matter),
    )
    return [apologised, issued(evolve(dossier, apologised), matter, LetterKind.APOLOGY, epoch=owed.epoch)]


def _for_a_loss(matter: Matter, command: c.IssueApology, owed: Obligation) -> list[e.AnyEvent]:
    """No date belongs to it: the office finds or pays for the papers and goes on."""
    if command.new_appointment is not None:
        raise NothingToApologiseFor
    matter.check_reason(command.reason)
    dossier = matter.known
    apologised = e.LossApologised(
        **matter.said(Role.APPROVER), epoch=owed.epoch, reason=command.reason, cost_vnd=dossier.lost_worth
    )
    return [apologised, issued(evolve(dossier, apologised), matter, LetterKind.APOLOGY, epoch=owed.epoch)]


def _reason(given: str, matter: Matter) -> str:
    """Notice and apology say why (NĐ 61 Đ19.9, NĐ 118 Đ19.6): as it is given, as it was declared or as explained."""
    dossier = matter.known
    explained = dossier.explanation.reason if dossier.explanation is not None else ""
    reason = given.strip() or dossier.delay_declared or explained
    matter.check_reason(reason)
    return reason


def _check_new_appointment(matter: Matter, dossier: Dossier, named: datetime | None) -> None:
    """One new date while the dossier is open, later than the due date and than now; none ever after."""
    if named is not None and dossier.reappointed >= matter.rules.regime.reappointments.value:
        raise _already(matter, dossier)
    if not dossier.is_open:
        if named is not None:
            raise ResultAlreadyGiven(ended_at=dossier.ended_at)
        return
    if named is None:
        if dossier.reappointed < matter.rules.regime.reappointments.value:
            raise NewAppointmentMissing
        return
    earliest = max(matter.at, matter.due() or matter.at)
    if named <= earliest:
        raise NewAppointmentNotLater(than=earliest)
    matter.check_office_hours(named)
