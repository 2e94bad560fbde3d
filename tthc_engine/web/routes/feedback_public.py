"""Gửi phản ánh, kiến nghị: anybody writes, looks up with code and secret, rates, and reads what was published."""

import secrets

from fastapi import APIRouter, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.feedback import Act, Done, Rating
from tthc_engine.store import feedback, offices
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web import wording
from tthc_engine.web.access import Throttle, caller
from tthc_engine.web.forms import feedback as forms
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.published import open_offices
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, sessions_of, today_of
from tthc_engine.work import feedback as work

router = APIRouter()
COOKIE, MINUTES = "tthc-phan-anh", 30
UNPROCESSABLE = 422
SHOWN = 100
"""Published answers on the page."""


@router.get("/gui-phan-anh")
def ask(request: Request) -> Response:
    return _form(request, blank(says(request)))


@router.post("/gui-phan-anh")
def send(request: Request, typed: Posted) -> Response:
    """Keep it and show code and secret, once; the same form sent again shows the same."""
    with app_of(request).read() as session:
        units = {one.unit.id for one in open_offices(session, today_of(request))}
    sent = forms.sent(typed, units)
    if typed.errors:
        return _form(request, typed, status=UNPROCESSABLE)
    tries: Throttle = request.app.state.own_submissions
    tries.spend(f"feedback at {caller(request)}")
    given = work.receive(app_of(request), sent, key=typed.key or secrets.token_urlsafe(12), by="", at=at_of(request))
    return page(request, "feedback/kept.html", given=given, officer_entered=False)


@router.get("/gui-phan-anh/tra-cuu")
def look_form(request: Request) -> Response:
    return page(request, "feedback/look.html", typed=blank(says(request)), refused="")


@router.post("/gui-phan-anh/tra-cuu")
def look(request: Request, typed: Posted) -> Response:
    """An unknown code and a wrong secret are told alike."""
    code = typed.text("ma").upper()
    tries: Throttle = request.app.state.look_up_tries
    asking = (f"feedback at {caller(request)}", f"feedback for {code[:40]}")
    tries.spend(*asking)
    with app_of(request).read() as session:
        found = feedback.look_up(session, code, typed.text("bi_mat"))
    if found is None:
        refused = says(request)("feedback.wrong")
        return page(request, "feedback/look.html", status=UNPROCESSABLE, typed=typed, refused=refused)
    tries.give_back(*asking)
    response = go("/gui-phan-anh/theo-doi")
    response.set_cookie(
        COOKIE,
        sessions_of(request).sign("feedback", found.id),
        max_age=MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/gui-phan-anh",
    )
    return response


@router.get("/gui-phan-anh/theo-doi")
def follow(request: Request) -> Response:
    return _followed(request, blank(says(request)))


@router.post("/gui-phan-anh/theo-doi")
def say_more(request: Request, typed: Posted) -> Response:
    """What the desk asked for, or how the handling is rated."""
    key = _looked_up(request)
    if key is None:
        return go("/gui-phan-anh/tra-cuu")
    chosen = typed.text("muc")
    at = at_of(request)
    if chosen in set(Rating):
        done = Done(kind=Act.RATE, at=at, rating=Rating(chosen), text=typed.text("loi"))
    else:
        done = Done(kind=Act.SUPPLY, at=at, text=typed.text("loi"))
    if not typed.errors:
        try:
            work.act(app_of(request), key, done, by=None)
        except Refusal as refusal:
            refused = wording.refusal(says(request), refusal)
            return _followed(request, typed, status=status_of(refusal), refused=refused)
        return go("/gui-phan-anh/theo-doi")
    return _followed(request, typed, status=UNPROCESSABLE)


@router.get("/gui-phan-anh/cong-khai")
def published(request: Request) -> Response:
    """Questions as they were published and their answers; no sender."""
    app = app_of(request)
    with app.read() as session:
        found = feedback.published(session, limit=SHOWN)
        names = {one.id: one.name for one in offices.units(session)}
    shown = [
        (one, next(each for each in acts if each.kind is Act.PUBLISH), [e for e in acts if e.kind is Act.ANSWER][-1])
        for one, acts in found
    ]
    return page(request, "feedback/published.html", shown=shown, names=names)


def _looked_up(request: Request) -> str | None:
    return sessions_of(request).unsign("feedback", request.cookies.get(COOKIE, ""), seconds=MINUTES * 60)


def _followed(request: Request, typed: Typed, *, status: int = 200, refused: str = "") -> Response:
    key = _looked_up(request)
    app = app_of(request)
    with app.read() as session:
        one = feedback.by_id(session, EVERYTHING, key) if key else None
        if one is None:
            return go("/gui-phan-anh/tra-cuu")
        found = work.seen(app, session, one)
        unit = offices.unit(session, one.unit)
    last = {each.kind: each for each in found.acts}
    return page(
        request,
        "feedback/followed.html",
        status=status,
        typed=typed,
        refused=refused,
        found=found,
        last=last,
        unit=unit,
        ratings=forms.ratings(says(request)),
        late=found.late(at_of(request)),
    )


def _form(request: Request, typed: Typed, *, status: int = 200) -> Response:
    with app_of(request).read() as session:
        units = [(one.unit.id, one.unit.name) for one in open_offices(session, today_of(request))]
    return page(
        request,
        "feedback/send.html",
        status=status,
        typed=typed,
        units=units,
        form_key=typed.key or secrets.token_urlsafe(12),
    )
