"""Văn thư: letters to number, to send, and what did not arrive."""

import secrets
from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.commands import Command, Dispatch, NumberLetter
from tthc_engine.domain.procedure import Role
from tthc_engine.store import clerks_desk, dossiers, letters, people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.letters import LetterLine
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed
from tthc_engine.web.pages.order import WAYS, ways
from tthc_engine.web.view import app_of, at_of, page, says
from tthc_engine.work.bulk import Outcome, do_each

router = APIRouter()
Clerk = Annotated[Officer, Depends(needs(Role.CLERK))]
HERE = "/van-thu"
MOST = 200


@router.get(HERE)
def overview(request: Request, officer: Clerk) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        numbering = _unnumbered(session, scope, officer)
        sending = clerks_desk.to_send(session, scope, officer.actor.unit, at)
        lost = clerks_desk.undelivered(session, scope, at)
    return page(
        request,
        "clerk.html",
        numbering=numbering,
        sending=sending,
        lost=lost,
        ways=ways(_),
        form_key=secrets.token_urlsafe(12),
    )


@router.post(HERE + "/cap-so")
def number(request: Request, officer: Clerk, typed: Posted) -> Response:
    """Number the ticked letters, in the order of the list; a number typed beside one is taken from the paper book."""

    def asked(dossier: str, letter: str) -> Command:
        return NumberLetter(
            dossier=dossier, by=officer.actor, letter=letter, number=typed.text(f"so.{dossier}.{letter}")
        )

    return _each(request, officer, typed, asked_of=asked)


@router.post(HERE + "/gui")
def send(request: Request, officer: Clerk, typed: Posted) -> Response:
    """Note the ticked letters as sent, in the way that was chosen for all."""
    how = typed.text("how") if typed.text("how") in WAYS else ""

    def asked(dossier: str, letter: str) -> Command:
        return Dispatch(dossier=dossier, by=officer.actor, letter=letter, how=how)

    return _each(request, officer, typed, asked_of=asked)


def _each(request: Request, officer: Officer, typed: Typed, *, asked_of: Callable[[str, str], Command]) -> Response:
    """`asked_of` makes the command of one letter from its dossier's id and its key there."""
    app, at = app_of(request), at_of(request)
    done: list[tuple[LetterLine, Outcome]] = []
    for key in typed.all_of("chon")[:MOST]:
        with app.read() as session:
            line = letters.letter(session, people.scope_of(session, officer.actor), key)
        if line is None or line.unit != officer.actor.unit:
            continue
        asked = asked_of(line.dossier_id, line.letter)
        # Two letters of one dossier are two requests.
        (outcome,) = do_each(app, [asked], at=at, key=f"{typed.key}:{line.letter}" if typed.key else "")
        with app.read() as session:
            line = letters.letter(session, people.scope_of(session, officer.actor), key) or line
        done.append((line, outcome))
    return page(request, "clerk_done.html", done=[(line, one, _refused(request, one)) for line, one in done])


def _refused(request: Request, one: Outcome) -> str:
    _ = says(request)
    if one.refused is not None:
        return wording.refusal(_, one.refused)
    return wording.stale(_, one.overtaken) if one.overtaken is not None else ""


def _unnumbered(session: Session, scope: Scope, officer: Officer) -> Sequence[tuple[LetterLine, DossierLine]]:
    """The unit's letters without a number, the oldest first."""
    found = []
    for letter in letters.unnumbered(session, scope):
        line = dossiers.by_id(session, scope, letter.dossier_id)
        if line is not None and letter.unit == officer.actor.unit:
            found.append((letter, line))
    return found
