"""The tables of who is told of what, by which way and why; and of what the machine certifies about itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Instant
from tthc_engine.store.tables import POSITION

UNREAD: dict[str, Any] = {"sqlite_where": text("read_at IS NULL"), "postgresql_where": text("read_at IS NULL")}
UNTOLD: dict[str, Any] = {"sqlite_where": text("state = 'waiting'"), "postgresql_where": text("state = 'waiting'")}


def _moment() -> Any:
    return Field(default=None, sa_type=Instant, nullable=True)


class NoticeRow(SQLModel, table=True):
    """A person is told of one thing, about one dossier or of the house; kept, once a person and cause."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_unread", "person", "position", **UNREAD),
        Index("ix_notice_waiting", "not_before", **UNTOLD),
    )

    position: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    key: str = Field(unique=True)
    """`<dossier>:<seq>:<person>`, or `<dossier>:<obligation>:<epoch>:<limit>:<rung>:<person>`."""
    person: str
    dossier_id: str = Field(index=True)
    """Empty: of the house itself, as a duty of a plan; `topic` and `path` say what then."""
    seq: int = 0
    """The event that alerts; 0: a rung of the ladder."""
    kind: str
    """The event's kind, `owed.<obligation>` for a rung, or `plan.<what>`."""
    epoch: str = ""
    """Of the obligation, for a rung; which thing of the house it is."""
    unit: str
    for_role: str
    why: str
    """`role`, `assigned`, `instead`, `unassigned`, `nobody`, `rung` or `passed` (a colleague handed it on)."""
    whose: str = ""
    """Whose work it is, where `person` stands in; who handed it on."""
    at: datetime = Field(sa_type=Instant)
    state: str = "waiting"
    """`waiting` to be sent, `sent` with `message_key`, `here` (in the application only), `read` before it was sent,
    `away` (the substitute is written to) or `void` (no longer owed)."""
    not_before: datetime = Field(sa_type=Instant)
    held_for: str = ""
    """Why it waits for an opening: `quiet` or `budget`; empty: it does not."""
    message_key: str | None = Field(default=None, index=True)
    sent_at: datetime | None = _moment()
    read_at: datetime | None = _moment()
    topic: str = ""
    """What of the house it is about, in words."""
    path: str = ""
    """Where that is seen."""


class LadderRow(SQLModel, table=True):
    """How far up the ladder one obligation has been told; another limit is another climb."""

    __tablename__ = "ladder"

    dossier_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    until_at: str = Field(primary_key=True)
    """The limit it is climbed for, or the instant since when it is owed where it has none."""
    rung: int = 0
    """How many rungs were told."""
    next_at: datetime | None = _moment()
    """When the next one is due; None: the top is reached."""


class PreferenceRow(SQLModel, table=True):
    """How an officer wishes to be told of alerts; without a row the defaults hold."""

    __tablename__ = "preference"

    person: str = Field(primary_key=True)
    language: str = "vi"
    way: str = "mail"
    """`mail`, `zalo`, `sms` or `application` (nothing is sent)."""
    digest_only: bool = False
    """One message at each opening instead of one for each alert."""
    at: datetime = Field(sa_type=Instant)
    by_person: str


class WishRow(SQLModel, table=True):
    """How the applicant of one dossier wishes to be told, as they said it; each change is an audit event."""

    __tablename__ = "wish"

    dossier_id: str = Field(primary_key=True)
    language: str = "vi"
    way: str = ""
    """`mail`, `zalo`, `sms` or `paper` (no electronic message); empty: whatever reaches them."""
    said: str = ""
    """Of messages through a private company's service (SMS, Zalo): `yes`, `no`, or empty: they were not asked."""
    at: datetime = Field(sa_type=Instant)
    by_person: str
    """Who wrote it down; empty: the applicant, on line."""


class SweepCertificateRow(SQLModel, table=True):
    """What one sweep with work found; an empty one only leaves its heartbeat."""

    __tablename__ = "sweep_certificate"

    position: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    at: datetime = Field(sa_type=Instant, index=True)
    open: int
    candidates: int
    acted: int
    failed: str = Field(default="{}", sa_type=Text)
    """JSON: dossier id to why."""
    left_due: int
    """Dossiers still due at `at` when it ended; a complete sweep leaves only those that failed."""
    digest: str
    """H(these figures and which dossiers were looked at)."""


class InvariantRow(SQLModel, table=True):
    """What must always hold, and what the last look found."""

    __tablename__ = "invariant"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    broken: int
    examples: str = Field(default="[]", sa_type=Text)
    """JSON: a few dossiers that break it."""
