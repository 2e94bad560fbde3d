"""Văn bản: a letter on screen, its file, and the clerk's number."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.documents.filing import is_ready, sheet, word_sheet
from tthc_engine.documents.word import DOCX
from tthc_engine.domain.errors import UnknownLetter
from tthc_engine.store import letters, people
from tthc_engine.store.letters import LetterLine
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.forms.typed import blank
from tthc_engine.web.pages.order import ways
from tthc_engine.web.pages.seen import line_of, seen
from tthc_engine.web.view import app_of, page, says

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]


def pdf_response(pdf: bytes, name: str) -> Response:
    """A PDF shown in the page, saved under a name that sorts."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


def word_response(file: bytes, name: str) -> Response:
    """A Word file to be saved under a name that sorts."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.docx"', "Cache-Control": "no-store"}
    return Response(file, media_type=DOCX, headers=headers)


def _wanted(request: Request, officer: Officer, key: str, letter: str) -> tuple[LetterLine, str]:
    """The letter as far as the officer may see it, and a name for its files. Raises UnknownLetter."""
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        line = line_of(session, scope, key)
        wanted = letters.letter(session, scope, letters.letter_id(line.id, letter))
    if wanted is None:
        raise UnknownLetter(letter=letter)
    return wanted, f"{line.reference or line.id[:8]}-{wanted.kind}-{wanted.letter}"


@router.get("/ho-so/{key}/van-ban/{letter}.pdf")
def file(request: Request, officer: AnyOfficer, key: str, letter: str) -> Response:
    wanted, name = _wanted(request, officer, key, letter)
    return pdf_response(sheet(app_of(request), wanted.id).pdf, name)


@router.get("/ho-so/{key}/van-ban/{letter}.docx")
def word(request: Request, officer: AnyOfficer, key: str, letter: str) -> Response:
    """The same letter to be edited in Word; the PDF stays what is filed."""
    wanted, name = _wanted(request, officer, key, letter)
    return word_response(word_sheet(app_of(request), wanted.id), name)


@router.get("/ho-so/{key}/van-ban/{letter}")
def one(request: Request, officer: AnyOfficer, key: str, letter: str) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = seen(app, session, scope, key)
        wanted = letters.letter(session, scope, letters.letter_id(found.line.id, letter))
        fact = found.dossier.letter(letter)
        if wanted is None or fact is None:
            raise UnknownLetter(letter=letter)
        signer = people.person(session, fact.signed_by)
    return page(
        request,
        "letter.html",
        found=found,
        line=found.line,
        letter=wanted,
        name=_(f"letter.{wanted.kind}"),
        draft=not is_ready(wanted),
        signed_by=signer.name if signer else fact.signed_by,
        dispatched_at=fact.dispatched_at,
        typed=blank(_),
        ways=ways(_),
        form_key=secrets.token_urlsafe(12),
    )
