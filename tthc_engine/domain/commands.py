"""What an officer, an applicant or the clock asks of one dossier. Verbs; a command may still be refused.

Every command names its dossier and who asks. The words are fixed across code, timelines and API
(`REQUESTS["accept"]`); instants are aware datetimes, durations never appear.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, PaperForm


class PaperState(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    WRONG = "wrong"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or organisation on the dossier. Personal data: kept apart from the rest of the log."""

    name: str
    identifier: str = ""
    """Số định danh cá nhân, hộ chiếu or mã số thuế, as given."""
    born_on: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One component as it was handed in."""

    component: str
    form: PaperForm = PaperForm.ORIGINAL
    copies: int = 1
    state: PaperState = PaperState.PRESENT
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a supplement asks for: a component's key, or free text when the published list has no such paper."""

    component: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the desk or the portal enters once."""

    procedure: str
    """National code or slug."""
    case: str | None = None
    """None: the procedure's first case."""
    channel: Channel = Channel.DIRECT
    owner: Party
    submitter: Party | None = None
    """None: the owner hands in for themselves."""
    relation: str = ""
    """What the submitter is to the owner: `parent`, `guardian`, `delegate` ... A parent needs no power of attorney."""
    papers: tuple[Paper, ...] = ()
    content: str = ""
    """Nội dung yêu cầu giải quyết; empty: the procedure's name."""
    receive_result: Channel = Channel.DIRECT
    sets: int = 1
    """Số lượng hồ sơ (bộ)."""
    competent_unit: str | None = None
    """None: the receiving unit decides itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    word: ClassVar[str] = ""

    dossier: str
    by: Actor


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupplement(Command):
    word = "request_supplement"
    items: tuple[Item, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveSupplement(Command):
    word = "receive_supplement"
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Command):
    word = "refuse"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    word = "withdraw"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDossier(Command):
    word = "stop"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUnanswered(Command):
    word = "close_unanswered"


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
class RecordStart(Command):
    """Enter when an `external` phase began, with the document that proves it."""

    word = "record_start"
    phase: str
    started_at: datetime
    document: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Command):
    word = "extend"
    until: datetime
    reason: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResult(Command):
    word = "release_result"
    result_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult(Command):
    word = "return_result"
    received_by: str = ""
    without_receipt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Command):
    """The supervisor allows a second or late supplement, before it is requested."""

    word = "override"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLetter(Command):
    """`number` is typed from the agency's own register, or allotted by the engine when empty."""

    word = "number_letter"
    letter: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch(Command):
    word = "dispatch"
    letter: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLetter(Command):
    """The rendered file exists: remember its hash. Sent by the machine that rendered it."""

    word = "file_letter"
    letter: str
    sha256: str
    template: str
    fonts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOnline(Command):
    """Tell an online applicant how their dossier stands before it is accepted, refused or sent back."""

    word = "answer_online"
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """Pass the paper dossier from the unit that received it to the one that decides."""

    word = "hand_over"
    received_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Command):
    """Ask another body for its opinion; the period goes on."""

    word = "consult"
    body: str
    question: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConsultation(Command):
    word = "answer_consultation"
    body: str
    answer: str


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
class Suspend(Command):
    """The working time between two instants does not count, by an act of somebody who may decide so."""

    word = "suspend"
    since: datetime
    """Written `from` in timelines and the API."""
    until: datetime
    act: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """End a suspension before its day; one that has not begun is taken back."""

    word = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPayment(Command):
    word = "request_payment"
    reason: str
    amount: int | None = None
    """In đồng; None: the procedure's fee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPayment(Command):
    word = "confirm_payment"
    receipt: str = ""
    """Number of the receipt for the money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectResult(Command):
    """The result has an error that officials made: it is made again."""

    word = "correct_result"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    word = "reopen"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLoss(Command):
    """Papers of the applicant were lost or damaged here."""

    word = "report_loss"
    reason: str
    cost: int = 0
    """What getting them again costs, borne by the office, in đồng."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustContent(Command):
    word = "adjust_content"
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidNumber(Command):
    """Strike a number of the register; the letter takes another one."""

    word = "void_number"
    letter: str
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


REQUESTS: dict[str, type[Command]] = {command.word: command for command in Command.__subclasses__()}
