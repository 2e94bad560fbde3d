"""Giấy in sẵn: receipts printed with reserved codes for a day without power, entered afterwards with the true date."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import blanks, dossiers, idempotency, people
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.routes.dossier import qr
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
MOST = 60
"""Receipts of one stack: a busy day at one window."""
AHEAD, SHOWN = timedelta(days=31), timedelta(days=60)


@router.get("/tiep-nhan/giay-in-san")
def stack(request: Request, officer: AtDesk) -> Response:
    """What was printed of late, what of it was entered, and the form for another stack."""
    return _page(request, officer, blank(says(request), day=f"{today_of(request):%d/%m/%Y}", count="20"))


@router.post("/tiep-nhan/giay-in-san")
def reserve(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """Take the next codes of a day, from today on: a code names the day on which its papers are received."""
    app, _, today = app_of(request), says(request), today_of(request)
    day = typed.day("day")
    count = int(typed.text("count")) if typed.text("count").isascii() and typed.text("count").isdecimal() else 0
    if day is None:
        typed.required("day", _("blanks.day"))
    elif not today <= day <= today + AHEAD:
        typed.wrong("day", _("blanks.day_range", days=AHEAD.days))
    if not 1 <= count <= MOST:
        typed.wrong("count", _("blanks.count_range", n=MOST))
    if typed.errors or day is None:
        return _page(request, officer, typed, status=422)
    kept = f"blanks:{officer.person}:{typed.key}"
    with app.transaction() as session:
        if idempotency.find(session, kept) is None:
            app.engine.reserve_receipts(session, officer.actor, day=day, count=count, at=at_of(request))
            idempotency.keep(session, kept, idempotency.First(day.isoformat(), 1, 0), at=at_of(request))
    return go(f"/tiep-nhan/giay-in-san/{day.isoformat()}")


@router.get("/tiep-nhan/giay-in-san/{day}")
def sheets(request: Request, officer: AtDesk, day: str) -> Response:
    """The unused receipts of one day, one sheet each, with lines to be written on by hand."""
    typed = Typed(says(request), {"day": day})
    on = typed.day("day") or today_of(request)
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = [one for one in blanks.of_unit(session, scope, officer.actor.unit, since=on) if one.day == on]
    address = f"{app.settings.address}/tra-cuu"
    unused = [one for one in found if one.dossier is None]
    codes = {one.reference: qr(f"{address}?ma={one.reference}") for one in unused}
    return page(request, "blank_sheets.html", blanks=unused, day=on, address=address, qr=codes)


def _page(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = blanks.of_unit(session, scope, officer.actor.unit, since=today_of(request) - SHOWN)
        entered = {one.dossier: dossiers.by_id(session, scope, one.dossier) for one in found if one.dossier is not None}
    days = sorted({one.day for one in found}, reverse=True)
    return page(
        request,
        "blanks.html",
        status=status,
        typed=typed,
        form_key=secrets.token_urlsafe(9),
        days=[(day, [one for one in found if one.day == day]) for day in days],
        entered=entered,
        most=MOST,
    )
