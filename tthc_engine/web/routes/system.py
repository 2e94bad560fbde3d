"""Hệ thống: is the machine itself well, for whoever keeps it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import machine
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.pages.alarms import alarm_sentences
from tthc_engine.web.view import app_of, at_of, page, says
from tthc_engine.work import backup

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.ADMIN))]


@router.get("/he-thong")
def machine_state(request: Request, officer: Keeper) -> Response:
    """Alarms in words, and when each of the machine's duties was last done."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        night = machine.last_certificate(session)
        last = {
            "system.looked": machine.heartbeat(session, "clock-sweep"),
            "system.night": night.at if night else None,
            "system.backup": backup.last(session),
        }
    if app.settings.sqlite_file is None:
        del last["system.backup"]
    return page(request, "system.html", alarms=alarm_sentences(app, at, says(request)), last=last)
