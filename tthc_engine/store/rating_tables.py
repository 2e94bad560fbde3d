"""The monthly rating of staff: what a head confirmed. Nothing but tables."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Instant
from tthc_engine.store.tables import POSITION


class StaffRatingRow(SQLModel, table=True):
    """One confirmation; rows are added, the newest of an officer and month counts."""

    __tablename__ = "staff_rating"
    __table_args__ = (Index("ix_staff_rating_month", "unit", "period", "person"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str
    period: str
    """As periods are written: `calendar_month:2026-10`."""
    person: str
    proposed: str
    """Key of the grade that the figures proposed; empty: they proposed none."""
    points: str
    """The points as they were then, `93.5`; empty: none."""
    grade: str
    reason: str
    at: datetime = Field(sa_type=Instant)
    by_person: str
