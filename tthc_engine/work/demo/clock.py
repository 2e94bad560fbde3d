"""The demo's movable clock: forward only, and what falls due on the way is acted on at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.store import dossier_counts
from tthc_engine.store.people import EVERYTHING, HANOI
from tthc_engine.work.deliver import DeliveryReport, deliver
from tthc_engine.work.demo.office import demo_office
from tthc_engine.work.sweep import SweepReport, sweep

_JUST_AFTER = timedelta(minutes=1)
"""The due instant itself is still in time; a minute later everybody sees what has become of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    now: datetime
    sweep: SweepReport
    delivery: DeliveryReport


def next_working_day(app: App, at: datetime) -> datetime:
    """The opening of the first working day after the day of `at`."""
    calendar = _calendar(app)
    return calendar.opening(calendar.working_day_after(calendar.local(at).date()))


def next_due(app: App, at: datetime) -> datetime | None:
    """A minute after the next due instant of any open dossier; None when nothing is due any more."""
    with app.read() as session:
        due = dossier_counts.next_due(session, EVERYTHING, at)
    return None if due is None else due + _JUST_AFTER


def move(app: App, to: datetime) -> Moved:
    """Move the clock to `to`, stopping at each morning and evening on the way, and let the clock and the post act.

    A sweep that looked only at the end would find the same breaches, but tell of them all at once.

    Raises PermissionError outside the demo.
    """
    swept = SweepReport()
    for stop in [*_stops(app, app.now(), to), to]:
        now = app.advance_to(stop)
        found = sweep(app, max(now, stop))
        swept.candidates += found.candidates
        swept.acted += found.acted
        swept.failed |= found.failed
    now = app.now()
    return Moved(now=now, sweep=swept, delivery=deliver(app, now))


def _stops(app: App, since: datetime, until: datetime) -> list[datetime]:
    """The openings and closings of the working days between."""
    calendar, found = _calendar(app), []
    day, last = since.astimezone(HANOI).date(), until.astimezone(HANOI).date()
    while day <= last:
        found += [at for at in _ends(calendar, day) if since < at < until]
        day += timedelta(days=1)
    return found


def _ends(calendar: WorkingCalendar, day: date) -> list[datetime]:
    if not calendar.is_working_day(day):
        return []
    return [calendar.opening(day), calendar.closing(day) + _JUST_AFTER]


def _calendar(app: App) -> WorkingCalendar:
    """The office hours the demo's units share."""
    return app.catalogue.office_calendar(next(unit.hours for unit in demo_office().units if unit.hours))
