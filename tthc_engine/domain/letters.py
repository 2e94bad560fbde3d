"""What an official letter says: one frozen context per kind of letter.

A context is decided together with the letter, stored as JSON and never changed afterwards, so it must hold everything
that is printed: no look-up happens at rendering. `template` names the text and layout it was decided for; an old
version stays renderable for ever. Fields follow the official order of the forms of TT 01/2018/TT-VPCP and
TT 03/2025/TT-VPCP; the form's title, number and paper come from the regime (`form_head`), never from here.

Dates and instants stay typed here. Words ("17 giờ 00 phút, ngày 20 tháng 11 năm 2026") are made when it is printed.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Field, TypeAdapter, model_validator

from tthc_engine.domain.letter_parts import (
    Addressee,
    Contact,
    Filled,
    LetterHead,
    LetterPart,
    Line,
    Minutes,
    Prose,
    Signatory,
    Subject,
    TemplateName,
)
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.time_limit import SupplementMode


class _Letter(LetterPart):
    head: LetterHead
    template: TemplateName

    @model_validator(mode="after")
    def _wears_its_own_template(self) -> Self:
        if not self.template.startswith(f"{self.kind}@"):  # type: ignore[attr-defined]
            raise ValueError(f"template {self.template} belongs to another kind of letter")
        return self


class ReceivedPaper(LetterPart):
    name: Filled
    originals: int = Field(default=0, ge=0)
    certified_copies: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    electronic: int = Field(default=0, ge=0)


class Receipt(_Letter):
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


class SupplementRequest(_Letter):
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


class RefusalNotice(_Letter):
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


class ApologyGround(StrEnum):
    LATENESS = "lateness"
    LOSS = "loss"
    """Papers of the applicant were lost or damaged in the office."""


class ApologyLetter(_Letter):
    """NĐ 61: Phiếu xin lỗi và hẹn lại ngày trả kết quả. NĐ 118: Văn bản xin lỗi và đề nghị gia hạn.

    For a loss no date is named. For lateness exactly one of three: a new appointment; the first new appointment was
    broken too (`broken_appointment`, no third date exists, OV-2); the result was already given late (`released_at`).
    """

    kind: Literal[LetterKind.APOLOGY] = LetterKind.APOLOGY
    template: TemplateName = "apology@1"
    addressee: Addressee
    subject: Subject
    received_on: date
    received_by: Line = ""
    """Where another body received it (phi địa giới, liên thông); empty: the signing agency."""
    time_limit: Filled
    appointment: AwareDatetime
    written_at: AwareDatetime
    """When the apology was decided: before the appointment it speaks of an expected delay."""
    reason: Prose
    new_appointment: AwareDatetime | None = None
    broken_appointment: AwareDatetime | None = None
    released_at: AwareDatetime | None = None
    ground: ApologyGround = ApologyGround.LATENESS
    cost_vnd: int = Field(default=0, ge=0)
    """What the office pays so that lost papers can be had again."""
    contact: Contact = Contact()
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Như trên", "Bộ phận Một cửa (để điều chỉnh ngày hẹn)", "Lưu: VT, hồ sơ")

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Self:
        told = [at for at in (self.new_appointment, self.broken_appointment, self.released_at) if at is not None]
        if self.ground is ApologyGround.LOSS:
            if told:
                raise ValueError("an apology for lost papers names no date")
            return self
        if len(told) != 1:
            raise ValueError("give one of new_appointment, broken_appointment, released_at")
        if told[0] <= self.appointment:
            raise ValueError("the new appointment or the late result lies after the first appointment")
        return self


class OnestopNotice(_Letter):
    """The competent body tells the one-stop in writing that a result will be or is late (NĐ 118 Điều 19 khoản 6)."""

    kind: Literal[LetterKind.ONESTOP_NOTICE] = LetterKind.ONESTOP_NOTICE
    template: TemplateName = "onestop_notice@1"
    addressee: Addressee
    subject: Subject
    received_on: date
    appointment: AwareDatetime
    written_at: AwareDatetime
    reason: Prose
    new_appointment: AwareDatetime | None = None
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Như trên", "Lưu: VT, hồ sơ")


class ConsultationRequest(_Letter):
    """Văn bản lấy ý kiến: what is asked and until when (NĐ 61 Đ19.5, NĐ 118 Đ19.4)."""

    kind: Literal[LetterKind.CONSULTATION_REQUEST] = LetterKind.CONSULTATION_REQUEST
    template: TemplateName = "consultation_request@1"
    addressee: Addressee
    subject: Subject
    received_on: date
    appointment: AwareDatetime | None = None
    question: Prose
    answer_until: AwareDatetime
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Như trên", "Lưu: VT, hồ sơ")


class TimeSpent(LetterPart):
    """One row of where the working time went."""

    step: Filled
    unit: Line = ""
    person: Line = ""
    entered_at: AwareDatetime
    left_at: AwareDatetime | None = None
    """None: still there when the report was drafted."""
    planned_minutes: Minutes | None = None
    actual_minutes: Minutes


class ApplicantTime(LetterPart):
    """A stretch that was the applicant's own and is never held against the office."""

    reason: Filled
    from_at: AwareDatetime
    until_at: AwareDatetime | None = None
    minutes: Minutes


class ReasonNature(StrEnum):
    OBJECTIVE = "objective"
    SUBJECTIVE = "subjective"


class ExplanationReport(_Letter):
    """Báo cáo giải trình: why one dossier is late, drafted from its own log."""

    kind: Literal[LetterKind.EXPLANATION_REPORT] = LetterKind.EXPLANATION_REPORT
    template: TemplateName = "explanation_report@1"
    addressee: Addressee
    subject: Subject
    received_at: AwareDatetime
    time_limit: Filled
    due_at: AwareDatetime
    reported_at: AwareDatetime
    released_at: AwareDatetime | None = None
    late_minutes: Minutes
    """Working minutes past `due_at`, up to the result or to the report."""
    day_minutes: int = Field(gt=0)
    """Working minutes in the office's ordinary day, by which minutes are said as days."""
    spent: tuple[TimeSpent, ...] = Field(min_length=1)
    applicant_time: tuple[ApplicantTime, ...] = ()
    reason_code: Line = ""
    reason: Filled
    nature: ReasonNature | None = None
    detail: Prose = ""
    remedy: Prose = ""
    new_appointment: AwareDatetime | None = None
    apology: Line = ""
    """The apology already sent: "Văn bản số 07/PXL-THTHCSSN ngày 16 tháng 11 năm 2026"."""
    author: Signatory
    signatory: Signatory | None = None
    """Who approved it; None while it is only drafted."""
    recipients: tuple[Line, ...] = ("Như trên", "Lưu: VT, hồ sơ")


class AppointmentNotice(_Letter):
    """The date moved by itself (a holiday was decided, a provisional date became certain): no lateness, no apology."""

    kind: Literal[LetterKind.APPOINTMENT_NOTICE] = LetterKind.APPOINTMENT_NOTICE
    template: TemplateName = "appointment_notice@1"
    addressee: Addressee
    subject: Subject
    received_on: date
    previous: AwareDatetime
    appointment: AwareDatetime
    reason: Prose
    provisional: Line = ""
    contact: Contact = Contact()
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Như trên", "Lưu: VT, hồ sơ")


class StopGround(StrEnum):
    APPLICANT = "applicant"
    """At the applicant's request (NĐ 118 Điều 21)."""
    UNANSWERED = "unanswered"
    """No supplement came in time (NĐ 118 Điều 19 khoản 5)."""


class StopNotice(_Letter):
    """Thông báo dừng giải quyết hồ sơ."""

    kind: Literal[LetterKind.STOP_NOTICE] = LetterKind.STOP_NOTICE
    template: TemplateName = "stop_notice@1"
    addressee: Addressee
    subject: Subject
    received_on: date
    ground: StopGround
    ground_on: date
    """The day of the applicant's request, or of the unanswered supplement request."""
    stopped_at: AwareDatetime
    reason: Prose = ""
    papers_back: Prose = ""
    """How papers and fees are returned, as this procedure's law has it."""
    contact: Contact = Contact()
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Như trên", "Lưu: VT, hồ sơ")


class HandOver(LetterPart):
    """One passing of the dossier; the receiver of a row gives in the next."""

    giver: Filled
    receiver: Filled
    at: AwareDatetime | None = None
    giver_name: Line = ""
    receiver_name: Line = ""
    result: Line = ""
    """ "Trước hạn", "Đúng hạn" or "Quá hạn", of the giver's own step."""
    note: Line = ""


class TrackingSheet(_Letter):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    kind: Literal[LetterKind.TRACKING_SHEET] = LetterKind.TRACKING_SHEET
    template: TemplateName = "tracking_sheet@1"
    subject: Subject
    received_at: AwareDatetime
    appointment: AwareDatetime | None = None
    due_rule: Line = ""
    competent: Filled
    partners: tuple[Line, ...] = ()
    rows: tuple[HandOver, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hands_join(self) -> Self:
        for before, after in zip(self.rows, self.rows[1:], strict=False):
            if before.receiver != after.giver:
                raise ValueError(f"{before.receiver} received the dossier but {after.giver} passed it on")
        return self


class HandedDossier(LetterPart):
    code: Filled
    owner: Filled
    content: Filled
    papers: Line = ""
    due: AwareDatetime | None = None
    note: Line = ""


class Handover(_Letter):
    """Phiếu bàn giao hồ sơ or kết quả, for one dossier or a whole cabinet; the head's title says which."""

    kind: Literal[LetterKind.HANDOVER] = LetterKind.HANDOVER
    template: TemplateName = "handover@1"
    giver: Filled
    receiver: Filled
    handed_at: AwareDatetime
    ground: Line = ""
    dossiers: tuple[HandedDossier, ...] = Field(min_length=1)
    giver_signature: Signatory
    receiver_signature: Signatory


LetterContext = Annotated[
    Receipt
    | SupplementRequest
    | RefusalNotice
    | ApologyLetter
    | OnestopNotice
    | ExplanationReport
    | AppointmentNotice
    | StopNotice
    | TrackingSheet
    | Handover
    | ConsultationRequest,
    Field(discriminator="kind"),
]

_CONTEXTS: TypeAdapter[LetterContext] = TypeAdapter(LetterContext)


def letter_context(stored: dict[str, Any] | str | bytes) -> LetterContext:
    """The context back from its stored JSON (text, bytes or already parsed); raises pydantic.ValidationError."""
    if isinstance(stored, dict):
        return _CONTEXTS.validate_python(stored)
    return _CONTEXTS.validate_json(stored)


def numbered(context: LetterContext, number: int | None, *, on: date) -> LetterContext:
    """The letter as the clerk enters it in the register: with its number and the date of issue (NĐ 30/2020 Điều 15).
    None takes the number away again.

    Only for a letter that is not filed yet; a filed letter is served as it was rendered.
    """
    data = context.model_dump()
    data["head"] |= {"number": number, "letter_date": on}
    return _CONTEXTS.validate_python(data)
