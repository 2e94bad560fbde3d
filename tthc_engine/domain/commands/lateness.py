"""What is asked of those who are late, or about to be."""

from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmOnTrack(Command):
    word = "confirm_on_track"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareDelay(Command):
    word = "declare_delay"
    reason: str
    new_date: datetime | None = None
    reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyOnestop(Command):
    word = "notify_onestop"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Command):
    word = "explain"
    reason_code: str
    reason: str
    result_number: str = ""
    result_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveExplanation(Command):
    word = "approve_explanation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnExplanation(Command):
    word = "return_explanation"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueApology(Command):
    word = "issue_apology"
    new_appointment: datetime | None = None
    reason: str = ""
    ground: str = ""
    """`lateness` or `loss`; empty: whichever is owed, lateness first."""
