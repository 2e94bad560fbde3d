"""Việc của tôi: the day's work of whoever holds steps or owes something, in lists of their own."""

import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import people, saved_lists
from tthc_engine.store.sql import Remembering
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms.typed import Posted, blank
from tthc_engine.web.officers import stand_ins
from tthc_engine.web.pages.inbox import COLUMNS, FILTERS, USUAL, Shown, inbox, unread_alerts
from tthc_engine.web.view import app_of, at_of, go, page, says

router = APIRouter()
Worker = Annotated[Officer, Depends(needs(*(OFFICERS - {Role.SUPERVISOR})))]
HERE = "/viec-cua-toi"


@router.get(HERE)
def mine(
    request: Request,
    officer: Worker,
    loc: str = "all",
    tim: str = "",
    thu_tuc: str = "",
    buoc: str = "",
    trang: int = 1,
) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    chosen = Shown(
        loc=loc if loc in FILTERS else "all",
        words=tim.strip()[:200],
        code=thu_tuc[:60],
        step=buoc[:300],
        page=trang,
    )
    with app.read() as opened:
        session = Remembering(opened)
        scope = people.scope_of(session, officer.actor)
        actors = [officer.actor, *stand_ins(session, officer, at)]
        found = inbox(app, session, scope, actors, at, _, chosen=chosen)
        told = unread_alerts(session, scope, officer.actor)
        kept = saved_lists.lists(session, officer.person)
        columns = saved_lists.columns(session, officer.person)
    return page(
        request,
        "inbox.html",
        inbox=found,
        chosen=chosen,
        alerts=told,
        address=address,
        saved=[(one.name, address(**one.chosen), dict(one.chosen) == fields_of(chosen)) for one in kept],
        columns=USUAL if columns is None else columns,
        all_columns=COLUMNS,
        typed=blank(_, tim=chosen.words, thu_tuc=chosen.code, buoc=chosen.step),
        form_key=secrets.token_urlsafe(12),
    )


@router.post(f"{HERE}/danh-sach")
def save_list(request: Request, officer: Worker, typed: Posted) -> Response:
    """Keep the filter at hand under a name, or remove the one named."""
    chosen = {name: typed.text(name) for name in ("loc", "tim", "thu_tuc", "buoc") if typed.text(name)}
    name = typed.text("ten")[:60]
    said = "list_saved"
    with app_of(request).transaction() as session:
        if typed.text("viec") == "xoa":
            saved_lists.remove(session, officer.person, name)
            chosen, said = {}, "list_removed"
        elif not name or not saved_lists.save(session, officer.person, name, chosen, at=at_of(request)):
            said = "list_not_saved"
    return go(address(**chosen, da=said))


@router.post(f"{HERE}/cot")
def choose_columns(request: Request, officer: Worker, typed: Posted) -> Response:
    """Which columns this officer sees from now on; none ticked: the usual ones."""
    chosen = [name for name in COLUMNS if name in typed.all_of("cot")] or list(USUAL)
    with app_of(request).transaction() as session:
        saved_lists.choose_columns(session, officer.person, chosen, at=at_of(request))
    kept = {name: typed.text(name) for name in ("loc", "tim", "thu_tuc", "buoc") if typed.text(name)}
    return go(address(**kept))


def fields_of(chosen: Shown) -> dict[str, str]:
    """The filter as the address carries it."""
    fields = {"loc": chosen.loc if chosen.loc != "all" else "", "tim": chosen.words}
    fields |= {"thu_tuc": chosen.code, "buoc": chosen.step}
    return {name: text for name, text in fields.items() if text}


def address(**fields: str | int) -> str:
    """The inbox with a filter; `all` is what stands without one."""
    kept = {name: text for name, text in fields.items() if text and (name, text) != ("loc", "all")}
    return f"{HERE}?{urlencode(kept)}" if kept else HERE
