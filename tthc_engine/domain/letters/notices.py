"""Letters between bodies and to the applicant in which nobody is late: opinions, reminders, moved dates, stops."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.letter_parts import Addressee, Contact, Line, Prose, Signatory, Subject, TemplateName
from tthc_engine.domain.letters.frame import Letter
from tthc_engine.domain.regime import LetterKind


class ConsultationRequest(Letter):
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


class AppointmentNotice(Letter):
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


class StopNotice(Letter):
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


class Reminder(Letter):
    """Văn bản đôn đốc: to a body whose answer or part of the work is late (NĐ 118 Điều 19 khoản 4)."""

    kind: Literal[LetterKind.REMINDER] = LetterKind.REMINDER
    template: TemplateName = "reminder@1"
    addressee: Addressee
    subject: Subject
    received_on: date
    appointment: AwareDatetime | None = None
    """What the applicant was promised."""
    asked: Prose
    """What was asked for."""
    asked_on: date
    asked_by: Line = ""
    """The letter that asked: "Công văn số 31/CV-THTHCSSN"."""
    until: AwareDatetime
    """By when it was to be done."""
    answer_by: AwareDatetime | None = None
    """By when it is asked for now; None: at once."""
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Như trên", "Bộ phận Một cửa (để biết)", "Lưu: VT, hồ sơ")
