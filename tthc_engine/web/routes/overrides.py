"""Bổ sung ngoài quy định chung: every second or late supplement with the reason of the supervisor who allowed it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.store import people
from tthc_engine.store.overrides import overrides
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.view import app_of, page

router = APIRouter()
Anybody = Annotated[Officer, Depends(needs(*OFFICERS))]


@router.get("/bo-sung-ngoai-quy-dinh")
def overview(request: Request, officer: Anybody) -> Response:
    with app_of(request).read() as session:
        lines = overrides(session, people.scope_of(session, officer.actor))
        acted = {key for one in lines for key in (one.by, one.requested_by) if key}
        names = people.names(session, acted)
    return page(request, "overrides.html", lines=lines, names={key: one.name for key, one in names.items()})
