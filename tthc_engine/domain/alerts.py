"""Who is told of what: events that a role must learn of at once. Everything else is found in worklists."""

from collections.abc import Mapping
from types import MappingProxyType

from tthc_engine.domain import events as e
from tthc_engine.domain.procedure import Role

ALERTED: Mapping[type[e.Happened], tuple[Role, ...]] = MappingProxyType(
    {
        e.LatenessAsked: (Role.HANDLER,),
        e.QuestionUnanswered: (Role.APPROVER,),
        e.DeadlineBreached: (Role.HANDLER, Role.APPROVER, Role.SUPERVISOR),
        e.DelayDeclared: (Role.APPROVER, Role.ONESTOP_HEAD),
        e.AppointmentBroken: (Role.DIRECTOR, Role.SUPERVISOR),
        e.AnswerEscalated: (Role.ONESTOP_HEAD, Role.SUPERVISOR),
        e.ClosingFellDue: (Role.DESK,),
        e.DelayExplained: (Role.APPROVER,),
        e.ExplanationReturned: (Role.HANDLER,),
        e.ConsultationRanLate: (Role.ONESTOP_HEAD,),
        e.PartRanLate: (Role.HANDLER, Role.ONESTOP_HEAD, Role.SUPERVISOR),
        e.PartExplained: (Role.HANDLER, Role.ONESTOP_HEAD),
        e.CorrectionStarted: (Role.APPROVER,),
        e.DossierReopened: (Role.HANDLER,),
        e.PapersLost: (Role.APPROVER,),
    }
)
_ONLINE = (Role.DESK,)


def told(event: e.AnyEvent) -> tuple[Role, ...]:
    """The roles that learn of `event` at once, in their own unit; most events tell nobody.

    A dossier that arrived on line waits for an answer, so the desk is told (IN-6); one entered at the desk is not news.
    """
    if isinstance(event, e.DossierSubmitted):
        return _ONLINE if event.answer_until is not None else ()
    return ALERTED.get(type(event), ())
