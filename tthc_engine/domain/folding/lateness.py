"""Lateness: asked, declared, breached, explained, apologised for."""

from typing import Any

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Explanation
from tthc_engine.domain.obligations import Obligation, ObligationKind, Obligations, met, no_longer_owed, opened
from tthc_engine.domain.procedure import Role

K = ObligationKind


def asked(dossier: Dossier, event: e.LatenessAsked) -> Dossier:
    owed = Obligation(
        kind=K.LATENESS_QUESTION, epoch=event.epoch, owed_by=Role.HANDLER, since=event.at, until=event.until
    )
    return replace(dossier, asked_for=event.epoch, obligations=opened(dossier.obligations, owed))


def silent(dossier: Dossier, event: e.QuestionUnanswered) -> Dossier:
    return replace(dossier, silent=event.epoch)


def confirmed(dossier: Dossier, event: e.OnTrackConfirmed) -> Dossier:
    answered = met(dossier.obligations, K.LATENESS_QUESTION, event.at)
    return replace(dossier, answered=event.epoch, obligations=answered, status=4)


def _owed_to_applicant(event: e.DelayDeclared | e.DeadlineBreached, until: Any) -> Obligations:
    return (
        Obligation(kind=K.ONESTOP_NOTICE, epoch=event.epoch, owed_by=Role.HANDLER, since=event.at, until=until),
        Obligation(kind=K.APOLOGY, epoch=event.epoch, owed_by=Role.APPROVER, since=event.at, until=until),
    )


def declared(dossier: Dossier, event: e.DelayDeclared) -> Dossier:
    answered = met(dossier.obligations, K.LATENESS_QUESTION, event.at)
    return replace(
        dossier,
        answered=event.epoch,
        delay_declared=event.reason,
        delay_until=event.new_date,
        obligations=opened(answered, *_owed_to_applicant(event, event.until)),
        status=4,
    )


def breached(dossier: Dossier, event: e.DeadlineBreached) -> Dossier:
    overtaken = no_longer_owed(dossier.obligations, event.at, K.LATENESS_QUESTION)
    explain = Obligation(
        kind=K.EXPLANATION,
        epoch=event.epoch,
        owed_by=Role.HANDLER,
        since=event.due_at,
        until=event.explanation_until,
    )
    owed = (*_owed_to_applicant(event, event.apology_until), explain)
    return replace(dossier, breached=event.due_at, breach_epoch=event.epoch, obligations=opened(overtaken, *owed))


def broken(dossier: Dossier, event: e.AppointmentBroken) -> Dossier:
    owed = Obligation(
        kind=K.APOLOGY,
        epoch=event.epoch,
        owed_by=Role.DIRECTOR,
        since=event.new_appointment,
        until=event.new_appointment,
    )
    return replace(dossier, broken=True, obligations=opened(dossier.obligations, owed))


def notified(dossier: Dossier, event: e.OnestopNotified) -> Dossier:
    return replace(dossier, obligations=met(dossier.obligations, K.ONESTOP_NOTICE, event.at, epoch=event.epoch))


def explained(dossier: Dossier, event: e.DelayExplained) -> Dossier:
    given = Explanation(
        epoch=event.epoch,
        by=event.by,
        at=event.at,
        reason_code=event.reason_code,
        reason=event.reason,
        spent=event.spent,
        responsible=event.responsible,
    )
    return replace(dossier, explanation=given)


def explanation_approved(dossier: Dossier, event: e.ExplanationApproved) -> Dossier:
    given = replace(dossier.explanation, approved_by=event.by) if dossier.explanation else None
    owed = met(dossier.obligations, K.EXPLANATION, event.at, epoch=event.epoch)
    return replace(dossier, explanation=given, obligations=owed)


def explanation_returned(dossier: Dossier, event: e.ExplanationReturned) -> Dossier:
    given = replace(dossier.explanation, returned=event.reason) if dossier.explanation else None
    return replace(dossier, explanation=given)


def apologised(dossier: Dossier, event: e.ApologyIssued) -> Dossier:
    return replace(
        dossier,
        new_appointment=event.new_appointment or dossier.new_appointment,
        apologies=dossier.apologies + 1,
        reappointed=dossier.reappointed + (1 if event.new_appointment else 0),
        obligations=met(dossier.obligations, K.APOLOGY, event.at, epoch=event.epoch),
    )
