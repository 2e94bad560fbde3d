"""Sums of days and months that are over, so that a board need not count them again. Nothing but tables."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Instant


class SettledPeriodRow(SQLModel, table=True):
    """A day or month whose figures are in `period_figure`; without this row they say nothing (0129)."""

    __tablename__ = "settled_period"

    period: str = Field(primary_key=True)
    """`2026-11-03` or `2026-11`, by the office's wall calendar."""
    settled_at: datetime = Field(sa_type=Instant)


class PeriodFigureRow(SQLModel, table=True):
    """One figure of one period and of the dossiers between two units; made from the lists, never by a command."""

    __tablename__ = "period_figure"

    kind: str = Field(primary_key=True)
    """`granted`: dossiers, by standing; `lost`: working minutes beyond plan, by step; `late`: dossiers that lost."""
    period: str = Field(primary_key=True)
    receiving_unit: str = Field(primary_key=True)
    competent_unit: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    """Of `lost`: where the step lay; else empty."""
    name: str = Field(primary_key=True)
    """The standing, or the step as people call it; else empty."""
    number: int
