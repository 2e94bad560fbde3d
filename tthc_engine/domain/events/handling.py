"""What happens on the way from step to step."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened


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


class VerificationRecorded(Happened):
    kind: Literal["verification_recorded"] = "verification_recorded"
    verified_at: AwareDatetime
    place: str
    participants: str = ""
    content: str


class DossierExtended(Happened):
    kind: Literal["dossier_extended"] = "dossier_extended"
    before: AwareDatetime
    until: AwareDatetime
    reason: str
    legal_basis: str
    provisional: bool = False
    """It reaches into a year whose working days nobody has published yet."""


class ExtensionTakenBack(Happened):
    """It was given by mistake: the period is again what the law gives, with everything that stopped the clock."""

    kind: Literal["extension_taken_back"] = "extension_taken_back"
    until: AwareDatetime
    """The extended date that no longer holds."""
    reason: str
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    """The applicant is told no date: it had passed, and what is told then is the apology's."""


class CalendarApplied(Happened):
    kind: Literal["calendar_applied"] = "calendar_applied"
    calendar: str
    act: str
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    """Only the statutory date moved: a local cut's date, which was promised, stays."""
    cut_passed: AwareDatetime | None = None
    """The local cut's date, where it had passed by then: like an overdue date it stays."""


class SupervisorOverrode(Happened):
    kind: Literal["supervisor_overrode"] = "supervisor_overrode"
    reason: str
