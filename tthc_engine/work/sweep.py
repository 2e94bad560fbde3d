"""Let the clock act on every dossier that is due.

The query only narrows; `CheckClock` decides, each dossier in its own transaction. Fired never, once or fifty times, the
same rows are left: what a late sweep would have found, the next command or the next sweep finds.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import ApplyCalendar, CheckClock, Command
from tthc_engine.domain.errors import StaleDossier
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.store import due, sweeps
from tthc_engine.store.due import Due
from tthc_engine.store.sweeps import SweepCertificate
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
    codes: dict[str, str] = field(default_factory=dict)
    """The codes of those that failed."""
    certificate: SweepCertificate | None = None
    """What is kept of it; None for one that had nothing to look at, or was halted."""

    def in_words(self) -> str:
        return f"candidates={self.candidates} acted={self.acted} failed={len(self.failed)}"

    def as_json(self) -> dict[str, Any]:
        return {"candidates": self.candidates, "acted": self.acted, "failed": self.failed}

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        if self.certificate is None:
            return {}
        one = self.certificate
        row: dict[str, Any] = {
            "at": one.at.isoformat(),
            "open": one.open,
            "looked at": self.candidates,
            "acted": self.acted,
        }
        return {
            "sweep-certificate": [{**row, "failed": len(self.failed), "left due": one.left_due, "hash": one.digest}]
        }


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether a sweep at `at` would find any dossier besides the `known` ones: an indexed read."""
    with app.read() as session:
        found = due.due_for_check(session, at, limit=len(known) + 1)
    return any(one.dossier_id not in known for one in found)


def sweep(app: App, at: datetime, *, limit: int | None = None, guard: Guard = by_hand) -> SweepReport:
    """Check the clock of every dossier due at `at`, at most `limit` of them.

    One failing dossier never stops the others; it stays due and is named in the report. A dossier on which somebody
    acted in the same moment has had its clock checked by that very command and counts as no failure.
    """
    report = SweepReport()
    tried: set[str] = set()
    while limit is None or report.candidates < limit:
        wanted = BATCH if limit is None else min(BATCH, limit - report.candidates)
        batch = _next(app, at, tried, wanted=wanted, still_due=len(report.failed))
        if not batch:
            break
        for one in batch:
            tried.add(one.dossier_id)
            try:
                report.acted += _check(app, one, at, guard)
            except Halt:
                return report
            except StaleDossier:
                pass
            except Exception as error:
                report.failed[one.dossier_id] = why(error)
                log.exception("action=check_clock dossier=%s by=clock", one.dossier_id)
            report.candidates += 1
    if tried:
        with suppress(Halt):
            _certify(app, at, report, tried, guard)
    return report


def _certify(app: App, at: datetime, report: SweepReport, tried: set[str], guard: Guard) -> None:
    with app.transaction() as session:
        guard(session)
        report.codes = sweeps.codes(session, report.failed)
        report.certificate = sweeps.certify(session, at=at, looked_at=tried, acted=report.acted, failed=report.failed)


def _next(app: App, at: datetime, tried: set[str], *, wanted: int, still_due: int) -> list[Due]:
    """The next due dossiers that were not tried yet; those that failed are still due and are read past."""
    with app.read() as session:
        found = due.due_for_check(session, at, limit=wanted + still_due)
    return [one for one in found if one.dossier_id not in tried][:wanted]


def _check(app: App, one: Due, at: datetime, guard: Guard) -> bool:
    """Whether anything happened. A dossier of an office with a new calendar is judged by that from now on."""
    command: Command = CheckClock(dossier=one.dossier_id, by=THE_CLOCK)
    if one.calendar is not None:
        command = ApplyCalendar(
            dossier=one.dossier_id, by=THE_CLOCK, calendar=one.calendar, act=one.act, since=one.since
        )
    with app.transaction() as session:
        guard(session)
        return bool(app.engine.handle(session, command, at=at).events)
