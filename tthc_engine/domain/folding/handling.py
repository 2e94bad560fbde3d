"""Handling: steps, assignees, starts of phases, extension, another calendar."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Stage, StepRecord
from tthc_engine.domain.folding.dates import moved, new_date, without_extension
from tthc_engine.domain.obligations import ObligationKind, met


def step_completed(dossier: Dossier, event: e.StepCompleted) -> Dossier:
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


def step_sent_back(dossier: Dossier, event: e.StepSentBack) -> Dossier:
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


def step_ran_late(dossier: Dossier, event: e.StepRanLate) -> Dossier:
    return replace(dossier, step_late_for=event.planned)


def assigned(dossier: Dossier, event: e.HandlerAssigned) -> Dossier:
    # Work may change hands while the applicant is waited for; the portal still says so.
    status = dossier.status if dossier.waiting is not None else 4
    return replace(dossier, assignees=(*dossier.assignees, (event.step, event.to)), status=status)


def phase_started(dossier: Dossier, event: e.PhaseStarted) -> Dossier:
    # What is owed for a phase that was late stays owed when the next one begins.
    moved = dossier if dossier.breached is not None else new_date(dossier, event.at)
    starts = (*dossier.starts, (event.phase, event.started_at))
    started = replace(moved, starts=starts, status=4, provisional=event.provisional, cut_passed=None)
    if event.appointment is None:
        return started
    return replace(started, appointment=event.appointment, appointments=(*started.appointments, event.appointment))


def extended(dossier: Dossier, event: e.DossierExtended) -> Dossier:
    moved = new_date(dossier, event.at)
    return replace(
        moved,
        extended_until=event.until,
        provisional=event.provisional,
        appointment=event.until,
        appointments=(*dossier.appointments, event.until),
        status=4,
    )


def extension_taken_back(dossier: Dossier, event: e.ExtensionTakenBack) -> Dossier:
    back = without_extension(dossier)
    if event.due_before == event.due_after:
        # The extended date and the law's own fell on one instant, or no date can be named.
        return new_date(back, event.at)
    return moved(back, event)


def calendar_applied(dossier: Dossier, event: e.CalendarApplied) -> Dossier:
    kept = event.cut_passed or dossier.cut_passed
    return moved(replace(dossier, calendar=event.calendar, provisional=event.provisional, cut_passed=kept), event)


def papers_handed_over(dossier: Dossier, event: e.PapersHandedOver) -> Dossier:
    passed = met(dossier.obligations, ObligationKind.HANDOVER, event.at)
    return replace(dossier, handed_over_at=event.at, obligations=passed)


def verification_recorded(dossier: Dossier, event: e.VerificationRecorded) -> Dossier:
    return replace(dossier, verifications=dossier.verifications + 1, status=4)
