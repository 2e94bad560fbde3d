"""Reflections and complaints of citizens: who sent what, and every act done on it. Nothing but tables."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Instant


class FeedbackRow(SQLModel, table=True):
    """Một phản ánh, kiến nghị: what was sent; `state` is the sum of its acts."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_unit", "unit", "state", "received_at"),)

    id: str = Field(primary_key=True)
    unit: str
    code: str = Field(unique=True)
    secret_hash: str
    form_key: str = Field(unique=True)
    """Of the form it came by: sent twice, it is kept once."""
    channel: str
    """`online`, or as the clerk wrote it down: `letter`, `phone`, `slip` (phiếu lấy ý kiến), `direct`."""
    sender: str
    address: str
    phone: str
    email: str = ""
    content: str = Field(sa_type=Text)
    about_reference: str = ""
    """A dossier's code, as the sender typed it."""
    received_at: datetime = Field(sa_type=Instant)
    state: str
    look_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True, index=True)
    """When what is owed on it must be looked at again; empty: nothing is."""


class FeedbackActRow(SQLModel, table=True):
    """One act, with who and when; never changed, never taken out."""

    __tablename__ = "feedback_act"

    feedback: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    at: datetime = Field(sa_type=Instant)
    by_person: str = ""
    """Empty: the sender."""
    words: str = Field(default="", sa_type=Text)
    recipient: str = ""
    about: str = ""
    upheld: bool | None = None
    rating: str = ""
