"""Giám sát: for the supervisor, the heads and whoever approves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import alerts, people
from tthc_engine.store.sql import Remembering
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.pages.alarms import alarm_sentences
from tthc_engine.web.pages.board import board
from tthc_engine.web.view import app_of, at_of, go, page, says

router = APIRouter()
WATCHERS = (Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD)
Watcher = Annotated[Officer, Depends(needs(*WATCHERS))]


@router.get("/giam-sat")
def overview(request: Request, officer: Watcher, khoi_luong: str = "") -> Response:
    app, at = app_of(request), at_of(request)
    with app.read() as opened:
        session = Remembering(opened)
        scope = people.scope_of(session, officer.actor)
        found = board(app, session, scope, officer, at, says(request), every_load=khoi_luong == "het")
    return page(request, "board.html", board=found, alarms=_alarms(request, officer))


def _alarms(request: Request, officer: Officer) -> list[str]:
    """For the supervisor. Just after the demo's clock jumped, the machine has had no time to be at the new hour."""
    if not officer.has(Role.SUPERVISOR) or request.query_params.get("da") == "demo_clock":
        return []
    return alarm_sentences(app_of(request), at_of(request), says(request))


@router.post("/giam-sat/da-xem")
def seen(request: Request, officer: Watcher, typed: Posted) -> Response:
    """Mark one dossier's alerts, or all of them, as read."""
    app, at = app_of(request), at_of(request)
    with app.transaction() as session:
        scope = people.scope_of(session, officer.actor)
        told = {one.dossier_id for one in alerts.unread(session, scope, officer.actor)}
        chosen = typed.text("ho_so")
        for dossier in told if not chosen else told & {chosen}:
            alerts.mark_read(session, officer.actor, dossier, at=at)
    return go("/giam-sat")
