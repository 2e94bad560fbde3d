"""What people think of the service: answers without a dossier, used marks, named surveys and their slips."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant
from tthc_engine.store.tables import POSITION


class SurveyRow(SQLModel, table=True):
    """A survey that belongs to no dossier (of parents, say), with its own address and period."""

    __tablename__ = "survey"

    id: str = Field(primary_key=True)
    unit: str = Field(index=True)
    name: str
    opens_on: date = Field(sa_type=Day)
    closes_on: date = Field(sa_type=Day)
    at: datetime = Field(sa_type=Instant)
    by_person: str


class SurveyMarkRow(SQLModel, table=True):
    """Who may answer, or has: the hash of a slip's code, or of a dossier's mark once it was used."""

    __tablename__ = "survey_mark"

    mark: str = Field(primary_key=True)
    survey: str = ""
    """Empty: the survey at the return of a result."""
    used: bool = False


class SurveyAnswerRow(SQLModel, table=True):
    """One sheet. It names neither dossier nor slip and keeps the day alone, so that nobody can be told from it."""

    __tablename__ = "survey_answer"
    __table_args__ = (Index("ix_survey_answer_unit", "unit", "answered_on"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str
    survey: str = ""
    officer: str = ""
    """Who handed the result over."""
    way: str
    """`link`, `kiosk` or `slip`."""
    answered_on: date = Field(sa_type=Day)
    answers: str = Field(sa_type=Text)
    """JSON: question to rating."""
    verdict: str
