"""Let the clock act on every dossier that is due.

The query only narrows; `CheckClock` decides, each dossier in its own transaction. Fired never, once or fifty times, the
same rows are left: what a late sweep would have found, the next command or the next sweep finds.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import CheckClock
from tthc_engine.domain.errors import StaleDossier
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.store import dossiers
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.report import why

log = logging.getLogger(__name__)

# How many due dossiers are read at once; a bound on memory, not on the work.
BATCH = 500


@dataclass(slots=True, kw_only=True)
class SweepReport:
    candidates: int = 0
    """Dossiers that were due for a look."""
    acted: int = 0
    """Dossiers to which something happened."""
    failed: dict[str, str] = field(default_factory=dict)
    """Dossier to why."""

    @property
    def is_clean(self) -> bool:
        return not self.failed

    def in_words(self) -> str:
        return f"candidates={self.candidates} acted={self.acted} failed={len(self.failed)}"

    def as_json(self) -> dict[str, Any]:
        return {"candidates": self.candidates, "acted": self.acted, "failed": self.failed}


def is_due(app: App, at: datetime) -> bool:
    """Whether a sweep at `at` would find anything: one indexed read."""
    with app.read() as session:
        return bool(dossiers.due_for_check(session, at, limit=1))


def sweep(app: App, at: datetime, *, limit: int | None = None, guard: Guard = by_hand) -> SweepReport:
    """Check the clock of every dossier due at `at`, at most `limit` of them.

    One failing dossier never stops the others; it stays due and is named in the report. A dossier on which somebody
    acted in the same moment has had its clock checked by that very command and counts as no failure.
    """
    report = SweepReport()
    tried: set[str] = set()
    while limit is None or report.candidates < limit:
        batch = _next(app, at, tried, limit=None if limit is None else limit - report.candidates)
        if not batch:
            break
        for dossier in batch:
            tried.add(dossier)
            try:
                report.acted += _check(app, dossier, at, guard)
            except Halt:
                return report
            except StaleDossier:
                pass
            except Exception as error:
                report.failed[dossier] = why(error)
                log.exception("action=check_clock dossier=%s by=clock", dossier)
            report.candidates += 1
    return report


def _next(app: App, at: datetime, tried: set[str], *, limit: int | None) -> list[str]:
    """The next due dossiers that were not tried yet; those that failed are still due and are read past."""
    wanted = BATCH if limit is None else min(BATCH, limit)
    with app.read() as session:
        due = dossiers.due_for_check(session, at, limit=wanted + len(tried))
    return [dossier for dossier in due if dossier not in tried][:wanted]


def _check(app: App, dossier: str, at: datetime, guard: Guard) -> bool:
    with app.transaction() as session:
        guard(session)
        return bool(app.engine.handle(session, CheckClock(dossier=dossier, by=THE_CLOCK), at=at).events)
