"""What is asked on the way from step to step, and by the clock."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    word = "assign"
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(Command):
    word = "reassign"
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Command):
    word = "complete"
    step: str | None = None
    """None: the current one."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Command):
    word = "approve"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Command):
    word = "send_back"
    to_step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVerification(Command):
    """Put a verification on the spot on record: where, when, who took part, what was found."""

    word = "record_verification"
    place: str
    content: str
    participants: str = ""
    verified_at: datetime | None = None
    """None: now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Command):
    word = "extend"
    until: datetime
    reason: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackExtension(Command):
    """The extension was given by mistake."""

    word = "take_back_extension"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Command):
    """The supervisor allows a second or late supplement, before it is requested."""

    word = "override"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckClock(Command):
    word = "check_clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyCalendar(Command):
    """Judge the dossier by another version of its office's calendar, because of `act` (a decision's number)."""

    word = "apply_calendar"
    calendar: str
    act: str
    since: datetime | None = None
    """When the office began to follow it: until then the clock acts by the dossier's own one. None: now."""
