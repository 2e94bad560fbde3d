"""Which procedures this office takes no more, by which act. Nothing but tables."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant
from tthc_engine.store.tables import POSITION


class RetirementRow(SQLModel, table=True):
    """One act that ends a procedure; rows are added, and lifted by a later publication or as a mistake."""

    __tablename__ = "procedure_retirement"
    __table_args__ = (Index("ix_procedure_retirement_code", "code"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    code: str
    since: date = Field(sa_type=Day)
    """The first day on which nothing is received any more."""
    act: str
    act_on: date = Field(sa_type=Day)
    reason: str
    at: datetime = Field(sa_type=Instant)
    by_person: str
    lifted_from: date | None = Field(default=None, sa_type=Day)
    """The first day on which it is received again; `since` for what was entered by mistake. None: it stands."""
    lifted_at: datetime | None = Field(default=None, sa_type=Instant)
    lifted_by: str = ""
    lifted_why: str = ""
    """Digest of the version that was published, or the reason of the mistake."""
    mistake: bool = False
