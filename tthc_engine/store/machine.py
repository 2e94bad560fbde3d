"""What the machine remembers of itself: who may tick, when it last did, what the night found."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session


class LeaseLost(Exception):
    """Another process holds the lease now: whatever this one was about to write, it may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    name: str
    holder: str
    fence: int
    """Grows each time the lease changes hands; a holder that slept too long is known by its old number."""
    until: datetime


def hold(session: Session, name: str, *, holder: str, at: datetime, term: timedelta) -> Lease | None:
    """Take or keep the lease until `at` + `term`; None while another's still runs.

    Called on every tick: the row is written again only in the second half of its term.
    """
    found = lease(session, name)
    if found is not None and found.holder != holder and found.until > at:
        return None
    if found is not None and found.holder == holder and found.until > at + term / 2:
        return found
    kept = found is not None and found.holder == holder
    fence = 1 if found is None else found.fence if kept else found.fence + 1
    new = Lease(name=name, holder=holder, fence=fence, until=at + term)
    if found is None:
        values = {"name": name, "holder": holder, "fence": fence, "until_at": instant_text(new.until)}
        return new if session.insert_new("lease", values) else None
    # Both databases serialise this row; the one that comes second finds another fence and goes away.
    taken = session.run(
        "UPDATE lease SET holder = ?, fence = ?, until_at = ? WHERE name = ? AND fence = ? AND holder = ?",
        (holder, fence, instant_text(new.until), name, found.fence, found.holder),
    )
    return new if taken else None


def lease(session: Session, name: str) -> Lease | None:
    row = session.row("SELECT holder, fence, until_at FROM lease WHERE name = ?", (name,))
    return None if row is None else Lease(name=name, holder=row[0], fence=row[1], until=instant_of(row[2]))


def check_fence(session: Session, name: str, fence: int) -> None:
    """Raises LeaseLost unless the lease still has this fence; inside the transaction that writes, so that it counts."""
    share = " FOR SHARE" if session.postgres else ""
    if session.value(f"SELECT fence FROM lease WHERE name = ?{share}", (name,)) != fence:
        raise LeaseLost(name)


def release(session: Session, name: str, *, holder: str, at: datetime) -> None:
    """Let another process tick at once, instead of at the end of the term."""
    session.run(
        "UPDATE lease SET until_at = ? WHERE name = ? AND holder = ? AND until_at > ?",
        (instant_text(at), name, holder, instant_text(at)),
    )


def beat(session: Session, name: str, *, at: datetime, holder: str = "") -> None:
    session.put("heartbeat", {"name": name, "at": instant_text(at), "holder": holder}, key=["name"])


def heartbeat(session: Session, name: str) -> datetime | None:
    """When `name` last ticked; None: never."""
    found = session.value("SELECT at FROM heartbeat WHERE name = ?", (name,))
    return None if found is None else instant_of(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the nightly look at every open dossier found; `differences` above 0 means the lists were wrong."""

    day: date
    at: datetime
    open: int
    looked_at: int
    acted: int
    differences: int
    failed: Mapping[str, str] = field(default_factory=dict)
    """Dossier to why."""

    @property
    def is_clean(self) -> bool:
        return not self.differences and not self.failed and self.looked_at == self.open


def certify(session: Session, certificate: Certificate) -> None:
    """Store it; a second look on the same day replaces the first."""
    values = {
        "day": certificate.day.isoformat(),
        "at": instant_text(certificate.at),
        "open": certificate.open,
        "looked_at": certificate.looked_at,
        "acted": certificate.acted,
        "differences": certificate.differences,
        "failed": json.dumps(dict(certificate.failed), ensure_ascii=False, sort_keys=True),
    }
    session.put("certificate", values, key=["day"])


def last_certificate(session: Session) -> Certificate | None:
    row = session.row(
        "SELECT day, at, open, looked_at, acted, differences, failed FROM certificate ORDER BY day DESC LIMIT 1"
    )
    return None if row is None else _certificate(row)


def _certificate(row: Row) -> Certificate:
    day, at, opened, looked_at, acted, differences, failed = row
    return Certificate(
        day=date.fromisoformat(day),
        at=instant_of(at),
        open=opened,
        looked_at=looked_at,
        acted=acted,
        differences=differences,
        failed=json.loads(failed),
    )
