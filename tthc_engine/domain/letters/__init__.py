"""What an official letter says: one frozen context per kind of letter.

A context is decided together with the letter, stored as JSON and never changed afterwards, so it must hold everything
that is printed: no look-up happens at rendering. `template` names the text and layout it was decided for; an old
version stays renderable for ever. Fields follow the official order of the forms of TT 01/2018/TT-VPCP and
TT 03/2025/TT-VPCP; the form's title, number and paper come from the regime (`form_head`), never from here.

Dates and instants stay typed here. Words ("17 giờ 00 phút, ngày 20 tháng 11 năm 2026") are made when it is printed.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from tthc_engine.domain.letters.frame import Letter
from tthc_engine.domain.letters.late import (
    ApologyGround,
    ApologyLetter,
    ApplicantTime,
    ExplanationReport,
    OnestopNotice,
    ReasonNature,
    TimeSpent,
)
from tthc_engine.domain.letters.lists import ClassList, ListedDossier, ListedResult, Register, RegisterLine, ResultList
from tthc_engine.domain.letters.notices import AppointmentNotice, ConsultationRequest, Reminder, StopGround, StopNotice
from tthc_engine.domain.letters.sheets import HandedDossier, HandOver, Handover, TrackingSheet
from tthc_engine.domain.letters.slips import Receipt, ReceivedPaper, RefusalNotice, RefusalStage, SupplementRequest

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
    | ConsultationRequest
    | Reminder
    | Register
    | ClassList
    | ResultList,
    Field(discriminator="kind"),
]

_CONTEXTS: TypeAdapter[LetterContext] = TypeAdapter(LetterContext)


def letter_context(stored: dict[str, Any] | str | bytes) -> LetterContext:
    """The context back from its stored JSON (text, bytes or already parsed); raises pydantic.ValidationError."""
    if isinstance(stored, dict):
        return _CONTEXTS.validate_python(stored)
    return _CONTEXTS.validate_json(stored)


def numbered(context: LetterContext, number: str, *, on: date) -> LetterContext:
    """The letter as the clerk enters it in the register: with its number and the date of issue (NĐ 30/2020 Điều 15).

    `number` is the register's ("7") or as the agency's e-office gave it, with or without its symbol ("1245/UBND-VX",
    "12a"). Empty takes the number away again. Only for a letter that is not filed yet; a filed letter is served as it
    was rendered.
    """
    data = context.model_dump()
    digits = number.isascii() and number.isdigit()
    data["head"] |= {
        "number": int(number) if digits else None,
        "number_typed": "" if digits else number,
        "letter_date": on,
    }
    return _CONTEXTS.validate_python(data)


__all__ = [
    "ApologyGround",
    "ApologyLetter",
    "ApplicantTime",
    "AppointmentNotice",
    "ClassList",
    "ConsultationRequest",
    "ExplanationReport",
    "HandOver",
    "HandedDossier",
    "Handover",
    "Letter",
    "LetterContext",
    "ListedDossier",
    "ListedResult",
    "OnestopNotice",
    "ReasonNature",
    "Receipt",
    "ReceivedPaper",
    "RefusalNotice",
    "RefusalStage",
    "Register",
    "RegisterLine",
    "Reminder",
    "ResultList",
    "StopGround",
    "StopNotice",
    "SupplementRequest",
    "TimeSpent",
    "TrackingSheet",
    "letter_context",
    "numbered",
]
