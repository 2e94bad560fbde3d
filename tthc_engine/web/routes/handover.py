"""Bàn giao: the day's lists to be printed and signed, and the record that papers went to another unit."""

import secrets
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.commands import HandOver
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.desk_counts import desk_counts
from tthc_engine.web.pages.handover import RECEIVED, RESULTS, groups
from tthc_engine.web.pages.seen import line_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work.bulk import do_each

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
KINDS = (RECEIVED, RESULTS)


@router.get("/ban-giao")
def lists(request: Request, officer: AtDesk, ngay: str = "", loai: str = RECEIVED) -> Response:
    """`?ngay=16/11/2026`; `?loai=ket-qua` lists results instead of dossiers."""
    typed = blank(says(request), ngay=ngay)
    on = typed.day("ngay") or today_of(request)
    return _page(request, officer, typed, on=on, kind=loai if loai in KINDS else RECEIVED)


@router.post("/ban-giao")
def handed_over(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """Note that the ticked dossiers went to the unit that decides; each by itself, so that one holds up no other."""
    app, at = app_of(request), at_of(request)
    on = typed.day("ngay") or today_of(request)
    taken_by = typed.required("received_by", says(request)("order.taken_by"))
    chosen = typed.all_of("chon")
    if not chosen:
        typed.wrong("chon", says(request)("handover.none_chosen"))
    if typed.errors:
        return _page(request, officer, typed, on=on, kind=RECEIVED, status=422)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        lines = [line_of(session, scope, key) for key in chosen]
    asked = [HandOver(dossier=one.id, by=officer.actor, received_by=taken_by) for one in lines]
    outcomes = do_each(app, asked, at=at, key=typed.key or "")
    for one in outcomes:
        if one.refused is not None:
            typed.wrong(one.reference or one.dossier_id, wording.refusal(says(request), one.refused))
    if typed.errors:
        return _page(request, officer, typed, on=on, kind=RECEIVED, status=409)
    return go(f"/ban-giao?ngay={wording.day(on)}&da=hand_over")


def _page(request: Request, officer: Officer, typed: Typed, *, on: date, kind: str, status: int = 200) -> Response:
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = groups(app, session, scope, unit=officer.actor.unit, on=on, kind=kind, _=says(request))
        counts = desk_counts(session, scope)
    return page(
        request,
        "handover.html",
        status=status,
        typed=typed,
        form_key=secrets.token_urlsafe(9),
        on=on,
        kind=kind,
        groups=found,
        counts=counts,
        total=sum(len(one.rows) for one in found),
    )
