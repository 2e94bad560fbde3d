"""Chủ hồ sơ, người nộp: personal identifiers, masked until somebody says why they need them; each look is recorded."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.commands import Party
from tthc_engine.store import offices, people
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.seen import seen
from tthc_engine.web.view import app_of, at_of, page, says

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]
HIDDEN = "•"
SHOWN = 3
"""Last signs that stay readable, so that two people can be told apart."""
UNPROCESSABLE = 422


@router.get("/ho-so/{key}/nguoi-nop")
def masked_page(request: Request, officer: AnyOfficer, key: str) -> Response:
    return _page(request, officer, key, blank(says(request)))


@router.post("/ho-so/{key}/nguoi-nop")
def reveal(request: Request, officer: AnyOfficer, typed: Posted, key: str) -> Response:
    """Show them once, on this answer only, after the reason is on record."""
    reason = typed.required("reason", says(request)("order.reason"))
    if typed.errors:
        return _page(request, officer, key, typed, status=UNPROCESSABLE)
    app, at = app_of(request), at_of(request)
    with app.transaction() as session:
        # Raises UnknownDossier for a dossier outside the officer's units, before anything is written.
        found = seen(app, session, people.scope_of(session, officer.actor), key)
        payload = {"dossier": found.line.reference or found.line.id, "reason": reason}
        kind = "identifier_revealed"
        offices.audit(session, officer.actor.unit, kind=kind, by=officer.person, at=at, payload=payload)
    return _page(request, officer, key, typed, plain=True)


def masked(text: str) -> str:
    """`•••••••••127`: as long as it is, its last signs readable; a short one wholly hidden."""
    return HIDDEN * len(text) if len(text) <= 2 * SHOWN else HIDDEN * (len(text) - SHOWN) + text[-SHOWN:]


def _page(
    request: Request, officer: Officer, key: str, typed: Typed, *, plain: bool = False, status: int = 200
) -> Response:
    app = app_of(request)
    with app.read() as session:
        found = seen(app, session, people.scope_of(session, officer.actor), key)
    who = found.dossier.personal
    parties: list[tuple[str, Party]] = []
    if who is not None:
        parties = [("dossier.owner", who.owner)]
        if who.submitter != who.owner:
            parties.append(("dossier.submitter", who.submitter))
    return page(
        request,
        "identity.html",
        status=status,
        found=found,
        parties=parties,
        plain=plain,
        typed=typed,
        shown=(lambda text: text) if plain else masked,
    )
