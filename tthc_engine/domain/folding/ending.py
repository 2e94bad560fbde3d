"""How a dossier ends, and what is owed for it no more."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Outcome, Stage
from tthc_engine.domain.folding import results
from tthc_engine.domain.obligations import ObligationKind, met, no_longer_owed

K = ObligationKind
_Ending = e.DossierRefused | e.DossierWithdrawn | e.DossierStopped | e.DossierClosed | e.ResultReleased


def _ended(dossier: Dossier, event: _Ending, *, outcome: Outcome, stage: Stage, status: int) -> Dossier:
    """What is owed for a breach stays owed; without one, nothing about the date is owed any more."""
    dropped = [K.ONLINE_ANSWER, K.CLOSE_UNANSWERED, K.LATENESS_QUESTION, K.CONSULTATION, K.HANDOVER]
    if dossier.breached is None:
        dropped += [K.APOLOGY, K.ONESTOP_NOTICE]
    return replace(
        dossier,
        stage=stage,
        status=status,
        outcome=outcome,
        ended_at=event.at,
        due_when_ended=event.due_at,
        obligations=no_longer_owed(dossier.obligations, event.at, *dropped),
    )


def refused(dossier: Dossier, event: e.DossierRefused) -> Dossier:
    obligations = met(dossier.obligations, K.ONLINE_ANSWER, event.at)
    return _ended(
        replace(dossier, obligations=obligations),
        event,
        outcome=Outcome.REFUSED,
        stage=Stage.ENDED,
        status=3 if event.stage == "intake" else 8,
    )


def withdrawn(dossier: Dossier, event: e.DossierWithdrawn) -> Dossier:
    return _ended(dossier, event, outcome=Outcome.WITHDRAWN, stage=Stage.ENDED, status=7)


def stopped(dossier: Dossier, event: e.DossierStopped) -> Dossier:
    return _ended(dossier, event, outcome=Outcome.STOPPED_BY_APPLICANT, stage=Stage.ENDED, status=7)


def closed(dossier: Dossier, event: e.DossierClosed) -> Dossier:
    obligations = met(dossier.obligations, K.CLOSE_UNANSWERED, event.at)
    return _ended(
        replace(dossier, obligations=obligations),
        event,
        outcome=Outcome.CLOSED_UNANSWERED,
        stage=Stage.ENDED,
        status=8,
    )


def released(dossier: Dossier, event: e.ResultReleased) -> Dossier:
    dossier = results.given(dossier, event.result_number, event.at, electronic=event.electronic)
    return _ended(dossier, event, outcome=Outcome.GRANTED, stage=Stage.RELEASED, status=9)


def returned(dossier: Dossier, event: e.ResultReturned) -> Dossier:
    if event.electronic:
        dossier = results.made_electronic(dossier, event.at)
    return replace(
        dossier,
        stage=Stage.RETURNED,
        status=10,
        returned_at=event.at,
        current_step=None,
        personal=event.personal or dossier.personal,
    )


def collection_reminded(dossier: Dossier, event: e.CollectionReminded) -> Dossier:
    return replace(dossier, reminded=event.times)
