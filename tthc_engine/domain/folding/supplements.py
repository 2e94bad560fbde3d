"""Supplements: what was asked, what came in, what a restart voids."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, StepRecord, Supplement
from tthc_engine.domain.folding.dates import TIED_TO_THE_DATE, new_date, without_extension
from tthc_engine.domain.obligations import Obligation, ObligationKind, met, no_longer_owed, opened
from tthc_engine.domain.procedure import Role

K = ObligationKind


def supplement_requested(dossier: Dossier, event: e.SupplementRequested) -> Dossier:
    asked = Supplement(
        stage=event.stage,
        items=event.items,
        reason=event.reason,
        requested_at=event.at,
        stops_clock=event.stops_clock,
        answer_until=event.answer_until,
        closable_from=event.closable_from,
        overridden=event.overridden,
        on_extension=dossier.date_is_named,
    )
    obligations = met(dossier.obligations, K.ONLINE_ANSWER, event.at)
    if event.stops_clock:
        obligations = no_longer_owed(obligations, event.at, *TIED_TO_THE_DATE)
    return replace(
        dossier,
        status=5,
        supplements=(*dossier.supplements, asked),
        overrides_left=dossier.overrides_left - (1 if event.overridden else 0),
        obligations=obligations,
    )


def supplement_received(dossier: Dossier, event: e.SupplementReceived) -> Dossier:
    *earlier, last = dossier.supplements
    answered = replace(last, answered_at=event.received_at, restarted=event.restarts)
    after = replace(
        dossier,
        supplements=(*earlier, answered),
        status=4 if dossier.accepted else 1,
        obligations=no_longer_owed(dossier.obligations, event.at, K.CLOSE_UNANSWERED),
    )
    if not dossier.accepted:
        return after
    if event.new_epoch:
        after = new_date(after, event.at)
        after = replace(
            after,
            appointment=event.appointment,
            appointments=(*after.appointments, event.appointment),
            provisional=event.provisional,
        )
    if not event.restarts:
        return after
    return replace(
        without_extension(replace(after, given_due=None)),
        run_from=event.received_at,
        cut_passed=None,
        overrides_left=0,
        steps=_with_void(after, last),
        entered_at=event.received_at,
        step_late_for=None,
    )


def _with_void(dossier: Dossier, asked: Supplement) -> tuple[StepRecord, ...]:
    """A restart voids what was spent before it; the stay in the open step is kept as a void record of its own."""
    voided = tuple(replace(one, void=True) for one in dossier.steps)
    if dossier.current_step is None or dossier.entered_at is None:
        return voided
    owner = dossier.assignee or ""
    stay = StepRecord(
        step=dossier.current_step,
        person=owner,
        role=Role.HANDLER,
        unit=dossier.competent_unit,
        entered_at=dossier.entered_at,
        left_at=asked.requested_at,
        minutes=0,
        void=True,
    )
    return (*voided, stay)


def overrode(dossier: Dossier, event: e.SupervisorOverrode) -> Dossier:
    return replace(dossier, overrides_left=dossier.overrides_left + 1)


def closing_fell_due(dossier: Dossier, event: e.ClosingFellDue) -> Dossier:
    owed = Obligation(
        kind=K.CLOSE_UNANSWERED, epoch=str(len(dossier.supplements)), owed_by=Role.DESK, since=event.closable_from
    )
    return replace(dossier, obligations=opened(dossier.obligations, owed))
