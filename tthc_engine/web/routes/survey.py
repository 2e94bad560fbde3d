"""Đánh giá: a citizen answers once for their dossier, at the desk or at home; parents answer by a slip's code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.feedback import Rating
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, surveys
from tthc_engine.store.surveys import Named
from tthc_engine.web.access import Officer, Throttle, caller, needs
from tthc_engine.web.forms.survey import answers
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.routes.dossier import qr
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import surveying

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
GONE, NOT_FOUND, UNPROCESSABLE = 410, 404, 422


@router.get("/danh-gia/quay")
def kiosk(request: Request, officer: AtDesk) -> Response:
    """The screen turned to whoever has just been handed a result; it names nobody."""
    app = app_of(request)
    with app.read() as session:
        found = surveying.next_at_desk(app, session, officer.actor.unit, at_of(request))
    mark = surveying.mark_of(app, found.dossier) if found is not None else ""
    address = f"{app.settings.address}/danh-gia/{mark}" if mark else ""
    return _sheet(
        request,
        blank(says(request)),
        "survey/kiosk.html",
        action=f"/danh-gia/{mark}",
        found=found,
        kiosk=True,
        qr=qr(address) if address else "",
    )


@router.get("/danh-gia/{mark}")
def ask(request: Request, mark: str) -> Response:
    """The questions; a mark that is made up, used or out of date gets none, and is not told which it is."""
    app = app_of(request)
    with app.read() as session:
        found = surveying.asked(app, session, mark, at_of(request))
    if found is None:
        return page(request, "survey/closed.html", status=GONE)
    return _sheet(request, blank(says(request)), "survey/ask.html", action=f"/danh-gia/{mark}", found=found)


@router.post("/danh-gia/{mark}")
def answer(request: Request, typed: Posted, mark: str) -> Response:
    """Keep the answers; at the kiosk the next one is asked."""
    app, at = app_of(request), at_of(request)
    officer: Officer | None = request.state.officer
    kiosk = typed.chosen("quay") and officer is not None
    with app.read() as session:
        found = surveying.asked(app, session, mark, at)
    if found is None:
        return page(request, "survey/closed.html", status=GONE)
    given = answers(typed)
    if typed.errors:
        return _sheet(
            request,
            typed,
            "survey/ask.html",
            action=f"/danh-gia/{mark}",
            found=found,
            kiosk=kiosk,
            status=UNPROCESSABLE,
        )
    if not surveying.answer(app, mark, given, kiosk=kiosk, at=at):
        return page(request, "survey/closed.html", status=GONE)
    return go("/danh-gia/quay?da=survey") if kiosk else page(request, "survey/thanks.html")


@router.get("/khao-sat/{key}")
def ask_parents(request: Request, key: str, ma: str = "") -> Response:
    """A named survey; the slip's code is typed or comes with the slip's square code."""
    one = _open(request, key)
    if one is None:
        return page(request, "survey/closed.html", status=GONE)
    return _sheet(
        request, blank(says(request), ma=ma[:20]), "survey/ask.html", action=f"/khao-sat/{key}", survey_name=one.name
    )


@router.post("/khao-sat/{key}")
def parents_answer(request: Request, typed: Posted, key: str) -> Response:
    """One sheet a code; a wrong and a used code are told alike, and guessing ends soon."""
    one = _open(request, key)
    if one is None:
        return page(request, "survey/closed.html", status=GONE)
    given = answers(typed)
    code = typed.required("ma", says(request)("survey.code"))
    if not typed.errors:
        tries: Throttle = request.app.state.look_up_tries
        asking = (f"survey at {caller(request)}",)
        tries.spend(*asking)
        if surveying.answer_slip(app_of(request), one, code, given, at=at_of(request)):
            tries.give_back(*asking)
            return page(request, "survey/thanks.html")
        typed.wrong("ma", says(request)("survey.wrong_code"))
    return _sheet(
        request, typed, "survey/ask.html", action=f"/khao-sat/{key}", survey_name=one.name, status=UNPROCESSABLE
    )


def _open(request: Request, key: str) -> Named | None:
    with app_of(request).read() as session:
        one = surveys.named(session, key)
    if one is None:
        raise HTTPException(NOT_FOUND)
    return one if one.open_on(today_of(request)) else None


def _sheet(
    request: Request,
    typed: Typed,
    template: str,
    *,
    action: str,
    found: surveys.Returned | None = None,
    kiosk: bool = False,
    survey_name: str = "",
    qr: str = "",
    status: int = 200,
) -> Response:
    _ = says(request)
    unit = None
    if found is not None:
        with app_of(request).read() as session:
            unit = offices.unit(session, found.unit)
    return page(
        request,
        template,
        status=status,
        typed=typed,
        action=action,
        found=found,
        kiosk=kiosk,
        survey_name=survey_name,
        qr=qr,
        unit=unit,
        questions=[(one.key, one.words(_.language)) for one in survey().questions],
        ratings=[(one.value, _(f"rating.{one.value}")) for one in Rating],
    )
