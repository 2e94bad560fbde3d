"""Tra cứu hồ sơ: anyone, by the code and the secret printed on the receipt."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from tthc_engine.documents.filing import sheet
from tthc_engine.domain.errors import UnknownLetter
from tthc_engine.store import dossiers, letters, wishes
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web.access import Throttle, caller
from tthc_engine.web.forms.typed import Posted, blank
from tthc_engine.web.pages.lookup import look_up, visible
from tthc_engine.web.pages.seen import seen
from tthc_engine.web.routes.letters import pdf_response
from tthc_engine.web.view import app_of, at_of, go, page, says, sessions_of

router = APIRouter()
COOKIE = "tthc-tra-cuu"
MINUTES = 30
"""How long a looked-up dossier may be read again without typing the secret."""


@router.get("/tra-cuu")
def ask(request: Request, ma: str = "") -> Response:
    """`?ma=` comes from the QR code on the receipt; the secret is always typed."""
    return page(request, "lookup_form.html", typed=blank(says(request), ma=ma[:40]), refused="")


@router.post("/tra-cuu")
def look(request: Request, typed: Posted) -> Response:
    tries: Throttle = request.app.state.look_up_tries
    asking = (f"at {caller(request)}", f"for {typed.text('ma').casefold()}")
    tries.spend(*asking)
    secret = typed.text("bi_mat").upper().replace(" ", "")
    secret = f"{secret[:4]}-{secret[4:]}" if len(secret) == 8 and "-" not in secret else secret
    with app_of(request).read() as session:
        line = dossiers.look_up(session, typed.text("ma").upper(), secret)
    if line is None:
        return page(request, "lookup_form.html", status=422, typed=typed, refused=says(request)("look.wrong"))
    tries.give_back(*asking)
    response = go("/tra-cuu/ket-qua")
    response.set_cookie(
        COOKIE,
        sessions_of(request).sign("look-up", line.id),
        max_age=MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/tra-cuu",
    )
    return response


@router.get("/tra-cuu/ket-qua")
def result(request: Request) -> Response:
    """The dossier that was just looked up; without one, the form."""
    dossier = looked_up(request)
    if dossier is None:
        return go("/tra-cuu")
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        found = seen(app, session, EVERYTHING, dossier)
        shown = look_up(app, session, found, at, _)
        wished = wishes.wish(session, dossier)
    wrong = _("wish.needs_consent") if request.query_params.get("bao-tin") == "sai" else ""
    return page(
        request,
        "lookup.html",
        found=found,
        line=found.line,
        dossier=found.dossier,
        look=shown,
        wished=wished,
        wish_wrong=wrong,
    )


@router.get("/tra-cuu/van-ban/{letter}.pdf")
def file(request: Request, letter: str) -> Response:
    """One of the citizen's own letters."""
    dossier = looked_up(request)
    if dossier is None:
        return go("/tra-cuu")
    app = app_of(request)
    with app.read() as session:
        theirs = [one.letter for one in visible(session, dossier)]
    if letter not in theirs:
        raise UnknownLetter(letter=letter)
    return pdf_response(sheet(app, letters.letter_id(dossier, letter)).pdf, f"van-ban-{letter}")


def looked_up(request: Request) -> str | None:
    """The dossier whose code and secret this browser showed a moment ago; None where it did not."""
    return sessions_of(request).unsign("look-up", request.cookies.get(COOKIE, ""), seconds=MINUTES * 60)
