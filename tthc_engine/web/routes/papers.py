"""Papers printed when somebody wants them: a dossier's tracking sheet, a list's dossiers, the results of a list."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.letters import LetterContext
from tthc_engine.store import people
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.pages.seen import line_of
from tthc_engine.web.routes.letters import pdf_response, word_response
from tthc_engine.web.view import app_of, at_of
from tthc_engine.work import lists, papers

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]
NOT_FOUND = 404
OF_A_LIST = {"tiep-nhan": papers.class_list, "ket-qua": papers.result_list}


@router.get("/ho-so/{key}/phieu-kiem-soat.pdf")
def tracking(request: Request, officer: AnyOfficer, key: str) -> Response:
    name, paper = _sheet(request, officer, key)
    return pdf_response(papers.pdf(paper), name)


@router.get("/ho-so/{key}/phieu-kiem-soat.docx")
def tracking_word(request: Request, officer: AnyOfficer, key: str) -> Response:
    name, paper = _sheet(request, officer, key)
    return word_response(papers.word(app_of(request), paper), name)


@router.get("/danh-sach-ho-so/{key}/{paper}.{ending}")
def of_list(request: Request, officer: AnyOfficer, key: str, paper: str, ending: str) -> Response:
    """`tiep-nhan`: the list as it was received; `ket-qua`: what its decision gave each; as `pdf` or `docx`."""
    compose = OF_A_LIST.get(paper)
    if compose is None or ending not in ("pdf", "docx"):
        raise HTTPException(NOT_FOUND)
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        if not lists.members(session, scope, key):
            raise UnknownDossier
    return file_of(request, compose(app, scope, key, at=at_of(request)), f"{key}-{paper}", ending)


def file_of(request: Request, paper: LetterContext, name: str, ending: str) -> Response:
    """The paper as `pdf`, else as Word on the office's own template."""
    if ending == "pdf":
        return pdf_response(papers.pdf(paper), name)
    return word_response(papers.word(app_of(request), paper), name)


def _sheet(request: Request, officer: Officer, key: str) -> tuple[str, LetterContext]:
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        line = line_of(session, scope, key)
    paper = papers.tracking_sheet(app, scope, line.id, at=at_of(request))
    return f"{line.reference or line.id[:8]}-phieu-kiem-soat", paper
