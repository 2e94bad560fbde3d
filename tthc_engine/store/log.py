"""The event log: the only code that writes it, and the proof that nobody else did.

hash = H(previous hash, header, H(salt + personal payload)), where the header is everything stored in the row. A purge
removes personal payload and salt together; the digest stays, so the chain still proves.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import psycopg
from pydantic import ValidationError

from tthc_engine.domain.errors import StaleDossier, WrittenByNewerVersion
from tthc_engine.domain.events import AnyEvent, Personal, event_adapter
from tthc_engine.store import newer
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session, marks

GENESIS = ""
"""What stands before a dossier's first event, and before the first daily root."""

# Appenders share it, the daily root takes it alone: so no open transaction can slip below a root (PostgreSQL).
_LOG_LOCK = 118_2025

EVENT = (
    *("dossier_id", "seq", "kind", "at", "by_person", "stands_for", "procedure", "regime", "calendar"),
    *("payload", "personal_digest", "prev_hash", "hash"),
)
"""The columns of the log but `position`, which the database gives."""
PERSONAL = ("dossier_id", "seq", "salt", "payload")
_APPEND = f"INSERT INTO event ({', '.join(EVENT)}) VALUES ({marks(len(EVENT))})"
_NEWEST_PERSONAL = "SELECT payload FROM personal WHERE dossier_id = ? ORDER BY seq DESC LIMIT 1"
COLUMNS = (
    "e.position, e.dossier_id, e.seq, e.kind, e.at, e.by_person, e.stands_for, e.procedure, e.regime, e.calendar,"
    " e.payload, e.personal_digest, e.prev_hash, e.hash"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """By which texts an event was decided: the declaration's digest, the regime's and the calendar's version."""

    procedure: str
    regime: str
    calendar: str


@dataclass(frozen=True, slots=True)
class Stored:
    """One row of the log with its event."""

    position: int
    dossier: str
    seq: int
    event: AnyEvent
    judged: Judged
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a dossier's chain ends."""

    version: int
    hash: str


def load(session: Session, dossier: str, *, after: int = 0) -> list[Stored]:
    """The dossier's events with seq above `after`, oldest first; purged personal parts are None."""
    found = session.rows(
        f"SELECT {COLUMNS}, p.payload FROM event e LEFT JOIN personal p"
        " ON p.dossier_id = e.dossier_id AND p.seq = e.seq"
        " WHERE e.dossier_id = ? AND e.seq > ? ORDER BY e.seq",
        (dossier, after),
    )
    return [stored(row) for row in found]


def tail(session: Session, dossier: str, head: Head) -> tuple[list[Stored], str | None] | None:
    """The events after `head`, without their personal parts, and the newest personal payload as stored.

    None where the log does not have that head.
    """
    found = session.rows(
        f"SELECT {COLUMNS}, ({_NEWEST_PERSONAL}) FROM event e WHERE e.dossier_id = ? AND e.seq >= ? ORDER BY e.seq",
        (dossier, dossier, head.version),
    )
    if not found or found[0][2] != head.version or found[0][-2] != head.hash:
        return None
    return [stored((*row[:-1], None)) for row in found[1:]], found[0][-1]


def personal_text(session: Session, dossier: str) -> str | None:
    """The newest personal payload as stored; None when there is none, or it was purged."""
    found = session.value(_NEWEST_PERSONAL, (dossier,))
    return None if found is None else str(found)


def personal_in(events: Sequence[AnyEvent]) -> str | None:
    """The newest personal payload that `append` stores for `events`; None when they carry none."""
    for event in reversed(events):
        if (who := _personal_of(event)) is not None:
            return who.model_dump_json()
    return None


def between(session: Session, *, after_position: int = 0, limit: int = 10_000) -> list[Stored]:
    """Events of all dossiers in log order, for rebuilds, reports and exports that walk the whole log."""
    found = session.rows(
        f"SELECT {COLUMNS}, p.payload FROM event e LEFT JOIN personal p"
        " ON p.dossier_id = e.dossier_id AND p.seq = e.seq"
        " WHERE e.position > ? ORDER BY e.position LIMIT ?",
        (after_position, limit),
    )
    return [stored(row) for row in found]


def whole(session: Session, *, batch: int = 5_000) -> Iterator[Stored]:
    """The whole log in its order, read in batches."""
    after = 0
    while found := between(session, after_position=after, limit=batch):
        yield from found
        after = found[-1].position


def changed_since(session: Session, since: datetime) -> list[str]:
    """Dossiers to which something was recorded at `since` or later; reads what came after the last root before that.

    A root is dated by the beginning of the night that ends with it, and no night lasts a day.
    """
    asked = "SELECT MAX(until_position) FROM daily_root WHERE at <= ?"
    after = session.value(asked, (instant_text(since - timedelta(days=1)),)) or 0
    found = session.rows(
        "SELECT DISTINCT dossier_id FROM event WHERE position > ? AND at >= ? ORDER BY dossier_id",
        (after, instant_text(since)),
    )
    return [row[0] for row in found]


def append(
    session: Session,
    dossier: str,
    events: Sequence[AnyEvent],
    *,
    after: Head,
    judged: Judged,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Head:
    """Append `events`, which were decided on `after` and on nothing later; the new end of the chain.

    Raises StaleDossier, telling who did what, when somebody else appended meanwhile. On PostgreSQL the writers of one
    dossier wait for each other before they read it (`hold`); whoever did not is refused when the transaction ends
    (`refused_as_stale`).
    """
    share_log(session)
    head = after
    for event in events:
        link = linked(dossier, event, after=head, judged=judged, entropy=entropy)
        if link.personal is not None:
            session.offer("personal", dict(zip(PERSONAL, link.personal, strict=True)))
        # Both databases refuse a second (dossier, seq).
        if session.postgres:
            session.send(_APPEND, link.event)
        elif session.run(f"{_APPEND} ON CONFLICT (dossier_id, seq) DO NOTHING", link.event) != 1:
            raise stale(session, dossier, seen=after.version)
        head = link.head
    return head


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it lies in the database, and the end of the chain that it makes."""

    event: Row
    """The values of `EVENT`."""
    personal: Row | None
    """The values of `PERSONAL`; None where the event carries nothing personal."""
    head: Head


def linked(
    dossier: str, event: AnyEvent, *, after: Head, judged: Judged, entropy: Callable[[int], bytes] = secrets.token_bytes
) -> Link:
    """The rows of `event` as the next after `after`; nothing is written."""
    seq = after.version + 1
    who = _personal_of(event)
    personal, digest = None, ""
    if who is not None:
        salt, said = entropy(16).hex(), who.model_dump_json()
        personal, digest = (dossier, seq, salt, said), personal_digest(salt, said)
    row = (
        dossier,
        seq,
        event.kind,
        instant_text(event.at),
        event.by,
        event.stands_for,
        judged.procedure,
        judged.regime,
        judged.calendar,
        event.model_dump_json(exclude={"personal"}),
        digest,
    )
    new = chained(after.hash, row)
    return Link((*row, after.hash, new), personal, Head(seq, new))


def share_log(session: Session) -> None:
    """What everybody who appends holds until their transaction ends (`hold_appenders`)."""
    if session.postgres:
        session.send("SELECT pg_advisory_xact_lock_shared(?)", (_LOG_LOCK,))


def hold(session: Session, names: Iterable[str]) -> None:
    """PostgreSQL: one writer a dossier (or another name) until the transaction ends; SQLite has only one at all."""
    if session.postgres:
        for name in sorted(names):
            session.send("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (name,))


@contextmanager
def refused_as_stale() -> Iterator[None]:
    """Around a transaction: what PostgreSQL says of an event that is there already, in our words."""
    try:
        yield
    except psycopg.errors.UniqueViolation as taken:
        if taken.diag.table_name == "event":
            raise StaleDossier from taken
        raise


def stale(session: Session, dossier: str, *, seen: int) -> StaleDossier:
    """Who acted first on a dossier that was read at version `seen`, and what they did."""
    found = session.row(
        "SELECT by_person, kind, at FROM event WHERE dossier_id = ? AND seq > ? ORDER BY seq LIMIT 1", (dossier, seen)
    )
    return StaleDossier(by=found[0], kind=found[1], at=instant_of(found[2])) if found else StaleDossier()


def chained(previous: str, row: Sequence[object]) -> str:
    """The hash of one row: `row` is every stored column from dossier_id to personal_digest, in order."""
    # Lengths before the parts: no two different rows give the same bytes.
    parts = [previous, *["" if part is None else str(part) for part in row]]
    return hashlib.sha256("".join([f"{len(part)}:{part}" for part in parts]).encode()).hexdigest()


def personal_digest(salt: str, payload: str) -> str:
    return hashlib.sha256(f"{salt}{payload}".encode()).hexdigest()


def purge_personal(session: Session, dossier: str) -> int:
    """Remove personal payloads and salts of one dossier for ever; how many. Fold and chain hold without them."""
    return session.run("DELETE FROM personal WHERE dossier_id = ?", (dossier,))


def hold_appenders(session: Session) -> None:
    """Until this transaction ends nobody appends; so a root covers every event below its position."""
    if session.postgres:
        session.run("SELECT pg_advisory_xact_lock(?)", (_LOG_LOCK,))


def _personal_of(event: AnyEvent) -> Personal | None:
    """Whatever kind of event it is: what is left out of the payload must stand in the personal part."""
    # Asking a model for a field it has not is slow: most kinds have none.
    found = getattr(event, "personal", None) if _carries_personal(type(event)) else None
    return found if isinstance(found, Personal) else None


@cache
def _carries_personal(kind: type[AnyEvent]) -> bool:
    return "personal" in kind.model_fields


def stored(row: Row) -> Stored:
    position, dossier, seq, _, _, _, _, procedure, regime, calendar, payload, _, _, digest, personal = row
    try:
        event = event_adapter.validate_json(payload)
        if personal is not None:
            event = event.model_copy(update={"personal": Personal.model_validate_json(personal)})
    except ValidationError as error:
        if newer.is_newer(error):
            raise WrittenByNewerVersion from error
        raise
    return Stored(position, dossier, seq, event, Judged(procedure, regime, calendar), digest)


def recorded_at(session: Session, dossier: str, seq: int) -> datetime | None:
    """When one event was recorded, without parsing it."""
    found = session.value("SELECT at FROM event WHERE dossier_id = ? AND seq = ?", (dossier, seq))
    return None if found is None else instant_of(found)
