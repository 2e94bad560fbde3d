"""Đợt tiếp nhận: the intake windows of each office, set by a decision."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, people
from tthc_engine.store.people import HANOI
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import windows

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(*windows.KEEPERS))]
UNPROCESSABLE = 422


@router.get("/dot-tiep-nhan")
def overview(request: Request, officer: Keeper) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.post("/dot-tiep-nhan")
def put(request: Request, officer: Keeper, typed: Posted) -> Response:
    """Set a window; what is wrong is said and what was typed stays."""
    opens, closes = typed.day("tu"), typed.day("den")
    for name, label in (("tu", "window.opens"), ("den", "window.closes"), ("quyet_dinh", "window.decision")):
        typed.required(name, says(request)(label))
    if typed.errors or opens is None or closes is None:
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    try:
        windows.put(
            app_of(request),
            officer.actor,
            unit=typed.text("don_vi"),
            procedure=typed.text("thu_tuc"),
            opens=opens,
            closes=closes,
            decision=typed.text("quyet_dinh"),
            at=at_of(request),
        )
    except Refusal as refusal:
        return _overview(request, officer, typed, refusal=refusal)
    return go("/dot-tiep-nhan?da=put_window")


def _overview(
    request: Request, officer: Officer, typed: Typed, *, status: int = 200, refusal: Refusal | None = None
) -> Response:
    app, at, by = app_of(request), at_of(request), officer.actor
    today = at.astimezone(HANOI).date()
    with app.read() as session:
        lines = windows.overview(session, app, by)
        mine = people.scope_of(session, by).units if by.has(Role.SUPERVISOR) else offices.below(session, by.unit)
        open_now = {one.unit.id for one in offices.offices(session)} & (mine or frozenset())
        nodes = [offices.unit(session, unit) for unit in sorted(open_now)]
        law = app.engine.rulebook.declarations.law_on(session, today)
    declared = [one for one in law if windows.has_windows(one)]
    return page(
        request,
        "windows.html",
        status=status_of(refusal) if refusal is not None else status,
        typed=typed,
        refused=wording.refusal(says(request), refusal) if refusal is not None else "",
        lines=lines,
        day_now=today,
        units=[(one.id, one.name) for one in nodes if one is not None and (one.valid_until or today) >= today],
        procedures=[(one.code, f"{one.code} · {one.short_name or one.name}") for one in declared],
    )
