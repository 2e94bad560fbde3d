"""Other bodies: asked, answered, late."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Consultation, Dossier
from tthc_engine.domain.obligations import Obligation, ObligationKind, met, opened
from tthc_engine.domain.procedure import Role


def requested(dossier: Dossier, event: e.ConsultationRequested) -> Dossier:
    asked = Consultation(
        number=event.number, body=event.body, question=event.question, asked_at=event.at, until=event.until
    )
    owed = Obligation(
        kind=ObligationKind.CONSULTATION,
        epoch=str(event.number),
        owed_by=Role.HANDLER,
        since=event.at,
        until=event.until,
    )
    return replace(
        dossier,
        consultations=(*dossier.consultations, asked),
        obligations=opened(dossier.obligations, owed),
        status=4,
    )


def answered(dossier: Dossier, event: e.ConsultationAnswered) -> Dossier:
    return replace(
        dossier,
        consultations=tuple(
            replace(one, answer=event.answer, answered_at=event.at) if one.number == event.number else one
            for one in dossier.consultations
        ),
        obligations=met(dossier.obligations, ObligationKind.CONSULTATION, event.at, epoch=str(event.number)),
    )


def ran_late(dossier: Dossier, event: e.ConsultationRanLate) -> Dossier:
    return replace(
        dossier,
        consultations=tuple(
            replace(one, ran_late=True) if one.number == event.number else one for one in dossier.consultations
        ),
    )


def chased(dossier: Dossier, _: e.BodyChased) -> Dossier:
    """What was owed is owed as before: a reminder gives no new day."""
    return dossier
