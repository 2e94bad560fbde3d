"""What another system told of a dossier; nothing of it makes anybody owe anything."""

from typing import Any

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Outcome, Stage, Supplement
from tthc_engine.domain.folding.intake import registered
from tthc_engine.domain.obligations import Obligation, ObligationKind, Settled, opened
from tthc_engine.domain.procedure import Role

K = ObligationKind
WAITING = 5


def imported(dossier: Dossier, event: e.DossierImported) -> Dossier:
    told = event.told
    return replace(
        dossier,
        **registered(event.registered),
        reference=event.reference,
        source=event.source,
        personal=event.personal,
        fee_vnd=event.fee_vnd,
        registered_at=told.submitted_at or told.received_at or event.at,
        **_as_told(dossier, event),
    )


def progressed(dossier: Dossier, event: e.ProgressImported) -> Dossier:
    return replace(dossier, source=event.source or dossier.source, **_as_told(dossier, event))


def _as_told(dossier: Dossier, event: e.DossierImported | e.ProgressImported) -> dict[str, Any]:
    """Everything the other system decides about, as it tells it now."""
    told = event.told
    named = told.appointment
    told_before = dossier.appointments[-1:] == (named,)
    return {
        "stage": Stage.FOLLOWED,
        "status": told.status,
        "received_at": told.received_at,
        # It was entered there: the day it is told here is nobody's day of receipt.
        "accepted_at": told.received_at,
        "run_from": told.received_at,
        "appointment": named,
        "appointments": dossier.appointments if named is None or told_before else (*dossier.appointments, named),
        "given_due": told.due_at,
        "ended_at": told.ended_at,
        "due_when_ended": told.due_at if told.ended_at is not None else None,
        "outcome": Outcome(told.outcome) if told.outcome is not None else None,
        "returned_at": told.returned_at,
        "supplements": _supplements(dossier, event),
    }


def _supplements(dossier: Dossier, event: e.DossierImported | e.ProgressImported) -> tuple[Supplement, ...]:
    """The export says that a supplement is waited for, not since when nor for what."""
    last = dossier.supplements[-1] if dossier.supplements else None
    waits = last is not None and last.answered_at is None
    if event.told.status == WAITING and not waits:
        asked = Supplement(stage="appraisal", items=(), reason="", requested_at=event.at, stops_clock=True)
        return (*dossier.supplements, asked)
    if last is not None and waits and event.told.status != WAITING:
        return (*dossier.supplements[:-1], replace(last, answered_at=event.at))
    return dossier.supplements


def taken_over(dossier: Dossier, event: e.DossierTakenOver) -> Dossier:
    """Handled here from now on; a date that had passed and was answered for there stays passed and answered for."""
    after = replace(
        dossier,
        stage=Stage.HANDLING,
        status=dossier.status if dossier.status == WAITING else 4,
        given_due=event.due_at,
        current_step=event.step,
        entered_at=event.at,
    )
    if not event.settled_there or event.due_at is None:
        return after
    settled = [
        Obligation(
            kind=kind,
            epoch=str(after.epoch),
            owed_by=owner,
            since=event.due_at,
            settled=Settled.MET,
            settled_at=event.at,
        )
        for kind, owner in (
            (K.ONESTOP_NOTICE, Role.HANDLER),
            (K.APOLOGY, Role.APPROVER),
            (K.EXPLANATION, Role.HANDLER),
        )
    ]
    return replace(
        after,
        breached=event.due_at,
        breach_epoch=str(after.epoch),
        apologies=1,
        reappointed=1,
        obligations=opened(after.obligations, *settled),
    )
