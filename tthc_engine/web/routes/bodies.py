"""Liên thông: what bodies of this unit have to do, and what this unit sent out to others."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain import commands as c
from tthc_engine.domain.errors import Refusal, StaleDossier
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, parts, people
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work.house import bodies, units

router = APIRouter()
Anybody = Annotated[Officer, Depends(needs(*OFFICERS))]
Handler = Annotated[Officer, Depends(needs(Role.HANDLER))]
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
UNPROCESSABLE = 422


@router.get("/lien-thong")
def overview(request: Request, officer: Anybody) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.post("/lien-thong/{dossier}/{body}/tra")
def give_back(request: Request, officer: Handler, typed: Posted, dossier: str, body: str) -> Response:
    """A body's own people give back what they did."""
    answer = typed.required("answer", says(request)("order.part_answer"))
    asked = c.ReturnPart(dossier=dossier, by=officer.actor, body=body, answer=answer)
    return _do(request, officer, typed, asked)


@router.post("/lien-thong/{dossier}/{body}/cham")
def explain(request: Request, officer: Handler, typed: Posted, dossier: str, body: str) -> Response:
    """A late body says why, apologises and names a new date; its letter to the one-stop is made here."""
    _ = says(request)
    reason, named = typed.required("reason", _("order.part_late_reason")), typed.instant("new_date")
    if named is None:
        typed.required("new_date", _("order.part_new_date"))
        return _overview(request, officer, typed, status=UNPROCESSABLE, about=f"{dossier}/{body}")
    asked = c.ExplainPart(dossier=dossier, by=officer.actor, body=body, reason=reason, new_date=named)
    return _do(request, officer, typed, asked)


def _do(request: Request, officer: Officer, typed: Typed, asked: c.ReturnPart | c.ExplainPart) -> Response:
    about = f"{asked.dossier}/{asked.body}"
    if typed.errors:
        return _overview(request, officer, typed, status=UNPROCESSABLE, about=about)
    app = app_of(request)
    try:
        with app.transaction() as session:
            app.engine.handle(session, asked, at=at_of(request), key=typed.key)
    except Refusal as refusal:
        return _overview(request, officer, typed, refusal=refusal, about=about)
    except StaleDossier:
        return go("/lien-thong")
    return go(f"/lien-thong?da={asked.word}")


def _overview(
    request: Request,
    officer: Officer,
    typed: Typed,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    about: str = "",
) -> Response:
    """`about` names the line whose form was refused: what was typed stays there."""
    _ = says(request)
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        mine, out = parts.of_body(session, scope), parts.sent_out(session, scope)
    return page(
        request,
        "bodies.html",
        status=status_of(refusal) if refusal is not None else status,
        mine=mine,
        out=out,
        typed=typed,
        about=about,
        refused=wording.refusal(_, refusal) if refusal is not None else "",
    )


@router.get("/quan-tri/don-vi/{unit}/lien-thong")
def places(request: Request, officer: Keeper, unit: str) -> Response:
    """Which unit of this system is which body, for dossiers that `unit` decides."""
    return _places(request, officer, unit)


@router.post("/quan-tri/don-vi/{unit}/lien-thong")
def place(request: Request, officer: Keeper, typed: Posted, unit: str) -> Response:
    app, at = app_of(request), at_of(request)
    placed = {one.key: typed.text(one.key) for one in bodies.bodies_of(app, at.date())}
    try:
        bodies.place(app, officer.actor, unit, placed, at=at)
    except Refusal as refusal:
        return _places(request, officer, unit, typed=typed, refusal=refusal)
    return go(f"/quan-tri/don-vi/{unit}/lien-thong?da=saved")


def _places(
    request: Request, officer: Officer, unit: str, *, typed: Typed | None = None, refusal: Refusal | None = None
) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        found = units.kept(session, officer.actor, unit)
        known = [(one.id, one.name) for one in offices.units(session) if one.id != unit]
    now = found.office.facts.bodies if found.office is not None else {}
    return page(
        request,
        "admin/bodies.html",
        status=status_of(refusal) if refusal is not None else 200,
        unit=found.unit,
        office=found.office,
        bodies=bodies.bodies_of(app, at_of(request).date()),
        placed=now if typed is None else typed.values,
        options=[("", _("bodies.by_paper")), *known],
        refused=wording.refusal(_, refusal) if refusal is not None else "",
    )
