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
    }
)
