"""Bãi bỏ thủ tục: from which day a procedure is not received any more, by which act; and a mistake taken back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store import retirements
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work.house import law, units
from tthc_engine.work.publishing import retiring

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
NOT_FOUND, UNPROCESSABLE = 404, 422


@router.get("/quan-tri/thu-tuc/{code}/bai-bo")
def look(request: Request, officer: Keeper, code: str) -> Response:
    del officer
    return _page(request, code, blank(says(request)))


@router.post("/quan-tri/thu-tuc/{code}/bai-bo")
def retire(request: Request, officer: Keeper, code: str, typed: Posted) -> Response:
    """End it by an act; what was typed stays where it cannot be done."""
    since, act_on = typed.day("tu"), typed.day("ngay")
    for name, label in (("so", "law.retire_act"), ("ngay", "law.retire_act_on"), ("tu", "law.retire_since")):
        typed.required(name, says(request)(label))
    if typed.errors or since is None or act_on is None:
        return _page(request, code, typed, status=UNPROCESSABLE)
    return _done(
        request,
        code,
        typed,
        lambda: retiring.retire(
            app_of(request),
            code,
            since=since,
            act=typed.text("so"),
            act_on=act_on,
            reason=typed.text("ly_do"),
            units=_house(request, officer),
            by=officer.person,
            at=at_of(request),
        ),
        said="procedure_retired",
    )


@router.post("/quan-tri/thu-tuc/{code}/bai-bo/rut-lai")
def take_back(request: Request, officer: Keeper, code: str, typed: Posted) -> Response:
    """What was entered by mistake ends nothing."""
    if not typed.required("ly_do_rut", says(request)("law.retire_back_why")):
        return _page(request, code, typed, status=UNPROCESSABLE)
    return _done(
        request,
        code,
        typed,
        lambda: retiring.take_back(
            app_of(request),
            code,
            reason=typed.text("ly_do_rut"),
            units=_house(request, officer),
            by=officer.person,
            at=at_of(request),
        ),
        said="retirement_taken_back",
    )


def _done(request: Request, code: str, typed: Typed, act: Callable[[], object], *, said: str) -> Response:
    try:
        act()
    except Refusal as refusal:
        said_why = wording.refusal(says(request), refusal)
        return _page(request, code, typed, status=status_of(refusal), refused=said_why)
    return go(f"/quan-tri/thu-tuc?q={code}&da={said}")


def _house(request: Request, officer: Officer) -> list[str]:
    with app_of(request).read() as session:
        return [one.unit.id for one in units.house(session, officer.actor) if one.office is not None]


def _page(request: Request, code: str, typed: Typed, *, status: int = 200, refused: str = "") -> Response:
    with app_of(request).read() as session:
        listed = _versions(request, session, code)
        return page(
            request,
            "admin/retire.html",
            status=status,
            typed=typed,
            refused=refused,
            code=code,
            name=next((one for one in listed if one.state == "in_force"), listed[0]).procedure.name,
            listed=listed,
            stands=retirements.standing(session, code),
            past=[one for one in retirements.of_code(session, code) if one.lifted_from is not None],
            in_flight=len(retiring.in_flight(session, code)),
        )


def _versions(request: Request, session: Session, code: str) -> list[law.Version]:
    """Every version of the code. Raises HTTPException for one that nobody declared."""
    app = app_of(request)
    found = [one for one in law.versions(app, session, today_of(request)) if one.procedure.code == code]
    if not found:
        raise HTTPException(NOT_FOUND)
    return found
