"""The scans of a dossier: seen beside its papers, attached later, sent under safe headers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.commands import AttachScan
from tthc_engine.domain.errors import Refusal, UnknownLetter
from tthc_engine.exchange.scans import LARGEST, UnfitScan
from tthc_engine.store import people, scan_files, scans
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.forms.attached import kept
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.scans import label, scan_response
from tthc_engine.web.pages.seen import line_of, seen
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says

router = APIRouter()
OTHER = "-"
"""Chosen for a paper that is on no list; no component is called so."""
AnyOfficer = Annotated[Officer, Depends(any_officer())]


@router.get("/ho-so/{key}/ban-quet")
def listed(request: Request, officer: AnyOfficer, key: str) -> Response:
    """Every scan of the dossier by its paper, and the form to attach another."""
    return _page(request, officer, key, blank(says(request)))


@router.post("/ho-so/{key}/ban-quet")
def attach(request: Request, officer: AnyOfficer, typed: Posted, key: str) -> Response:
    """Attach the chosen files to one paper. What is unfit comes back in words, and nothing of it is kept."""
    app, at, _ = app_of(request), at_of(request), says(request)
    files = typed.files.get("file", [])
    if not files:
        typed.wrong("file", _("scan.empty", name=""))
    found = []
    for file in files:
        try:
            found.append(kept(app, file.file.read(LARGEST + 1), by=officer.person, at=at))
        except UnfitScan as unfit:
            typed.wrong("file", _(f"scan.{unfit.why.value}", name=file.filename or ""))
    if typed.errors:
        return _page(request, officer, key, typed, status=422)
    try:
        with app.transaction() as session:
            line = line_of(session, people.scope_of(session, officer.actor), key)
            for scan in found:
                command = AttachScan(
                    dossier=line.id,
                    by=officer.actor,
                    component=typed.text("component").removeprefix(OTHER),
                    sha256=scan.sha256,
                    size=scan.size,
                    media=scan.media,
                    signed=scan.signed,
                )
                app.engine.handle(session, command, at=at)
    except Refusal as refusal:
        return _page(request, officer, key, typed, refused=wording.refusal(_, refusal), status=status_of(refusal))
    return go(f"/ho-so/{key}/ban-quet?da=attach_scan")


@router.get("/ho-so/{key}/ban-quet/{sha256}")
def sent(request: Request, officer: AnyOfficer, key: str, sha256: str) -> Response:
    """The file itself. Raises UnknownLetter where the dossier has no such scan, or its file is gone or changed."""
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        line = line_of(session, scope, key)
        used = next((one for one in scans.of_dossier(session, scope, line.id) if one.scan.sha256 == sha256), None)
    content = scan_files.read(app.settings.scan_folder, used.scan.sha256) if used is not None else None
    if used is None or content is None:
        raise UnknownLetter(letter=sha256[:12])
    return scan_response(content, used.scan)


def _page(
    request: Request, officer: Officer, key: str, typed: Typed, *, refused: str = "", status: int = 200
) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = seen(app, session, scope, key)
        used = scans.of_dossier(session, scope, found.line.id)
        may = app.engine.permitted(session, found.line.id, "attach_scan", officer.actor, at=at_of(request))
    components = found.rules.procedure.components
    asked = [one for one in components if not one.cases or found.dossier.case in one.cases]
    rows = [(one, [use for use in used if use.component == one.key]) for one in asked]
    results = [use for use in used if use.component == scans.RESULT]
    others = [use for use in used if use.component not in {scans.RESULT, *(one.key for one in asked)}]
    return page(
        request,
        "scans.html",
        status=status,
        found=found,
        rows=rows,
        results=results,
        others=others,
        typed=typed,
        refused=refused,
        cannot=wording.refusal(_, may, names=found.names) if may is not None else "",
        options=[(one.key, one.name) for one in asked] + [(OTHER, _("scan.other_paper"))],
        label=lambda scan: label(scan, _),
    )
