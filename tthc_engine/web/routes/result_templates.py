"""Mẫu kết quả: the office's own templates of results, for one procedure or for all, with their Word files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.documents.own.inspecting import LARGEST_FILE
from tthc_engine.documents.results import FORMS, MARKS
from tthc_engine.documents.word import DOCX
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people, result_templates
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.routes.letter_templates import Uploaded
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import result_templates as own

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
PAGE = "/mau-ket-qua"
UNPROCESSABLE = 422


@router.get(PAGE)
def overview(request: Request, officer: Keeper, sua: str = "") -> Response:
    """`?sua=` begins the form from one of the templates: the next version of its title."""
    with app_of(request).read() as session:
        kept = result_templates.of_unit(session, officer.actor.unit)
    known = next((one for one in kept if one.id == sua), None)
    if known is None:
        first = FORMS["decision"]
        return _overview(request, officer, blank(says(request), ky_hieu=first.symbol, mot=first.one, nhieu=first.many))
    typed = blank(
        says(request),
        thu_tuc=known.procedure,
        ten=known.title,
        ky_hieu=known.symbol,
        mot=known.one,
        nhieu=known.many,
    )
    return _overview(request, officer, typed)


@router.post(PAGE)
def keep(request: Request, officer: Keeper, typed: Posted, file: Uploaded) -> Response:
    """The next version, in use at once for new drafts; a Word file is tried first."""
    for name, label in (("ten", "own.title"), ("ky_hieu", "own.symbol"), ("mot", "own.one")):
        typed.required(name, says(request)(label))
    if typed.errors:
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    try:
        own.keep(
            app_of(request),
            officer.actor,
            procedure=typed.text("thu_tuc"),
            title=typed.text("ten"),
            symbol=typed.text("ky_hieu"),
            one=typed.text("mot"),
            many=typed.text("nhieu"),
            file=file,
            at=at_of(request),
        )
    except Refusal as refusal:
        return _overview(request, officer, typed, refusal=refusal)
    return go(f"{PAGE}?da=result_template_kept")


@router.post(PAGE + "/thoi-dung")
def put_away(request: Request, officer: Keeper, typed: Posted) -> Response:
    try:
        own.put_away(app_of(request), officer.actor, typed.text("mau"), at=at_of(request))
    except Refusal as refusal:
        return _overview(request, officer, blank(says(request)), refusal=refusal)
    return go(f"{PAGE}?da=result_template_put_away")


@router.get(PAGE + "/mau.docx")
def beginning(request: Request, officer: Keeper) -> Response:
    """The software's own Word template of a result, to be changed in Word."""
    del request, officer
    headers = {"Content-Disposition": 'attachment; filename="mau-ket-qua.docx"', "Cache-Control": "no-store"}
    return Response(own.beginning(), media_type=DOCX, headers=headers)


def _overview(
    request: Request, officer: Officer, typed: Typed, *, status: int = 200, refusal: Refusal | None = None
) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        kept = result_templates.of_unit(session, officer.actor.unit)
        called = {key: one.name for key, one in people.names(session, {one.by for one in kept}).items()}
        law = app.engine.rulebook.declarations.law_on(session, today_of(request))
    procedures = sorted((one.code, f"{one.code} · {one.short_name or one.name}") for one in law)
    names = dict(procedures)
    return page(
        request,
        "result_templates.html",
        status=status_of(refusal) if refusal is not None else status,
        typed=typed,
        refused=wording.refusal(_, refusal, names=called) if refusal is not None else "",
        kept=kept,
        called=called,
        for_whom=lambda code: names.get(code, code) if code else _("own.every_procedure"),
        procedures=[("", _("own.every_procedure")), *procedures],
        marks=", ".join(MARKS.values()),
        most=LARGEST_FILE // 1024 // 1024,
    )
