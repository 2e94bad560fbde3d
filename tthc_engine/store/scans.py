"""Scans of papers: what is known of their bytes, and which paper of which dossier each shows.

The bytes lie in files (`scan_files.py`), named by their hash; a row here says what they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tthc_engine.domain.events import AnyEvent, ResultDigitised, ScanAttached
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session

LOOSE_FOR = timedelta(days=14)
"""A scan that no dossier took goes when the draft it hung on goes (`drafts.KEPT_FOR`)."""
RESULT = "*result"
"""Stands where a paper's key would: the scan shows the result. No component is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptScan:
    sha256: str
    media: str
    size: int
    """Bytes."""
    pages: int
    signed: bool
    """It carries a digital signature, as read from the file and not yet checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedScan:
    """One scan with one paper of one dossier."""

    scan: KeptScan
    dossier: str
    reference: str
    procedure: str
    """Slug."""
    component: str
    at: datetime


_SCAN = "scan.sha256, scan.media, scan.size, scan.pages, scan.signed"


def keep(session: Session, scan: KeptScan, *, by: str, at: datetime) -> None:
    """Note what the bytes are; the same bytes again are the same row, and removed ones come back."""
    session.put(
        "scan",
        {
            "sha256": scan.sha256,
            "media": scan.media,
            "size": scan.size,
            "pages": scan.pages,
            "signed": scan.signed,
            "by_person": by,
            "at": instant_text(at),
            "state": "kept",
        },
        key=("sha256",),
    )


def find(session: Session, sha256: str) -> KeptScan | None:
    found = session.row(f"SELECT {_SCAN} FROM scan WHERE sha256 = ? AND state = 'kept'", (sha256,))
    return None if found is None else _scan(found)


def uploaded_by(session: Session, sha256: str, person: str) -> KeptScan | None:
    """The scan, where this officer brought it: what hangs on a form that is not accepted yet is its writer's alone."""
    found = session.row(
        f"SELECT {_SCAN} FROM scan WHERE sha256 = ? AND by_person = ? AND state = 'kept'", (sha256, person)
    )
    return None if found is None else _scan(found)


def follow(session: Session, events: Sequence[AnyEvent], dossier: str) -> None:
    """Keep the look-up of scans in step with the log."""
    for row in uses(events, dossier):
        session.insert_new("scan_use", row)


def uses(events: Sequence[AnyEvent], dossier: str) -> Iterator[dict[str, str]]:
    """Rows of the look-up: each scan that `events` attach to a paper or to a result of the dossier."""
    for event in events:
        if isinstance(event, ScanAttached | ResultDigitised):
            yield {
                "dossier_id": dossier,
                "component": event.component if isinstance(event, ScanAttached) else RESULT,
                "sha256": event.sha256,
                "at": instant_text(event.at),
            }


def of_dossier(session: Session, scope: Scope, dossier: str) -> list[UsedScan]:
    """The scans of one dossier, in the order they came."""
    return _used(session, scope, "use.dossier_id = ?", (dossier,))


def of_owner(session: Session, scope: Scope, identifier: str) -> list[UsedScan]:
    """Every scan with the dossiers of who carries this whole identifier, the newest first; a name finds nothing."""
    if not identifier.strip():
        return []
    return _used(session, scope, "dossier.owner_identifier = ?", (identifier.strip(),), order="use.at DESC")


def used_within(session: Session, scope: Scope, sha256: str) -> bool:
    """Whether some dossier of the scope has this scan."""
    return bool(_used(session, scope, "use.sha256 = ?", (sha256,)))


def forget(session: Session, dossier: str) -> list[str]:
    """Take the scans off a dossier whose personal data are purged; the hashes that nobody needs any more."""
    found = session.rows("SELECT DISTINCT sha256 FROM scan_use WHERE dossier_id = ?", (dossier,))
    mine = [str(row[0]) for row in found]
    session.run("DELETE FROM scan_use WHERE dossier_id = ?", (dossier,))
    gone = [one for one in mine if not _in_use(session, one)]
    for one in gone:
        session.run("UPDATE scan SET state = 'removed' WHERE sha256 = ?", (one,))
    return gone


def forget_loose(session: Session, *, at: datetime) -> list[str]:
    """Give up scans that were brought more than `LOOSE_FOR` ago and that nothing took; their hashes."""
    found = session.rows(
        "SELECT sha256 FROM scan WHERE state = 'kept' AND at < ?"
        " AND NOT EXISTS (SELECT 1 FROM scan_use WHERE scan_use.sha256 = scan.sha256)"
        " AND NOT EXISTS (SELECT 1 FROM plan_file WHERE plan_file.sha256 = scan.sha256)"
        " AND NOT EXISTS (SELECT 1 FROM kept_result WHERE kept_result.sha256 = scan.sha256)",
        (instant_text(at - LOOSE_FOR),),
    )
    loose = [str(row[0]) for row in found]
    for one in loose:
        session.run("UPDATE scan SET state = 'removed' WHERE sha256 = ?", (one,))
    return loose


def removed(session: Session) -> list[str]:
    """Hashes of scans that were removed for ever: their files may nowhere remain."""
    return [str(row[0]) for row in session.rows("SELECT sha256 FROM scan WHERE state = 'removed'")]


def _in_use(session: Session, sha256: str) -> bool:
    """A dossier's paper, the evidence of a plan, or a result that is still valid."""
    return any(
        session.value(f"SELECT 1 FROM {table} WHERE sha256 = ? LIMIT 1", (sha256,)) is not None
        for table in ("scan_use", "plan_file", "kept_result")
    )


def _used(
    session: Session, scope: Scope, where: str, values: tuple[str, ...], *, order: str = "use.at, use.component"
) -> list[UsedScan]:
    clause, scoped = scope.clause()
    found = session.rows(
        f"SELECT {_SCAN}, use.dossier_id, dossier.reference, dossier.procedure, use.component, use.at"
        " FROM scan_use use JOIN scan ON scan.sha256 = use.sha256 JOIN dossier ON dossier.id = use.dossier_id"
        f" WHERE {where} AND scan.state = 'kept' AND {clause} ORDER BY {order}",
        (*values, *scoped),
    )
    return [
        UsedScan(
            scan=_scan(row[:5]),
            dossier=row[5],
            reference=row[6],
            procedure=row[7],
            component=row[8],
            at=instant_of(row[9]),
        )
        for row in found
    ]


def _scan(row: Sequence[object]) -> KeptScan:
    sha256, media, size, pages, signed = row
    return KeptScan(
        sha256=str(sha256), media=str(media), size=int(str(size)), pages=int(str(pages)), signed=bool(signed)
    )
