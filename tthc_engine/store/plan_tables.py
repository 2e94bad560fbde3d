"""The tables of a unit's yearly plans, and nothing but tables."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant
from tthc_engine.store.tables import POSITION


class PlanRow(SQLModel, table=True):
    """A plan as a unit adopted it; changed, it gets a further version and the old one stays."""

    __tablename__ = "plan"

    unit: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    """The plan as JSON (`catalogue.plans.Plan`)."""
    at: datetime = Field(sa_type=Instant)
    by_person: str


class PlanNoteRow(SQLModel, table=True):
    """What somebody entered about one target, task or duty: a figure, a state, a product. Append only."""

    __tablename__ = "plan_note"
    __table_args__ = (Index("ix_plan_note_unit_slug_year", "unit", "slug", "year"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str
    slug: str
    year: int
    about: str
    """Key of the target, task or duty."""
    kind: str
    """`figure`, `state`, `done`, `finding` (of an inspection), `recheck` (of a finding) or `section` (of a report)."""
    part: float | None = None
    whole: float | None = None
    """Of a percentage; None of a count."""
    state: str = ""
    due_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    """Of a duty: which of its days was met; of a finding: when it is looked at again."""
    finding: int | None = Field(default=None, sa_type=POSITION, nullable=True)
    """Of a `recheck`: the note of the finding."""
    period: str = ""
    """Of a `section`: the report's period, `2026-06`, `2026-Q2` or `2026`."""
    evidence: str = Field(default="", sa_type=Text)
    """Number and date of a document, an address, where a figure comes from."""
    difficulty: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    by_person: str


class PlanFileRow(SQLModel, table=True):
    """A file handed in as evidence with a note; its bytes lie among the scans, by their hash."""

    __tablename__ = "plan_file"

    note: int = Field(primary_key=True, sa_type=POSITION)
    sha256: str = Field(primary_key=True, index=True)


class ReviewRow(SQLModel, table=True):
    """What a unit proposes for one procedure in a year's review; append only, the newest holds."""

    __tablename__ = "procedure_review"
    __table_args__ = (Index("ix_procedure_review_unit_year", "unit", "year"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str
    year: int
    slug: str
    text: str = Field(sa_type=Text)
    """The proposal as JSON (`reports.review.proposal.Proposal`)."""
    at: datetime = Field(sa_type=Instant)
    by_person: str


class PlanWatchRow(SQLModel, table=True):
    """When the reminders of a plan are next to be looked at; None: nothing of it falls due any more."""

    __tablename__ = "plan_watch"

    unit: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    next_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True, index=True)
