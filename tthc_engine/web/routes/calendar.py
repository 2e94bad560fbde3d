"""Lịch làm việc: decisions about working days, entered, looked at and applied by whoever keeps the house."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.catalogue.decisions import CalendarDecision
from tthc_engine.domain.errors import NotYourUnit, Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store.offices import Office
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.calendar import EVERYWHERE, single_days, whole_year
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.calendar import office_calendars, preview_page, seen_offices, undecided_year
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work.calendars import applying, entering, previewing
from tthc_engine.work.calendars.entering import Entered

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.ADMIN))]
AT_ONCE = 500
"""Dossiers judged while the officer waits; the timetable judges the rest."""
UNPROCESSABLE = 422


@router.get("/lich-lam-viec")
def overview(request: Request, officer: Keeper) -> Response:
    return _overview(request, officer, days=blank(says(request)), year=None)


@router.post("/lich-lam-viec/ngay")
def enter_days(request: Request, officer: Keeper, typed: Posted) -> Response:
    """Single days wait from now on; next comes the look at what they move."""
    decision = single_days(typed)
    if decision is None:
        return _overview(request, officer, days=typed, year=None, status=UNPROCESSABLE)
    done = _enter(request, officer, typed, decision)
    refused = next((one.refused for one in done if one.refused is not None), None)
    if refused is not None:
        words = _refused(request, done)
        return _overview(request, officer, days=typed, year=None, status=status_of(refused), refused=words)
    return go(f"/lich-lam-viec/{done[0].version}?da=calendar_entered")


@router.post("/lich-lam-viec/nam")
def enter_year(request: Request, officer: Keeper, typed: Posted) -> Response:
    """A whole year waits from now on."""
    decision = whole_year(typed)
    if decision is None:
        return _overview(request, officer, days=blank(says(request)), year=typed, status=UNPROCESSABLE)
    done = _enter(request, officer, typed, decision)
    refused = next((one.refused for one in done if one.refused is not None), None)
    if refused is not None:
        words, days = _refused(request, done), blank(says(request))
        return _overview(request, officer, days=days, year=typed, status=status_of(refused), refused=words)
    return go(f"/lich-lam-viec/{done[0].version}?da=calendar_entered")


@router.get("/lich-lam-viec/{version}")
def look(request: Request, officer: Keeper, version: str) -> Response:
    """What a waiting calendar would move, in each office where the same decision waits."""
    return _look(request, officer, version, typed=blank(says(request)))


@router.post("/lich-lam-viec/{version}/ap-dung")
def apply(request: Request, officer: Keeper, typed: Posted, version: str) -> Response:
    """Apply what was looked at, after the officer has said so on the page."""
    if not typed.chosen("dong_y"):
        typed.wrong("dong_y", says(request)("calendar.not_confirmed"))
        return _look(request, officer, version, typed=typed, status=UNPROCESSABLE)
    units = [one.unit.id for one in _seen(request, officer)]
    try:
        applying.apply(
            app_of(request),
            version,
            units=units,
            by=officer.person,
            at=at_of(request),
            act=typed.text("so"),
            limit=AT_ONCE,
        )
    except Refusal as refusal:
        typed.wrong("so", wording.refusal(says(request), refusal))
        return _look(request, officer, version, typed=typed, status=status_of(refusal))
    return go("/lich-lam-viec?da=calendar_applied")


@router.post("/lich-lam-viec/{version}/bo")
def drop(request: Request, officer: Keeper, typed: Posted, version: str) -> Response:
    """Take back what was entered by mistake."""
    del typed  # its token has been checked
    units = [one.unit.id for one in _seen(request, officer)]
    entering.drop(app_of(request), version, units=units, by=officer.person, at=at_of(request))
    return go("/lich-lam-viec?da=calendar_dropped")


def _seen(request: Request, officer: Officer) -> list[Office]:
    with app_of(request).read() as session:
        return seen_offices(session, officer.actor)


def _enter(request: Request, officer: Officer, typed: Typed, decision: CalendarDecision) -> list[Entered]:
    known = [one.unit.id for one in _seen(request, officer)]
    chosen = typed.text("don_vi")
    units = known if chosen == EVERYWHERE else [chosen]
    if not set(units) <= set(known):
        raise NotYourUnit
    return entering.enter(app_of(request), decision, units=units, by=officer.person, at=at_of(request))


def _refused(request: Request, done: Sequence[Entered]) -> str:
    """Why each office that refused did; where another took the decision, it waits there."""
    _ = says(request)
    refusals = [one for one in done if one.refused is not None]
    words = [wording.refusal(_, one.refused) for one in refusals if one.refused is not None]
    if len(done) == 1:
        return words[0]
    return " ".join(_("calendar.refused_in", unit=one.unit, why=why) for one, why in zip(refusals, words, strict=True))


def _overview(
    request: Request, officer: Officer, *, days: Typed, year: Typed | None, status: int = 200, refused: str = ""
) -> Response:
    """The page with both forms; `year` is None where nobody typed a year yet: it is filled in from what is known."""
    _ = says(request)
    with app_of(request).read() as session:
        seen = seen_offices(session, officer.actor)
        offices = office_calendars(session, seen)
        suggested = undecided_year(session, seen)
    options = [(one.unit, one.name) for one in offices]
    if len(options) > 1:
        options.append((EVERYWHERE, _("calendar.everywhere")))
    return page(
        request,
        "calendar/overview.html",
        status=status,
        offices=offices,
        options=options,
        days=days,
        year=year if year is not None else blank(_, nam=suggested),
        year_open=year is not None,
        refused_days="" if year is not None else refused,
        refused_year=refused if year is not None else "",
    )


def _look(request: Request, officer: Officer, version: str, *, typed: Typed, status: int = 200) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        units = [one.unit.id for one in seen_offices(session, officer.actor)]
        found = entering.chosen(session, version, units=units)
        previews = [preview_page(previewing.preview(app, session, one, at=at), _) for one in found]
    return page(
        request,
        "calendar/preview.html",
        status=status,
        version=version,
        act=found[0].act,
        reason=found[0].decision.reason if found[0].decision else "",
        previews=previews,
        moved=sum(len(one.found.moved) for one in previews),
        certain=sum(len(one.found.certain) for one in previews),
        notices=sum(one.notices for one in previews),
        units=", ".join(one.found.unit_name for one in previews),
        typed=typed,
    )
