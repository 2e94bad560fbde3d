"""Gửi, nhận báo cáo: what a unit sent and how far it got, what lies in its box, and whom it sends to by mail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from notifications.mail import NoSuchAddress, addressed
from tthc_engine.reports import made, periods
from tthc_engine.store import offices, people, sending
from tthc_engine.store.offices import Unit
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.rights import CLOSERS, ENTERERS, READERS
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import sending as work

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*READERS))]
Receiver = Annotated[Officer, Depends(needs(*ENTERERS))]
Keeper = Annotated[Officer, Depends(needs(*CLOSERS))]
HERE = "/bao-cao/gui-nhan"
NOT_FOUND, UNPROCESSABLE = 404, 422
MARKS = {
    "received": ("ok", "check"),
    "sent": ("ok", "check"),
    "in_box": ("none", "none"),
    "waiting": ("soon", "soon"),
    "failed": ("late", "warn"),
}
"""Of each state: its dress and icon."""


@router.get(HERE)
def box(request: Request, officer: Reader) -> Response:
    return _box(request, officer, blank(says(request)))


@router.get(HERE + "/{closed}.{ending}")
def filed(request: Request, officer: Reader, closed: int, ending: str) -> Response:
    """The bytes that were sent, for the unit that sent them and the one whose box they lie in."""
    with app_of(request).read() as session:
        one = sending.closed_at_id(session, closed)
        mine = one is not None and (
            one.unit == officer.actor.unit
            or any(each.closed_id == closed for each in sending.sent_to(session, officer.actor.unit))
        )
        kept = {each.ending: each.body for each in sending.files(session, closed)} if mine else {}
    if one is None or ending not in kept:
        raise HTTPException(NOT_FOUND)
    headers = {
        "Content-Disposition": f'attachment; filename="{work.file_name(one, ending)}"',
        "Cache-Control": "no-store",
    }
    return Response(kept[ending], media_type=work.MEDIA[ending], headers=headers)


@router.post(HERE + "/nhan")
def receive(request: Request, officer: Receiver, typed: Posted) -> Response:
    """Somebody of the unit has read what lies in its box."""
    with app_of(request).transaction() as session:
        key, by = typed.text("ma"), officer.person
        if not sending.receive(session, officer.actor.unit, key, by=by, at=at_of(request)):
            raise HTTPException(NOT_FOUND)
    return go(f"{HERE}?da=report_received")


@router.post(HERE + "/noi-nhan")
def addressee(request: Request, officer: Keeper, typed: Posted) -> Response:
    """One more addressee, by mail or a unit here, or (`bo`) one less. What was sent stays sent."""
    app, _, unit = app_of(request), says(request), officer.actor.unit
    if typed.text("bo"):
        number = typed.text("bo")
        with app.transaction() as session:
            if not number.isdigit() or not sending.end_addressee(session, unit, int(number), at=at_of(request)):
                raise HTTPException(NOT_FOUND)
        return go(f"{HERE}?da=report_addressee_ended")
    if typed.text("don_vi"):
        return _to_a_unit(request, officer, typed)
    name, email = typed.required("ten", _("sending.name")), typed.required("thu", _("sending.email"))
    if email:
        try:
            addressed(name, email)
        except NoSuchAddress:
            typed.wrong("thu", _("sending.no_address"))
    if typed.errors:
        return _box(request, officer, typed, status=UNPROCESSABLE)
    with app.transaction() as session:
        sending.add_addressee(session, unit, name=name, email=email, by=officer.person, at=at_of(request))
    return go(f"{HERE}?da=report_addressee")


def _to_a_unit(request: Request, officer: Officer, typed: Typed) -> Response:
    """A unit that works in this system gets them in its box, once, also where it does not stand above."""
    app, unit, at = app_of(request), officer.actor.unit, at_of(request)
    with app.transaction() as session:
        chosen = next((one for one in _boxes(session, unit) if one.id == typed.text("don_vi")), None)
        if chosen is None:
            raise HTTPException(NOT_FOUND)
        if any(one.unit == chosen.id for one in sending.addressees(session, unit, at)):
            typed.wrong("don_vi", says(request)("sending.has_unit"))
        else:
            sending.add_addressee(session, unit, name=chosen.name, to_unit=chosen.id, by=officer.person, at=at)
    if typed.errors:
        return _box(request, officer, typed, status=UNPROCESSABLE)
    return go(f"{HERE}?da=report_addressee")


def _boxes(session: Session, unit: str) -> list[Unit]:
    """Units with a box here, but this one."""
    return sorted((one.unit for one in offices.offices(session) if one.unit.id != unit), key=lambda one: one.name)


def _box(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    unit = officer.actor.unit
    with app_of(request).read() as session:
        sent, mine = sending.sent_by(session, unit), sending.sent_to(session, unit)
        known = people.names(session, {one.received_by for one in (*sent, *mine)})
        hashes = sending.hashes(session, {one.closed_id for one in (*sent, *mine)})
        listed = sending.addressees(session, unit, at_of(request))
        boxes = _boxes(session, unit)
    return page(
        request,
        "reports/sending.html",
        status=status,
        typed=typed,
        sent=sent,
        mine=mine,
        hashes=hashes,
        addressees=listed,
        units=[("", says(request)("sending.outside")), *((one.id, one.name) for one in boxes)],
        people={key: one.name for key, one in known.items()},
        marks=MARKS,
        names={one: says(request)(f"report_name.{one}") for one in made.NAMES},
        label=lambda written: wording.period_label(says(request), periods.period(written)),
        may_receive=officer.has(*ENTERERS),
        may_keep=officer.has(*CLOSERS),
        unit_id=unit,
    )
