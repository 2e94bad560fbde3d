"""What went wrong in the office and is put right: a wrong result, lost papers, a dossier closed too early."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Stage, Suspension
from tthc_engine.domain.folding import results
from tthc_engine.domain.folding.dates import moved
from tthc_engine.domain.obligations import LOSS, Obligation, ObligationKind, met, opened, owed_again
from tthc_engine.domain.procedure import Role

CORRECTED, REOPENED = "corrected", "reopened"
"""Why a result stands no more."""


def correction_started(dossier: Dossier, event: e.CorrectionStarted) -> Dossier:
    owed = Obligation(
        kind=ObligationKind.CORRECTION,
        epoch=str(event.number),
        owed_by=Role.APPROVER,
        since=event.at,
        until=event.until,
    )
    return replace(
        dossier,
        stage=Stage.CORRECTING,
        status=4,
        corrections=event.number,
        entered_at=event.at,
        returned_at=None,
        given_back=_given_back(dossier, event),
        obligations=opened(dossier.obligations, owed),
    )


def result_corrected(dossier: Dossier, event: e.ResultCorrected) -> Dossier:
    dossier = results.withdrawn(dossier, event.at, CORRECTED)
    dossier = results.given(dossier, event.result_number, event.at, electronic=event.electronic)
    return replace(
        dossier,
        stage=Stage.RELEASED,
        status=9,
        entered_at=event.at,
        obligations=met(dossier.obligations, ObligationKind.CORRECTION, event.at, epoch=str(event.number)),
    )


def reopened(dossier: Dossier, event: e.DossierReopened) -> Dossier:
    closed = Suspension(
        since=dossier.ended_at or event.at,
        until=event.at,
        reason=event.reason,
        on_extension=dossier.date_is_named,
    )
    if event.owed_again:
        dossier = _owed_again(dossier, event)
    dossier = results.withdrawn(dossier, event.at, REOPENED)
    again = replace(
        dossier,
        stage=Stage.HANDLING,
        outcome=None,
        ended_at=None,
        returned_at=None,
        given_back=_given_back(dossier, event),
        due_when_ended=None,
        suspensions=(*dossier.suspensions, closed),
        current_step=event.step,
        entered_at=event.at,
        step_late_for=None,
        reopened=dossier.reopened + 1,
    )
    return moved(replace(again, status=5 if again.waiting is not None else 4), event)


def _given_back(
    dossier: Dossier, event: e.CorrectionStarted | e.DossierReopened
) -> tuple[tuple[datetime, datetime], ...]:
    if dossier.returned_at is None:
        return dossier.given_back
    return (*dossier.given_back, (dossier.returned_at, event.at))


def _owed_again(dossier: Dossier, event: e.DossierReopened) -> Dossier:
    ended, named = dossier.ended_at or event.at, dossier.new_appointment
    return replace(
        dossier,
        obligations=owed_again(dossier.obligations, ended_at=ended),
        # A promise that was kept is not broken by what happens long after.
        new_appointment=None if named is not None and ended <= named < event.at else named,
    )


def papers_lost(dossier: Dossier, event: e.PapersLost) -> Dossier:
    owed = Obligation(kind=ObligationKind.APOLOGY, epoch=f"{LOSS}{event.number}", owed_by=Role.APPROVER, since=event.at)
    return replace(
        dossier,
        losses=event.number,
        lost_worth=event.cost_vnd,
        obligations=opened(dossier.obligations, owed),
    )


def loss_apologised(dossier: Dossier, event: e.LossApologised) -> Dossier:
    return replace(dossier, obligations=met(dossier.obligations, ObligationKind.APOLOGY, event.at, epoch=event.epoch))
