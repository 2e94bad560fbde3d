"""Closed reports on their way: their files, whom a unit sends to, and what became of it. Nothing but tables."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Instant
from tthc_engine.store.tables import POSITION


class ReportFileRow(SQLModel, table=True):
    """The bytes of one closed report in one format; the primary key is why nothing is filed twice."""

    __tablename__ = "report_file"

    closed_id: int = Field(primary_key=True, sa_type=POSITION, sa_column_kwargs={"autoincrement": False})
    ending: str = Field(primary_key=True)
    sha256: str
    body: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


class ReportAddresseeRow(SQLModel, table=True):
    """Who gets a unit's closed reports beside the unit above: somebody outside by mail, or a unit here in its box."""

    __tablename__ = "report_addressee"

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str = Field(index=True)
    name: str
    email: str
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    by_person: str
    to_unit: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Whose box of reports; empty: it goes by mail."""


class ReportSendingRow(SQLModel, table=True):
    """One closed report to one addressee, for ever once."""

    __tablename__ = "report_sending"

    key: str = Field(primary_key=True)
    """`report:<unit>:<form>:<period>:<number>:<addressee>`; the message in the outbox has the same."""
    closed_id: int = Field(index=True, sa_type=POSITION)
    unit: str = Field(index=True)
    to_name: str
    to_unit: str = Field(default="", index=True)
    """Whose box of reports it lies in; empty: it goes by mail."""
    at: datetime = Field(sa_type=Instant)
    received_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    received_by: str = ""
