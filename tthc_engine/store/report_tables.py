"""The tables that reports are counted from and filed in, and nothing but tables."""

from datetime import date, datetime

from sqlalchemy import Index, Integer, Text
from sqlmodel import Field, SQLModel

from tthc_engine.store.columns import FAR, Day, Instant
from tthc_engine.store.conditions import ELSEWHERE, only
from tthc_engine.store.tables import POSITION

_SETTLED = only("ended_on IS NOT NULL")
_REOPENED = only("reopened > 0")
_OPEN = only("ended_on IS NULL")


class FactRow(SQLModel, table=True):
    """What reports know of one dossier from `known_from` until `known_until`; a projection of the log.

    A dossier has one row for each time that what decides its place in a form changed, so that a report for a past
    date is a query and not a replay. Days are those of the office's wall calendar.
    """

    __tablename__ = "fact"
    __table_args__ = (
        # In the order in which the yearly form groups, so that a million rows are counted as they are read.
        Index(
            "ix_fact_settled",
            *("ended_year", "field_name", "competent_unit", "place", "ended_on", "accepted_on", "received_on"),
            *("known_until", "reopened"),
            **_SETTLED,
        ),
        Index(
            "ix_fact_open",
            *("known_until", "known_from", "field_name", "competent_unit", "channel", "waiting", "place"),
            *("due_on", "new_due_on", "cut_due_on", "accepted_on", "received_on", "reopened"),
            **_OPEN,
        ),
        Index("ix_fact_reopened", "competent_unit", **_REOPENED),
        Index("ix_fact_elsewhere", "receiving_unit", "ended_on", "known_until", "competent_unit", **ELSEWHERE),
        Index("ix_fact_accepted_on", "accepted_on", "receiving_unit"),
        # Led by the unit, so that a whole province is not read by it instead of in the order above.
        Index("ix_fact_ended_on", "competent_unit", "ended_on", **_SETTLED),
    )

    dossier_id: str = Field(primary_key=True)
    known_from: datetime = Field(sa_type=Instant, primary_key=True)
    known_until: str = FAR
    """FAR: still so."""
    reference: str = ""
    procedure: str
    code: str
    procedure_name: str
    field_name: str
    """Lĩnh vực."""
    channel: str
    receive_result: str
    receiving_unit: str
    competent_unit: str
    accepted_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    """When the acceptance was recorded."""
    accepted_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    received_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    received_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    appointment: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    due_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    due_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    new_appointment: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    new_due_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    """The due day by the apology's new appointment, where there is one; else `due_on`."""
    cut_due_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    cut_due_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    """The due day by a local decision that shortens the limit, where there is one; else `due_on`."""
    waiting: bool = False
    """For the applicant's supplement."""
    waiting_since: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    status: int
    outcome: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    ended_on: date | None = Field(default=None, sa_type=Day, nullable=True)
    ended_year: int | None = None
    place: str = ""
    """Of a settled dossier, what the form asks for in one word: channel, outcome, and by date on each basis (OV-6).

    It ends with `internal` where the procedure is an internal one, also while the dossier is open.
    """
    standing: str | None = None
    """Of a settled dossier, by instants: `early`, `on_time`, `late`, `no_deadline`."""
    minutes_late: int = 0
    reopened: int = 0
    returned_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    breached_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    supplements: int = 0
    waited_minutes: int = 0
    """Working minutes in which the applicant was waited for, of a settled dossier."""
    worked_minutes: int = 0
    """Working minutes from receipt to the end, waiting left out, of a settled dossier."""
    steps: str = Field(default="[]", sa_type=Text)
    """Of a settled dossier: JSON, a list of [step, person, unit, minutes, planned minutes or null]."""
    papers: int = 0
    electronic: int = 0
    """Papers that came as electronic files, were scanned, or were taken over from where they lie already."""
    reused: int = 0
    """Papers the applicant did not have to bring again."""
    identified: str = ""
    """How whoever handed in was looked at: `card`, `seen`, `database`; empty: nobody noted it."""
    payments: int = 0
    """How often something was paid, at intake or later."""
    online_payments: int = 0
    fee_vnd: int = 0
    """As the receipt says."""
    asked_vnd: int = 0
    """Asked for while the dossier was handled."""
    paid_vnd: int = 0
    earlier: str = Field(default="", sa_type=Text)
    """Of a settled dossier to which something happened after its end, what was known before that: JSON, a list of
    [until when, electronic, returned_at]; mostly empty."""


class ClosedReportRow(SQLModel, table=True):
    """A report of a period that is over, as it was sent up: frozen with its hash. Corrections are rows of their own."""

    __tablename__ = "closed_report"

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str = Field(index=True)
    form: str
    period: str
    number: int = Field(sa_type=Integer)
    """1 as first closed, 2 and later its corrections."""
    closed_at: datetime = Field(sa_type=Instant)
    closed_by: str
    reason: str = ""
    """Why it was corrected; empty for the first."""
    content: str = Field(sa_type=Text)
    """The whole report as JSON in one order."""
    sha256: str
    previous: str = ""
    """Hash of the one that this corrects."""


class IndicatorEntryRow(SQLModel, table=True):
    """A figure that lies outside dossiers, entered by hand with its source. The newest of a key counts."""

    __tablename__ = "indicator_entry"

    id: int | None = Field(default=None, primary_key=True, sa_type=POSITION)
    unit: str = Field(index=True)
    period: str
    indicator: str
    part: int
    whole: int
    source: str
    at: datetime = Field(sa_type=Instant)
    by_person: str
