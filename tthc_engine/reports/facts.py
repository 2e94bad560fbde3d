"""What a report knows of one dossier: one frozen row, as far as it was known at an instant (`store/facts.py`)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.standing import ByDate
from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.facts import INTERNAL
from tthc_engine.store.sql import Row, Session, marks

BATCH = 2_000
"""Rows read at once."""


class LateBasis(StrEnum):
    """Against which date lateness is judged (OV-6)."""

    ORIGINAL = "original"
    """The limit the law sets (`due_at`)."""
    RESCHEDULED = "rescheduled"
    """The new appointment of the letter of apology, where there is one."""
    CUT = "cut"
    """The limit that a local decision left, where there is one; else the law's."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Working minutes that one step of a settled dossier took; `planned` None: it has no limit of its own."""

    step: str
    person: str
    unit: str
    minutes: int
    planned: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Instants are aware (UTC), days those of the office's wall calendar. It tells nobody's name."""

    dossier: str
    reference: str
    procedure: str
    """Slug."""
    code: str
    procedure_name: str
    field_name: str
    """Lĩnh vực."""
    channel: Channel
    receive_result: Channel = Channel.DIRECT
    receiving_unit: str
    competent_unit: str
    received_at: datetime | None = None
    """As the receipt says; None before acceptance."""
    recorded_at: datetime | None = None
    """When the acceptance was entered; never before `received_at`."""
    appointment: datetime | None = None
    due_at: datetime | None = None
    """None: no period is set, or the clock is stopped."""
    cut_due_at: datetime | None = None
    """Until when a local decision that shortens the limit allows; None where nothing is cut."""
    new_appointment: datetime | None = None
    due_on: date | None = None
    new_due_on: date | None = None
    """`due_on`, or the day of a later new appointment."""
    cut_due_on: date | None = None
    """`due_on`, or the day that a local decision left."""
    waiting: bool = False
    """For the applicant's supplement."""
    waiting_since: datetime | None = None
    outcome: Outcome | None = None
    ended_at: datetime | None = None
    ended_on: date | None = None
    returned_at: datetime | None = None
    handed_over: tuple[datetime, ...] = ()
    """Every time it was given to the applicant; more than once where the result was corrected."""
    breached_at: datetime | None = None
    standing: str = ""
    minutes_late: int = 0
    supplements: int = 0
    waited_minutes: int = 0
    worked_minutes: int = 0
    steps: tuple[Spent, ...] = ()
    papers: int = 0
    electronic: int = 0
    reused: int = 0
    identified: str = ""
    """`card`, `seen`, `database`, or empty: nobody noted it."""
    payments: int = 0
    online_payments: int = 0
    fee_vnd: int = 0
    asked_vnd: int = 0
    paid_vnd: int = 0
    reopened: int = 0
    internal: bool = False
    """Of an internal procedure (thủ tục hành chính nội bộ)."""

    @property
    def wholly_electronic(self) -> bool:
        """Every paper of it is there as a file."""
        return 0 < self.papers == self.electronic

    @property
    def electronically_identified(self) -> bool:
        """By the card's code or by a database; a paper with a photograph that somebody looked at is none."""
        return self.identified in ("card", "database")

    @property
    def accepted(self) -> bool:
        return self.recorded_at is not None

    def due(self, basis: LateBasis) -> datetime | None:
        """The instant lateness is judged on; a new appointment never brings it forward."""
        if basis is LateBasis.CUT:
            return self.cut_due_at or self.due_at
        if basis is LateBasis.ORIGINAL or self.due_at is None or self.new_appointment is None:
            return self.due_at
        return max(self.due_at, self.new_appointment)

    def by_date(self, then: datetime, basis: LateBasis) -> ByDate | None:
        """Before, on or after the due DATE: at its end, or at `then` while it is open; None without a due date."""
        due = {
            LateBasis.ORIGINAL: self.due_on,
            LateBasis.RESCHEDULED: self.new_due_on,
            LateBasis.CUT: self.cut_due_on,
        }[basis]
        if due is None:
            return None
        on = self.ended_on or then.astimezone(HANOI).date()
        return ByDate.BEFORE if on < due else ByDate.ON if on == due else ByDate.AFTER


COLUMNS = (
    *(
        "dossier_id",
        "known_from",
        "reference",
        "procedure",
        "code",
        "procedure_name",
        "field_name",
        "channel",
        "receive_result",
    ),
    *(
        "receiving_unit",
        "competent_unit",
        "received_at",
        "accepted_at",
        "appointment",
        "due_at",
        "cut_due_at",
        "new_appointment",
    ),
    *(
        "due_on",
        "new_due_on",
        "cut_due_on",
        "waiting",
        "waiting_since",
        "outcome",
        "ended_at",
        "ended_on",
        "returned_at",
        "breached_at",
        "standing",
    ),
    *("minutes_late", "supplements", "waited_minutes", "worked_minutes", "steps", "papers", "electronic", "fee_vnd"),
    *("asked_vnd", "paid_vnd", "reopened", "place", "reused", "identified", "payments", "online_payments"),
    "earlier",
)


def known(session: Session, then: datetime, *, where: str = "", values: Sequence[Any] = ()) -> Iterator[Fact]:
    """The facts as they were known at `then`, narrowed by `where` (SQL with `?`), in the order of dossier ids."""
    moment, after = instant_text(then), ""
    while True:
        found = session.rows(
            f"SELECT {', '.join(COLUMNS)} FROM fact WHERE dossier_id > ? AND known_from <= ? AND known_until > ?"
            f"{f' AND ({where})' if where else ''} ORDER BY dossier_id LIMIT ?",
            (after, moment, moment, *values, BATCH),
        )
        for row in found:
            yield fact_of(row, then)
        if len(found) < BATCH:
            return
        after = found[-1][0]


def known_of(session: Session, then: datetime, dossiers: Sequence[str]) -> dict[str, Fact]:
    """The facts of these dossiers, by id."""
    where = f"dossier_id IN ({marks(len(dossiers))})"
    return {one.dossier: one for one in known(session, then, where=where, values=dossiers)}


def fact_of(row: Row, then: datetime) -> Fact:
    """The fact of one row with `COLUMNS`; what happened after `then` is left out."""
    told = dict(zip(COLUMNS, row, strict=True))
    plain: dict[str, Any] = {name: told[name] for name in _PLAIN}
    plain |= {name: known_instant(told[name]) for name in _INSTANTS}
    plain |= {name: _day(told[name]) for name in _DAYS}
    electronic, returned, handed = _after_the_end(told, then)
    return Fact(
        **plain,
        electronic=electronic,
        handed_over=handed,
        dossier=told["dossier_id"],
        channel=Channel(told["channel"]),
        receive_result=Channel(told["receive_result"]),
        recorded_at=known_instant(told["accepted_at"]),
        returned_at=returned,
        waiting=bool(told["waiting"]),
        # A row that an older version of the software wrote does not say it: since when it stands is nearest.
        waiting_since=known_instant(told["waiting_since"] or told["known_from"]) if told["waiting"] else None,
        internal=told["place"].endswith(INTERNAL),
        outcome=Outcome(told["outcome"]) if told["outcome"] else None,
        standing=told["standing"] or "",
        steps=tuple(Spent(*one) for one in json.loads(told["steps"])),
    )


def _after_the_end(told: Mapping[str, Any], then: datetime) -> tuple[int, datetime | None, tuple[datetime, ...]]:
    """Papers there as files, the handing over that stands, and every one: as known at `then`.

    A settled dossier keeps one row: what happened to it later is told by its own instants.
    """
    known = [(instant_of(until), electronic, known_instant(given)) for until, electronic, given in _earlier_of(told)]
    last = known_instant(told["returned_at"])
    given = {one for one in (last, *(earlier for _, _, earlier in known)) if one is not None and one <= then}
    for until, electronic, earlier in known:
        if then < until:
            return electronic, earlier, tuple(sorted(given))
    return told["electronic"], last if last in given else None, tuple(sorted(given))


def _earlier_of(told: Mapping[str, Any]) -> list[tuple[str, int, str | None]]:
    return json.loads(told["earlier"]) if told["earlier"] else []


_PLAIN = (
    *("reference", "procedure", "code", "procedure_name", "field_name", "receiving_unit", "competent_unit"),
    *("minutes_late", "supplements", "waited_minutes", "worked_minutes", "papers", "fee_vnd"),
    *("asked_vnd", "paid_vnd", "reopened", "reused", "identified", "payments", "online_payments"),
)
_INSTANTS = (
    "received_at",
    "appointment",
    "due_at",
    "cut_due_at",
    "new_appointment",
    "ended_at",
    "breached_at",
)
_DAYS = ("due_on", "new_due_on", "cut_due_on", "ended_on")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
