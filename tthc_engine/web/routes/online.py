"""Hồ sơ trực tuyến chờ trả lời: the queue whose eight working hours run (NĐ 118 Đ17.2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.pages.desk_counts import desk_counts
from tthc_engine.web.pages.online import online
from tthc_engine.web.view import app_of, at_of, page, says

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]


@router.get("/tiep-nhan/truc-tuyen")
def queue(request: Request, officer: AtDesk) -> Response:
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        rows = online(app, session, scope, at_of(request), says(request))
        counts = desk_counts(session, scope)
    waiting = [one for one in rows if one.until is not None]
    answered = [one for one in rows if one.until is None]
    return page(request, "online.html", waiting=waiting, answered=answered, counts=counts)
