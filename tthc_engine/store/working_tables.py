"""The tables of people at work: notes, who has a dossier open, saved lists, results, reminders.

None of them is part of a dossier's log: they help whoever works, and what names a person goes with a purge.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Instant


def _instant(**rest: Any) -> Any:
    return Field(sa_type=Instant, **rest)


def _moment() -> Any:
    return Field(default=None, sa_type=Instant, nullable=True)


class NoteRow(SQLModel, table=True):
    """What colleagues tell each other about a dossier; no applicant ever reads it, and a purge removes it."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_dossier", "dossier_id", "at"),)

    id: str = Field(primary_key=True)
    dossier_id: str
    by_person: str
    at: datetime = _instant()
    body: str = Field(sa_type=Text)


class PresenceRow(SQLModel, table=True):
    """Who has a dossier open right now; a row lives for minutes and is no record of anybody's day."""

    __tablename__ = "presence"

    dossier_id: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    seen_at: datetime = _instant()


class SavedListRow(SQLModel, table=True):
    """A person's own filter and columns of the inbox; an empty name holds the columns shown without a filter."""

    __tablename__ = "saved_list"

    person: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    chosen: str = Field(sa_type=Text)
    """JSON: the filter's fields, and `columns`."""
    at: datetime = _instant()


class ResultPaperRow(SQLModel, table=True):
    """A result as a paper: drafted, signed, numbered. One paper may decide many dossiers (`result_of`)."""

    __tablename__ = "result_paper"
    __table_args__ = (Index("ix_result_paper_unit", "unit", "state", "made_at"),)

    id: str = Field(primary_key=True)
    unit: str
    subject: str
    body: str = Field(sa_type=Text)
    state: str = "draft"
    """`draft`, `signed`, `released`, `dropped` (another draft took its place) or `purged`."""
    form: str = ""
    """`decision`, `confirmation`, `notice`, or the id of the office's own template, which names its version."""
    title: str = ""
    """As its template calls it; empty for papers drafted before templates were the office's own."""
    symbol: str = ""
    number: str = ""
    """Of the register, given when it is released."""
    pdf: bytes = Field(sa_type=LargeBinary)
    docx: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    """The draft as Word, where the office's template has a Word file."""
    sha256: str = Field(index=True)
    """Of the draft's bytes: a signed file begins with exactly these."""
    signed_pdf: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    signed_sha256: str = ""
    signer: str = ""
    """The name in the certificate."""
    certificate: str = ""
    """SHA-256 of the signer's certificate."""
    signed_at: datetime | None = _moment()
    made_by: str
    made_at: datetime = _instant()


class ResultOfRow(SQLModel, table=True):
    __tablename__ = "result_of"
    __table_args__ = (Index("ix_result_of_dossier", "dossier_id"),)

    paper: str = Field(primary_key=True)
    dossier_id: str = Field(primary_key=True)


class ReminderRow(SQLModel, table=True):
    """A written reminder (văn bản đôn đốc) from the list of what is late, with its file."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_unit", "unit", "at"),)

    id: str = Field(primary_key=True)
    unit: str
    """Whose supervisor wrote it."""
    to_unit: str
    by_person: str
    at: datetime = _instant()
    dossiers: str = Field(sa_type=Text)
    """JSON list of dossier codes; it names nobody."""
    docx: bytes = Field(sa_type=LargeBinary)
    number: str = ""
    """With its symbol, from the register of `unit`; empty: written before they were numbered."""
    sha256: str = ""
    """Of the file; in the office's log as well."""
