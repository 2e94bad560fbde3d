"""Papers that are made beside the request: a page that waits without a script, then the file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.documents.word import DOCX
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.view import app_of, page
from tthc_engine.work import preparing
from tthc_engine.work.preparing import Paper, State

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]
HERE = "/dang-lap"
NOT_FOUND = 404
_TYPES = {"pdf": "application/pdf", "docx": DOCX}


def address(key: str) -> str:
    """Where whoever asked for the paper waits for it."""
    return f"{HERE}/{key}"


@router.get(HERE + "/{key}")
def waiting(request: Request, officer: AnyOfficer, key: str) -> Response:
    """Loads itself again every two seconds until the paper is there, then leads to it."""
    paper = _paper(request, officer, key)
    answer = page(request, "prepared.html", paper=paper, states=State)
    if paper.state is State.BEING_MADE:
        answer.headers["Refresh"] = "2"
    elif paper.state is State.READY:
        answer.headers["Refresh"] = f"0; url={HERE}/{key}/tep"
    return answer


@router.get(HERE + "/{key}/tep")
def file(request: Request, officer: AnyOfficer, key: str) -> Response:
    paper = _paper(request, officer, key)
    if paper.state is not State.READY:
        raise HTTPException(NOT_FOUND)
    ending = paper.name.rpartition(".")[2]
    shown = "inline" if ending == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{paper.name}"', "Cache-Control": "no-store"}
    return Response(paper.file.read_bytes(), media_type=_TYPES[ending], headers=headers)


def _paper(request: Request, officer: Officer, key: str) -> Paper:
    """Raises HTTPException 404 for a paper that is gone or somebody else's."""
    paper = preparing.found(app_of(request), key, by=officer.person)
    if paper is None:
        raise HTTPException(NOT_FOUND)
    return paper
