"""How the applicant wishes to be told, said again later: at the desk, or by themselves on the page of their dossier."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.procedure import Role
from tthc_engine.store import dossiers, people, wishes
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, blank
from tthc_engine.web.forms.wish import as_typed, read_wish
from tthc_engine.web.pages.lookup import looked_up
from tthc_engine.web.view import app_of, at_of, go, page, says

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
UNPROCESSABLE = 422


@router.get("/ho-so/{key}/bao-tin")
def form(request: Request, officer: AtDesk, key: str) -> Response:
    line = _line(request, officer, key)
    with app_of(request).read() as session:
        wished = wishes.wish(session, line.id)
    return page(request, "wish.html", line=line, wished=wished, typed=blank(says(request)))


@router.post("/ho-so/{key}/bao-tin")
def written_down(request: Request, officer: AtDesk, typed: Posted, key: str) -> Response:
    """As the applicant said it to the desk; the record names who wrote it down."""
    line = _line(request, officer, key)
    wish = read_wish(typed)
    if wish is None:
        return page(request, "wish.html", status=UNPROCESSABLE, line=line, wished=as_typed(typed), typed=typed)
    with app_of(request).transaction() as session:
        unit, by, at = officer.actor.unit, officer.person, at_of(request)
        wishes.wish_for(session, line.id, wish, unit=unit, by=by, at=at)
    return go(f"/ho-so/{key}?da=wish")


@router.post("/tra-cuu/bao-tin")
def said(request: Request, typed: Posted) -> Response:
    """By the applicant, who has just shown the code and the secret."""
    dossier = looked_up(request)
    if dossier is None:
        return go("/tra-cuu")
    wish = read_wish(typed)
    with app_of(request).transaction() as session:
        line = dossiers.by_id(session, EVERYTHING, dossier)
        if wish is not None and line is not None:
            wishes.wish_for(session, dossier, wish, unit=line.receiving_unit, by="", at=at_of(request))
    return go("/tra-cuu/ket-qua?da=wish" if wish is not None else "/tra-cuu/ket-qua?bao-tin=sai#bao-tin")


def _line(request: Request, officer: Officer, key: str) -> DossierLine:
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        found = dossiers.by_reference(session, scope, key) or dossiers.by_id(session, scope, key)
    if found is None:
        raise UnknownDossier
    return found
