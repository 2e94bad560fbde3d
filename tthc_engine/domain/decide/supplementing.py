"""Supplements: asked once, fully and exactly (IN-3), within three working days (CL-4); then the period restarts."""

from datetime import datetime

from tthc_engine.domain import clock, cut, timing
from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter, roles_of
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.decide.registering import is_provisional
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import (
    ItemNotOnList,
    NothingRequested,
    NotYourRole,
    ReceivedInFuture,
    ReceivedTooEarly,
    SupplementAlreadyRequested,
    SupplementTooLate,
    UnknownComponent,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.time_limit import SupplementMode


def may_request(matter: Matter) -> None:
    """At intake the desk asks, after appraisal the handler; the supervisor's override allows a second or late one."""
    dossier = matter.known
    _check_who(matter, dossier)
    if dossier.waiting is not None:
        raise SupplementAlreadyRequested(stage=_stage(dossier))
    matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)
    if dossier.stopped_for_payment:
        raise matter.wrong_stage()
    if _needs_override(matter, dossier) and dossier.overrides_left < 1:
        if _asked(dossier) >= matter.rules.regime.supplements_per_stage.value:
            raise SupplementAlreadyRequested(stage=_stage(dossier))
        raise SupplementTooLate(until=_window(matter, dossier))


def _check_who(matter: Matter, dossier: Dossier) -> None:
    needed = Role.HANDLER if dossier.accepted else Role.DESK
    if dossier.is_open and needed not in roles_of(matter.by):
        raise NotYourRole(command=matter.word, allowed=needed.value)
    if dossier.accepted:
        matter.check_assignee_of_handling()


def _stage(dossier: Dossier) -> e.Stage:
    return "appraisal" if dossier.accepted else "intake"


def _asked(dossier: Dossier) -> int:
    return sum(1 for one in dossier.supplements if one.stage == _stage(dossier))


def _window(matter: Matter, dossier: Dossier) -> datetime:
    """The last instant at which a supplement may be asked without the supervisor's reason."""
    began = dossier.run_from or dossier.registered_at
    return clock.period_end(matter.rules.regime.supplement_within, began, matter.rules.calendar)


def _needs_override(matter: Matter, dossier: Dossier) -> bool:
    repeated = _asked(dossier) >= matter.rules.regime.supplements_per_stage.value
    return repeated or (dossier.accepted and matter.at > _window(matter, dossier))


def request(matter: Matter, command: c.RequestSupplement) -> list[e.AnyEvent]:
    dossier, rules = matter.known, matter.rules
    items = tuple(item for item in command.items if item.component or item.text.strip())
    if not items:
        raise NothingRequested
    listed = {component.key: component for component in rules.procedure.components}
    for item in items:
        component = listed.get(item.component or "")
        if item.component and component is None:
            raise UnknownComponent(component=item.component)
        if component is not None and component.from_database:
            raise ItemNotOnList(item=component.name)
    matter.check_reason(command.reason)
    answer = rules.regime.supplement_answer if dossier.accepted else None
    until = clock.period_end(answer, matter.at, rules.calendar) if answer is not None else None
    asked = e.SupplementRequested(
        **matter.said(Role.HANDLER if dossier.accepted else Role.DESK),
        stage=_stage(dossier),
        items=items,
        reason=command.reason,
        stops_clock=dossier.accepted and dossier.breached is None,
        answer_until=until,
        closable_from=_opening_after(until, matter) if until is not None else None,
        overridden=_needs_override(matter, dossier),
    )
    return [asked, issued(evolve(dossier, asked), matter, LetterKind.SUPPLEMENT_REQUEST)]


def _opening_after(until: datetime, matter: Matter) -> datetime:
    calendar = matter.rules.calendar
    return calendar.opening(calendar.working_day_after(calendar.local(until).date()))


def may_receive(matter: Matter) -> None:
    if matter.known.waiting is None:
        raise matter.wrong_stage()


def receive(matter: Matter, command: c.ReceiveSupplement) -> list[e.AnyEvent]:
    """What was asked for is in. By law the period runs again from zero; the receipt is issued anew with its date."""
    dossier, rules = matter.known, matter.rules
    received_at = command.received_at or matter.at
    if received_at > matter.at:
        raise ReceivedInFuture(received_at=received_at)
    waiting = dossier.waiting
    if waiting is not None and received_at < waiting.requested_at:
        raise ReceivedTooEarly(received_at=received_at, earliest=waiting.requested_at)
    moves = waiting is not None and waiting.stops_clock
    restarts = moves and timing.mode_of(rules) is SupplementMode.RESTART
    bare = e.SupplementReceived(
        **matter.said(Role.APPLICANT if matter.by.has(Role.APPLICANT) else Role.DESK),
        stage=_stage(dossier),
        received_at=received_at,
        restarts=restarts,
        new_epoch=moves,
    )
    if not moves:
        return [bare]
    after = evolve(dossier, bare)
    due = cut.promised(after, rules)
    received = bare.model_copy(
        update={
            "appointment": due,
            "provisional": due is not None and is_provisional(due, rules),
            "due_if_continued": timing.computed_due(after, rules, SupplementMode.CONTINUE),
            "due_if_shifted": timing.computed_due(after, rules, SupplementMode.SHIFT),
        }
    )
    return [received, issued(evolve(dossier, received), matter, LetterKind.RECEIPT)]


def may_override(matter: Matter) -> None:
    """At the desk as after appraisal: at either stage the law allows one request without the supervisor's reason.

    One reason allows one request; none is kept in stock.
    """
    dossier = matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)
    if dossier.waiting is not None or dossier.overrides_left:
        raise matter.wrong_stage()


def override(matter: Matter, command: c.Override) -> list[e.AnyEvent]:
    matter.check_reason(command.reason)
    return [e.SupervisorOverrode(**matter.said(), reason=command.reason)]
