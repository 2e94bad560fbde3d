"""Kênh gửi: by which ways messages leave the house, what became of them, and a test message to oneself."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from notifications.channels import Channel, Parcel, PermanentFailure, TemporaryFailure
from notifications.message import Language, Message
from notifications.wording import NoTemplate
from tthc_engine.domain.procedure import Role
from tthc_engine.settings import Settings
from tthc_engine.store import offices, outbox
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.view import app_of, at_of, page, says
from tthc_engine.work.ways import ways_of

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
KIND = "test"
LOOKED_BACK = timedelta(days=30)
BAD_GATEWAY, UNPROCESSABLE = 502, 422


@dataclass(frozen=True, slots=True)
class Way:
    name: str
    label: str
    to: str
    """Where it leads, without a password or a token."""
    by_phone: bool
    outcomes: Mapping[str, int]
    """Attempts of the last thirty days by how they ended."""
    last: datetime | None


@router.get("/quan-tri/kenh")
def overview(request: Request, officer: Keeper) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.post("/quan-tri/kenh/thu")
def test(request: Request, officer: Keeper, typed: Posted) -> Response:
    """Hand one test message to the chosen way now, past the outbox, and say what the way answered."""
    app, _, at = app_of(request), says(request), at_of(request)
    way = next((one for one in ways_of(app.settings) if one.name == typed.text("way")), None)
    if way is None:
        typed.wrong("way", _("form.not_offered", text=typed.text("way")))
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    to = typed.required("to", _("ways.to"))
    if not _by_phone(way):
        typed.email("to")
    if typed.errors:
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    said = _send(way, _message(officer, way, to, request, at), at, _)
    with app.transaction() as session:
        payload = {"way": way.name, "taken": not said}
        offices.audit(session, officer.actor.unit, kind="channel_tested", by=officer.person, at=at, payload=payload)
    if said:
        typed.wrong("to", said)
    return _overview(request, officer, typed, status=BAD_GATEWAY if said else 200, taken="" if said else to)


def _send(way: Channel, message: Message, at: datetime, _: Messages) -> str:
    """Empty when the way took it; else why not, in the words of whoever refused."""
    try:
        way.send(Parcel(message=message, wording=way.word(message), at=at))
    except (TemporaryFailure, PermanentFailure) as failure:
        return _("ways.refused", why=str(failure)[:300])
    except NoTemplate:
        return _("ways.no_template")
    return ""


def _message(officer: Officer, way: Channel, to: str, request: Request, at: datetime) -> Message:
    return Message(
        key=f"test-{secrets.token_hex(8)}",
        kind=KIND,
        to="" if _by_phone(way) else to,
        phone=to if _by_phone(way) else "",
        to_name=officer.name,
        language=Language(says(request).language),
        context={"agency": officer.unit_name, "by": officer.name, "at": at, "demo": app_of(request).settings.demo},
    )


def _by_phone(way: Channel) -> bool:
    return way.reaches({"phone": "0123000000"}) and not way.reaches({"email": "a@example.org"})


def _overview(request: Request, officer: Officer, typed: Typed, *, status: int = 200, taken: str = "") -> Response:
    del officer
    app, _, at = app_of(request), says(request), at_of(request)
    with app.read() as session:
        attempts = outbox.attempts_by_way(session, since=at - LOOKED_BACK)
        states = outbox.states(session)
    ways = [
        Way(
            one.name,
            _(f"ways.{one.name}"),
            _leads_to(app.settings, one.name),
            _by_phone(one),
            attempts.get(one.name, ({}, None))[0],
            attempts.get(one.name, ({}, None))[1],
        )
        for one in ways_of(app.settings)
    ]
    return page(
        request,
        "admin/ways.html",
        status=status,
        ways=ways,
        states=[(_(f"ways.state_{state}"), count) for state, count in states],
        options=[(one.name, one.label) for one in ways],
        typed=typed,
        taken=taken,
    )


def _leads_to(settings: Settings, name: str) -> str:
    """Host or folder, never what opens it."""
    address = {
        "smtp": settings.smtp_url.rpartition("@")[2] or settings.smtp_url,
        "folder": str(settings.mail_folder),
        "webhook": settings.webhook_url,
        "zalo": settings.zalo_url,
        "sms": settings.sms_url,
    }.get(name, "")
    return address.partition("?")[0]
