"""Chứng thư: how a phone comes to believe this office's HTTPS; there only where `tthc run --https` serves."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.web.view import app_of, page
from tthc_engine.work.house import own_tls
from tthc_engine.work.house.own_tls import Ready

router = APIRouter()


@router.get("/chung-thu")
def explained(request: Request) -> Response:
    """What to do on a phone, and the fingerprint to compare with the one in the server's terminal."""
    return page(request, "public/certificate.html", ready=_ready(request), address=app_of(request).settings.address)


@router.get("/chung-thu/mot-cua.crt")
def authority(request: Request) -> Response:
    """The authority's certificate; its key stays on the server."""
    content = _ready(request).authority.read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="mot-cua.crt"'}
    return Response(content, media_type="application/x-x509-ca-cert", headers=headers)


def _ready(request: Request) -> Ready:
    found = own_tls.known(app_of(request).settings.data_dir)
    if found is None:
        raise HTTPException(404)
    return found
