"""Thủ tục hành chính, công khai: what anybody may read without signing in, on a page, on paper and as data."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from tthc_engine.bootstrap import App
from tthc_engine.domain.procedure import Channel, Procedure
from tthc_engine.reports import publication
from tthc_engine.reports.periods import Period
from tthc_engine.reports.publication import Month
from tthc_engine.reports.times import ANONYMOUS
from tthc_engine.store import retirements
from tthc_engine.store.offices import Office
from tthc_engine.store.retirements import Retirement
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.forms.typed import blank
from tthc_engine.web.pages import precheck
from tthc_engine.web.pages import published as shown
from tthc_engine.web.pages.flow_picture import flow
from tthc_engine.web.view import app_of, at_of, page, says, today_of

router = APIRouter()
NOT_FOUND = 404


@router.get("/thu-tuc")
def listing(request: Request, q: str = "") -> Response:
    """Every public procedure in force today, or those in which the words occur; diacritics do not matter."""
    app, today = app_of(request), today_of(request)
    with app.read() as session:
        found = shown.published(app, session, today, q[:200])
        offices = shown.open_offices(session, today)
    fields: dict[str, list[Procedure]] = {}
    for one in found:
        fields.setdefault(one.field, []).append(one)
    return page(
        request,
        "public/list.html",
        typed=blank(says(request), q=q[:200]),
        fields=sorted(fields.items()),
        count=len(found),
        offices=[(one, shown.hours(one, says(request))) for one in offices],
        limits=lambda one: " · ".join(dict.fromkeys(row.words for row in shown.limits(one, says(request)))),
    )


@router.get("/thu-tuc.json")
def listing_as_data(request: Request) -> Response:
    app, today = app_of(request), today_of(request)
    with app.read() as session:
        found = shown.published(app, session, today)
    listed = [
        {"code": one.code, "name": one.name, "field": one.field, "href": f"/thu-tuc/{one.code}.json"} for one in found
    ]
    return JSONResponse({"in_force_on": today.isoformat(), "procedures": listed})


@router.get("/thu-tuc/{code}.json")
def as_data(request: Request, code: str, ngay: str = "") -> Response:
    """The declaration itself, its hash, and the times it really took."""
    app = app_of(request)
    with app.read() as session:
        procedure, ended_by, _ = _asked_for(app, session, code, _day(request, ngay))
        rows = _times(request, session, procedure)
    return JSONResponse(shown.as_data(procedure, rows, ended_by))


@router.get("/thu-tuc/{code}")
def sheet(request: Request, code: str, ngay: str = "") -> Response:
    """The published sheet; printed, it is what hangs on the notice board."""
    app, _ = app_of(request), says(request)
    on = _day(request, ngay)
    with app.read() as session:
        procedure, ended_by, retired = _asked_for(app, session, code, on)
        rows = _times(request, session, procedure)
        offices = shown.open_offices(session, on)
        present = shown.one_published(app, session, code, today_of(request))
        day_minutes = shown.ordinary_day(app, session, on)
    return page(
        request,
        "public/sheet.html",
        procedure=procedure,
        present=present,
        ended_by=ended_by,
        retired=retired,
        last_day=shown.last_day(procedure, ended_by),
        on=on,
        limits=shown.limits(procedure, _),
        counts=lambda one: shown.counts(one, _),
        for_whom=lambda keys: shown.for_whom(procedure.cases, keys),
        flow=flow(procedure, _, day_minutes=day_minutes),
        within=lambda step: wording.duration(_, step.within, day_minutes=day_minutes),
        times=rows,
        few=ANONYMOUS,
        portal=shown.NATIONAL_PORTAL,
        can_submit=Channel.ONLINE in procedure.channels,
        own_portal=[one for one in offices if one.unit.voluntary and procedure.code in one.facts.online_procedures],
    )


def _asked_for(app: App, session: Session, code: str, on: date) -> tuple[Procedure, Retirement | None, bool]:
    """The procedure, the act that ends it and whether it has. Raises HTTPException for one that was never in force."""
    procedure = shown.one_published(app, session, code, on)
    if procedure is not None:
        return procedure, retirements.standing(session, procedure.code), False
    ended = shown.retired(app, session, code, on)
    if ended is None:
        raise HTTPException(NOT_FOUND)
    return *ended, True


@router.get("/thu-tuc/{code}/kiem-tra")
def check(request: Request, code: str) -> Response:
    """Which papers are still lacking, before the way to the desk is made. Nothing is kept of what is ticked."""
    app, _, today = app_of(request), says(request), today_of(request)
    with app.read() as session:
        procedure = shown.one_published(app, session, code, today)
        if procedure is None:
            raise HTTPException(NOT_FOUND)
        asked = precheck.asked(request.query_params, procedure, shown.open_offices(session, today))
        found = precheck.checked(app, session, procedure, asked, at_of(request), _)
    hours = shown.hours(asked.office, _) if asked.office is not None else []
    return page(request, "public/check.html", procedure=procedure, asked=asked, found=found, hours=hours)


@router.get("/cong-khai")
def publication_page(request: Request) -> Response:
    """Each office's last twelve whole months, side by side."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        offices = shown.open_offices(session, today_of(request))
    listed = publication.months(at)
    return page(
        request,
        "public/months.html",
        offices=[(one, _months(app, request, one, listed)) for one in offices],
    )


def _months(app: App, request: Request, office: Office, listed: list[Period]) -> list[tuple[Period, Month]]:
    """From the office's first month on; a month that nobody looked at yet is counted and kept."""
    at = at_of(request)
    with app.read() as session:
        known = [(one, publication.kept(session, office.unit.id, one)) for one in listed]
        found = [
            (one, month or publication.counted(app.engine, session, office.unit.id, one, at=at)) for one, month in known
        ]
    if missing := [pair for pair, (_, month) in zip(found, known, strict=True) if month is None]:
        with app.transaction() as session:
            for one, month in missing:
                publication.keep(session, office.unit.id, one, month)
    while found and found[-1][1].received == 0:
        found.pop()
    return found


def _times(request: Request, session: Session, procedure: Procedure) -> list[shown.TimeRow]:
    """Counted once a day for each procedure and language: anybody may ask, and a year does not change by the hour."""
    known: dict[tuple[str, str], tuple[date, list[shown.TimeRow]]] = request.app.state.times
    key, today = (procedure.code, says(request).language), today_of(request)
    counted = known.get(key)
    if counted is None or counted[0] != today:
        rows = shown.times(app_of(request), session, procedure.code, at_of(request), says(request))
        counted = known[key] = (today, rows)
    return counted[1]


def _day(request: Request, text: str) -> date:
    """The day that was asked for; today where none was, or none that can be read."""
    day = blank(says(request), day=text).day("day")
    return day or today_of(request)
