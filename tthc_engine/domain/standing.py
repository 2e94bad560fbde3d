"""How a dossier stands: one classifier by instants, for lists, alerts, obligations and letters."""

from datetime import datetime
from enum import StrEnum

from tthc_engine.domain.calendar import WorkingCalendar


class Standing(StrEnum):
    """The first five are an open dossier's, the last two and `on_time` a closed one's; `no_deadline` serves both."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    STOPPED = "stopped"
    NO_DEADLINE = "no_deadline"
    EARLY = "early"
    LATE = "late"


class ByDate(StrEnum):
    """The same question asked by calendar date, as form II.06a counts."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"


def open_standing(at: datetime, *, due: datetime | None, soon_from: datetime | None, stopped: bool) -> Standing:
    """How a dossier still in hand stands at `at`.

    At the due instant itself it is not overdue yet. `due` is None while nobody can know it: `stopped` tells whether
    the clock waits or the law sets no period. A stop that began after the due instant leaves `due` and the lateness.
    """
    if due is None:
        return Standing.STOPPED if stopped else Standing.NO_DEADLINE
    if at > due:
        return Standing.OVERDUE
    return Standing.DUE_SOON if soon_from is not None and at >= soon_from else Standing.ON_TIME


def closed_standing(ended: datetime, due: datetime | None, calendar: WorkingCalendar) -> Standing:
    """How a dossier whose result was released at `ended` stands for ever; a later look never changes it.

    Early before the due day, on time on it up to the due instant, late after.
    """
    if due is None:
        return Standing.NO_DEADLINE
    if ended > due:
        return Standing.LATE
    return Standing.EARLY if standing_by_date(ended, due, calendar) is ByDate.BEFORE else Standing.ON_TIME


def standing_by_date(ended: datetime, due: datetime, calendar: WorkingCalendar) -> ByDate:
    """Whether `ended` fell before, on or after the due date, on the office's calendar page."""
    ended_on, due_on = calendar.local(ended).date(), calendar.local(due).date()
    if ended_on < due_on:
        return ByDate.BEFORE
    return ByDate.ON if ended_on == due_on else ByDate.AFTER
