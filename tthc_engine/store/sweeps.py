"""What each sweep with work certifies: how many dossiers were open, looked at, acted on, failed, and still due."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store import machine
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session, marks

COMPLETE = "sweep-complete"
"""The heartbeat of a sweep after which nothing was due but what fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepCertificate:
    at: datetime
    open: int
    candidates: int
    acted: int
    failed: Mapping[str, str]
    """Dossier to why."""
    left_due: int
    digest: str
    """H(these figures and which dossiers were looked at)."""

    @property
    def is_complete(self) -> bool:
        return self.left_due <= len(self.failed)


def certify(
    session: Session, *, at: datetime, looked_at: Collection[str], acted: int, failed: Mapping[str, str]
) -> SweepCertificate:
    """Count what is open and what is still due, and keep the certificate; a complete sweep leaves its heartbeat."""
    opened = int(session.value("SELECT COUNT(*) FROM dossier WHERE is_open") or 0)
    left = int(
        session.value("SELECT COUNT(*) FROM dossier WHERE is_open AND next_check_at <= ?", (instant_text(at),)) or 0
    )
    figures = {"at": instant_text(at), "open": opened, "candidates": len(looked_at), "acted": acted, "left_due": left}
    said = json.dumps([figures, dict(failed), sorted(looked_at)], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(said.encode()).hexdigest()
    kept = {**figures, "failed": json.dumps(dict(failed), ensure_ascii=False, sort_keys=True), "digest": digest}
    session.insert("sweep_certificate", kept)
    made = SweepCertificate(
        at=at, open=opened, candidates=len(looked_at), acted=acted, failed=dict(failed), left_due=left, digest=digest
    )
    if made.is_complete:
        machine.beat(session, COMPLETE, at=at)
    return made


def codes(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The codes of those dossiers among `ids` that have one: people know no other name."""
    found = session.rows(f"SELECT id, reference FROM dossier WHERE id IN ({marks(len(ids))})", tuple(ids))
    return {row[0]: row[1] for row in found if row[1]}


def latest(session: Session, *, limit: int = 20) -> list[SweepCertificate]:
    """The newest first."""
    found = session.rows(
        "SELECT at, open, candidates, acted, failed, left_due, digest FROM sweep_certificate"
        " ORDER BY position DESC LIMIT ?",
        (limit,),
    )
    return [
        SweepCertificate(
            at=instant_of(row[0]),
            open=row[1],
            candidates=row[2],
            acted=row[3],
            failed=json.loads(row[4]),
            left_due=row[5],
            digest=row[6],
        )
        for row in found
    ]
