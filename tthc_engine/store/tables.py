"""The tables of a dossier's life, and nothing but tables; those of the office are in `office_tables.py`.

SQLModel does not validate table models: a row is trusted because `engine.handle` wrote it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from tthc_engine.store import conditions as which
from tthc_engine.store.columns import FAR, Day, Instant

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by themselves only in a column typed INTEGER.
# Compared byte by byte, whatever language the server was set up in: only so are the words that begin alike neighbours.
BY_BYTES: Any = String().with_variant(String(collation="C"), "postgresql")
POSITION = BigInteger().with_variant(Integer, "sqlite")


def _instant(**rest: Any) -> Any:
    return Field(sa_type=Instant, **rest)


def _moment() -> Any:
    """An instant that may be unknown."""
    return Field(default=None, sa_type=Instant, nullable=True)


class EventRow(SQLModel, table=True):
    """The log: append only, written by `log.append` alone."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("dossier_id", "seq"),
        Index("ix_event_overrode", "position", **which.OVERRODE),
        # Stays in a step that took longer than planned: a few of very many events.
        Index("ix_event_beyond", "dossier_id", **which.BEYOND),
    )

    position: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    dossier_id: str
    seq: int
    """1, 2, 3 … within the dossier."""
    kind: str
    at: datetime = _instant()
    by_person: str
    stands_for: str | None = None
    procedure: str
    """Digest of the declaration judged by."""
    regime: str
    calendar: str
    payload: str = Field(sa_type=Text)
    """The event as JSON, without its personal part."""
    personal_digest: str = ""
    """H(salt + personal payload); stays when the payload is purged."""
    prev_hash: str
    hash: str


class PersonalRow(SQLModel, table=True):
    """Personal payloads, apart from the log so that they can be purged."""

    __tablename__ = "personal"

    dossier_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    salt: str
    payload: str = Field(sa_type=Text)


class DossierRow(SQLModel, table=True):
    """What lists and searches need; a projection of the log, never edited by hand."""

    __tablename__ = "dossier"
    __table_args__ = (
        Index(
            "ix_dossier_reference",
            "reference",
            unique=True,
            sqlite_where=text("reference <> ''"),
            postgresql_where=text("reference <> ''"),
        ),
        Index("ix_dossier_next_check_at", "next_check_at", **which.CHECKED),
        Index("ix_dossier_calendar", "office_unit", "calendar", **which.OPEN),
        # Lists and boards of what is open read this index alone: counting does not open the wide rows.
        Index(
            "ix_dossier_board",
            *("due_sort", "id", "soon_from", "stopped", "step_due", "assignee", "step_role", "step_unit"),
            *("receiving_unit", "competent_unit"),
            **which.OPEN,
        ),
        Index("ix_dossier_closed", "registered_at", "id", **which.CLOSED),
        Index("ix_dossier_granted", "ended_at", "ended_standing", "receiving_unit", "competent_unit", **which.GRANTED),
        Index("ix_dossier_late", "ended_at", **which.LATE),
        Index("ix_dossier_shelf", "receiving_unit", "competent_unit", **which.SHELVED),
        # The two halves of what few units may see (`Scope.halves`); most dossiers are decided where they came in.
        Index("ix_dossier_open_at", "receiving_unit", "due_sort", "competent_unit", **which.OPEN),
        Index("ix_dossier_closed_at", "receiving_unit", "competent_unit", **which.CLOSED),
        Index("ix_dossier_elsewhere", "competent_unit", "is_open", "due_sort", "receiving_unit", **which.ELSEWHERE),
        # An inbox walks it person by person in its own order; the board counts from it alone who has how much.
        Index(
            "ix_dossier_work",
            *("step_unit", "step_role", "assignee", "due_sort", "is_open", "soon_from", "step_due", "stopped"),
            **which.AT_A_STEP,
        ),
        # The few that wait at nobody's step; without it a board reads everything that is open to find them.
        Index("ix_dossier_at_no_step", "due_sort", **which.AT_NO_STEP),
        Index("ix_dossier_beyond", "due_sort", "receiving_unit", "competent_unit", **which.OPEN_BEYOND),
        Index("ix_dossier_list", "list_key", **which.LISTED),
        Index("ix_dossier_received_at", "received_at"),
        Index("ix_dossier_registered_at", "registered_at"),
    )

    id: str = Field(primary_key=True)
    version: int
    head_hash: str
    reference: str = ""
    procedure: str
    code: str
    in_force_from: date = Field(sa_type=Day)
    procedure_name: str
    case_key: str = ""
    case_name: str = ""
    channel: str
    receive_result: str
    sets: int = 1
    list_key: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The class list or group it came in with; empty: by itself."""
    list_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    receiving_unit: str
    competent_unit: str
    office_unit: str
    """Whose hours and calendar the clock follows."""
    regime: str
    calendar: str
    owner: str = ""
    owner_identifier: str = Field(default="", index=True)
    submitter: str = ""
    relation: str = ""
    address: str = ""
    phone: str = ""
    search: str = Field(default="", sa_type=Text)
    """Reference, code and names without diacritics, in lower case."""
    secret_hash: str = ""
    status: int
    stage: str
    outcome: str | None = None
    is_open: bool
    registered_at: datetime = _instant()
    received_at: datetime | None = _moment()
    accepted_at: datetime | None = _moment()
    due_at: datetime | None = _moment()
    due_sort: str = FAR
    soon_from: datetime | None = _moment()
    appointment: datetime | None = _moment()
    new_appointment: datetime | None = _moment()
    provisional: bool = False
    stopped: bool = False
    fee_vnd: int = 0
    step: str | None = None
    step_name: str = ""
    step_role: str | None = None
    step_unit: str | None = None
    assignee: str | None = None
    entered_at: datetime | None = _moment()
    step_due: datetime | None = _moment()
    beyond: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Working minutes beyond the plan in the steps that are over; of an open dossier, 0 of a closed one."""
    released_at: datetime | None = _moment()
    ended_at: datetime | None = _moment()
    returned_at: datetime | None = _moment()
    supplements: int = 0
    next_check_at: datetime | None = _moment()
    breached_at: datetime | None = _moment()
    minutes_late: int = 0
    ended_standing: str | None = None
    """How a closed dossier stands for ever; None while it is open."""
    ended_by_date: str | None = None
    cut_due_at: datetime | None = _moment()
    """Until when a local decision that shortens the limit allows; None where nothing is cut."""
    cut_standing: str | None = None
    """How a closed dossier stands against the cut."""
    cut_minutes_late: int = 0


class SearchKeyRow(SQLModel, table=True):
    """By what a dossier is found: the ends of its names and of its code, each from a word on; a projection."""

    __tablename__ = "search_key"
    __table_args__ = (Index("ix_search_key_dossier_id", "dossier_id"), {"sqlite_with_rowid": False})

    key: str = Field(primary_key=True, sa_type=BY_BYTES)
    dossier_id: str = Field(primary_key=True)


class ObligationRow(SQLModel, table=True):
    """What the law makes somebody owe; a projection."""

    __tablename__ = "obligation"
    __table_args__ = (
        Index("ix_obligation_owed", "unit", "owed_by", "until_at", **which.OWED),
        # The board counts each kind along it, and reads the first of each.
        Index(
            "ix_obligation_kind",
            *("kind", "until_at", "since", "dossier_id", "epoch", "receiving_unit", "competent_unit"),
            **which.OWED,
        ),
    )

    dossier_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    owed_by: str
    unit: str
    receiving_unit: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The dossier's own, as in its row, so that counting opens none; empty: written by older software, look there."""
    competent_unit: str = Field(default="", sa_column_kwargs={"server_default": ""})
    since: datetime = _instant()
    until_at: datetime | None = _moment()
    settled: str | None = None
    settled_at: datetime | None = _moment()


class PartRow(SQLModel, table=True):
    """The work of another body in an inter-agency dossier; a projection."""

    __tablename__ = "part"
    __table_args__ = (Index("ix_part_unit", "unit", "returned_at"),)

    dossier_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    body: str
    """Key in the declaration."""
    name: str
    duty: str = Field(sa_type=Text)
    unit: str
    """The body's own unit where it works in this system; empty: its paper comes in."""
    sent_at: datetime = _instant()
    until_at: datetime | None = _moment()
    returned_at: datetime | None = _moment()
    late_for: datetime | None = _moment()
    new_date: datetime | None = _moment()
    is_open: bool
    """Its dossier is still handled."""


class AlertRow(SQLModel, table=True):
    """A role is told of an event; who has read it is in `alert_reading`."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_inbox", "unit", "role", "at"),
        Index("ix_alert_role", "role", "at"),
    )

    dossier_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    unit: str
    kind: str
    at: datetime = _instant()


class AlertReadingRow(SQLModel, table=True):
    __tablename__ = "alert_reading"

    person: str = Field(primary_key=True)
    dossier_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = _instant()


class LetterRow(SQLModel, table=True):
    """A letter as it was decided: its context is frozen, its file is rendered once."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("dossier_id", "letter"),
        Index("ix_letter_unfiled", "issued_at", **which.UNFILED),
        Index("ix_letter_series", "unit", "symbol", "number"),
    )

    id: str = Field(primary_key=True)
    """`<dossier>.<letter>`."""
    dossier_id: str
    letter: str
    kind: str
    unit: str
    """Whose letter it is, and whose series of numbers it joins."""
    symbol: str = ""
    number: str = ""
    issued_at: datetime = _instant()
    context: str = Field(sa_type=Text)
    state: str = "frozen"
    """`frozen`, `filed` once its file exists, `purged` with the personal data in it."""
    sha256: str = ""


class LetterFileRow(SQLModel, table=True):
    """The rendered bytes of one letter; the primary key is why nothing is rendered twice."""

    __tablename__ = "letter_file"

    letter_id: str = Field(primary_key=True)
    sha256: str
    template: str
    fonts: str = "[]"
    pdf: bytes = Field(sa_type=LargeBinary)
    at: datetime = _instant()
    word: bytes | None = Field(default=None, sa_type=LargeBinary)
    """The same letter as a Word file; None until somebody wants it."""
    word_sha256: str = ""


class OutboxRow(SQLModel, table=True):
    """A message that an event promised; written with the event, delivered later, at least once."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "not_before", **which.WAITING),
        Index("ix_outbox_failed", "created_at", **which.FAILED),
    )

    key: str = Field(primary_key=True)
    """`<dossier>:<seq>:<kind>`."""
    dossier_id: str = Field(index=True)
    kind: str
    unit: str
    recipient: str = Field(sa_type=Text)
    """JSON: name, email, phone."""
    context: str = Field(sa_type=Text)
    letter_id: str | None = Field(default=None, index=True)
    not_before: datetime = _instant()
    state: str = "waiting"
    """`held` until its letter is numbered, `waiting`, `delivered`, `failed` (for good), `no_address` or `on_paper`."""
    attempts: int = 0
    claimed_by: str | None = None
    claimed_until: datetime | None = _moment()
    created_at: datetime = _instant()


class DeliveryAttemptRow(SQLModel, table=True):
    __tablename__ = "delivery_attempt"

    key: str = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    at: datetime = _instant()
    channel: str
    outcome: str
    """`delivered`, `temporary` or `permanent`."""
    detail: str = ""
    message_id: str = ""
    template: str = ""
    template_sha256: str = ""


class HandledRow(SQLModel, table=True):
    """A request that was answered: the same key again gets the first answer."""

    __tablename__ = "handled"

    key: str = Field(primary_key=True)
    dossier_id: str
    first_seq: int
    last_seq: int
    at: datetime = _instant()


class CounterRow(SQLModel, table=True):
    __tablename__ = "counter"

    unit: str = Field(primary_key=True)
    series: str = Field(primary_key=True)
    """`dossier`, or a letter's symbol."""
    period: str = Field(primary_key=True)
    """The day, or the year."""
    value: int


class DailyRootRow(SQLModel, table=True):
    """H(previous root, heads changed since): what one hash a day proves of the whole log."""

    __tablename__ = "daily_root"

    day: date = Field(primary_key=True, sa_type=Day)
    until_position: int = Field(sa_type=BigInteger)
    root: str
    at: datetime = _instant()
