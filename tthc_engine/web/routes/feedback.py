"""Phản ánh, kiến nghị inside the house: what is owed, the late first; one with everything that was done on it."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.catalogue.feedback import limits
from tthc_engine.domain.errors import Refusal, UnknownFeedback
from tthc_engine.domain.feedback import About, Act, Done, allowed
from tthc_engine.store import feedback, offices, people
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms import feedback as forms
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.masks import masked_address, masked_mail, masked_phone
from tthc_engine.web.rights import FEEDBACK, FEEDBACK_CLERKS
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import feedback as work

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*FEEDBACK))]
Writer = Annotated[Officer, Depends(needs(*FEEDBACK_CLERKS))]
UNPROCESSABLE = 422


@router.get("/phan-anh")
def overview(request: Request, officer: Reader, xong: str = "") -> Response:
    """Open ones; `?xong=1` the ended ones."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = work.listed(app, session, scope, ended=bool(xong), at=at)
        names = {one.id: one.name for one in offices.units(session)}
    return page(
        request,
        "feedback/list.html",
        found=found,
        names=names,
        ended=bool(xong),
        late=sum(one.late(at) for one in found),
        may_enter=officer.has(*FEEDBACK_CLERKS),
        more=len(found) >= work.MOST,
    )


@router.get("/phan-anh/moi")
def enter_form(request: Request, officer: Writer) -> Response:
    return _entry(request, blank(says(request)))


@router.post("/phan-anh/moi")
def enter(request: Request, officer: Writer, typed: Posted) -> Response:
    """What came by letter, telephone, slip or in person; the sender is given code and secret."""
    sent = forms.sent(typed, (), unit=officer.actor.unit)
    if typed.errors:
        return _entry(request, typed, status=UNPROCESSABLE)
    key = typed.key or secrets.token_urlsafe(12)
    given = work.receive(app_of(request), sent, key=key, by=officer.person, at=at_of(request))
    return page(request, "feedback/kept.html", given=given, officer_entered=True)


@router.get("/phan-anh/{key}")
def one(request: Request, officer: Reader, key: str) -> Response:
    return _one(request, officer, key, blank(says(request)))


@router.post("/phan-anh/{key}/nguoi-gui")
def whole_sender(request: Request, officer: Reader, typed: Posted, key: str) -> Response:
    """The sender's particulars in full; that somebody looked is kept."""
    with app_of(request).transaction() as session:
        found = feedback.by_id(session, people.scope_of(session, officer.actor), key)
        if found is None:
            raise UnknownFeedback
        offices.audit(
            session,
            found.unit,
            kind="feedback_sender_shown",
            by=officer.person,
            at=at_of(request),
            payload={"feedback": found.code},
        )
    return _one(request, officer, key, blank(says(request)), whole=True)


@router.post("/phan-anh/{key}/{word}")
def act(request: Request, officer: Reader, typed: Posted, key: str, word: str) -> Response:
    """One act of the way; what was typed stays where it is refused."""
    if word not in set(Act):
        raise UnknownFeedback
    kind = Act(word)
    done = forms.done_of(typed, kind, Done(kind=kind, at=at_of(request), by=officer.person))
    if typed.errors:
        return _one(request, officer, key, typed, status=UNPROCESSABLE, tried=kind)
    try:
        work.act(app_of(request), key, done, by=officer.actor)
    except UnknownFeedback:
        raise
    except Refusal as refusal:
        refused = wording.refusal(says(request), refusal)
        return _one(request, officer, key, typed, status=status_of(refusal), refused=refused, tried=kind)
    return go(f"/phan-anh/{key}?da=feedback")


def _one(
    request: Request,
    officer: Officer,
    key: str,
    typed: Typed,
    *,
    status: int = 200,
    refused: str = "",
    tried: Act | None = None,
    whole: bool = False,
) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        found = feedback.by_id(session, people.scope_of(session, officer.actor), key)
        if found is None:
            raise UnknownFeedback
        seen = work.seen(app, session, found)
        names = people.names(session, {each.by for each in seen.acts if each.by})
        unit = offices.unit(session, found.unit)
    last = {each.kind: each for each in seen.acts}
    return page(
        request,
        "feedback/one.html",
        status=status,
        seen=seen,
        last=last,
        unit=unit,
        names={person: known.name for person, known in names.items()},
        late=seen.late(at),
        may_do=allowed(seen.case, officer.actor),
        typed=typed,
        empty=blank(_),
        untouched=blank(_, loi=found.content),
        refused=refused,
        tried=tried,
        whole=whole,
        limits=limits(),
        abouts=[(about.value, _(f"feedback.about_{about.value}")) for about in About],
        address=found.address if whole else masked_address(found.address),
        phone=found.phone if whole else masked_phone(found.phone),
        email=found.email if whole else masked_mail(found.email),
    )


def _entry(request: Request, typed: Typed, *, status: int = 200) -> Response:
    _ = says(request)
    return page(
        request,
        "feedback/enter.html",
        status=status,
        typed=typed,
        channels=[(one, _(f"feedback.channel_{one}")) for one in work.CHANNELS],
        form_key=typed.key or secrets.token_urlsafe(12),
    )
