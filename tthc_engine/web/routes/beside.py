"""What stands beside a dossier: colleagues' notes, and who else has it open."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from tthc_engine.store import notes, people, presence
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.pages.seen import line_of
from tthc_engine.web.view import app_of, at_of, go, says

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]


@router.post("/ho-so/{key}/ghi-chu")
def note(request: Request, officer: AnyOfficer, typed: Posted, key: str) -> Response:
    """Write a note, or take one's own back; an empty one is not kept."""
    body, said = typed.text("note"), "note_kept"
    with app_of(request).transaction() as session:
        line = line_of(session, people.scope_of(session, officer.actor), key)
        here = f"/ho-so/{line.reference or line.id}"
        if typed.text("bo"):
            notes.remove(session, line.id, typed.text("bo"), by=officer.person)
            said = "note_removed"
        elif not body or typed.errors or not typed.key:
            said = "note_not_kept"
        else:
            notes.add(session, line.id, body, key=f"{line.id}-{typed.key}", by=officer.person, at=at_of(request))
    return go(f"{here}?da={said}#ghi-chu")


@router.post("/ho-so/{key}/dang-mo")
def sign_of_life(request: Request, officer: AnyOfficer, typed: Posted, key: str) -> Response:
    """The page is still open (or just left): who else is here, in words, and whether the dossier changed meanwhile."""
    _, at = says(request), at_of(request)
    with app_of(request).transaction() as session:
        line = line_of(session, people.scope_of(session, officer.actor), key)
        if typed.text("roi"):
            presence.gone(session, line.id, officer.person)
            return Response(status_code=204)
        presence.here(session, line.id, officer.person, at=at)
        others = presence.others(session, line.id, officer.person, at=at)
    said = [_("dossier.open_elsewhere", names=", ".join(others))] if others else []
    seen = typed.text("version")
    changed = seen.isdigit() and int(seen) != line.version
    return JSONResponse({"here": said, "changed": _("dossier.changed_meanwhile") if changed else ""})
