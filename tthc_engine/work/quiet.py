"""Quiet hours: a telephone rings in the office's hours only, unless its owner has just done something themselves."""

from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.store import dossiers, offices
from tthc_engine.store.outbox import OutboxMessage
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session

# The citizen is awake: this answers what they did a moment ago.
OF_THEIR_OWN = frozenset({"submitted", "supplement_received", "receipt", "stopped"})


def may_ring_from(app: App, session: Session, row: OutboxMessage, *, at: datetime) -> datetime:
    """The first instant from `at` on at which the telephone of `row`'s person may ring."""
    if row.kind in OF_THEIR_OWN:
        return at
    line = dossiers.by_id(session, EVERYTHING, row.dossier_id)
    office = offices.office(session, line.receiving_unit if line is not None else row.unit)
    if office is None:
        return at
    try:
        return _within_hours(app.engine.rulebook.declarations.calendar(session, office.calendar), at)
    except CalendarNotPublished:
        # Nobody knows that year's hours; a message too early is better than one that never comes.
        return at


def _within_hours(calendar: WorkingCalendar, at: datetime) -> datetime:
    """`at`, or the next opening; the lunch break is within hours, as people are awake."""
    today = calendar.local(at).date()
    if calendar.is_working_day(today):
        if calendar.opening(today) <= at <= calendar.closing(today):
            return at
        if at < calendar.opening(today):
            return calendar.opening(today)
    return calendar.opening(calendar.working_day_after(today))
