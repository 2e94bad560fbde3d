"""Closed reports that were sent: their files, whom a unit sends to, and how far each sending got."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.sql import Row, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A closed report, as far as sending it needs."""

    id: int
    unit: str
    form: str
    period: str
    number: int
    closed_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    id: int
    name: str
    email: str
    """Empty where it is a unit of this system."""
    since: datetime
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    ending: str
    sha256: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One closed report to one addressee."""

    key: str
    closed_id: int
    unit: str
    unit_name: str
    form: str
    period: str
    number: int
    to_name: str
    to_unit: str
    at: datetime
    received_at: datetime | None
    received_by: str
    post: str
    """How the mail stands: the outbox's word; empty where it lies in a box of this system."""
    delivered_at: datetime | None

    @property
    def state(self) -> str:
        """`received`, `in_box`, `sent`, `waiting`, or `failed`: no address, or nobody takes it."""
        if self.received_at is not None:
            return "received"
        if self.to_unit:
            return "in_box"
        return {"delivered": "sent", "waiting": "waiting"}.get(self.post, "failed")


def closed_since(session: Session, since: datetime) -> list[Waiting]:
    """Reports that were closed from `since` on, the oldest first."""
    found = session.rows(
        "SELECT id, unit, form, period, number, closed_at, sha256 FROM closed_report WHERE closed_at >= ? ORDER BY id",
        (instant_text(since),),
    )
    return [_waiting(row) for row in found]


def closed_at_id(session: Session, number: int) -> Waiting | None:
    found = session.row(
        "SELECT id, unit, form, period, number, closed_at, sha256 FROM closed_report WHERE id = ?", (number,)
    )
    return None if found is None else _waiting(found)


def is_sent(session: Session, key: str) -> bool:
    return session.value("SELECT 1 FROM report_sending WHERE key = ?", (key,)) is not None


def send(session: Session, one: Waiting, *, key: str, to_name: str, to_unit: str = "", at: datetime) -> bool:
    """Keep that `one` goes to them; False where it went already."""
    values = {
        "key": key,
        "closed_id": one.id,
        "unit": one.unit,
        "to_name": to_name,
        "to_unit": to_unit,
        "at": instant_text(at),
        "received_at": None,
        "received_by": "",
    }
    return session.insert_new("report_sending", values)


def keep_file(session: Session, closed_id: int, one: ReportFile, *, at: datetime) -> bool:
    """False where that report was filed in that format already: the first bytes stay."""
    values = {
        "closed_id": closed_id,
        "ending": one.ending,
        "sha256": one.sha256,
        "body": one.body,
        "at": instant_text(at),
    }
    return session.insert_new("report_file", values)


def files(session: Session, closed_id: int) -> list[ReportFile]:
    found = session.rows(
        "SELECT ending, sha256, body FROM report_file WHERE closed_id = ? ORDER BY ending DESC", (closed_id,)
    )
    return [ReportFile(ending=row[0], sha256=row[1], body=bytes(row[2])) for row in found]


def hashes(session: Session, closed_ids: set[int]) -> dict[int, dict[str, str]]:
    """SHA-256 of the filed bytes by closed report and format."""
    found: dict[int, dict[str, str]] = {}
    for one in closed_ids:
        rows = session.rows("SELECT ending, sha256 FROM report_file WHERE closed_id = ? ORDER BY ending DESC", (one,))
        found[one] = {row[0]: row[1] for row in rows}
    return found


def addressees(session: Session, unit: str, at: datetime) -> list[Addressee]:
    """Whom the unit sends to at that instant, beside the unit above it."""
    found = session.rows(
        "SELECT id, name, email, since, to_unit FROM report_addressee WHERE unit = ? AND since <= ?"
        " AND (until IS NULL OR until > ?) ORDER BY name, id",
        (unit, instant_text(at), instant_text(at)),
    )
    return [Addressee(id=row[0], name=row[1], email=row[2], since=instant_of(row[3]), unit=row[4]) for row in found]


def add_addressee(
    session: Session, unit: str, *, name: str, email: str = "", to_unit: str = "", by: str, at: datetime
) -> None:
    """By mail, or (`to_unit`) into the box of a unit of this system."""
    values: dict[str, Any] = {"unit": unit, "name": name, "email": email, "to_unit": to_unit}
    session.insert("report_addressee", {**values, "since": instant_text(at), "by_person": by})


def end_addressee(session: Session, unit: str, number: int, *, at: datetime) -> bool:
    """From now on nothing goes there; False where the unit has no such addressee."""
    changed = session.run(
        "UPDATE report_addressee SET until = ? WHERE id = ? AND unit = ? AND until IS NULL",
        (instant_text(at), number, unit),
    )
    return bool(changed)


def sent_by(session: Session, unit: str, *, limit: int = 200) -> list[Sending]:
    """What the unit sent, the newest first."""
    return _sendings(session, "s.unit = ?", (unit,), limit)


def sent_to(session: Session, unit: str, *, limit: int = 200) -> list[Sending]:
    """What lies in the unit's box, the newest first."""
    return _sendings(session, "s.to_unit = ?", (unit,), limit)


def of_closed(session: Session, unit: str, form: str, period: str) -> list[Sending]:
    return _sendings(session, "s.unit = ? AND c.form = ? AND c.period = ?", (unit, form, period), 200)


def receive(session: Session, unit: str, key: str, *, by: str, at: datetime) -> bool:
    """Somebody of the unit has it; a second time changes nothing. False where it was not sent there."""
    session.run(
        "UPDATE report_sending SET received_at = ?, received_by = ?"
        " WHERE key = ? AND to_unit = ? AND received_at IS NULL",
        (instant_text(at), by, key, unit),
    )
    return session.value("SELECT 1 FROM report_sending WHERE key = ? AND to_unit = ?", (key, unit)) is not None


def _sendings(session: Session, where: str, values: tuple[Any, ...], limit: int) -> list[Sending]:
    found = session.rows(
        "SELECT s.key, s.closed_id, s.unit, u.name, c.form, c.period, c.number, s.to_name, s.to_unit, s.at,"
        " s.received_at, s.received_by, o.state, (SELECT MAX(a.at) FROM delivery_attempt a WHERE a.key = s.key"
        " AND a.outcome = 'delivered') FROM report_sending s JOIN closed_report c ON c.id = s.closed_id"
        " LEFT JOIN unit u ON u.id = s.unit LEFT JOIN outbox o ON o.key = s.key"
        f" WHERE {where} ORDER BY s.at DESC, s.key LIMIT ?",
        (*values, limit),
    )
    return [_sending(row) for row in found]


def _waiting(row: Row) -> Waiting:
    return Waiting(
        id=row[0],
        unit=row[1],
        form=row[2],
        period=row[3],
        number=row[4],
        closed_at=instant_of(row[5]),
        sha256=row[6],
    )


def _sending(row: Row) -> Sending:
    return Sending(
        key=row[0],
        closed_id=row[1],
        unit=row[2],
        unit_name=row[3] or row[2],
        form=row[4],
        period=row[5],
        number=row[6],
        to_name=row[7],
        to_unit=row[8],
        at=instant_of(row[9]),
        received_at=known_instant(row[10]),
        received_by=row[11],
        post=row[12] or "",
        delivered_at=known_instant(row[13]),
    )
