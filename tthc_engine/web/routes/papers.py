"""Phiếu kiểm soát quá trình: where a dossier has been, hand by hand, printed when somebody wants it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.letters import LetterContext
from tthc_engine.store import people
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.pages.seen import line_of
from tthc_engine.web.routes.letters import pdf_response, word_response
from tthc_engine.web.view import app_of, at_of
from tthc_engine.work import papers

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]


@router.get("/ho-so/{key}/phieu-kiem-soat.pdf")
def tracking(request: Request, officer: AnyOfficer, key: str) -> Response:
    name, paper = _sheet(request, officer, key)
    return pdf_response(papers.pdf(paper), name)


@router.get("/ho-so/{key}/phieu-kiem-soat.docx")
def tracking_word(request: Request, officer: AnyOfficer, key: str) -> Response:
    name, paper = _sheet(request, officer, key)
    return word_response(papers.word(app_of(request), paper), name)


def _sheet(request: Request, officer: Officer, key: str) -> tuple[str, LetterContext]:
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        line = line_of(session, scope, key)
    paper = papers.tracking_sheet(app, scope, line.id, at=at_of(request))
    return f"{line.reference or line.id[:8]}-phieu-kiem-soat", paper
