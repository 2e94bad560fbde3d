"""The tables of the office: units, people, accounts, hours, declarations, and what keeps the machinery honest."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import Day, Instant
from tthc_engine.store.tables import POSITION


def _day(**rest: Any) -> Any:
    return Field(sa_type=Day, **rest)


def _until() -> Any:
    """The last day, included; None: no end known."""
    return Field(default=None, sa_type=Day, nullable=True)


class UnitRow(SQLModel, table=True):
    """A node of the dated tree; a unit that ended stays readable and names its successor."""

    __tablename__ = "unit"

    id: str = Field(primary_key=True)
    code: str
    """The identification code in dossier codes (`H99.58.04`)."""
    name: str
    parent: str | None = Field(default=None, index=True)
    successor: str | None = None
    valid_from: date = _day()
    valid_until: date | None = _until()
    applies: str = "mandatory"
    """`mandatory`, or `voluntary` with `decision`."""
    decision: str = ""


class OfficeRow(SQLModel, table=True):
    """What a unit that handles dossiers has besides its name; edited in the application, each change an audit event."""

    __tablename__ = "office"

    unit: str = Field(primary_key=True)
    version: int = 1
    """Grows with every change of facts that a decision or a letter may read."""
    facts: str = Field(sa_type=Text)
    """JSON of `offices.OfficeFacts`: names on letters, contact, hours, patterns."""
    calendar: str
    """Version of the calendar in use."""


class OfficeCalendarRow(SQLModel, table=True):
    """Every calendar an office ever used, whole, so that old dossiers are judged by theirs."""

    __tablename__ = "office_calendar"

    unit: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    state: str
    """`pending` until previewed and applied, then `applied`."""
    act: str = ""
    """Number of the decision that brought it."""
    seen_at: datetime = Field(sa_type=Instant)
    applied_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)


class IntakeWindowRow(SQLModel, table=True):
    __tablename__ = "intake_window"

    unit: str = Field(primary_key=True)
    procedure: str = Field(primary_key=True)
    """National code."""
    opens: date = Field(primary_key=True, sa_type=Day)
    closes: date = _day()
    decision: str = ""


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"

    id: str = Field(primary_key=True)
    """A short key that stands in the log; never a name or an identifier."""
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


class PositionRow(SQLModel, table=True):
    __tablename__ = "position"
    __table_args__ = (Index("ix_position_unit_role", "unit", "role"),)

    person: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True, sa_type=Day)
    valid_until: date | None = _until()
    signs: str = "[]"
    """JSON list of [authority, of]: in whose right the holder signs."""


class SubstitutionRow(SQLModel, table=True):
    """`substitute` does the work of `person` in a range of days, both included."""

    __tablename__ = "substitution"

    person: str = Field(primary_key=True)
    substitute: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True, sa_type=Day)
    valid_until: date = _day()
    reason: str = ""


class DelegationRow(SQLModel, table=True):
    """In whose right somebody signs letters of some kinds, in a range of days, both included."""

    __tablename__ = "delegation"

    person: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True, sa_type=Day)
    kinds: str = Field(primary_key=True)
    """JSON list of letter kinds; an empty list: every letter."""
    valid_until: date | None = _until()
    signs: str
    """JSON list of [authority, of], in printed order."""
    document: str = ""
    """Number and date of the paper it rests on."""


class LetterTemplateRow(SQLModel, table=True):
    """An office's own Word template of one kind of letter: immutable, found by its hash, one of them in use."""

    __tablename__ = "letter_template"
    __table_args__ = (UniqueConstraint("unit", "kind", "version"), Index("ix_letter_template_sha256", "sha256"))

    unit: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    version: int
    """Counts the templates of that unit and kind."""
    name: str
    """As the file was called."""
    docx: bytes = Field(sa_type=LargeBinary)
    tried_on: int
    """On how many samples it was rendered before it was kept."""
    uploaded_by: str
    uploaded_at: datetime = Field(sa_type=Instant)
    in_use: bool = False
    activated_by: str = ""
    activated_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)


class ResultTemplateRow(SQLModel, table=True):
    """An office's own template of a result: one version, immutable; drafts name it by its id."""

    __tablename__ = "result_template"
    __table_args__ = (UniqueConstraint("unit", "procedure", "title", "version"),)

    id: str = Field(primary_key=True)
    unit: str
    procedure: str
    """National code; empty: for every procedure of the unit."""
    title: str
    version: int
    """Counts the templates of that unit, procedure and title."""
    symbol: str
    one: str = Field(sa_type=Text)
    many: str = Field(sa_type=Text)
    docx: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    docx_name: str = ""
    tried_on: int = 0
    """On how many samples the Word file was filled before it was kept."""
    in_use: bool = True
    kept_by: str
    kept_at: datetime = Field(sa_type=Instant)


class AccountRow(SQLModel, table=True):
    __tablename__ = "account"

    username: str = Field(primary_key=True)
    person: str = Field(index=True)
    password_hash: str
    active: bool = True
    demo: bool = False


class ApplicantRow(SQLModel, table=True):
    """The registry of applicants: matched by identifier only, never by name."""

    __tablename__ = "applicant"

    identifier: str = Field(primary_key=True)
    name: str
    search: str
    born_on: date | None = _until()
    phone: str = ""
    email: str = ""
    address: str = ""
    verified: bool = False
    seen_at: datetime = Field(sa_type=Instant)


class DeclarationRow(SQLModel, table=True):
    """Texts of the law as dossiers were judged by them; immutable, found by content hash."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("kind", "name", "digest"),)

    digest: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    """`procedure`, `regime` or `calendar`."""
    name: str
    body: str = Field(sa_type=Text)
    published: bool = False
    """Published in this office, not merely used by one of its dossiers."""
    at: datetime = Field(sa_type=Instant)


class DelayReasonRow(SQLModel, table=True):
    """The office's official reasons of lateness."""

    __tablename__ = "delay_reason"

    code: str = Field(primary_key=True)
    wording: str
    place: str = ""
    objective: bool = False
    needs_evidence: bool = False


class OfficeEventRow(SQLModel, table=True):
    """Who changed which fact of the office, chained like the log."""

    __tablename__ = "office_event"

    position: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str = Field(index=True)
    kind: str
    at: datetime = Field(sa_type=Instant)
    by_person: str
    payload: str = Field(sa_type=Text)
    prev_hash: str
    hash: str


class LeaseRow(SQLModel, table=True):
    """Who may tick: a fenced lease, one row a name."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    fence: int
    until_at: datetime = Field(sa_type=Instant)


class HeartbeatRow(SQLModel, table=True):
    __tablename__ = "heartbeat"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    holder: str = ""


class CertificateRow(SQLModel, table=True):
    """What the nightly recheck of all open dossiers found."""

    __tablename__ = "certificate"

    day: date = Field(primary_key=True, sa_type=Day)
    at: datetime = Field(sa_type=Instant)
    open: int
    looked_at: int
    acted: int
    differences: int
    failed: str = Field(default="{}", sa_type=Text)
    """JSON: dossier id to why."""


class MetaRow(SQLModel, table=True):
    """Single facts of the database itself, such as the demo clock's offset."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


class WebSessionRow(SQLModel, table=True):
    """A signed-in session; ending it ends every copy of its cookie."""

    __tablename__ = "web_session"

    mark: str = Field(primary_key=True)
    """Hash of the number in the cookie: who reads this table signs in as nobody."""
    username: str = Field(index=True)
    seal: str
    opened_at: datetime = Field(sa_type=Instant)


class WebTryRow(SQLModel, table=True):
    """One try to sign in or to look a dossier up, kept for minutes, so that every process counts the same."""

    __tablename__ = "web_try"
    __table_args__ = (Index("ix_web_try_who", "who", "at"), Index("ix_web_try_at", "at"))

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    who: str
    """A keyed hash of caller, account or code."""
    at: datetime = Field(sa_type=Instant)
