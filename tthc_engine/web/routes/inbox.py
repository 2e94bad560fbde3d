"""Việc của tôi: the day's work of whoever holds steps or owes something."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.officers import stand_ins
from tthc_engine.web.pages.inbox import FILTERS, inbox, unread_alerts
from tthc_engine.web.view import app_of, at_of, page, says

router = APIRouter()
Worker = Annotated[Officer, Depends(needs(*(OFFICERS - {Role.SUPERVISOR})))]


@router.get("/viec-cua-toi")
def mine(request: Request, officer: Worker, loc: str = "all") -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    chosen = loc if loc in FILTERS else "all"
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        actors = [officer.actor, *stand_ins(session, officer, at)]
        found = inbox(app, session, scope, actors, at, _, chosen=chosen)
        told = unread_alerts(session, scope, officer.actor)
    return page(request, "inbox.html", inbox=found, chosen=chosen, alerts=told)
