"""The tables of the desk: forms begun, papers scanned, receipts printed for a dark day."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant


class DraftRow(SQLModel, table=True):
    """A form that an officer began; hers alone, gone when it is accepted or after some days."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    """The form's own key, so that saving again replaces it and accepting ends it."""
    person: str = Field(index=True)
    unit: str
    title: str = ""
    """Whose form it is, as its list shows it."""
    procedure: str = ""
    typed: str = Field(sa_type=Text)
    """JSON: field to text."""
    at: datetime = Field(sa_type=Instant)


class ScanRow(SQLModel, table=True):
    """The bytes of one scan, by their hash; the file itself is in the data folder."""

    __tablename__ = "scan"

    sha256: str = Field(primary_key=True)
    media: str
    size: int
    pages: int = 1
    signed: bool = False
    by_person: str
    at: datetime = Field(sa_type=Instant)
    state: str = "kept"
    """`kept`, or `removed` for ever: then copies in backups go as well."""


class ScanUseRow(SQLModel, table=True):
    """Which paper of which dossier a scan shows; one paper may have several, one scan may serve several dossiers."""

    __tablename__ = "scan_use"

    dossier_id: str = Field(primary_key=True)
    component: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True, index=True)
    at: datetime = Field(sa_type=Instant)


class BlankReceiptRow(SQLModel, table=True):
    """A receipt printed before its dossier exists: its code and secret are reserved for one day."""

    __tablename__ = "blank_receipt"
    __table_args__ = (Index("ix_blank_receipt_unit_day", "unit", "day"),)

    reference: str = Field(primary_key=True)
    unit: str
    day: date = Field(sa_type=Day)
    secret: str
    by_person: str
    at: datetime = Field(sa_type=Instant)
    dossier_id: str | None = None
    """None: not entered yet; a code that is never entered is never given again."""
