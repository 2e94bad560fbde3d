"""The demo's own pages: the movable clock and the folder of sent mail. Outside the demo they do not exist."""

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from notifications.mail import fingerprint
from tthc_engine.store import outbox, people
from tthc_engine.web.access import INSIDE, Inside, Officer, needs
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.pages import mailbox
from tthc_engine.web.view import app_of, at_of, go, page
from tthc_engine.work.demo import clock

NOT_FOUND = 404
_LOOKED_AT = 2_000


def only_in_the_demo(request: Request) -> None:
    if not app_of(request).settings.demo:
        raise HTTPException(NOT_FOUND)


router = APIRouter(
    prefix="/minh-hoa", dependencies=[Depends(only_in_the_demo), Depends(needs(*INSIDE))], include_in_schema=False
)


@router.post("/dong-ho")
def move_the_clock(request: Request, typed: Posted) -> Response:
    """Forward to the next working day or to the next due date; what falls due on the way is acted on at once."""
    app, at = app_of(request), at_of(request)
    to = clock.next_due(app, at) if typed.text("den") == "den-han" else None
    clock.move(app, to or clock.next_working_day(app, at))
    return go(f"{_inside_only(typed.text('tiep'))}?da=demo_clock")


@router.get("/thu-di")
def sent_mail(request: Request, officer: Inside) -> Response:
    folder = app_of(request).settings.mail_folder
    mine = _of_their_units(request, officer)
    return page(request, "demo/outbox.html", mails=mailbox.newest(folder, among=mine), folder=str(folder))


@router.get("/thu-di/{key}")
def one_mail(request: Request, key: str, officer: Inside) -> Response:
    mail = mailbox.one(app_of(request).settings.mail_folder, key)
    if mail is None or key not in _of_their_units(request, officer):
        raise HTTPException(NOT_FOUND)
    return page(request, "demo/mail.html", mail=mail)


@router.get("/thu-di/{key}/{number}")
def attachment(request: Request, key: str, number: int, officer: Inside) -> Response:
    found = mailbox.attachment(app_of(request).settings.mail_folder, key, number)
    if found is None or key not in _of_their_units(request, officer):
        raise HTTPException(NOT_FOUND)
    return Response(found[1], media_type="application/pdf", headers={"Content-Disposition": "inline"})


def _of_their_units(request: Request, officer: Officer) -> frozenset[str]:
    """The mails whose dossiers the officer may see: two offices share the folder, and not each other's post."""
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        return frozenset(
            fingerprint(one.key) for one in outbox.latest(session, limit=_LOOKED_AT) if scope.holds(one.unit)
        )


def _inside_only(path: str) -> str:
    """A path of this application, never another host's address."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
