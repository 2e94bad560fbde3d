"""How long a procedure really took: median and 90th percentile in working time, from a year of results.

Published, so it names nobody and says nothing of few: below `ANONYMOUS` results of one office it stays silent. Read
from list and fact rows alone, since a public page may be asked for by anybody at any time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.store.columns import FAR, instant_text
from tthc_engine.store.sql import Session

ANONYMOUS = 10
"""Results of one office below which its times are not shown (docs/decisions/0079)."""
NEWEST = 1000
"""At most so many results of one office are looked at, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one office needed for one procedure, from receipt to result, without the applicant's waiting."""

    unit: str
    """Whose hours were counted."""
    results: int
    median: int | None
    """Working minutes; None: too few results to be published."""
    ninetieth: int | None
    """Nine in ten were done within; working minutes."""
    waited: int | None
    """How long half of those who were asked for a supplement took for it; working minutes; None: too few."""
    day_minutes: int
    """How long an ordinary day of that office is."""


def took(
    session: Session, code: str, *, since: datetime, until: datetime, calendar: Callable[[str], WorkingCalendar]
) -> list[Took]:
    """Each office that gave results of `code` between the two instants; refused and withdrawn ones are no results.

    An office's time is its working time without the wait for the applicant's supplement, as in every report and as
    the legal limit runs; that wait is told beside it (docs/decisions/0035).
    """
    found = session.rows(
        "SELECT d.office_unit, d.calendar, f.worked_minutes, f.waited_minutes FROM dossier d"
        " JOIN fact f ON f.dossier_id = d.id AND f.known_until = ? WHERE d.code = ? AND d.outcome = 'granted'"
        " AND d.received_at IS NOT NULL AND d.released_at >= ? AND d.released_at < ? ORDER BY d.released_at DESC",
        (FAR, code, instant_text(since), instant_text(until)),
    )
    by_unit: dict[str, list[tuple[int, int]]] = {}
    days: dict[str, int] = {}
    for unit, version, worked, waited in found:
        mine = by_unit.setdefault(unit, [])
        if len(mine) < NEWEST:
            days.setdefault(unit, calendar(version).ordinary_day)
            mine.append((worked, waited))
    return [_took(unit, by_unit[unit], days[unit]) for unit in sorted(by_unit)]


def _took(unit: str, minutes: Sequence[tuple[int, int]], day_minutes: int) -> Took:
    worked = sorted(one for one, _ in minutes)
    waited = sorted(one for _, one in minutes if one)
    return Took(
        unit=unit,
        results=len(minutes),
        median=_told(worked, 50),
        ninetieth=_told(worked, 90),
        waited=_told(waited, 50),
        day_minutes=day_minutes,
    )


def _told(ordered: Sequence[int], percent: int) -> int | None:
    return rank(ordered, percent) if len(ordered) >= ANONYMOUS else None


def rank(ordered: Sequence[int], percent: int) -> int:
    """The value at or below which `percent` of `ordered` lie: one that really occurred (nearest rank)."""
    return ordered[-(-len(ordered) * percent // 100) - 1]
