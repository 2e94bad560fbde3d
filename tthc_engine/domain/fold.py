"""State is the fold of events: what a dossier is after each. Total and without judgement: the event did happen."""

from collections.abc import Callable, Iterable
from typing import Any, cast, get_args

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import completed, replace
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.folding import (
    change,
    consulting,
    ending,
    handling,
    importing,
    intake,
    lateness,
    letters,
    mending,
    parts,
    results,
    stops,
    supplements,
)

_Beginning = e.DossierSubmitted | e.DossierAccepted | e.DossierImported


def replay(past: Iterable[e.AnyEvent], start: Dossier | None = None) -> Dossier | None:
    """The dossier after `past`; None when nothing happened yet."""
    dossier = start
    for event in past:
        dossier = evolve(dossier, event)
    return dossier


def evolve(dossier: Dossier | None, event: e.AnyEvent) -> Dossier:
    if dossier is None:
        if not isinstance(event, _Beginning):
            raise ValueError(f"a dossier begins by being submitted, accepted or imported, not by {event.kind}")
        dossier = _begun(event)
    after = stops.shown_as_unpaid(_EVOLVE[type(event)](dossier, event))
    # What the event made is nobody else's yet; what it left as it was must not be touched.
    put = replace if after is dossier else completed
    return put(after, last_at=event.at, version=dossier.version + 1)


def _begun(event: _Beginning) -> Dossier:
    return Dossier(
        **intake.registered(event.registered),
        stage=Stage.SUBMITTED,
        status=1,
        registered_at=event.at,
        last_at=event.at,
        personal=event.personal,
    )


_EVOLVE: dict[type[e.Happened], Callable[[Dossier, Any], Dossier]] = {
    e.DossierSubmitted: intake.submitted,
    e.DossierAccepted: intake.accepted,
    e.StepCompleted: handling.step_completed,
    e.StepSentBack: handling.step_sent_back,
    e.StepRanLate: handling.step_ran_late,
    e.HandlerAssigned: handling.assigned,
    e.SupplementRequested: supplements.supplement_requested,
    e.SupplementReceived: supplements.supplement_received,
    e.DossierRefused: ending.refused,
    e.DossierWithdrawn: ending.withdrawn,
    e.DossierStopped: ending.stopped,
    e.ClosingFellDue: supplements.closing_fell_due,
    e.DossierClosed: ending.closed,
    e.AnswerEscalated: intake.answer_escalated,
    e.PhaseStarted: handling.phase_started,
    e.LatenessAsked: lateness.asked,
    e.QuestionUnanswered: lateness.silent,
    e.OnTrackConfirmed: lateness.confirmed,
    e.DelayDeclared: lateness.declared,
    e.DeadlineBreached: lateness.breached,
    e.AppointmentBroken: lateness.broken,
    e.OnestopNotified: lateness.notified,
    e.DelayExplained: lateness.explained,
    e.ExplanationApproved: lateness.explanation_approved,
    e.ExplanationReturned: lateness.explanation_returned,
    e.ApologyIssued: lateness.apologised,
    e.DossierExtended: handling.extended,
    e.ExtensionTakenBack: handling.extension_taken_back,
    e.VersionMoved: change.version_moved,
    e.DossierTransferred: change.transferred,
    e.CalendarApplied: handling.calendar_applied,
    e.ResultReleased: ending.released,
    e.ResultReturned: ending.returned,
    e.SupervisorOverrode: supplements.overrode,
    e.LetterIssued: letters.letter_issued,
    e.LetterNumbered: letters.letter_numbered,
    e.LetterDispatched: letters.letter_dispatched,
    e.LetterFiled: letters.letter_filed,
    e.WordCopyFiled: letters.word_copy_filed,
    e.NumberVoided: letters.number_voided,
    e.OnlineAnswered: intake.online_answered,
    e.ContentAdjusted: intake.content_adjusted,
    e.PapersHandedOver: handling.papers_handed_over,
    e.VerificationRecorded: handling.verification_recorded,
    e.ConsultationRequested: consulting.requested,
    e.ConsultationAnswered: consulting.answered,
    e.ConsultationRanLate: consulting.ran_late,
    e.BodyChased: consulting.chased,
    e.ClockStopped: stops.clock_stopped,
    e.ClockResumed: stops.clock_resumed,
    e.PaymentRequested: stops.payment_requested,
    e.PaymentConfirmed: stops.payment_confirmed,
    e.CorrectionStarted: mending.correction_started,
    e.ResultCorrected: mending.result_corrected,
    e.DossierReopened: mending.reopened,
    e.PapersLost: mending.papers_lost,
    e.LossApologised: mending.loss_apologised,
    e.PartSent: parts.sent,
    e.PartReturned: parts.returned,
    e.PartRanLate: parts.ran_late,
    e.PartExplained: parts.explained,
    e.ScanAttached: intake.scan_attached,
    e.CollectionReminded: ending.collection_reminded,
    e.DossierImported: importing.imported,
    e.ProgressImported: importing.progressed,
    e.DossierTakenOver: importing.taken_over,
    e.ResultDigitised: results.digitised,
}

if forgotten := set(cast("tuple[type, ...]", get_args(e.AnyEvent))) - set(_EVOLVE):
    raise RuntimeError(f"the fold forgets {sorted(one.__name__ for one in forgotten)}")
