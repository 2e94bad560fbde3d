"""How a dossier begins: handed in, answered, accepted."""

from typing import Any

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Scan, Stage
from tthc_engine.domain.obligations import Obligation, ObligationKind, Obligations, met, opened
from tthc_engine.domain.procedure import Role

K = ObligationKind


def registered(registered: e.Registered) -> dict[str, Any]:
    return {name: getattr(registered, name) for name in e.Registered.model_fields}


def submitted(dossier: Dossier, event: e.DossierSubmitted) -> Dossier:
    if event.answer_until is None:
        return dossier
    owed = Obligation(kind=K.ONLINE_ANSWER, epoch="1", owed_by=Role.DESK, since=event.at, until=event.answer_until)
    return replace(dossier, escalate_at=event.escalate_at, obligations=opened(dossier.obligations, owed))


def accepted(dossier: Dossier, event: e.DossierAccepted) -> Dossier:
    return replace(
        dossier,
        **registered(event.registered),
        stage=Stage.HANDLING,
        status=2,
        reference=event.reference,
        personal=event.personal or dossier.personal,
        received_at=event.received_at,
        accepted_at=event.at,
        window_closes=event.window_closes,
        run_from=event.received_at,
        appointment=event.appointment,
        appointments=(event.appointment,),
        provisional=event.provisional,
        fee_vnd=event.fee_vnd,
        current_step=event.first_step,
        entered_at=event.received_at,
        supplements=tuple(
            replace(one, answered_at=one.answered_at or event.received_at) for one in dossier.supplements
        ),
        obligations=opened(met(dossier.obligations, K.ONLINE_ANSWER, event.at), *_papers_to_pass(event)),
    )


def _papers_to_pass(event: e.DossierAccepted) -> Obligations:
    if event.handover_until is None:
        return ()
    return (
        Obligation(kind=K.HANDOVER, epoch="1", owed_by=Role.DESK, since=event.received_at, until=event.handover_until),
    )


def online_answered(dossier: Dossier, event: e.OnlineAnswered) -> Dossier:
    return replace(dossier, obligations=met(dossier.obligations, K.ONLINE_ANSWER, event.at))


def content_adjusted(dossier: Dossier, event: e.ContentAdjusted) -> Dossier:
    return replace(dossier, personal=event.personal or dossier.personal)


def answer_escalated(dossier: Dossier, event: e.AnswerEscalated) -> Dossier:
    return replace(dossier, escalated=True)


def scan_attached(dossier: Dossier, event: e.ScanAttached) -> Dossier:
    scan = Scan(component=event.component, sha256=event.sha256, attached_at=event.at, signed=event.signed)
    return replace(dossier, scans=(*dossier.scans, scan))
