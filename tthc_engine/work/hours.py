"""When an office may be disturbed: from its opening to its closing, lunch included, as people are awake."""

from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.store import offices
from tthc_engine.store.sql import Session


def calendar_of(app: App, session: Session, unit: str) -> WorkingCalendar | None:
    """The hours of the office of `unit`, or of the nearest unit above that has one; None where there is none."""
    here: str | None = unit
    seen: set[str] = set()
    while here is not None and here not in seen:
        seen.add(here)
        found = offices.office(session, here)
        if found is not None:
            return app.engine.rulebook.declarations.calendar(session, found.calendar)
        node = offices.unit(session, here)
        here = node.parent if node is not None else None
    return None


def within(calendar: WorkingCalendar | None, at: datetime) -> datetime:
    """`at`, or the next opening; `at` where nobody knows that year's hours: too early is better than never."""
    if calendar is None:
        return at
    try:
        today = calendar.local(at).date()
        if calendar.is_working_day(today) and at <= calendar.closing(today):
            return max(at, calendar.opening(today))
        return calendar.opening(calendar.working_day_after(today))
    except CalendarNotPublished:
        return at


def next_opening(calendar: WorkingCalendar | None, at: datetime) -> datetime:
    """The first opening after `at`; `at` itself where nobody knows the hours."""
    if calendar is None:
        return at
    try:
        today = calendar.local(at).date()
        if calendar.is_working_day(today) and at < calendar.opening(today):
            return calendar.opening(today)
        return calendar.opening(calendar.working_day_after(today))
    except CalendarNotPublished:
        return at


def after_working(calendar: WorkingCalendar | None, start: datetime, *, minutes: int) -> datetime:
    """`minutes` of the office's working time after `start`; never outside its hours but for 0 minutes."""
    if calendar is None or not minutes:
        return start
    try:
        return calendar.add(start, minutes)
    except CalendarNotPublished:
        return start
