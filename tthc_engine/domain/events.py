"""Everything that can happen to a dossier, in the past tense.

Events are facts: never edited, never deleted, one row each, readable for ever. `personal` is stored apart with its own
salt; when it is purged the rest still replays and the hash chain still holds. Kinds are stored: a renamed class keeps
its kind, and a changed payload gets a new kind beside the old.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from tthc_engine.domain.commands import Item
from tthc_engine.domain.happened import Fact as Fact
from tthc_engine.domain.happened import Happened as Happened
from tthc_engine.domain.happened import Personal as Personal
from tthc_engine.domain.happened import Registered as Registered
from tthc_engine.domain.happened import Stage as Stage
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.time_limit import SupplementMode


class DossierSubmitted(Happened):
    kind: Literal["dossier_submitted"] = "dossier_submitted"
    registered: Registered
    answer_until: AwareDatetime | None = None
    """Online only: the desk answers by then (8 working hours, NĐ 118 Đ17.2)."""
    escalate_at: AwareDatetime | None = None
    personal: Personal | None = None


class DossierAccepted(Happened):
    kind: Literal["dossier_accepted"] = "dossier_accepted"
    registered: Registered
    reference: str
    """Mã hồ sơ."""
    received_at: AwareDatetime
    first_step: str
    window_closes: AwareDatetime | None = None
    """The end of the intake window it falls in, where the procedure counts from it."""
    appointment: AwareDatetime | None = None
    """Promised on the receipt; None: the rule in words."""
    provisional: bool = False
    fee_vnd: int = 0
    handover_until: AwareDatetime | None = None
    """By when its papers are passed to the competent unit; None: nothing to pass, or no period by law."""
    personal: Personal | None = None


class StepCompleted(Happened):
    kind: Literal["step_completed"] = "step_completed"
    step: str
    next_step: str | None
    entered_at: AwareDatetime
    planned: AwareDatetime | None = None
    minutes: int
    """Working minutes from entering to leaving, waiting for the applicant left out."""
    difference: int | None = None
    """Signed working minutes against the plan: above 0 is late."""
    note: str = ""


class StepSentBack(Happened):
    kind: Literal["step_sent_back"] = "step_sent_back"
    step: str
    to_step: str
    reason: str
    entered_at: AwareDatetime
    minutes: int


class StepRanLate(Happened):
    """Chậm tiến độ: the step is late, the dossier not yet."""

    kind: Literal["step_ran_late"] = "step_ran_late"
    step: str
    planned: AwareDatetime


class HandlerAssigned(Happened):
    kind: Literal["handler_assigned"] = "handler_assigned"
    step: str
    to: str
    before: str | None = None
    reason: str = ""


class SupplementRequested(Happened):
    kind: Literal["supplement_requested"] = "supplement_requested"
    stage: Stage
    items: tuple[Item, ...]
    reason: str
    stops_clock: bool
    """False before acceptance, and when the dossier was already overdue."""
    answer_until: AwareDatetime | None = None
    closable_from: AwareDatetime | None = None
    overridden: bool = False


class SupplementReceived(Happened):
    kind: Literal["supplement_received"] = "supplement_received"
    stage: Stage
    received_at: AwareDatetime
    restarts: bool
    """The period runs again from zero (NĐ 61 Đ19.4, NĐ 118 Đ19.5)."""
    new_epoch: bool = True
    """The due date is another one now."""
    appointment: AwareDatetime | None = None
    provisional: bool = False
    due_if_continued: AwareDatetime | None = None
    due_if_shifted: AwareDatetime | None = None


class DossierRefused(Happened):
    kind: Literal["dossier_refused"] = "dossier_refused"
    due_at: AwareDatetime | None = None
    stage: Stage
    reason: str


class DossierWithdrawn(Happened):
    kind: Literal["dossier_withdrawn"] = "dossier_withdrawn"
    due_at: AwareDatetime | None = None
    reason: str = ""


class DossierStopped(Happened):
    """Dừng thực hiện TTHC theo đề nghị của tổ chức, cá nhân (NĐ 118 Đ21)."""

    kind: Literal["dossier_stopped"] = "dossier_stopped"
    due_at: AwareDatetime | None = None
    reason: str = ""


class ClosingFellDue(Happened):
    """Nobody answered the supplement request: a person may close the dossier from now on."""

    kind: Literal["closing_fell_due"] = "closing_fell_due"
    closable_from: AwareDatetime


class DossierClosed(Happened):
    kind: Literal["dossier_closed"] = "dossier_closed"
    due_at: AwareDatetime | None = None


class AnswerEscalated(Happened):
    kind: Literal["answer_escalated"] = "answer_escalated"
    until: AwareDatetime


class PhaseStarted(Happened):
    kind: Literal["phase_started"] = "phase_started"
    phase: str
    started_at: AwareDatetime
    document: str
    provisional: bool = False
    """The date that is known now reaches into a year whose working days nobody has published yet."""
    appointment: AwareDatetime | None = None
    """Named with the last start; until then the receipt gives the rule in words."""


class LatenessAsked(Happened):
    kind: Literal["lateness_asked"] = "lateness_asked"
    epoch: str
    due_at: AwareDatetime
    until: AwareDatetime


class QuestionUnanswered(Happened):
    kind: Literal["question_unanswered"] = "question_unanswered"
    epoch: str


class OnTrackConfirmed(Happened):
    kind: Literal["on_track_confirmed"] = "on_track_confirmed"
    epoch: str


class DelayDeclared(Happened):
    kind: Literal["delay_declared"] = "delay_declared"
    epoch: str
    due_at: AwareDatetime
    until: AwareDatetime
    """By when the notice and the apology must be out (OV-1)."""
    reason: str
    reason_code: str = ""
    new_date: AwareDatetime | None = None


class DeadlineBreached(Happened):
    kind: Literal["deadline_breached"] = "deadline_breached"
    epoch: str
    due_at: AwareDatetime
    apology_until: AwareDatetime
    """Already past: the notice and the apology should have been out before the due day."""
    explanation_until: AwareDatetime


class AppointmentBroken(Happened):
    """The one new appointment passed too; the law allows no third date."""

    kind: Literal["appointment_broken"] = "appointment_broken"
    epoch: str
    new_appointment: AwareDatetime


class OnestopNotified(Happened):
    kind: Literal["onestop_notified"] = "onestop_notified"
    epoch: str
    reason: str = ""


class Spent(Fact):
    """Working minutes one step or the applicant used, for the draft of the explanation."""

    step: str
    person: str
    unit: str = ""
    minutes: int
    planned_minutes: int | None = None
    by_applicant: bool = False


class DelayExplained(Happened):
    kind: Literal["delay_explained"] = "delay_explained"
    epoch: str
    reason_code: str
    reason: str
    spent: tuple[Spent, ...] = ()
    result_number: str = ""
    result_on: date | None = None


class ExplanationApproved(Happened):
    kind: Literal["explanation_approved"] = "explanation_approved"
    epoch: str


class ExplanationReturned(Happened):
    kind: Literal["explanation_returned"] = "explanation_returned"
    epoch: str
    reason: str


class ApologyIssued(Happened):
    kind: Literal["apology_issued"] = "apology_issued"
    epoch: str
    new_appointment: AwareDatetime | None = None
    reason: str = ""


class DossierExtended(Happened):
    kind: Literal["dossier_extended"] = "dossier_extended"
    before: AwareDatetime
    until: AwareDatetime
    reason: str
    legal_basis: str
    provisional: bool = False
    """It reaches into a year whose working days nobody has published yet."""


class CalendarApplied(Happened):
    kind: Literal["calendar_applied"] = "calendar_applied"
    calendar: str
    act: str
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False


class ResultReleased(Happened):
    """The statutory clock ends here, not when the citizen collects."""

    kind: Literal["result_released"] = "result_released"
    due_at: AwareDatetime | None = None
    minutes_late: int = 0
    result_number: str = ""
    note: str = ""


class ResultReturned(Happened):
    kind: Literal["result_returned"] = "result_returned"
    received_by: str = ""
    without_receipt: bool = False


class SupervisorOverrode(Happened):
    kind: Literal["supervisor_overrode"] = "supervisor_overrode"
    reason: str


class LetterIssued(Happened):
    kind: Literal["letter_issued"] = "letter_issued"
    letter: str
    """Unique in the dossier: `1`, `2` …"""
    letter_kind: LetterKind
    epoch: str = ""


class LetterNumbered(Happened):
    kind: Literal["letter_numbered"] = "letter_numbered"
    letter: str
    number: str


class LetterDispatched(Happened):
    kind: Literal["letter_dispatched"] = "letter_dispatched"
    letter: str
    how: str = ""


class LetterFiled(Happened):
    kind: Literal["letter_filed"] = "letter_filed"
    letter: str
    sha256: str
    template: str
    fonts: tuple[str, ...] = ()


class OnlineAnswered(Happened):
    kind: Literal["online_answered"] = "online_answered"
    answer: str


class ContentAdjusted(Happened):
    """The applicant changed what they ask for (NĐ 118 Đ21)."""

    kind: Literal["content_adjusted"] = "content_adjusted"
    personal: Personal | None = None


class PapersHandedOver(Happened):
    kind: Literal["papers_handed_over"] = "papers_handed_over"
    to_unit: str
    received_by: str = ""


class ConsultationRequested(Happened):
    kind: Literal["consultation_requested"] = "consultation_requested"
    number: int
    """1, 2 … within the dossier."""
    body: str
    question: str
    until: AwareDatetime


class ConsultationAnswered(Happened):
    kind: Literal["consultation_answered"] = "consultation_answered"
    number: int
    body: str
    answer: str


class ConsultationRanLate(Happened):
    """The body did not answer by its day; the head of the one-stop is told (NĐ 61 Đ19.5, NĐ 118 Đ19.4)."""

    kind: Literal["consultation_ran_late"] = "consultation_ran_late"
    number: int
    body: str
    until: AwareDatetime


class VerificationRecorded(Happened):
    kind: Literal["verification_recorded"] = "verification_recorded"
    verified_at: AwareDatetime
    place: str
    participants: str = ""
    content: str


class ClockStopped(Happened):
    """By an act, the working time between `since` and `until` does not count."""

    kind: Literal["clock_stopped"] = "clock_stopped"
    since: AwareDatetime
    until: AwareDatetime
    act: str
    reason: str = ""
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    """Both None: the due date did not move."""
    appointment: AwareDatetime | None = None
    provisional: bool = False


class ClockResumed(Happened):
    kind: Literal["clock_resumed"] = "clock_resumed"
    act: str
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False


class PaymentRequested(Happened):
    kind: Literal["payment_requested"] = "payment_requested"
    amount_vnd: int
    reason: str
    mode: SupplementMode | None = None
    """How the waiting counts, where the procedure's own law lets it stop the clock; None: it does not."""


class PaymentConfirmed(Happened):
    kind: Literal["payment_confirmed"] = "payment_confirmed"
    amount_vnd: int
    receipt: str = ""
    due_before: AwareDatetime | None = None
    """Here the appointment until now: while the clock stood still there was no due date."""
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False


class CorrectionStarted(Happened):
    kind: Literal["correction_started"] = "correction_started"
    number: int
    reason: str
    until: AwareDatetime | None = None
    """None: the regime names no period."""


class ResultCorrected(Happened):
    """The result made anew lies at the one-stop; the statutory clock had ended with the first."""

    kind: Literal["result_corrected"] = "result_corrected"
    number: int
    result_number: str = ""
    note: str = ""


class DossierReopened(Happened):
    """Handled again; the time while it was closed does not count, everything before stays on record."""

    kind: Literal["dossier_reopened"] = "dossier_reopened"
    reason: str
    step: str
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False


class PapersLost(Happened):
    kind: Literal["papers_lost"] = "papers_lost"
    number: int
    reason: str
    cost_vnd: int = 0


class LossApologised(Happened):
    kind: Literal["loss_apologised"] = "loss_apologised"
    epoch: str
    reason: str
    cost_vnd: int = 0


class NumberVoided(Happened):
    kind: Literal["number_voided"] = "number_voided"
    letter: str
    number: str
    reason: str


AnyEvent = (
    DossierSubmitted
    | DossierAccepted
    | StepCompleted
    | StepSentBack
    | StepRanLate
    | HandlerAssigned
    | SupplementRequested
    | SupplementReceived
    | DossierRefused
    | DossierWithdrawn
    | DossierStopped
    | ClosingFellDue
    | DossierClosed
    | AnswerEscalated
    | PhaseStarted
    | LatenessAsked
    | QuestionUnanswered
    | OnTrackConfirmed
    | DelayDeclared
    | DeadlineBreached
    | AppointmentBroken
    | OnestopNotified
    | DelayExplained
    | ExplanationApproved
    | ExplanationReturned
    | ApologyIssued
    | DossierExtended
    | CalendarApplied
    | ResultReleased
    | ResultReturned
    | SupervisorOverrode
    | LetterIssued
    | LetterNumbered
    | LetterDispatched
    | LetterFiled
    | OnlineAnswered
    | ContentAdjusted
    | PapersHandedOver
    | ConsultationRequested
    | ConsultationAnswered
    | ConsultationRanLate
    | VerificationRecorded
    | ClockStopped
    | ClockResumed
    | PaymentRequested
    | PaymentConfirmed
    | CorrectionStarted
    | ResultCorrected
    | DossierReopened
    | PapersLost
    | LossApologised
    | NumberVoided
)
Event = Annotated[AnyEvent, Field(discriminator="kind")]

event_adapter: TypeAdapter[AnyEvent] = TypeAdapter(Event)
