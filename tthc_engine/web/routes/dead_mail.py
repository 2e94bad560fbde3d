"""Thư không gửi được: messages that will not go out by themselves, mended and sent again by whoever keeps the house."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from notifications.mail import NoSuchAddress
from tthc_engine.domain.procedure import Role
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work.dead import NotDead, dead_letters, send_again

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
UNPROCESSABLE = 422


@router.get("/quan-tri/thu-hong")
def listed(request: Request, officer: Keeper) -> Response:
    return _shown(request, blank(says(request)))


@router.post("/quan-tri/thu-hong")
def again(request: Request, officer: Keeper, typed: Posted) -> Response:
    """The message `thu` goes out at the next delivery, to the address typed where that was wrong."""
    app, _ = app_of(request), says(request)
    key = typed.text("thu")
    mended = {name: typed.text(field) for name, field in (("email", "email"), ("phone", "phone")) if typed.text(field)}
    try:
        send_again(app, key, at=at_of(request), mended=mended)
    except NotDead:
        typed.wrong("thu", _("dead.gone"))
    except NoSuchAddress:
        typed.wrong("thu", _("dead.no_such_address"))
    if typed.errors:
        return _shown(request, typed, status=UNPROCESSABLE)
    return go("/quan-tri/thu-hong?da=sent_again")


def _shown(request: Request, typed: Typed, *, status: int = 200) -> Response:
    found = dead_letters(app_of(request))
    return page(request, "dead_mail.html", status=status, dead=found, typed=typed)
