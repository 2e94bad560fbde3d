"""What an office publishes of a procedure: the sheet on its notice board, on a page and as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import digest, ranked
from tthc_engine.domain.errors import NotInForce, UnknownProcedure
from tthc_engine.domain.procedure import Case, Component, Procedure, Scope
from tthc_engine.reports.times import ANONYMOUS, Took, took
from tthc_engine.store import offices, retirements
from tthc_engine.store.offices import Office
from tthc_engine.store.retirements import Retirement
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages

NATIONAL_PORTAL = "https://dichvucong.gov.vn"
"""Where administrative bodies take online dossiers (NĐ 118 Đ15.3, Đ27.2a)."""
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """`08 ngày làm việc kể từ ngày nhận đủ hồ sơ`, and for whom."""

    words: str
    whom: str


@dataclass(frozen=True, slots=True)
class TimeRow:
    office: str
    results: int
    median: str
    """Empty: too few results to be published."""
    ninetieth: str
    waited: str
    """Empty: too few were asked for a supplement."""


def published(app: App, session: Session, on: date, words: str = "") -> list[Procedure]:
    """What anybody may ask for on that day, best match first; an office's own version before the packaged one."""
    law = app.engine.rulebook.declarations.law_on(session, on)
    return ranked((one for one in law if one.scope is Scope.PUBLIC), words)


def one_published(app: App, session: Session, code: str, on: date) -> Procedure | None:
    """The public procedure of that code or slug in force on the day; None where there is none."""
    try:
        found = app.engine.rulebook.declarations.in_force(session, code, on)
    except (UnknownProcedure, NotInForce):
        return None
    return found if found.scope is Scope.PUBLIC else None


def retired(app: App, session: Session, code: str, on: date) -> tuple[Procedure, Retirement] | None:
    """The public procedure of that code that an act has ended by that day, as it last was, and the act."""
    ended = retirements.covering(session, code, on)
    if ended is None:
        return None
    found = one_published(app, session, code, ended.since - timedelta(days=1))
    return None if found is None else (found, ended)


def limits(procedure: Procedure, _: Messages) -> list[LimitRow]:
    cases = {one.key: one.name for one in procedure.cases}
    rows = []
    for limit in procedure.limits:
        whom = [*(cases[key] for key in limit.cases), *(_(f"channel.{one.value}") for one in limit.channels)]
        rows.append(LimitRow(limit.words or wording.limit(_, limit.phases), "; ".join(whom)))
    return rows


def counts(component: Component, _: Messages) -> str:
    """`01 bản chính, 02 bản sao`; the forms in which it may be handed in."""
    said = []
    if component.originals:
        said.append(_("public.originals", n=f"{component.originals:02d}"))
    if component.copies:
        said.append(_("public.copies", n=f"{component.copies:02d}"))
    return ", ".join(said)


def for_whom(cases: Sequence[Case], keys: Sequence[str]) -> str:
    named = {one.key: one.name for one in cases}
    return "; ".join(named[key] for key in keys)


def times(app: App, session: Session, code: str, at: datetime, _: Messages) -> list[TimeRow]:
    """The year before `at`, by office, in words."""
    declarations = app.engine.rulebook.declarations
    found = took(
        session, code, since=at - YEAR, until=at, calendar=lambda version: declarations.calendar(session, version)
    )
    return [_time_row(one, offices.unit(session, one.unit), _) for one in found]


def _time_row(one: Took, unit: offices.Unit | None, _: Messages) -> TimeRow:
    def said(minutes: int | None) -> str:
        return "" if minutes is None else wording.span(_, minutes, day_minutes=one.day_minutes)

    name = unit.name if unit is not None else one.unit
    few = one.results < ANONYMOUS
    return TimeRow(name, 0 if few else one.results, said(one.median), said(one.ninetieth), said(one.waited))


def last_day(procedure: Procedure, ended_by: Retirement | None) -> date | None:
    """The last day on which it is received: by its own words, or by the act that ends it sooner."""
    own = procedure.in_force_until
    if ended_by is None or (own is not None and own < ended_by.since):
        return own
    return ended_by.since - timedelta(days=1)


def as_data(procedure: Procedure, rows: Sequence[TimeRow], ended_by: Retirement | None) -> dict[str, Any]:
    """The declaration as it is, its hash, what it really took, and the act that ends it."""
    last = last_day(procedure, ended_by)
    return {
        "code": procedure.code,
        "name": procedure.name,
        "in_force_from": procedure.in_force_from.isoformat(),
        "in_force_until": last.isoformat() if last else None,
        "ended_by": None
        if ended_by is None
        else {"act": ended_by.act, "on": ended_by.act_on.isoformat(), "since": ended_by.since.isoformat()},
        "sha256": digest(procedure),
        "declaration": procedure.model_dump(mode="json", exclude_defaults=True),
        "times": [
            {
                "office": one.office,
                "results": one.results,
                "median": one.median,
                "nine_in_ten": one.ninetieth,
                "supplement_wait_median": one.waited or None,
            }
            for one in rows
            if one.median
        ],
    }


def open_offices(session: Session, on: date) -> list[Office]:
    """Where papers are handed in on that day, by name."""
    found = [one for one in offices.offices(session) if one.unit.valid_until is None or one.unit.valid_until >= on]
    return sorted(found, key=lambda one: one.unit.name)


def ordinary_day(app: App, session: Session, on: date) -> int:
    """Minutes of an ordinary working day here, by which parts of a day are told: those of the first open office."""
    for one in open_offices(session, on):
        return app.engine.rulebook.declarations.calendar(session, one.calendar).ordinary_day
    return app.catalogue.office_calendar("vn-a").ordinary_day


def hours(office: Office, _: Messages) -> list[str]:
    """`Thứ Hai – thứ Sáu: 07:30–11:30, 13:30–17:00`; days with the same hours together."""
    week = list(office.facts.week)
    said: list[str] = []
    first = 0
    for day in range(1, 8):
        if day < 7 and week[day] == week[first]:
            continue
        if week[first]:
            days = _days(first, day - 1, _)
            said.append(f"{days[0].upper()}{days[1:]}: {', '.join(_session(one) for one in week[first])}")
        first = day
    return said


def _days(first: int, last: int, _: Messages) -> str:
    begins = _(f"weekday.{first}")
    return begins if first == last else f"{begins} – {_(f'weekday.{last}')}"


def _session(one: tuple[int, int]) -> str:
    return "–".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in one)
