"""The slips given at the desk: receipt, supplement request, refusal."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from tthc_engine.domain.letter_parts import Contact, Filled, LetterPart, Line, Prose, Signatory, Subject, TemplateName
from tthc_engine.domain.letters.frame import Letter
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.time_limit import SupplementMode


class ReceivedPaper(LetterPart):
    name: Filled
    originals: int = Field(default=0, ge=0)
    certified_copies: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    electronic: int = Field(default=0, ge=0)


class Receipt(Letter):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    kind: Literal[LetterKind.RECEIPT] = LetterKind.RECEIPT
    template: TemplateName = "receipt@1"
    copy_for: Line = "Giao người nộp hồ sơ"
    """Liên: the copy kept ("Lưu") or the copy given away."""
    subject: Subject
    papers: tuple[ReceivedPaper, ...] = Field(min_length=1)
    sets: int = Field(default=1, ge=1)
    time_limit: Filled
    """The period in the words of law, with unit and start."""
    received_at: AwareDatetime
    appointment: AwareDatetime | None = None
    """The promise; None where no date can be named yet: then `due_rule` says how it will come about."""
    due_rule: Line = ""
    provisional: Line = ""
    """Why the date is only computed for now ("tạm tính"); empty: it is certain."""
    fees: tuple[Line, ...] = ()
    """Each with its amount: "Lệ phí xác minh: 500.000 đồng"."""
    collect_at: Filled
    book: Line = ""
    book_entry: Line = ""
    lookup_url: Line = ""
    lookup_secret: Line = ""
    submitter_signature: Signatory = Signatory(title="Người nộp hồ sơ")
    officer: Signatory

    @model_validator(mode="after")
    def _promises_a_date_or_says_the_rule(self) -> Self:
        if self.appointment is None and not self.due_rule:
            raise ValueError("a receipt without an appointment prints the rule in words: give `due_rule`")
        if self.appointment is not None and self.appointment < self.received_at:
            raise ValueError("the appointment lies before the receipt")
        return self


class SupplementRequest(Letter):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    kind: Literal[LetterKind.SUPPLEMENT_REQUEST] = LetterKind.SUPPLEMENT_REQUEST
    template: TemplateName = "supplement_request@1"
    subject: Subject
    items: tuple[Filled, ...] = Field(min_length=1)
    reason: Prose
    period_after: SupplementMode | None = None
    """What the supplement does to the period; None: asked before acceptance, no period runs yet."""
    answer_until: date | None = None
    """The last day to answer before the dossier may be closed; None: the regime has no such rule."""
    contact: Contact = Contact()
    signatory: Signatory
    """ "Người hướng dẫn" at the desk; by authority where the competent body asks after appraisal."""
    recipients: tuple[Line, ...] = ()


class RefusalStage(StrEnum):
    INTAKE = "intake"
    APPRAISAL = "appraisal"


class RefusalNotice(Letter):
    """Phiếu từ chối tiếp nhận, giải quyết hồ sơ."""

    kind: Literal[LetterKind.REFUSAL] = LetterKind.REFUSAL
    template: TemplateName = "refusal@1"
    stage: RefusalStage
    subject: Subject
    submitted_at: AwareDatetime | None = None
    reasons: tuple[Prose, ...] = Field(min_length=1)
    contact: Contact = Contact()
    submitter_signature: Signatory | None = None
    """At the desk the applicant signs beside the officer."""
    signatory: Signatory
    recipients: tuple[Line, ...] = ()
