"""Tra cứu hồ sơ: anyone, by the code and the secret printed on the receipt."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from tthc_engine.documents.filing import sheet
from tthc_engine.domain.errors import UnknownLetter
from tthc_engine.store import dossiers, letters, offices, wishes
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web.access import Throttle, caller
from tthc_engine.web.forms.citizen import file_field
from tthc_engine.web.forms.typed import Posted, blank
from tthc_engine.web.pages.genuine import genuine
from tthc_engine.web.pages.lookup import followed, following, look_up, looked_up, remember, spelled, visible
from tthc_engine.web.pages.seen import seen
from tthc_engine.web.routes.letters import pdf_response
from tthc_engine.web.view import app_of, at_of, go, page, says, sessions_of
from tthc_engine.work import surveying
from tthc_engine.work.house import own_portal

router = APIRouter()


@router.get("/tra-cuu")
def ask(request: Request, ma: str = "", vb: str = "") -> Response:
    """`?ma=` and `vb=` come from the QR code on a letter; the secret is always typed.

    The page says whether the letter is one of ours, and counts who asks for what is none.
    """
    found, asked = None, bool(vb)
    if asked:
        tries: Throttle = request.app.state.look_up_tries
        asking = (f"at {caller(request)}", f"for {ma[:40].casefold()}")
        tries.spend(*asking)
        with app_of(request).read() as session:
            found = genuine(session, ma[:40].upper(), vb[:40])
        if found is not None:
            tries.give_back(*asking)
    typed = blank(says(request), ma=ma[:40])
    return page(request, "lookup_form.html", typed=typed, refused="", asked=asked, genuine=found)


@router.post("/tra-cuu")
def look(request: Request, typed: Posted) -> Response:
    tries: Throttle = request.app.state.look_up_tries
    asking = (f"at {caller(request)}", f"for {typed.text('ma').casefold()}")
    tries.spend(*asking)
    with app_of(request).read() as session:
        line = dossiers.look_up(session, typed.text("ma").upper(), spelled(typed.text("bi_mat")))
    if line is None:
        return page(
            request, "lookup_form.html", status=422, typed=typed, refused=says(request)("look.wrong"), asked=False
        )
    tries.give_back(*asking)
    response = go("/tra-cuu/ket-qua")
    remember(request, response, line.id)
    return response


@router.get("/tra-cuu/theo-doi/{token}")
def follow(request: Request, token: str) -> Response:
    """The address given to whoever submitted online, before their dossier has a code and a secret."""
    dossier = following(sessions_of(request), token)
    if dossier is None:
        return go("/tra-cuu")
    response = go("/tra-cuu/ket-qua")
    remember(request, response, dossier)
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
        office = offices.office(session, found.line.receiving_unit)
        mark = surveying.mark_of(app, dossier)
        survey = f"/danh-gia/{mark}" if surveying.asked(app, session, mark, at) is not None else ""
        ending = own_portal.ending(app, session, found.line.id, found.line.receiving_unit, at=at)
    wrong = _("wish.needs_consent") if request.query_params.get("bao-tin") == "sai" else ""
    waiting = found.dossier.waiting
    here = own_portal.answers_here(found.dossier, office)
    asked = {item.component for item in waiting.items} if waiting is not None and here else set()
    wanted = [one for one in found.rules.procedure.components if one.key in asked]
    token = "" if found.dossier.accepted else followed(sessions_of(request), found.line.id)
    return page(
        request,
        "lookup.html",
        found=found,
        line=found.line,
        dossier=found.dossier,
        look=shown,
        wished=wished,
        wish_wrong=wrong,
        survey=survey,
        wanted=wanted,
        typed=blank(_),
        file_field=file_field,
        may_end=ending is not None,
        follow=f"{app.settings.address}/tra-cuu/theo-doi/{token}" if token else "",
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
