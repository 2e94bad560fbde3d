"""The register of results that are still valid. Nothing but tables."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant


class KeptResultRow(SQLModel, table=True):
    """One result; what it says never changes. Its file and its withdrawal are added once."""

    __tablename__ = "kept_result"
    __table_args__ = (
        UniqueConstraint("unit", "same", name="uq_kept_result_unit"),
        Index("ix_kept_result_identifier", "identifier"),
        Index("ix_kept_result_sha256", "sha256"),
    )

    id: str = Field(primary_key=True)
    unit: str
    same: str
    """Hash of kind, number, day and holder: the same paper is entered once."""
    kind: str
    number: str
    issued_on: date = Field(sa_type=Day)
    issuer: str
    holder: str
    identifier: str
    words: str
    """Without diacritics, for the search."""
    valid_from: date = Field(sa_type=Day)
    valid_until: date | None = Field(default=None, sa_type=Day, nullable=True)
    at: datetime = Field(sa_type=Instant)
    by_person: str
    sha256: str = ""
    """Of its scan; empty: on paper alone."""
    digitised_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    withdrawn_why: str = ""


class GivenResultRow(SQLModel, table=True):
    """A result that was released here and stays valid: a projection, written from the dossier's log."""

    __tablename__ = "given_result"
    __table_args__ = (
        Index("ix_given_result_identifier", "identifier"),
        Index("ix_given_result_unit", "unit", "issued_on"),
        Index("ix_given_result_same", "unit", "same"),
    )

    dossier_id: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    """Which of its dossier's results, counted from 1."""
    unit: str
    same: str
    """As a line entered by hand has it: the same paper stands in the register once."""
    kind: str
    number: str
    issued_on: date = Field(sa_type=Day)
    holder: str
    identifier: str
    words: str
    valid_from: date = Field(sa_type=Day)
    valid_until: date | None = Field(default=None, sa_type=Day, nullable=True)
    at: datetime = Field(sa_type=Instant)
    digitised_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    withdrawn_why: str = ""
    sha256: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Of the scan that the register was given afterwards."""
