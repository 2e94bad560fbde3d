"""What a waiting calendar would do to each dossier, decided by the very rules that will apply it; nothing is written.

The clock acts first by the calendar that each dossier has: who is overdue by it stays so.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import Session as Hours
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.commands import ApplyCalendar
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.store import calendars, offices
from tthc_engine.store.calendars import Waiting
from tthc_engine.store.sql import Session
from tthc_engine.work.consequences import Move, consequence
from tthc_engine.work.report import why

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """A day that is worked otherwise by the waiting calendar."""

    on: date
    before: tuple[Hours, ...]
    """Sessions in minutes after midnight; empty: off."""
    after: tuple[Hours, ...]
    reason: str
    """Why it is off, by whichever calendar has it off; empty for one that only changes its hours."""
    decision: str
    make_up: bool
    """Worked instead of a day off."""
    past: bool
    """The day is over: what was due by then stays as it was judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One waiting calendar of one office, as applying it at `at` would turn out."""

    unit: str
    unit_name: str
    version: str
    act: str
    at: datetime
    days: tuple[DayChange, ...]
    decided_years: tuple[int, ...]
    """No longer "tạm tính"."""
    open: int
    """Open dossiers that would be judged by it."""
    changes: tuple[Move, ...]
    failed: dict[str, str] = field(default_factory=dict)
    """Dossier to why it could not be judged."""

    @property
    def moved(self) -> tuple[Move, ...]:
        return tuple(one for one in self.changes if one.moves)

    @property
    def certain(self) -> tuple[Move, ...]:
        return tuple(one for one in self.changes if one.becomes_certain)

    @property
    def past_days(self) -> tuple[date, ...]:
        return tuple(one.on for one in self.days if one.past)


def preview(app: App, session: Session, one: Waiting, *, at: datetime, progress: Progress | None = None) -> Preview:
    """Judge every open dossier of the office by the waiting calendar, without writing anything."""
    office = offices.office(session, one.unit)
    if office is None:
        raise LookupError(one.unit)
    kept = app.engine.rulebook.declarations
    now, then = kept.calendar(session, office.calendar), kept.calendar(session, one.version)
    ids = calendars.judged_otherwise(session, one.unit, one.version)
    changes: list[Move] = []
    failed: dict[str, str] = {}
    for done, dossier_id in enumerate(ids, start=1):
        try:
            command = ApplyCalendar(dossier=dossier_id, by=THE_CLOCK, calendar=one.version, act=one.act)
            move = consequence(app, session, command, at=at)
        except Exception as error:
            failed[dossier_id] = why(error)
            log.exception("action=preview_calendar dossier=%s", dossier_id)
            continue
        finally:
            if progress is not None:
                progress(done, len(ids))
        if move is not None:
            changes.append(move)
    return Preview(
        unit=one.unit,
        unit_name=office.unit.name,
        version=one.version,
        act=one.act,
        at=at,
        days=tuple(day_changes(now, then, today=now.local(at).date())),
        decided_years=_decided(now, then),
        open=len(ids),
        changes=tuple(changes),
        failed=failed,
    )


def day_changes(now: WorkingCalendar, then: WorkingCalendar, *, today: date) -> list[DayChange]:
    """The days both calendars know and of which they say different hours, oldest first."""
    first, last = max(now.first_day, then.first_day), min(now.last_day, then.last_day)
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        before, after = now.sessions_on(day), then.sessions_on(day)
        if before != after:
            speaks = then if then.why_off(day) or then.decision_on(day) else now
            found.append(
                DayChange(
                    on=day,
                    before=before,
                    after=after,
                    reason=speaks.why_off(day),
                    decision=speaks.decision_on(day),
                    make_up=then.is_make_up_day(day),
                    past=day < today,
                )
            )
    return found


def _decided(now: WorkingCalendar, then: WorkingCalendar) -> tuple[int, ...]:
    years = range(now.first_day.year, now.last_day.year + 1)
    return tuple(
        year for year in years if now.is_provisional(date(year, 1, 1)) and not then.is_provisional(date(year, 1, 1))
    )
