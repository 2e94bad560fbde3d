"""What a caller sees when something is refused or breaks: a sentence and a status, never a stack trace."""

import errno
import logging
import secrets
import sqlite3
from collections.abc import Iterator
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from tthc_engine.domain.errors import Refusal, StaleDossier
from tthc_engine.store.away import is_away
from tthc_engine.web import wording
from tthc_engine.web.access import Forbidden, ForgedForm, SignInNeeded, TooMany
from tthc_engine.web.forms.limits import SECRETS
from tthc_engine.web.forms.typed import TOKEN, Typed
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import go, page, says

log = logging.getLogger(__name__)
FULL = 507
"""Insufficient Storage."""
AWAY = 503
RETRY_SECONDS = "5"
POSTGRES_FULL = "53100"


def failed(request: Request, status: int, title: str, *, sentence: str = "", what: str = "") -> Response:
    """A page, or JSON for a caller that asked for it; `what` names the refusal for programs."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": what or str(status), "message": sentence or title}, status_code=status)
    return page(request, "error.html", status=status, title=title, sentence=sentence, what=what)


def _sign_in(request: Request, _exc: SignInNeeded) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return failed(request, 401, says(request)("error.sign_in"))
    wanted = "/"
    if request.method == "GET":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return go(f"/dang-nhap?tiep={quote(wanted)}")


def _forbidden(request: Request, exc: Forbidden) -> Response:
    _ = says(request)
    sentence = _("error.forbidden_why", roles=wording.role_names(_, exc.allowed))
    return failed(request, 403, _("error.forbidden"), sentence=sentence, what="Forbidden")


def _forged(request: Request, _exc: ForgedForm) -> Response:
    _ = says(request)
    return failed(request, 403, _("error.form"), sentence=_("error.form_why"), what="ForgedForm")


def _too_many(request: Request, exc: TooMany) -> Response:
    _ = says(request)
    sentence = _("error.too_many_why", minutes=-(-exc.seconds // 60))
    response = failed(request, 429, _("error.too_many"), sentence=sentence, what="TooMany")
    response.headers["Retry-After"] = str(exc.seconds)
    return response


def _refused(request: Request, exc: Refusal) -> Response:
    _ = says(request)
    return failed(request, status_of(exc), _("refusal.lead"), sentence=wording.refusal(_, exc), what=exc.name)


def _stale(request: Request, exc: StaleDossier) -> Response:
    _ = says(request)
    return failed(request, 409, _("refusal.lead"), sentence=wording.stale(_, exc), what="StaleDossier")


def _malformed(request: Request, _exc: RequestValidationError) -> Response:
    _ = says(request)
    return failed(request, 422, _("error.malformed"), sentence=_("error.malformed_why"), what="Malformed")


def _http(request: Request, exc: HTTPException) -> Response:
    _ = says(request)
    key = f"error.{exc.status_code}"
    title = _(key) if _.has(key) else _("error.other", status=exc.status_code)
    return failed(request, exc.status_code, title)


def _broken(request: Request, exc: Exception) -> Response:
    """Nothing was changed: the request's one transaction is gone. What was typed is not: it can be sent again."""
    mark = secrets.token_hex(4)
    away = is_away(exc)
    if away:
        # Every request of an outage fails alike: one line each is enough. The page is nobody's, and asks for nothing.
        request.state.officer = None
        log.error("database away", extra={"mark": mark, "path": request.url.path})
    else:
        log.error("request failed", exc_info=exc, extra={"mark": mark, "path": request.url.path})
    _ = says(request)
    key, status = ("away", AWAY) if away else ("full", FULL) if out_of_room(exc) else ("500", 500)
    answer = _sorry(request, status, _(f"error.{key}"), _(f"error.{key}_why", mark=mark))
    if away:
        answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _sorry(request: Request, status: int, title: str, sentence: str) -> Response:
    """The page of a request that failed, with what was typed where something was."""
    typed: Typed | None = getattr(request.state, "typed", None)
    if typed is None or "application/json" in request.headers.get("accept", ""):
        return failed(request, status, title, sentence=sentence)
    kept = [(name, value) for name, values in typed.many.items() for value in values if name not in SECRETS | {TOKEN}]
    return page(
        request,
        "kept.html",
        status=status,
        title=title,
        sentence=sentence,
        kept=kept,
        again=str(request.url.path),
    )


def out_of_room(exc: BaseException) -> bool:
    """Whether the disk is full: ours, SQLite's or PostgreSQL's own words for it, however deep in the error."""
    return any(_no_space(one) for one in _causes(exc))


def _no_space(exc: BaseException) -> bool:
    if isinstance(exc, OSError):
        return exc.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(exc, sqlite3.Error):
        return getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(exc, "sqlstate", None) == POSTGRES_FULL


def _causes(exc: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = exc
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def answer_failures(web: FastAPI) -> None:
    """Give every kind of failure its page."""
    web.exception_handler(SignInNeeded)(_sign_in)
    web.exception_handler(Forbidden)(_forbidden)
    web.exception_handler(ForgedForm)(_forged)
    web.exception_handler(TooMany)(_too_many)
    web.exception_handler(Refusal)(_refused)
    web.exception_handler(StaleDossier)(_stale)
    web.exception_handler(RequestValidationError)(_malformed)
    web.exception_handler(HTTPException)(_http)
    web.exception_handler(Exception)(_broken)
