"""Vắng mặt: who stands in for whom, and handing on the whole queue of somebody who is away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.order import Options
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import absences
from tthc_engine.work.bulk import Outcome

router = APIRouter()
Supervisor = Annotated[Officer, Depends(needs(Role.SUPERVISOR))]
UNPROCESSABLE = 422


@router.get("/vang-mat")
def overview(request: Request, officer: Supervisor) -> Response:
    return _overview(request, officer, blank(says(request)), blank(says(request)))


@router.post("/vang-mat/thay")
def substitute(request: Request, officer: Supervisor, typed: Posted) -> Response:
    """Somebody does the work of somebody absent, from one day until another."""
    since, until = typed.day("tu"), typed.day("den")
    for name, label in (("tu", "absence.since"), ("den", "absence.until")):
        typed.required(name, says(request)(label))
    if typed.errors or since is None or until is None:
        return _overview(request, officer, typed, blank(says(request)), status=UNPROCESSABLE)
    try:
        absences.substitute(
            app_of(request),
            officer.actor,
            person=typed.text("nguoi"),
            instead=typed.text("thay"),
            since=since,
            until=until,
            reason=typed.text("ly_do"),
            at=at_of(request),
        )
    except Refusal as refusal:
        return _overview(request, officer, typed, blank(says(request)), refusal=refusal)
    return go("/vang-mat?da=substitute")


@router.post("/vang-mat/chuyen")
def pass_on(request: Request, officer: Supervisor, typed: Posted) -> Response:
    """Everything open that was given to one person goes to another; what is refused is told dossier by dossier."""
    try:
        passed = absences.pass_queue_on(
            app_of(request),
            officer.actor,
            person=typed.text("nguoi"),
            to=typed.text("cho"),
            reason=typed.text("ly_do"),
            at=at_of(request),
        )
    except Refusal as refusal:
        return _overview(request, officer, blank(says(request)), typed, refusal=refusal)
    return _overview(request, officer, blank(says(request)), blank(says(request)), passed=passed)


def _overview(
    request: Request,
    officer: Officer,
    stands: Typed,
    queue: Typed,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    passed: list[Outcome] | None = None,
) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        known = _people(session, scope, request)
        current = people.substitutions(session, scope, at)
        names = people.names(session, {key for one in current for key in (one.person, one.substitute)})
    refused = wording.refusal(_, refusal, names=dict(known)) if refusal is not None else ""
    return page(
        request,
        "absences.html",
        status=status_of(refusal) if refusal is not None else status,
        stands=stands,
        queue=queue,
        refused=refused,
        options=[("", _("order.choose")), *known],
        current=[(names[one.person].name, names[one.substitute].name, one) for one in current],
        passed=None
        if passed is None
        else [(one, wording.refusal(_, one.refused) if one.refused is not None else "") for one in passed],
    )


def _people(session: Session, scope: people.Scope, request: Request) -> Options:
    """Everybody who works in the supervisor's units today, by name."""
    held = {one.person for one in people.positions(session, at_of(request)) if scope.holds(one.unit)}
    named = people.names(session, held).values()
    return sorted(((one.id, f"{one.name}, {one.title}" if one.title else one.name) for one in named), key=_by_name)


def _by_name(option: tuple[str, str]) -> str:
    return option[1]
