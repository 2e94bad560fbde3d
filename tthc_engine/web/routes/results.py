"""Trả kết quả: the shelf of results, handing one over to whoever comes, reminding those who do not."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.commands import Receiver, RemindCollection, ReturnResult
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people, shelf
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.desk_counts import desk_counts
from tthc_engine.web.pages.order import SHOWN
from tthc_engine.web.pages.seen import line_of, seen
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]


@router.get("/tra-ket-qua")
def listed(request: Request, officer: AtDesk, q: str = "") -> Response:
    """Results that wait, the longest first; `?q=` finds one by code, name or number."""
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = shelf.waiting(session, scope, words=q[:200])
        counts = desk_counts(session, scope)
    today = today_of(request)
    rows = [(one, (today - wording.local(one.since).date()).days) for one in found]
    return page(request, "results.html", rows=rows, q=q, counts=counts, form_key=secrets.token_urlsafe(9))


@router.post("/tra-ket-qua/{key}/nhac")
def remind(request: Request, officer: AtDesk, typed: Posted, key: str) -> Response:
    """Tell the applicant once more; a double click tells once."""
    app = app_of(request)
    with app.transaction() as session:
        line = line_of(session, people.scope_of(session, officer.actor), key)
        command = RemindCollection(dossier=line.id, by=officer.actor)
        app.engine.handle(session, command, at=at_of(request), key=f"remind:{typed.key}" if typed.key else None)
    return go("/tra-ket-qua?da=remind_collection")


@router.get("/tra-ket-qua/{key}")
def form(request: Request, officer: AtDesk, key: str) -> Response:
    return _form(request, officer, key, blank(says(request), receiver=Receiver.SUBMITTER.value))


@router.post("/tra-ket-qua/{key}")
def give(request: Request, officer: AtDesk, typed: Posted, key: str) -> Response:
    """Hand the result over. Without the receipt, or to who is authorised, the paper that was shown is noted."""
    app, _ = app_of(request), says(request)
    receiver = next((one for one in Receiver if one.value == typed.text("receiver")), None)
    typed.offered("shown", SHOWN)
    if receiver is Receiver.AUTHORISED and not typed.text("received_by"):
        typed.required("received_by", _("results.received_by"))
    if (receiver is Receiver.AUTHORISED or typed.chosen("without_receipt")) and not typed.text("shown"):
        typed.required("shown", _("results.shown"))
    if typed.errors:
        return _form(request, officer, key, typed, status=422)
    try:
        with app.transaction() as session:
            line = line_of(session, people.scope_of(session, officer.actor), key)
            command = ReturnResult(
                dossier=line.id,
                by=officer.actor,
                received_by=typed.text("received_by") or (line.owner if receiver is Receiver.OWNER else line.submitter),
                without_receipt=typed.chosen("without_receipt"),
                receiver=receiver,
                shown=typed.text("shown"),
                electronic=typed.chosen("electronic"),
            )
            app.engine.handle(session, command, at=at_of(request), key=typed.key)
    except Refusal as refusal:
        return _form(request, officer, key, typed, refused=wording.refusal(_, refusal), status=status_of(refusal))
    return go("/tra-ket-qua?da=return_result")


def _form(
    request: Request, officer: Officer, key: str, typed: Typed, *, refused: str = "", status: int = 200
) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        found = seen(app, session, people.scope_of(session, officer.actor), key)
        may = app.engine.permitted(session, found.line.id, "return_result", officer.actor, at=at_of(request))
    return page(
        request,
        "result.html",
        status=status,
        found=found,
        typed=typed,
        refused=refused,
        cannot=wording.refusal(_, may, names=found.names) if may is not None else "",
        form_key=typed.key or secrets.token_urlsafe(12),
        receivers=[(one.value, _(f"results.to_{one.value}"), "", "") for one in Receiver],
        shown=[("", _("order.choose")), *((one, _(f"shown.{one}")) for one in SHOWN)],
    )
