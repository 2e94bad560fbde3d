"""The one-stop decrees' own rules as dated, cited parameters (NĐ 61/2018, NĐ 118/2025).

Choose the regime by the receipt date. Every number carries where it stands in the law and how sure we are.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from tthc_engine.domain.time_limit import Amount, Counting, Declared, SupplementMode, Unit

RegimeSlug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class Certainty(StrEnum):
    TEXT = "text"
    """Read in the legal text."""
    KNOWN = "known"
    """Generally known, the text was not re-read."""
    ASSUMED = "assumed"
    """Our reading; an office may have to change it."""


class LetterKind(StrEnum):
    """Letters are named, never numbered: the forms' numbers shifted between the two regimes."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    ONESTOP_NOTICE = "onestop_notice"
    APPOINTMENT_NOTICE = "appointment_notice"
    REMINDER = "reminder"
    STOP_NOTICE = "stop_notice"
    TRACKING_SHEET = "tracking_sheet"
    REGISTER = "register"
    HANDOVER = "handover"
    EXPLANATION_REPORT = "explanation_report"
    CONSULTATION_REQUEST = "consultation_request"
    CLASS_LIST = "class_list"
    """Dossiers of one procedure received together."""
    RESULT_LIST = "result_list"
    """Dossiers released by one decision."""


class Cited(Declared):
    citation: str
    certainty: Certainty


class Count(Cited):
    value: int = Field(ge=0)


class Period(Cited):
    value: Amount
    unit: Unit
    roll: bool = False
    """A last day that is off moves to the next working day."""


class CountingRule(Cited):
    value: Counting


class SupplementRule(Cited):
    value: SupplementMode


class Text(Cited):
    value: str


class Form(Declared):
    """One official form, valid for letters dated in [valid_from, valid_until]."""

    kind: LetterKind
    title: str
    number: str
    """As the circular numbers it ("Mẫu số 04")."""
    symbol: str
    """The letter's symbol after the number ("PXL")."""
    paper: str = "A4"
    valid_from: date
    valid_until: date | None = None
    citation: str
    certainty: Certainty


class Amendment(Declared):
    """A text that amends the decree; what nobody has read yet may change a number below."""

    title: str
    read: bool
    effect: str = ""
    """What it changes, where it was read."""

    @model_validator(mode="before")
    @classmethod
    def _as_one_line(cls, data: Any) -> Any:
        """As texts kept by earlier versions of this software say it."""
        return {"title": data, "read": "chưa đọc" not in data} if isinstance(data, str) else data


class Regime(Declared):
    slug: RegimeSlug
    name: str
    received_from: date
    received_until: date | None = None
    checked_on: date
    legal_basis: tuple[str, ...] = Field(min_length=1)
    amended_by: tuple[Amendment, ...] = ()
    counting: CountingRule
    supplement_mode: SupplementRule
    supplement_within: Period
    """From receipt, how long after appraisal a supplement may still be requested (3 working days)."""
    supplements_per_stage: Count
    supplement_answer: Period | None = None
    """After this the dossier may be closed unanswered (15 days under NĐ 118); None: the regime has no such rule."""
    reappointments: Count
    apology_before: Period
    """How long before the due day the notice and the apology must be out (01 day; read as a working day)."""
    due_soon_before: Period
    explanation_within: Period
    """From the breach; a local rule, so a unit may set its own."""
    online_answer: Period
    online_escalate: Period
    correction: Period | None = None
    """From when an error in a result is put right; None: the regime names no period."""
    handover_within: Period | None = None
    """From receipt until the papers are with another unit that decides; None: the regime has no such rule."""
    stop_by_applicant: Text | None = None
    """Citation of the applicant's right to stop after acceptance; None: the regime knows only withdrawal."""
    code_pattern: Text
    forms: tuple[Form, ...] = Field(min_length=1)

    @property
    def unread(self) -> tuple[Amendment, ...]:
        """What amends it and nobody has read."""
        return tuple(one for one in self.amended_by if not one.read)

    def form(self, kind: LetterKind, on: date) -> Form | None:
        return next(
            (
                form
                for form in self.forms
                if form.kind is kind and form.valid_from <= on and (form.valid_until is None or on <= form.valid_until)
            ),
            None,
        )
