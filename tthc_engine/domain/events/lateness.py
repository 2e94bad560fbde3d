"""Late, or about to be: asked, declared, breached, explained, apologised for."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Fact, Happened


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
    body: str = ""
    """Another body's name: its own part, counted by its own hours, beside the steps."""
    stop: str = ""
    """Act or reason of a stop: time that was nobody's."""


class DelayExplained(Happened):
    kind: Literal["delay_explained"] = "delay_explained"
    epoch: str
    reason_code: str
    reason: str
    spent: tuple[Spent, ...] = ()
    beside: tuple[Spent, ...] = ()
    """Other bodies' parts, and stops."""
    responsible: str = ""
    """Whose step or part went furthest beyond its plan: a unit, or another body's name; empty: nobody's."""
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
