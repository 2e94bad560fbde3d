"""What lies on the clerk's desk: letters to send, and messages that did not arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tthc_engine.domain.messages import NUMBERED_AT_ONCE
from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session, marks

LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSend:
    """A numbered letter that nobody noted as sent."""

    id: str
    dossier_id: str
    reference: str
    owner: str
    letter: str
    kind: str
    number: str
    issued_at: datetime
    filed: bool
    """Its file exists, so its number stands for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A message that will not arrive by itself: somebody must telephone, print or mend an address."""

    dossier_id: str
    reference: str
    owner: str
    phone: str
    kind: str
    state: str
    """`failed` or `no_address`."""
    created_at: datetime
    tried_at: datetime | None
    channel: str
    letter: str
    """The letter that went with it; empty: none."""


def to_send(session: Session, scope: Scope, unit: str, at: datetime, *, limit: int = 200) -> list[ToSend]:
    """The unit's letters with a number and without a dispatch, the oldest first; the desk's own slips are handed over.

    Only those of the last `LOOKS_BACK`: what lay longer was sent and not noted, or is no use any more.
    """
    where, values = scope.clause("d")
    slips = tuple(sorted(kind.value for kind in NUMBERED_AT_ONCE))
    found = session.rows(
        "SELECT l.id, l.dossier_id, d.reference, d.owner, l.letter, l.kind, l.number, l.issued_at, l.state"
        " FROM letter l JOIN dossier d ON d.id = l.dossier_id"
        f" WHERE l.unit = ? AND l.number <> '' AND l.kind NOT IN ({marks(len(slips))}) AND l.issued_at >= ? AND {where}"
        " AND NOT EXISTS (SELECT 1 FROM event e WHERE e.dossier_id = l.dossier_id AND e.kind = 'letter_dispatched'"
        " AND e.payload LIKE '%\"letter\":\"' || l.letter || '\"%')"
        " ORDER BY l.issued_at, l.id LIMIT ?",
        (unit, *slips, instant_text(at - LOOKS_BACK), *values, limit),
    )
    return [
        ToSend(
            id=row[0],
            dossier_id=row[1],
            reference=row[2],
            owner=row[3],
            letter=row[4],
            kind=row[5],
            number=row[6],
            issued_at=instant_of(row[7]),
            filed=row[8] != "frozen",
        )
        for row in found
    ]


def undelivered(session: Session, scope: Scope, at: datetime, *, limit: int = 200) -> list[Undelivered]:
    """Messages about the scope's dossiers that failed for good or have no address, the latest first."""
    where, values = scope.clause("d")
    found = session.rows(
        "SELECT o.dossier_id, d.reference, d.owner, d.phone, o.kind, o.state, o.created_at, o.letter_id,"
        " (SELECT MAX(a.at) FROM delivery_attempt a WHERE a.key = o.key),"
        " (SELECT a.channel FROM delivery_attempt a WHERE a.key = o.key ORDER BY a.attempt DESC LIMIT 1)"
        " FROM outbox o JOIN dossier d ON d.id = o.dossier_id"
        f" WHERE o.state IN ('failed', 'no_address') AND o.created_at >= ? AND {where}"
        " ORDER BY o.created_at DESC, o.key LIMIT ?",
        (instant_text(at - LOOKS_BACK), *values, limit),
    )
    return [
        Undelivered(
            dossier_id=row[0],
            reference=row[1],
            owner=row[2],
            phone=row[3],
            kind=row[4],
            state=row[5],
            created_at=instant_of(row[6]),
            letter=str(row[7] or "").rpartition(".")[2],
            tried_at=known_instant(row[8]),
            channel=row[9] or "",
        )
        for row in found
    ]
