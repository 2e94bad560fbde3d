"""Letters about lateness: apology, notice to the one-stop, explanation."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from tthc_engine.domain.letter_parts import (
    Addressee,
    Contact,
    Filled,
    LetterPart,
    Line,
    Minutes,
    Prose,
    Signatory,
    Subject,
    TemplateName,
)
from tthc_engine.domain.letters.frame import Letter
from tthc_engine.domain.regime import LetterKind


class ApologyGround(StrEnum):
    LATENESS = "lateness"
    LOSS = "loss"
    """Papers of the applicant were lost or damaged in the office."""


class ApologyLetter(Letter):
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


class OnestopNotice(Letter):
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
    proposed: AwareDatetime | None = None
    """What was proposed when the delay was declared, before an apology names the new date."""
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


class ExplanationReport(Letter):
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
