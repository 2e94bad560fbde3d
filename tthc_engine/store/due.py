"""What the sweep has to look at: dossiers whose next instant has come, or whose office follows another calendar now."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_text, known_instant
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True)
class Due:
    """One dossier to check."""

    dossier_id: str
    calendar: str | None = None
    """The calendar its office follows now, where that is another one than the dossier's: send `apply_calendar`."""
    act: str = ""
    """The decision that brought that calendar."""
    since: datetime | None = None
    """When the office began to follow it."""


def due_for_check(session: Session, at: datetime, *, limit: int = 1_000) -> list[Due]:
    """At most `limit` dossiers that are due at `at`, the longest due first; cost grows with what is due, not open."""
    found = [
        Due(row[0])
        for row in session.rows(
            "SELECT id FROM dossier WHERE is_open AND next_check_at <= ? ORDER BY next_check_at, id LIMIT ?",
            (instant_text(at), limit),
        )
    ]
    seen = {one.dossier_id: index for index, one in enumerate(found)}
    for judged_anew in _by_another_calendar(session, limit):
        if judged_anew.dossier_id in seen:
            found[seen[judged_anew.dossier_id]] = judged_anew
        elif len(found) < limit:
            found.append(judged_anew)
    return found


def anything_due(session: Session, at: datetime) -> bool:
    """One indexed read for an empty tick."""
    return bool(due_for_check(session, at, limit=1))


def next_instant(session: Session, at: datetime) -> datetime | None:
    """The next instant after `at` at which any dossier can change; None when none ever will."""
    found = session.value("SELECT MIN(next_check_at) FROM dossier WHERE next_check_at > ?", (instant_text(at),))
    return None if found is None else datetime.fromisoformat(found)


def all_open(session: Session) -> list[str]:
    """Every open dossier, for the nightly recheck."""
    return [row[0] for row in session.rows("SELECT id FROM dossier WHERE is_open ORDER BY id")]


def _by_another_calendar(session: Session, limit: int) -> list[Due]:
    found: list[Due] = []
    for unit, calendar in session.rows("SELECT unit, calendar FROM office ORDER BY unit"):
        known = session.row(
            "SELECT act, applied_at FROM office_calendar WHERE unit = ? AND version = ?", (unit, calendar)
        )
        act, since = ("", None) if known is None else (str(known[0]), known_instant(known[1]))
        # Two ranges around the current version: an index cannot look for "another one" otherwise.
        for comparison in ("<", ">"):
            rows = session.rows(
                "SELECT id FROM dossier WHERE is_open AND stage <> 'followed' AND office_unit = ?"
                f" AND calendar {comparison} ? LIMIT ?",
                (unit, calendar, limit),
            )
            found += [Due(row[0], calendar, act, since) for row in rows]
    return found
