"""The calendars of the offices an officer may see: in use, waiting, and what a waiting one would move."""

from collections.abc import Sequence
from dataclasses import dataclass

from tthc_engine.catalogue.decisions import year_as_text
from tthc_engine.domain.calendar import Session as Hours
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import calendars, offices, people
from tthc_engine.store.calendars import Waiting
from tthc_engine.store.offices import Office
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.work.calendars import entering
from tthc_engine.work.calendars.previewing import Preview
from tthc_engine.work.consequences import Move

DAYS_SHOWN = 40
"""More days than a whole year of holidays has."""
SHOWN = 200
"""Dossiers listed on the page; `tthc calendar preview` lists all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCalendar:
    """One office: which years are decided, and what waits."""

    unit: str
    name: str
    version: str
    decided: str
    """`2023–2026`."""
    provisional: tuple[int, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    on: str
    before: str
    after: str
    why: str
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """A preview as its page shows it."""

    found: Preview
    days: tuple[DayRow, ...]
    days_left_out: int
    rows: tuple[Move, ...]
    left_out: int
    notices: int


def seen_offices(session: Session, by: Actor) -> list[Office]:
    """The offices whose calendar the officer may change: their own; supervisor, administrator: those under it too."""
    scope = people.Scope(offices.below(session, by.unit)) if by.has(Role.ADMIN) else people.scope_of(session, by)
    return [one for one in offices.offices(session) if scope.holds(one.unit.id)]


def office_calendars(session: Session, seen: Sequence[Office]) -> list[OfficeCalendar]:
    return [_office_calendar(session, one) for one in seen]


def undecided_year(session: Session, seen: Sequence[Office]) -> str:
    """The first year that is still "tạm tính", as its file would say it once decided; empty where none is."""
    for office in seen:
        for year in calendars.years_of(session, office):
            if not year.published:
                decided = year.model_copy(update={"published": True, "revision": year.revision + 1, "notes": ()})
                return year_as_text(decided)
    return ""


def preview_page(one: Preview, _: Messages) -> PreviewPage:
    # Other hours change a day of every week for years: then the days to come are shown, and only the first of them.
    listed = one.days if len(one.days) <= DAYS_SHOWN else [day for day in one.days if not day.past][:DAYS_SHOWN]
    days = tuple(
        DayRow(
            on=f"{_(f'weekday_short.{day.on.weekday()}')} {wording.day(day.on)}",
            before=hours(day.before, _),
            after=hours(day.after, _),
            why=" · ".join(
                part for part in (_("calendar.make_up_day") if day.make_up else "", day.reason, day.decision) if part
            ),
            past=day.past,
        )
        for day in listed
    )
    notices = sum(LetterKind.APPOINTMENT_NOTICE in move.letters for move in one.changes)
    rows = one.changes[:SHOWN]
    return PreviewPage(
        found=one,
        days=days,
        days_left_out=len(one.days) - len(days),
        rows=rows,
        left_out=len(one.changes) - len(rows),
        notices=notices,
    )


def hours(sessions: Sequence[Hours], _: Messages) -> str:
    """`07:30–11:30, 13:30–17:00`, or that nobody works."""
    said = ", ".join(
        f"{opens // 60:02d}:{opens % 60:02d}–{closes // 60:02d}:{closes % 60:02d}" for opens, closes in sessions
    )
    return said or _("calendar.off")


def _office_calendar(session: Session, office: Office) -> OfficeCalendar:
    years = calendars.years_of(session, office)
    decided = [one.year for one in years if one.published]
    return OfficeCalendar(
        unit=office.unit.id,
        name=office.unit.name,
        version=office.calendar,
        decided=f"{decided[0]}–{decided[-1]}" if decided else "–",
        provisional=tuple(one.year for one in years if not one.published),
        waiting=tuple(entering.waiting(session, [office.unit.id])),
    )
