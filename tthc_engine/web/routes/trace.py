"""Ai đã được báo, vì sao: for whoever is asked why somebody got a message, or did not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.view import app_of, page
from tthc_engine.work import trace

router = APIRouter()
Asker = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.ADMIN))]


@router.get("/he-thong/da-bao")
def told(request: Request, officer: Asker, ho_so: str = "") -> Response:
    """`?ho_so=` is a dossier's code; the answer names colleagues, and of the applicant nothing."""
    app = app_of(request)
    asked = ho_so.strip()[:100]
    with app.read() as session:
        # Who keeps the house sees the machine's doings everywhere; a supervisor those of their units.
        scope = EVERYTHING if officer.has(Role.ADMIN) else people.scope_of(session, officer.actor)
    found = trace.of_dossier(app, asked, scope=scope) if asked else None
    return page(request, "trace.html", asked=asked, trace=found)
