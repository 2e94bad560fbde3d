"""State is the fold of events: what a dossier is after each. Total and without judgement: the event did happen."""

from collections.abc import Callable, Iterable
from typing import Any, cast, get_args

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Explanation, Letter, Outcome, Stage, StepRecord, Supplement
from tthc_engine.domain.obligations import Obligation, ObligationKind, Obligations, met, no_longer_owed, opened
from tthc_engine.domain.procedure import Role

K = ObligationKind
_Ending = e.DossierRefused | e.DossierWithdrawn | e.DossierStopped | e.DossierClosed | e.ResultReleased
_TIED_TO_THE_DATE = (K.LATENESS_QUESTION, K.APOLOGY, K.ONESTOP_NOTICE)


def replay(past: Iterable[e.AnyEvent], start: Dossier | None = None) -> Dossier | None:
    """The dossier after `past`; None when nothing happened yet."""
    dossier = start
    for event in past:
        dossier = evolve(dossier, event)
    return dossier


def evolve(dossier: Dossier | None, event: e.AnyEvent) -> Dossier:
    if dossier is None:
        if not isinstance(event, e.DossierSubmitted | e.DossierAccepted):
            raise ValueError(f"a dossier begins by being submitted or accepted, not by {event.kind}")
        dossier = _begun(event)
    after = _EVOLVE[type(event)](dossier, event)
    return replace(after, last_at=event.at, version=dossier.version + 1)


def _begun(event: e.DossierSubmitted | e.DossierAccepted) -> Dossier:
    return Dossier(
        **_registered(event.registered),
        stage=Stage.SUBMITTED,
        status=1,
        registered_at=event.at,
        last_at=event.at,
        personal=event.personal,
    )


def _registered(registered: e.Registered) -> dict[str, Any]:
    return {name: getattr(registered, name) for name in e.Registered.model_fields}


def _submitted(dossier: Dossier, event: e.DossierSubmitted) -> Dossier:
    if event.answer_until is None:
        return dossier
    owed = Obligation(kind=K.ONLINE_ANSWER, epoch="1", owed_by=Role.DESK, since=event.at, until=event.answer_until)
    return replace(dossier, escalate_at=event.escalate_at, obligations=opened(dossier.obligations, owed))


def _accepted(dossier: Dossier, event: e.DossierAccepted) -> Dossier:
    return replace(
        dossier,
        **_registered(event.registered),
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
        obligations=met(dossier.obligations, K.ONLINE_ANSWER, event.at),
    )


def _step_completed(dossier: Dossier, event: e.StepCompleted) -> Dossier:
    record = _record(dossier, event, step=event.step, minutes=event.minutes)
    record = replace(record, planned=event.planned, difference=event.difference)
    handled = dossier.stage is Stage.HANDLING and bool(dossier.steps)
    return replace(
        dossier,
        steps=(*dossier.steps, record),
        current_step=event.next_step,
        entered_at=event.at,
        step_late_for=None,
        status=4 if handled else dossier.status,
    )


def _record(dossier: Dossier, event: e.Happened, *, step: str, minutes: int) -> StepRecord:
    return StepRecord(
        step=step,
        person=event.stands_for or event.by,
        role=event.role,
        unit=event.unit,
        entered_at=dossier.entered_at or event.at,
        left_at=event.at,
        minutes=minutes,
    )


def _step_sent_back(dossier: Dossier, event: e.StepSentBack) -> Dossier:
    record = replace(_record(dossier, event, step=event.step, minutes=event.minutes), sent_back=True)
    before = [one.person for one in dossier.steps if one.step == event.to_step]
    again = ((event.to_step, before[-1]),) if before else ()
    return replace(
        dossier,
        steps=(*dossier.steps, record),
        assignees=(*dossier.assignees, *again),
        current_step=event.to_step,
        entered_at=event.at,
        step_late_for=None,
        status=4,
    )


def _step_ran_late(dossier: Dossier, event: e.StepRanLate) -> Dossier:
    return replace(dossier, step_late_for=event.planned)


def _assigned(dossier: Dossier, event: e.HandlerAssigned) -> Dossier:
    # Work may change hands while the applicant is waited for; the portal still says so.
    status = dossier.status if dossier.waiting is not None else 4
    return replace(dossier, assignees=(*dossier.assignees, (event.step, event.to)), status=status)


def _supplement_requested(dossier: Dossier, event: e.SupplementRequested) -> Dossier:
    asked = Supplement(
        stage=event.stage,
        items=event.items,
        reason=event.reason,
        requested_at=event.at,
        stops_clock=event.stops_clock,
        answer_until=event.answer_until,
        closable_from=event.closable_from,
        overridden=event.overridden,
    )
    obligations = met(dossier.obligations, K.ONLINE_ANSWER, event.at)
    if event.stops_clock:
        obligations = no_longer_owed(obligations, event.at, *_TIED_TO_THE_DATE)
    return replace(
        dossier,
        status=5,
        supplements=(*dossier.supplements, asked),
        overrides_left=dossier.overrides_left - (1 if event.overridden else 0),
        obligations=obligations,
    )


def _supplement_received(dossier: Dossier, event: e.SupplementReceived) -> Dossier:
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
        after = _new_date(after, event.at)
        after = replace(
            after,
            appointment=event.appointment,
            appointments=(*after.appointments, event.appointment),
            provisional=event.provisional,
        )
    if not event.restarts:
        return after
    return replace(
        after,
        run_from=event.received_at,
        extended_until=None,
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


def _new_date(dossier: Dossier, at: Any) -> Dossier:
    """The due date is another one: nobody owes anything for the old one, and nobody was told of the new one yet."""
    return replace(
        dossier,
        epoch=dossier.epoch + 1,
        obligations=no_longer_owed(dossier.obligations, at, *_TIED_TO_THE_DATE),
        delay_declared=None,
        new_appointment=None,
    )


def _ended(dossier: Dossier, event: _Ending, *, outcome: Outcome, stage: Stage, status: int) -> Dossier:
    """What is owed for a breach stays owed; without one, nothing about the date is owed any more."""
    dropped = [K.ONLINE_ANSWER, K.CLOSE_UNANSWERED, K.LATENESS_QUESTION]
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


def _refused(dossier: Dossier, event: e.DossierRefused) -> Dossier:
    obligations = met(dossier.obligations, K.ONLINE_ANSWER, event.at)
    return _ended(
        replace(dossier, obligations=obligations),
        event,
        outcome=Outcome.REFUSED,
        stage=Stage.ENDED,
        status=3 if event.stage == "intake" else 8,
    )


def _withdrawn(dossier: Dossier, event: e.DossierWithdrawn) -> Dossier:
    return _ended(dossier, event, outcome=Outcome.WITHDRAWN, stage=Stage.ENDED, status=7)


def _stopped(dossier: Dossier, event: e.DossierStopped) -> Dossier:
    return _ended(dossier, event, outcome=Outcome.STOPPED_BY_APPLICANT, stage=Stage.ENDED, status=7)


def _closed(dossier: Dossier, event: e.DossierClosed) -> Dossier:
    obligations = met(dossier.obligations, K.CLOSE_UNANSWERED, event.at)
    return _ended(
        replace(dossier, obligations=obligations),
        event,
        outcome=Outcome.CLOSED_UNANSWERED,
        stage=Stage.ENDED,
        status=8,
    )


def _closing_fell_due(dossier: Dossier, event: e.ClosingFellDue) -> Dossier:
    owed = Obligation(
        kind=K.CLOSE_UNANSWERED, epoch=str(len(dossier.supplements)), owed_by=Role.DESK, since=event.closable_from
    )
    return replace(dossier, obligations=opened(dossier.obligations, owed))


def _answer_escalated(dossier: Dossier, event: e.AnswerEscalated) -> Dossier:
    return replace(dossier, escalated=True)


def _phase_started(dossier: Dossier, event: e.PhaseStarted) -> Dossier:
    # What is owed for a phase that was late stays owed when the next one begins.
    moved = dossier if dossier.breached is not None else _new_date(dossier, event.at)
    starts = (*dossier.starts, (event.phase, event.started_at))
    started = replace(moved, starts=starts, status=4, provisional=event.provisional)
    if event.appointment is None:
        return started
    return replace(started, appointment=event.appointment, appointments=(*started.appointments, event.appointment))


def _asked(dossier: Dossier, event: e.LatenessAsked) -> Dossier:
    owed = Obligation(
        kind=K.LATENESS_QUESTION, epoch=event.epoch, owed_by=Role.HANDLER, since=event.at, until=event.until
    )
    return replace(dossier, asked_for=event.epoch, obligations=opened(dossier.obligations, owed))


def _silent(dossier: Dossier, event: e.QuestionUnanswered) -> Dossier:
    return replace(dossier, silent=event.epoch)


def _confirmed(dossier: Dossier, event: e.OnTrackConfirmed) -> Dossier:
    answered = met(dossier.obligations, K.LATENESS_QUESTION, event.at)
    return replace(dossier, answered=event.epoch, obligations=answered, status=4)


def _owed_to_applicant(event: e.DelayDeclared | e.DeadlineBreached, until: Any) -> Obligations:
    return (
        Obligation(kind=K.ONESTOP_NOTICE, epoch=event.epoch, owed_by=Role.HANDLER, since=event.at, until=until),
        Obligation(kind=K.APOLOGY, epoch=event.epoch, owed_by=Role.APPROVER, since=event.at, until=until),
    )


def _declared(dossier: Dossier, event: e.DelayDeclared) -> Dossier:
    answered = met(dossier.obligations, K.LATENESS_QUESTION, event.at)
    return replace(
        dossier,
        answered=event.epoch,
        delay_declared=event.reason,
        obligations=opened(answered, *_owed_to_applicant(event, event.until)),
        status=4,
    )


def _breached(dossier: Dossier, event: e.DeadlineBreached) -> Dossier:
    overtaken = no_longer_owed(dossier.obligations, event.at, K.LATENESS_QUESTION)
    explain = Obligation(
        kind=K.EXPLANATION,
        epoch=event.epoch,
        owed_by=Role.HANDLER,
        since=event.due_at,
        until=event.explanation_until,
    )
    owed = (*_owed_to_applicant(event, event.apology_until), explain)
    return replace(dossier, breached=event.due_at, breach_epoch=event.epoch, obligations=opened(overtaken, *owed))


def _broken(dossier: Dossier, event: e.AppointmentBroken) -> Dossier:
    owed = Obligation(
        kind=K.APOLOGY,
        epoch=event.epoch,
        owed_by=Role.DIRECTOR,
        since=event.new_appointment,
        until=event.new_appointment,
    )
    return replace(dossier, broken=True, obligations=opened(dossier.obligations, owed))


def _notified(dossier: Dossier, event: e.OnestopNotified) -> Dossier:
    return replace(dossier, obligations=met(dossier.obligations, K.ONESTOP_NOTICE, event.at, epoch=event.epoch))


def _explained(dossier: Dossier, event: e.DelayExplained) -> Dossier:
    given = Explanation(
        epoch=event.epoch,
        by=event.by,
        at=event.at,
        reason_code=event.reason_code,
        reason=event.reason,
        spent=event.spent,
    )
    return replace(dossier, explanation=given)


def _explanation_approved(dossier: Dossier, event: e.ExplanationApproved) -> Dossier:
    given = replace(dossier.explanation, approved_by=event.by) if dossier.explanation else None
    owed = met(dossier.obligations, K.EXPLANATION, event.at, epoch=event.epoch)
    return replace(dossier, explanation=given, obligations=owed)


def _explanation_returned(dossier: Dossier, event: e.ExplanationReturned) -> Dossier:
    given = replace(dossier.explanation, returned=event.reason) if dossier.explanation else None
    return replace(dossier, explanation=given)


def _apologised(dossier: Dossier, event: e.ApologyIssued) -> Dossier:
    return replace(
        dossier,
        new_appointment=event.new_appointment or dossier.new_appointment,
        apologies=dossier.apologies + 1,
        reappointed=dossier.reappointed + (1 if event.new_appointment else 0),
        obligations=met(dossier.obligations, K.APOLOGY, event.at, epoch=event.epoch),
    )


def _extended(dossier: Dossier, event: e.DossierExtended) -> Dossier:
    moved = _new_date(dossier, event.at)
    return replace(
        moved,
        extended_until=event.until,
        provisional=event.provisional,
        appointment=event.until,
        appointments=(*dossier.appointments, event.until),
        status=4,
    )


def _calendar_applied(dossier: Dossier, event: e.CalendarApplied) -> Dossier:
    after = replace(dossier, calendar=event.calendar, provisional=event.provisional)
    if event.due_before == event.due_after:
        return after
    return replace(
        _new_date(after, event.at),
        step_late_for=None,
        appointment=event.appointment,
        appointments=(*dossier.appointments, event.appointment),
    )


def _released(dossier: Dossier, event: e.ResultReleased) -> Dossier:
    return _ended(dossier, event, outcome=Outcome.GRANTED, stage=Stage.RELEASED, status=9)


def _returned(dossier: Dossier, event: e.ResultReturned) -> Dossier:
    return replace(dossier, stage=Stage.RETURNED, status=10, returned_at=event.at, current_step=None)


def _overrode(dossier: Dossier, event: e.SupervisorOverrode) -> Dossier:
    return replace(dossier, overrides_left=dossier.overrides_left + 1)


def _letter_issued(dossier: Dossier, event: e.LetterIssued) -> Dossier:
    letter = Letter(
        letter=event.letter, kind=event.letter_kind, issued_at=event.at, signed_by=event.by, epoch=event.epoch
    )
    return replace(dossier, letters=(*dossier.letters, letter))


def _letter(dossier: Dossier, key: str, **changed: Any) -> Dossier:
    return replace(
        dossier,
        letters=tuple(replace(one, **changed) if one.letter == key else one for one in dossier.letters),
    )


def _letter_numbered(dossier: Dossier, event: e.LetterNumbered) -> Dossier:
    return _letter(dossier, event.letter, number=event.number)


def _letter_dispatched(dossier: Dossier, event: e.LetterDispatched) -> Dossier:
    return _letter(dossier, event.letter, dispatched_at=event.at)


def _letter_filed(dossier: Dossier, event: e.LetterFiled) -> Dossier:
    return _letter(dossier, event.letter, sha256=event.sha256, template=event.template)


_EVOLVE: dict[type[e.Happened], Callable[[Dossier, Any], Dossier]] = {
    e.DossierSubmitted: _submitted,
    e.DossierAccepted: _accepted,
    e.StepCompleted: _step_completed,
    e.StepSentBack: _step_sent_back,
    e.StepRanLate: _step_ran_late,
    e.HandlerAssigned: _assigned,
    e.SupplementRequested: _supplement_requested,
    e.SupplementReceived: _supplement_received,
    e.DossierRefused: _refused,
    e.DossierWithdrawn: _withdrawn,
    e.DossierStopped: _stopped,
    e.ClosingFellDue: _closing_fell_due,
    e.DossierClosed: _closed,
    e.AnswerEscalated: _answer_escalated,
    e.PhaseStarted: _phase_started,
    e.LatenessAsked: _asked,
    e.QuestionUnanswered: _silent,
    e.OnTrackConfirmed: _confirmed,
    e.DelayDeclared: _declared,
    e.DeadlineBreached: _breached,
    e.AppointmentBroken: _broken,
    e.OnestopNotified: _notified,
    e.DelayExplained: _explained,
    e.ExplanationApproved: _explanation_approved,
    e.ExplanationReturned: _explanation_returned,
    e.ApologyIssued: _apologised,
    e.DossierExtended: _extended,
    e.CalendarApplied: _calendar_applied,
    e.ResultReleased: _released,
    e.ResultReturned: _returned,
    e.SupervisorOverrode: _overrode,
    e.LetterIssued: _letter_issued,
    e.LetterNumbered: _letter_numbered,
    e.LetterDispatched: _letter_dispatched,
    e.LetterFiled: _letter_filed,
}

if forgotten := set(cast("tuple[type, ...]", get_args(e.AnyEvent))) - set(_EVOLVE):
    raise RuntimeError(f"the fold forgets {sorted(one.__name__ for one in forgotten)}")
