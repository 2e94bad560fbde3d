"""Inter-agency work: sent, returned, late, explained."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Part
from tthc_engine.domain.obligations import Obligation, ObligationKind, met, opened
from tthc_engine.domain.procedure import Role


def sent(dossier: Dossier, event: e.PartSent) -> Dossier:
    part = Part(
        number=event.number,
        step=event.step,
        body=event.body,
        name=event.name,
        unit=event.to_unit,
        calendar=event.calendar,
        sent_at=event.at,
    )
    return replace(dossier, parts=(*dossier.parts, part), status=4)


def returned(dossier: Dossier, event: e.PartReturned) -> Dossier:
    back = {"returned_at": event.at, "answer": event.answer, "minutes": event.minutes, "difference": event.difference}
    return _with(dossier, event.number, **back)


def ran_late(dossier: Dossier, event: e.PartRanLate) -> Dossier:
    owed = Obligation(
        kind=ObligationKind.BODY_NOTICE, epoch=str(event.number), owed_by=Role.HANDLER, since=event.planned
    )
    late = _with(dossier, event.number, late_for=event.planned)
    return replace(late, obligations=opened(late.obligations, owed))


def explained(dossier: Dossier, event: e.PartExplained) -> Dossier:
    told = _with(dossier, event.number, reason=event.reason, new_date=event.new_date, document=event.document)
    settled = met(told.obligations, ObligationKind.BODY_NOTICE, event.at, epoch=str(event.number))
    return replace(told, obligations=settled)


def _with(dossier: Dossier, number: int, **values: object) -> Dossier:
    return replace(
        dossier, parts=tuple(replace(one, **values) if one.number == number else one for one in dossier.parts)
    )
