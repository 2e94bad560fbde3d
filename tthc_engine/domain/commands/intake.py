"""What is asked while a dossier comes in."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands.asked import Command, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Command):
    word = "submit"
    registration: Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Command):
    """Accept a complete dossier; its code and look-up secret come from the counters (`Rules.allotted`)."""

    word = "accept"
    registration: Registration | None = None
    """None: as it was submitted."""
    received_at: datetime | None = None
    """When the complete dossier was handed in, if earlier than its entry."""
    receipt_wanted: bool = False
    """The applicant asks for a receipt though the result is given at once."""
    reserved: str = ""
    """The code on a blank receipt that was handed out while the machine was dark; empty: the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOnline(Command):
    """Tell an online applicant how their dossier stands before it is accepted, refused or sent back."""

    word = "answer_online"
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustContent(Command):
    word = "adjust_content"
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """Pass the paper dossier from the unit that received it to the one that decides."""

    word = "hand_over"
    received_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStart(Command):
    """Enter when an `external` phase began, with the document that proves it."""

    word = "record_start"
    phase: str
    started_at: datetime
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachScan(Command):
    """Keep the electronic copy of a paper with the dossier; its bytes are kept by their hash."""

    word = "attach_scan"
    component: str
    """A component's key; empty: a paper that is on no list."""
    sha256: str
    size: int
    """Bytes."""
    media: str
    """`application/pdf`, `image/jpeg` …, by content and never by name."""
    signed: bool = False
    """It carries a digital signature; whether that holds is checked where signatures are checked."""
