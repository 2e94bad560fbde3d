"""Notices: who was told of what, by which cause, and how far that got; one row a person and cause, for ever.

Most are about a dossier; those of the house itself (a duty of a plan) carry their own words and address instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.sql import Row, Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`kind` is the event's, or `owed.<obligation>` for a rung of the ladder; the states are the table's."""

    position: int
    key: str
    person: str
    dossier_id: str
    seq: int
    kind: str
    epoch: str
    unit: str
    for_role: str
    why: str
    whose: str
    at: datetime
    state: str
    not_before: datetime
    held_for: str
    message_key: str | None
    sent_at: datetime | None
    read_at: datetime | None
    reference: str = ""
    procedure_name: str = ""
    topic: str = ""
    path: str = ""


HOUSE = "house"
"""Stands in the key of a notice that is about no dossier."""
_OWN = (
    "n.position, n.key, n.person, n.dossier_id, n.seq, n.kind, n.epoch, n.unit, n.for_role, n.why, n.whose, n.at,"
    " n.state, n.not_before, n.held_for, n.message_key, n.sent_at, n.read_at, COALESCE(d.reference, ''),"
    " COALESCE(d.procedure_name, ''), n.topic, n.path"
)
_SELECT = f"SELECT {_OWN} FROM notice n LEFT JOIN dossier d ON d.id = n.dossier_id"


def row(
    *,
    cause: str,
    person: str,
    dossier: str,
    kind: str,
    unit: str,
    for_role: str,
    why: str,
    at: datetime,
    seq: int = 0,
    epoch: str = "",
    whose: str = "",
    away: bool = False,
    topic: str = "",
    path: str = "",
) -> dict[str, Any]:
    """`person` is told of `cause`, which is unique within the dossier, or within the house."""
    return {
        "key": f"{dossier or HOUSE}:{cause}:{person}",
        "person": person,
        "dossier_id": dossier,
        "seq": seq,
        "kind": kind,
        "epoch": epoch,
        "unit": unit,
        "for_role": for_role,
        "why": why,
        "whose": whose,
        "at": instant_text(at),
        "state": "away" if away else "waiting",
        "not_before": instant_text(at),
        "held_for": "",
        "topic": topic,
        "path": path,
    }


def add(session: Session, told: Mapping[str, Any]) -> bool:
    """Keep a `row`; False where the person was told of that cause already."""
    return session.insert_new("notice", told)


def close(session: Session, prefix: str, *, owed: frozenset[str], at: datetime) -> int:
    """Things of the house named so that are not `owed` are done: nobody is told of them, nobody has them to read."""
    open_now = session.rows(
        "SELECT DISTINCT epoch FROM notice WHERE dossier_id = '' AND read_at IS NULL AND substr(epoch, 1, ?) = ?",
        (len(prefix), prefix),
    )
    done = sorted({str(row[0]) for row in open_now} - owed)
    return session.run(
        "UPDATE notice SET read_at = ?, state = CASE WHEN state = 'waiting' THEN 'void' ELSE state END"
        f" WHERE dossier_id = '' AND read_at IS NULL AND epoch IN ({marks(len(done))})",
        (instant_text(at), *done),
    )


def people_waiting(session: Session, at: datetime, *, limit: int = 200) -> list[str]:
    """Whose notices may be sent at `at`, the longest waiting first."""
    found = session.rows(
        "SELECT person FROM notice WHERE state = 'waiting' AND not_before <= ? GROUP BY person"
        " ORDER BY MIN(not_before), person LIMIT ?",
        (instant_text(at), limit),
    )
    return [row[0] for row in found]


def waiting_of(session: Session, person: str, at: datetime) -> list[Notice]:
    """What `person` is to be sent at `at`, in order; locked until the transaction ends, so that nobody sends it too."""
    if session.postgres:
        # A join cannot lock one side only where the planner reorders it: lock first, read after.
        session.rows("SELECT position FROM notice WHERE person = ? AND state = 'waiting' FOR UPDATE", (person,))
    found = session.rows(
        f"{_SELECT} WHERE n.person = ? AND n.state = 'waiting' AND n.not_before <= ? ORDER BY n.position",
        (person, instant_text(at)),
    )
    return [_notice(row) for row in found]


def settle(
    session: Session, some: Iterable[Notice], state: str, *, at: datetime | None = None, message_key: str | None = None
) -> None:
    """What became of waiting notices: `sent`, `here` or `void`."""
    for one in some:
        session.run(
            "UPDATE notice SET state = ?, sent_at = ?, message_key = ? WHERE position = ? AND state = 'waiting'",
            (state, instant_text(at) if at is not None else None, message_key, one.position),
        )


def hold(session: Session, some: Iterable[Notice], *, until: datetime, why: str) -> None:
    """They wait for an opening; never dropped."""
    for one in some:
        session.run(
            "UPDATE notice SET not_before = ?, held_for = ? WHERE position = ? AND state = 'waiting'",
            (instant_text(until), why, one.position),
        )


def sent_since(session: Session, person: str, since: datetime) -> int:
    """How many messages (not notices) the person was sent from `since` on."""
    found = session.value(
        "SELECT COUNT(DISTINCT message_key) FROM notice WHERE person = ? AND sent_at >= ?",
        (person, instant_text(since)),
    )
    return int(found or 0)


def unread(session: Session, person: str, *, limit: int = 50) -> list[Notice]:
    """The latest first."""
    found = session.rows(
        f"{_SELECT} WHERE n.person = ? AND n.read_at IS NULL AND n.state <> 'void' ORDER BY n.position DESC LIMIT ?",
        (person, limit),
    )
    return [_notice(row) for row in found]


def of_person_at(session: Session, person: str, position: int) -> Notice | None:
    """One notice of that person; None for anybody else's."""
    found = session.rows(f"{_SELECT} WHERE n.person = ? AND n.position = ?", (person, position))
    return _notice(found[0]) if found else None


def acknowledge(session: Session, one: Notice, *, at: datetime) -> None:
    """The person has seen this one; what was not sent yet is not sent any more."""
    session.run(
        "UPDATE notice SET read_at = ?, state = CASE WHEN state = 'waiting' THEN 'read' ELSE state END"
        " WHERE position = ? AND read_at IS NULL",
        (instant_text(at), one.position),
    )


def hand_on(session: Session, one: Notice, to: str, *, at: datetime) -> bool:
    """`to` is told of the same thing by the person who held it, who has seen it; False where `to` was told already."""
    acknowledge(session, one, at=at)
    told = row(
        cause=f"passed:{one.position}",
        person=to,
        dossier=one.dossier_id,
        kind=one.kind,
        unit=one.unit,
        for_role=one.for_role,
        why="passed",
        at=at,
        seq=one.seq,
        epoch=one.epoch,
        whose=one.person,
        topic=one.topic,
        path=one.path,
    )
    return add(session, told)


def unread_mark(session: Session, person: str) -> tuple[int, int]:
    """How many are unread and the newest one's position: two indexed reads that say whether anything changed."""
    row = session.row(
        "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM notice"
        " WHERE person = ? AND read_at IS NULL AND state <> 'void'",
        (person,),
    )
    return (int(row[0]), int(row[1])) if row is not None else (0, 0)


def mark_read(session: Session, person: str, *, at: datetime, dossier: str | None = None) -> int:
    """The person has seen them (about one dossier where it is named); what was read is not sent any more."""
    where, values = ("AND dossier_id = ?", (dossier,)) if dossier is not None else ("", ())
    return session.run(
        "UPDATE notice SET read_at = ?, state = CASE WHEN state = 'waiting' THEN 'read' ELSE state END"
        f" WHERE person = ? AND read_at IS NULL {where}",
        (instant_text(at), person, *values),
    )


def of_dossier(session: Session, dossier: str) -> list[Notice]:
    return [_notice(row) for row in session.rows(f"{_SELECT} WHERE n.dossier_id = ? ORDER BY n.position", (dossier,))]


def of_person(session: Session, person: str, *, limit: int = 100) -> list[Notice]:
    """The latest first."""
    found = session.rows(f"{_SELECT} WHERE n.person = ? ORDER BY n.position DESC LIMIT ?", (person, limit))
    return [_notice(row) for row in found]


def still_owed(session: Session, some: Sequence[Notice]) -> frozenset[str]:
    """Keys of the rungs among `some` whose obligation is open; alerts of events are always still true.

    So is what the house was told of itself: `close` takes it back when it is done.
    """
    dossiers = tuple({one.dossier_id for one in some if not one.seq and one.dossier_id})
    open_now = {
        (row[0], f"owed.{row[1]}", row[2])
        for row in session.rows(
            "SELECT dossier_id, kind, epoch FROM obligation WHERE settled IS NULL"
            f" AND dossier_id IN ({marks(len(dossiers))})",
            dossiers,
        )
    }
    return frozenset(
        one.key for one in some if one.seq or not one.dossier_id or (one.dossier_id, one.kind, one.epoch) in open_now
    )


def _notice(row: Row) -> Notice:
    return Notice(
        position=row[0],
        key=row[1],
        person=row[2],
        dossier_id=row[3],
        seq=row[4],
        kind=row[5],
        epoch=row[6],
        unit=row[7],
        for_role=row[8],
        why=row[9],
        whose=row[10],
        at=instant_of(row[11]),
        state=row[12],
        not_before=instant_of(row[13]),
        held_for=row[14],
        message_key=row[15],
        sent_at=known_instant(row[16]),
        read_at=known_instant(row[17]),
        reference=row[18],
        procedure_name=row[19],
        topic=row[20],
        path=row[21],
    )
