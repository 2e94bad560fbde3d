"""Bàn giao hồ sơ khi sắp xếp đơn vị: what a unit that ended still has goes to its successor by one act."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal, UnitNotEnded
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work.changes import units as changes
from tthc_engine.work.house import units as house

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
SHOWN = 200
UNPROCESSABLE = 422


@router.get("/quan-tri/don-vi/{unit}/ban-giao")
def look(request: Request, officer: Keeper, unit: str) -> Response:
    """Every dossier that would go, and what changes about it."""
    return _look(request, officer, unit, blank(says(request)))


@router.post("/quan-tri/don-vi/{unit}/ban-giao")
def hand_over(request: Request, officer: Keeper, typed: Posted, unit: str) -> Response:
    """Hand them over, after the administrator has said so on the page."""
    app, at, _ = app_of(request), at_of(request), says(request)
    number = typed.required("so", _("calendar.act"))
    if not typed.chosen("dong_y"):
        typed.wrong("dong_y", _("calendar.not_confirmed"))
    if typed.errors:
        return _look(request, officer, unit, typed, status=UNPROCESSABLE)
    with app.read() as session:
        house.check_keeper(session, officer.actor, unit)
    try:
        changes.hand_over(app, unit, act=number, by=officer.person, at=at)
    except Refusal as refusal:
        typed.wrong("so", wording.refusal(_, refusal))
        return _look(request, officer, unit, typed, status=status_of(refusal))
    return go(f"/quan-tri/don-vi/{unit}?da=dossiers_handed_over")


def _look(request: Request, officer: Officer, unit: str, typed: Typed, *, status: int = 200) -> Response:
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        house.check_keeper(session, officer.actor, unit)
        old = offices.unit(session, unit)
        successor = offices.unit(session, old.successor) if old is not None and old.successor else None
        if old is None or successor is None:
            raise UnitNotEnded(unit=old.name if old is not None else unit)
        reach = changes.hand_over_preview(app, session, unit, act=typed.text("so"), at=at)
    return page(
        request,
        "changes/handing_over.html",
        status=status,
        typed=typed,
        old=old,
        successor=successor,
        moves=reach.moves[:SHOWN],
        moved=sum(one.moves for one in reach.moves),
        looked_at=reach.looked_at,
        left_out=max(0, len(reach.moves) - SHOWN),
        failed=len(reach.failed) + len(reach.refused),
    )
