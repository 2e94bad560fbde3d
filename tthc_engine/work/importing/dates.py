"""The instants of a line as its office's calendar reads them, and where they disagree with the law's count."""

from collections.abc import Callable, Iterable
from datetime import datetime

from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.events import Elsewhere
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.exchange.dossiers import cells
from tthc_engine.exchange.dossiers.cells import Moment
from tthc_engine.exchange.dossiers.lines import Kind, Told
from tthc_engine.store.people import HANOI


def dates_of(told: Told, calendar: WorkingCalendar, *, now: datetime) -> dict[str, datetime | None]:
    """The instants of a line; a day without an hour is read so that nobody is late by an hour nobody told."""
    known = told.dates
    settled = told.state is not None and told.state.status in (3, 7, 8, 9, 10)
    ended = known.get("ended_at")
    if ended is None and settled and "returned_at" in known:
        told.differs(Kind.END_FROM_RETURN, field="ended_at", theirs=_moment(known["returned_at"]))
        ended = known["returned_at"]
    if ended is not None and not settled:
        told.differs(Kind.END_IGNORED, field="ended_at", theirs=_moment(ended))
        ended = None
    appointment = _at(known.get("appointment"), calendar, cells.closing)
    done = _end_of(ended, appointment, calendar, now)
    returned = _end_of(known.get("returned_at"), None, calendar, now)
    return {
        "submitted_at": _at(known.get("submitted_at"), calendar, cells.opening),
        "received_at": _at(known.get("received_at"), calendar, cells.opening),
        "appointment": appointment,
        "ended_at": done,
        "returned_at": max(returned, done) if returned is not None and done is not None else None,
    }


def _end_of(
    moment: Moment | None, appointment: datetime | None, calendar: WorkingCalendar, now: datetime
) -> datetime | None:
    at = _at(moment, calendar, cells.closing)
    if at is None or moment is None or moment.clock is not None:
        return at
    if appointment is not None and calendar.local(appointment).date() == moment.on:
        at = min(at, appointment)
    # Done today, at some hour that has come already.
    return min(at, now) if moment.on == calendar.local(now).date() else at


def _at(moment: Moment | None, calendar: WorkingCalendar, unknown: Callable[..., datetime]) -> datetime | None:
    return None if moment is None else moment.at(calendar, unknown)


def compare(told: Told, event: Elsewhere, around: Surroundings, where: Iterable[str]) -> None:
    """What the office should look at: dates that disagree with the law or the calendar, a version of another day."""
    calendar, procedure = around.rules.calendar, around.rules.procedure
    named, counted = event.appointment, event.computed_due
    received = event.received_at
    if named is not None:
        day = calendar.local(named).date()
        if counted is not None and calendar.local(counted).date() != day:
            told.differs(Kind.APPOINTMENT_DIFFERS, field="appointment", theirs=said(named), ours=said(counted))
        if _is_off(calendar, named):
            told.differs(Kind.APPOINTMENT_OFF, field="appointment", theirs=said(named))
    if received is not None and not procedure.in_force(calendar.local(received).date()):
        version = f"{procedure.in_force_from:%d/%m/%Y}"
        told.differs(Kind.VERSION_NOT_IN_FORCE, field="received_at", theirs=said(received), ours=version)
    if "appointment" in where and named is None and len(procedure.cases) > 1 and counted is not None:
        told.differs(Kind.CASE_GUESSED, ours=procedure.cases[0].name)


def check_known_years(told: Elsewhere, around: Surroundings) -> None:
    """Raises CalendarNotPublished: what was worked between two days of an unknown year nobody can count."""
    calendar = around.rules.calendar
    for at in (told.received_at, told.due_at, told.ended_at):
        if at is not None:
            calendar.is_working_day(calendar.local(at).date())


def _is_off(calendar: WorkingCalendar, at: datetime) -> bool:
    try:
        return not calendar.is_working_day(calendar.local(at).date())
    except CalendarNotPublished:
        return False


def _moment(moment: Moment) -> str:
    clock = f"{moment.clock:%H:%M} " if moment.clock is not None else ""
    return f"{clock}{moment.on:%d/%m/%Y}"


def said(at: object) -> str:
    return f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}" if isinstance(at, datetime) else str(at or "")
