"""How long a procedure really took: median and 90th percentile in working time, from a year of results.

Published, so it names nobody and says nothing of few: below `ANONYMOUS` results of one office it stays silent. Read
from the list rows alone, since a public page may be asked for by anybody at any time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session

ANONYMOUS = 10
"""Results of one office below which its times are not shown (docs/decisions/0079)."""
NEWEST = 1000
"""At most so many results of one office are looked at, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one office needed for one procedure, from the full dossier's receipt to its result."""

    unit: str
    """Whose hours were counted."""
    results: int
    median: int | None
    """Working minutes; None: too few results to be published."""
    ninetieth: int | None
    """Nine in ten were done within; working minutes."""
    day_minutes: int
    """How long an ordinary day of that office is."""


def took(
    session: Session, code: str, *, since: datetime, until: datetime, calendar: Callable[[str], WorkingCalendar]
) -> list[Took]:
    """Each office that gave results of `code` between the two instants; refused and withdrawn ones are no results.

    The time in which a supplement was waited for is within: it is what the applicant saw.
    """
    found = session.rows(
        "SELECT office_unit, calendar, received_at, released_at FROM dossier WHERE code = ? AND outcome = 'granted'"
        " AND received_at IS NOT NULL AND released_at >= ? AND released_at < ? ORDER BY released_at DESC",
        (code, instant_text(since), instant_text(until)),
    )
    minutes: dict[str, list[int]] = {}
    days: dict[str, int] = {}
    for unit, version, received, released in found:
        mine = minutes.setdefault(unit, [])
        if len(mine) < NEWEST:
            by = calendar(version)
            days.setdefault(unit, by.ordinary_day)
            mine.append(by.between(instant_of(received), instant_of(released)))
    return [_took(unit, minutes[unit], days[unit]) for unit in sorted(minutes)]


def _took(unit: str, minutes: Sequence[int], day_minutes: int) -> Took:
    enough = len(minutes) >= ANONYMOUS
    ordered = sorted(minutes)
    return Took(
        unit=unit,
        results=len(minutes),
        median=rank(ordered, 50) if enough else None,
        ninetieth=rank(ordered, 90) if enough else None,
        day_minutes=day_minutes,
    )


def rank(ordered: Sequence[int], percent: int) -> int:
    """The value at or below which `percent` of `ordered` lie: one that really occurred (nearest rank)."""
    return ordered[-(-len(ordered) * percent // 100) - 1]
