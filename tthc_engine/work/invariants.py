"""What must always hold between the rows, looked at all day: a broken one is the machine's mistake, no officer's."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.store import standing_checks
from tthc_engine.store.standing_checks import Looked
from tthc_engine.work.guard import Guard, Halt, by_hand

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)

# Each query gives the dossiers that break it; `:at` is the text of the instant of the look.
INVARIANTS: Mapping[str, str] = MappingProxyType(
    {
        "explanation_owed": (
            "SELECT id FROM dossier d WHERE is_open AND breached_at IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM obligation o WHERE o.dossier_id = d.id AND o.kind = 'explanation')"
        ),
        "apology_owed": (
            "SELECT id FROM dossier d WHERE breached_at IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM obligation o WHERE o.dossier_id = d.id AND o.kind = 'apology')"
        ),
        "apology_has_cause": (
            "SELECT dossier_id FROM letter l WHERE kind = 'apology' AND NOT EXISTS"
            " (SELECT 1 FROM obligation o WHERE o.dossier_id = l.dossier_id AND o.kind = 'apology')"
        ),
        "one_letter_an_obligation": (
            "SELECT l.dossier_id FROM letter l WHERE l.kind = 'apology' GROUP BY l.dossier_id HAVING COUNT(*) >"
            " (SELECT COUNT(*) FROM obligation o WHERE o.dossier_id = l.dossier_id AND o.kind = 'apology')"
        ),
        "one_number_a_letter": (
            "SELECT MIN(dossier_id) FROM letter WHERE number <> '' AND symbol <> ''"
            " GROUP BY unit, symbol, number, substr(issued_at, 1, 4) HAVING COUNT(*) > 1"
        ),
        "breach_noticed": (
            "SELECT id FROM dossier WHERE is_open AND stage <> 'followed' AND NOT stopped AND due_at < ?"
            " AND breached_at IS NULL AND (next_check_at IS NULL OR next_check_at > ?)"
        ),
        "received_is_open_or_closed": (
            "SELECT e.dossier_id FROM event e WHERE e.seq = 1 AND NOT EXISTS"
            " (SELECT 1 FROM dossier d WHERE d.id = e.dossier_id AND d.is_open IS NOT NULL)"
        ),
        "somebody_was_told": (
            "SELECT DISTINCT a.dossier_id FROM alert a WHERE a.at >="
            " (SELECT MIN(at) FROM notice) AND EXISTS (SELECT 1 FROM position p WHERE p.unit = a.unit)"
            " AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.dossier_id = a.dossier_id AND n.seq = a.seq)"
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantReport:
    looked: tuple[Looked, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    """Broken invariant to the first dossiers that break it."""

    def in_words(self) -> str:
        return f"looked_at={len(self.looked)} broken={len(self.failed)}"

    def as_json(self) -> dict[str, Any]:
        return {"looked_at": len(self.looked), "broken": self.failed}

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        rows = [
            {"invariant": one.name, "broken": one.broken, "examples": ", ".join(one.examples)} for one in self.looked
        ]
        return {"standing-invariants": rows}


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether the last look is older than an hour."""
    with app.read() as session:
        last = standing_checks.last(session)
    return last is None or last <= at - EVERY


def look(app: App, at: datetime, *, guard: Guard = by_hand) -> InvariantReport:
    """Look at every invariant and keep what was found; broken ones are named in the log and on the health page."""
    found = []
    try:
        for name, sql in INVARIANTS.items():
            with app.read() as session:
                found.append(standing_checks.look(session, name, sql, at=at))
        with app.transaction() as session:
            guard(session)
            for one in found:
                standing_checks.keep(session, one)
    except Halt:
        return InvariantReport()
    broken = {one.name: ", ".join(one.examples) for one in found if one.broken}
    for name, examples in broken.items():
        log.error("action=invariant name=%s dossiers=%s", name, examples)
    return InvariantReport(looked=tuple(found), failed=broken)
