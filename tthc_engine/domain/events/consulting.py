"""Other bodies are asked for their opinion."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened


class ConsultationRequested(Happened):
    kind: Literal["consultation_requested"] = "consultation_requested"
    number: int
    """1, 2 … within the dossier."""
    body: str
    question: str
    until: AwareDatetime


class ConsultationAnswered(Happened):
    kind: Literal["consultation_answered"] = "consultation_answered"
    number: int
    body: str
    answer: str


class ConsultationRanLate(Happened):
    """The body did not answer by its day; the head of the one-stop is told (NĐ 61 Đ19.5, NĐ 118 Đ19.4)."""

    kind: Literal["consultation_ran_late"] = "consultation_ran_late"
    number: int
    body: str
    until: AwareDatetime


class BodyChased(Happened):
    """A late body was reminded in writing."""

    kind: Literal["body_chased"] = "body_chased"
    number: int
    """Of the consultation, or of the part."""
    part: bool = False
    """It is late with its part of the work, not with an opinion."""
    body: str
    """Its name."""
    until: AwareDatetime
    """By when it was to be done."""
    answer_by: AwareDatetime | None = None
