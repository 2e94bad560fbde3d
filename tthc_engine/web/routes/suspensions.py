"""Tạm dừng hàng loạt: one legal act suspends the clock of many dossiers; looked at first, applied, lifted."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import NotYourUnit, Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store.offices import Office
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.calendar import EVERYWHERE
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.calendar import seen_offices
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work.changes import suspending
from tthc_engine.work.changes.reaching import Reach
from tthc_engine.work.changes.suspending import Act

router = APIRouter()
Supervisor = Annotated[Officer, Depends(needs(Role.SUPERVISOR))]
UNPROCESSABLE = 422
SHOWN = 200


@router.get("/tam-dung")
def overview(request: Request, officer: Supervisor) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.post("/tam-dung")
def look(request: Request, officer: Supervisor, typed: Posted) -> Response:
    """What the act would move, before anything is applied; with the tick it is applied."""
    act = _act(request, officer, typed)
    if act is None:
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    app, at = app_of(request), at_of(request)
    try:
        if typed.chosen("dong_y"):
            suspending.apply(app, act, by=officer.actor, at=at)
            return go("/tam-dung?da=mass_suspended")
        with app.read() as session:
            reach = suspending.preview(app, session, act, by=officer.actor, at=at)
    except Refusal as refusal:
        typed.wrong("so", wording.refusal(says(request), refusal))
        return _overview(request, officer, typed, status=status_of(refusal))
    if typed.text("buoc") == "ap-dung":
        typed.wrong("dong_y", says(request)("calendar.not_confirmed"))
    return _preview(request, typed, act, reach)


@router.post("/tam-dung/ket-thuc")
def lift(request: Request, officer: Supervisor, typed: Posted) -> Response:
    """End what one act suspends; other acts go on."""
    units = [one.unit.id for one in _seen(request, officer)]
    suspending.lift(app_of(request), typed.text("so"), units=units, by=officer.actor, at=at_of(request))
    return go("/tam-dung?da=suspension_lifted")


def _seen(request: Request, officer: Officer) -> list[Office]:
    with app_of(request).read() as session:
        return seen_offices(session, officer.actor)


def _act(request: Request, officer: Officer, typed: Typed) -> Act | None:
    """None and errors beside the fields where it cannot be understood. Raises NotYourUnit."""
    number = typed.required("so", typed.says("calendar.act"))
    since, until = typed.instant("tu"), typed.instant("den")
    for name, read, label in (("tu", since, "order.suspend_from"), ("den", until, "order.suspend_until")):
        if read is None:
            typed.required(name, typed.says(label))
    known = [one.unit.id for one in _seen(request, officer)]
    chosen = typed.text("don_vi") or EVERYWHERE
    units = known if chosen == EVERYWHERE else [chosen]
    if not set(units) <= set(known):
        raise NotYourUnit
    if typed.errors or since is None or until is None:
        return None
    if until <= since:
        typed.wrong("den", typed.says("suspension.end_not_later"))
        return None
    code = typed.text("thu_tuc")
    return Act(
        number=number,
        since=since,
        until=until,
        reason=typed.text("ly_do"),
        units=tuple(units),
        procedures=(code,) if code else (),
    )


def _overview(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    app, _ = app_of(request), says(request)
    seen = _seen(request, officer)
    options = [(one.unit.id, one.unit.name) for one in seen]
    if len(options) > 1:
        options.insert(0, (EVERYWHERE, _("calendar.everywhere")))
    with app.read() as session:
        running = suspending.running(app, session, [one.unit.id for one in seen], at=at_of(request))
        law = app.engine.rulebook.declarations.law_on(session, today_of(request))
    procedures = [("", _("suspension.every_procedure"))]
    procedures += sorted(((one.code, one.short_name or one.name) for one in law), key=lambda one: one[1])
    return page(
        request,
        "changes/suspensions.html",
        status=status,
        typed=typed,
        running=running,
        options=options,
        procedures=procedures,
    )


def _preview(request: Request, typed: Typed, act: Act, reach: Reach) -> Response:
    refused: dict[str, int] = {}
    for one in reach.refused.values():
        words = wording.refusal(says(request), one)
        refused[words] = refused.get(words, 0) + 1
    said: dict[str, Any] = {
        "act": act,
        "moves": reach.moves[:SHOWN],
        "left_out": max(0, len(reach.moves) - SHOWN),
        "looked_at": reach.looked_at,
        "moved": sum(one.moves for one in reach.moves),
        "quiet": len(reach.quiet),
        "refused": refused,
        "failed": len(reach.failed),
    }
    status = UNPROCESSABLE if typed.errors else 200
    return page(request, "changes/suspension_preview.html", status=status, typed=typed, **said)
