"""Thông báo: the bell of the header, its page, and the stream that keeps it true while the page stays open."""

import asyncio
import json
from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse

from tthc_engine.bootstrap import App
from tthc_engine.store import alerts, notices, people
from tthc_engine.store.sql import Session
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.bell import bell_lines, bell_state
from tthc_engine.web.view import app_of, at_of, go, page, says

router = APIRouter()
Told = Annotated[Officer, Depends(any_officer())]
EVENTS = "text/event-stream"
# One short read of an index; a glance at the bell needs no more.
LOOK_SECONDS = 2.0
# A proxy drops a silent line, and a browser that left is noticed only when something is said.
BREATHE_SECONDS = 15.0
# The browser asks again by itself; so that nobody who signed out or lost a role listens for long.
LIFE_SECONDS = 120.0


@router.get("/thong-bao")
def listed(request: Request, officer: Told) -> Response:
    with app_of(request).read() as session:
        lines = bell_lines(session, officer.person, says(request))
        colleagues = _colleagues(request, session, officer)
    return page(request, "bell.html", lines=lines, colleagues=colleagues)


def _colleagues(request: Request, session: Session, officer: Officer) -> list[tuple[str, str]]:
    """(key, name) of everybody who works in the units this officer sees, today, without themselves."""
    scope = people.scope_of(session, officer.actor)
    held = {one.person for one in people.positions(session, at_of(request)) if scope.holds(one.unit)}
    known = people.names(session, held - {officer.person}).values()
    named = [(one.id, f"{one.name}, {one.title}" if one.title else one.name) for one in known]
    return sorted(named, key=lambda one: one[1])


@router.post("/thong-bao/mot")
def one_of_them(request: Request, officer: Told, typed: Posted) -> Response:
    """Acknowledge one notice, or hand it on to a colleague, who learns from whom it comes."""
    at, said = at_of(request), "notice_read"
    position, to = typed.text("so"), typed.text("cho")
    with app_of(request).transaction() as session:
        held = notices.of_person_at(session, officer.person, int(position)) if position.isdigit() else None
        if held is None:
            return go("/thong-bao")
        if typed.text("viec") != "chuyen":
            notices.acknowledge(session, held, at=at)
        elif to in dict(_colleagues(request, session, officer)):
            notices.hand_on(session, held, to, at=at)
            said = "notice_passed"
        else:
            said = "notice_not_passed"
    return go(f"/thong-bao?da={said}")


@router.post("/thong-bao/da-xem")
def seen(request: Request, officer: Told, typed: Posted) -> Response:
    """Every notice is read, and the alerts they tell of with them."""
    app, at = app_of(request), at_of(request)
    with app.transaction() as session:
        scope = people.scope_of(session, officer.actor)
        for dossier in sorted({one.dossier_id for one in alerts.unread(session, scope, officer.actor)}):
            alerts.mark_read(session, officer.actor, dossier, at=at)
        notices.mark_read(session, officer.person, at=at)
    return go("/thong-bao?da=notices_read")


@router.get("/thong-bao/so")
def counted(request: Request, officer: Told) -> Response:
    """The bell's state, for pages where the stream does not get through."""
    with app_of(request).read() as session:
        state = bell_state(session, officer.person, says(request))
    return JSONResponse(state, headers={"Cache-Control": "no-store"})


@router.get("/thong-bao/dong")
async def stream(
    request: Request, officer: Told, accept: Annotated[str, Header()] = "", last_event_id: Annotated[str, Header()] = ""
) -> Response:
    """Server-sent events: the whole state at each change, so that none is missed however often the line breaks.

    `Last-Event-ID` names the state that the browser has; it is told again only where that is no longer true.
    """
    if EVENTS not in accept:
        return go("/thong-bao")
    said = _changes(app_of(request), officer.person, says(request), has=last_event_id)
    # Buffering is a proxy's habit that would make a stream useless.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(said, media_type=EVENTS, headers=headers)


async def _changes(app: App, person: str, _: Messages, *, has: str) -> AsyncIterator[str]:
    began = breathed = monotonic()
    yield "retry: 3000\n\n"
    while monotonic() - began < LIFE_SECONDS:
        state = await run_in_threadpool(_state_if_new, app, person, _, has)
        if state is not None:
            has = str(state["mark"])
            yield f"id: {has}\nevent: bell\ndata: {json.dumps(state, ensure_ascii=False)}\n\n"
            breathed = monotonic()
        elif monotonic() - breathed > BREATHE_SECONDS:
            yield ": \n\n"
            breathed = monotonic()
        await asyncio.sleep(LOOK_SECONDS)


def _state_if_new(app: App, person: str, _: Messages, has: str) -> dict[str, object] | None:
    with app.read() as session:
        count, newest = notices.unread_mark(session, person)
        return None if f"{count}-{newest}" == has else bell_state(session, person, _)
