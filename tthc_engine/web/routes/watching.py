"""Behind the board: its lists, the week's sheet, what the office set out to reach, the screen on the wall."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.procedure import Role
from tthc_engine.store import meta, offices, people, targets, watching
from tthc_engine.store.sql import Remembering
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.pages.board import board, own_calendar
from tthc_engine.web.pages.lists import list_rows
from tthc_engine.web.pages.watched import Asked, watched
from tthc_engine.web.rights import WATCHERS
from tthc_engine.web.view import app_of, at_of, go, page, says

router = APIRouter()
Watcher = Annotated[Officer, Depends(needs(*WATCHERS))]
Setter = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.DIRECTOR))]


@router.get("/giam-sat/danh-sach")
def listing(
    request: Request,
    officer: Watcher,
    xem: str = "",
    ngay: date | None = None,
    nguoi: str = "",
    vai: str = "",
    don_vi: str = "",
    buoc: str = "",
    trang: int = 1,
    sau: str = "",
) -> Response:
    """The dossiers that one figure of the board counts."""
    app, at, _ = app_of(request), at_of(request), says(request)
    asked = Asked(xem, day=ngay, person=nguoi, role=vai, unit=don_vi, step=buoc)
    with app.read() as session:
        found = watched(app, session, officer, asked, at, _, page=max(trang, 1), after=sau)
        if found is None:
            raise HTTPException(404)
        rows = list_rows(app, session, found.found.lines, at, _)
    query = {name: text for name, text in request.query_params.items() if name not in ("trang", "sau")}
    return page(
        request,
        "watched.html",
        title=found.title,
        found=found.found,
        rows=rows,
        said_of=found.said,
        address=lambda number, sau="": (
            f"/giam-sat/danh-sach?{urlencode({**query, 'trang': number, **({'sau': sau} if sau else {})})}"
        ),
    )


@router.get("/giam-sat/tuan")
def week(request: Request, officer: Watcher) -> Response:
    """The week's sheet for the briefing: one page to print."""
    app, at = app_of(request), at_of(request)
    with app.read() as opened:
        session = Remembering(opened)
        scope = people.scope_of(session, officer.actor)
        found = board(app, session, scope, officer, at, says(request))
        calendar = own_calendar(app, session, officer)
    monday = wording.local(at).date() - timedelta(days=wording.local(at).weekday())
    return page(request, "week.html", board=found, monday=monday, sunday=monday + timedelta(days=6), calendar=calendar)


@router.post("/giam-sat/chi-tieu")
def aim(request: Request, officer: Setter, typed: Posted) -> Response:
    """What the office wants to reach, in percent; an empty field is no target."""
    wanted: dict[str, int] = {}
    for kind in targets.KINDS:
        text = typed.text(kind).removesuffix("%").strip()
        if text and not (text.isdecimal() and int(text) <= 100):
            return go("/giam-sat?da=targets_not_set")
        if text:
            wanted[kind] = int(text)
    with app_of(request).transaction() as session:
        targets.set_targets(session, officer.actor.unit, wanted, by=officer.person, at=at_of(request))
    return go("/giam-sat?da=targets_set")


@router.post("/giam-sat/man-hinh")
def open_wall(request: Request, officer: Setter, typed: Posted) -> Response:
    """A new address for the screen on the wall; whatever address hung there before shows nothing any more."""
    mark = secrets.token_urlsafe(18)
    unit = officer.actor.unit
    with app_of(request).transaction() as session:
        meta.put(session, f"wall.{unit}", _digest(mark))
        offices.audit(session, unit, kind="wall_opened", by=officer.person, at=at_of(request), payload={})
    return page(request, "wall_address.html", address=f"{app_of(request).settings.address}/bang/{unit}/{mark}")


@router.get("/bang/{unit}/{mark}")
def wall(request: Request, unit: str, mark: str) -> Response:
    """For whoever waits at the desk: codes, never names. Opens only under the address the supervisor hung there."""
    at = at_of(request)
    today = wording.local(at).date()
    first = datetime(today.year, today.month, today.day, tzinfo=HANOI)
    with app_of(request).read() as session:
        kept = meta.get(session, f"wall.{unit}") or ""
        if not hmac.compare_digest(kept, _digest(mark)):
            raise HTTPException(404)
        units = sorted(offices.below(session, unit))
        due = watching.codes_due(session, units, since=first, until=first + timedelta(days=1))
        late = watching.codes_due(session, units, since=first - timedelta(days=400), until=first)
        ready = watching.codes_waiting(session, units)
        own = offices.unit(session, unit)
    return page(
        request, "wall.html", unit_name=own.name if own else "", due=due, late=[code for code, _ in late], ready=ready
    )


def _digest(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()
