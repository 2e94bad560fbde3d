"""What the desk's form keeps before it is accepted: drafts that save themselves, and scans that wait."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from tthc_engine.domain.errors import UnknownLetter
from tthc_engine.exchange.scans import LARGEST, UnfitScan
from tthc_engine.store import drafts, scan_files, scans
from tthc_engine.web import wording
from tthc_engine.web.forms.attached import kept
from tthc_engine.web.forms.scanned import with_scans
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.pages.scans import label, scan_response
from tthc_engine.web.routes.desk import AtDesk, save
from tthc_engine.web.routes.desk_acts import Screen
from tthc_engine.web.view import app_of, at_of, go, says, today_of

router = APIRouter()


@router.post("/tiep-nhan/nhap")
def keep(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """Keep the form as it stands, unasked; answers under which key and when, for the script that asked."""
    screen = Screen(request, officer, with_scans(typed, today_of(request)), None)
    key = save(screen).key
    said = says(request)("draft.saved", time=wording.clock_time(at_of(request)))
    return JSONResponse({"key": key, "said": said}, headers={"Cache-Control": "no-store"})


@router.post("/tiep-nhan/nhap/{key}/bo")
def throw_away(request: Request, officer: AtDesk, typed: Posted, key: str) -> Response:
    with app_of(request).transaction() as session:
        drafts.end(session, key, officer.person)
    return go("/tiep-nhan")


@router.post("/tiep-nhan/ban-quet")
def upload(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """One file from a camera or a folder, looked at and kept; its hash goes into the form."""
    _ = says(request)
    files = typed.files.get("file", [])
    content = files[0].file.read(LARGEST + 1) if files else b""
    try:
        scan = kept(app_of(request), content, by=officer.person, at=at_of(request))
    except UnfitScan as unfit:
        message = _(f"scan.{unfit.why.value}", name=files[0].filename if files else "")
        return JSONResponse({"error": unfit.why.value, "message": message}, status_code=422)
    return JSONResponse({"sha256": scan.sha256, "label": label(scan, _)}, headers={"Cache-Control": "no-store"})


@router.get("/tiep-nhan/ban-quet/{sha256}")
def uploaded(request: Request, officer: AtDesk, sha256: str) -> Response:
    """A scan that waits on this officer's own form. Raises UnknownLetter for anybody else's."""
    app = app_of(request)
    with app.read() as session:
        scan = scans.uploaded_by(session, sha256, officer.person)
    content = scan_files.read(app.settings.scan_folder, scan.sha256) if scan is not None else None
    if scan is None or content is None:
        raise UnknownLetter(letter=sha256[:12])
    return scan_response(content, scan)
