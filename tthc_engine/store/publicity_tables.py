"""Sổ niêm yết, công khai: what an office says of where its procedures are posted. Nothing but tables."""

from datetime import date, datetime

from sqlalchemy import Index, false
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant
from tthc_engine.store.tables import POSITION


class PostingRow(SQLModel, table=True):
    """One posting of one version of a procedure at one place; rows are added, the newest of a place counts."""

    __tablename__ = "publicity"
    __table_args__ = (Index("ix_publicity_unit", "unit", "code"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str
    code: str
    version: date = Field(sa_type=Day)
    """In force since: which version hangs there."""
    medium: str
    place: str
    posted_on: date = Field(sa_type=Day)
    evidence: str
    at: datetime = Field(sa_type=Instant)
    by_person: str
    taken_down: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """From `posted_on` on, nothing of this procedure hangs there any more."""
