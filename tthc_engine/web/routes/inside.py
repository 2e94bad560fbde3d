"""Thủ tục nội bộ và nhóm liên thông: what officers ask of each other, and which procedures several bodies share."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.catalogue.words import summary
from tthc_engine.domain.procedure import Scope
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.view import app_of, page, today_of

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]


@router.get("/thu-tuc-noi-bo")
def inside(request: Request, officer: AnyOfficer) -> Response:
    """Internal procedures in a list of their own, and the inter-agency groups with what each body does by when."""
    del officer
    app, today = app_of(request), today_of(request)
    with app.read() as session:
        law = sorted(app.engine.rulebook.declarations.law_on(session, today), key=lambda one: one.name)
    return page(
        request,
        "changes/inside.html",
        internal=[one for one in law if one.scope is Scope.INTERNAL],
        groups=[
            (one, [(step, body) for step in one.steps for body in step.bodies])
            for one in law
            if any(step.bodies for step in one.steps)
        ],
        limits=summary,
    )
