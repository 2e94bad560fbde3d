"""The web application: routes found by themselves, one transaction a request, types of refusals turned into statuses.

`create_app(app)` is all that others call. Every module in `web/routes` that has a `router` is served.
"""

import importlib
import pkgutil
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from tthc_engine.bootstrap import App
from tthc_engine.web import routes
from tthc_engine.web.access import LANGUAGE_COOKIE, Officer, Passwords, Session, Sessions, Throttle
from tthc_engine.web.doors import by_rights
from tthc_engine.web.failures import answer_failures
from tthc_engine.web.measuring import measure
from tthc_engine.web.messages import DEFAULT, messages
from tthc_engine.web.officers import officer_of
from tthc_engine.web.view import environment, page, says

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = 60_000_000
"""Bytes of a form that carries files: three of the largest scans, or the pages of one paper."""
UPLOADS = re.compile(
    r"/tiep-nhan(/ban-quet|/danh-sach)?|/ho-so/[^/]+/ban-quet|/mau-(van-ban|ket-qua)|/ket-qua/tai-len"
    r"|/ket-qua-con-hieu-luc(/[^/]+)?|/ke-hoach/[^/]+/[^/]+/[^/]+|/quan-tri/du-lieu/ho-so/xem-truoc"
)
LARGEST_FROM_OUTSIDE = 25_000_000
"""Bytes of a form that anybody may send with its files."""
FROM_OUTSIDE = re.compile(r"/nop-ho-so/[^/]+/[^/]+|/tra-cuu/bo-sung")
BAD_REQUEST = 400
UNTOLD: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""What FastAPI would tell by itself holds addresses and the words of errors; ours (`tracing.py`) holds neither."""
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked by machines: nobody signs in there."""
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


def create_app(app: App) -> FastAPI:
    """The web application over `app`; it keeps no state of its own besides counts of tries."""
    web = FastAPI(title="tthc-engine", docs_url=None, redoc_url=None, openapi_url=None, telemetry=UNTOLD)
    web.state.app = app
    web.state.templates = environment()
    web.state.sessions = Sessions(app.settings.secret_key)
    web.state.passwords = Passwords()
    web.state.sign_in_tries = Throttle(app, "account", limit=8, seconds=300)
    web.state.sign_in_floods = Throttle(app, "flood", limit=60, seconds=300)
    web.state.look_up_tries = Throttle(app, "look-up", limit=12, seconds=300)
    web.state.own_submissions = Throttle(app, "own", limit=20, seconds=3600)
    web.state.times = {}
    web.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in routers():
        web.include_router(router, dependencies=[Depends(by_rights)])
    web.state.paths = frozenset(route.path for route in page_routes())
    web.middleware("http")(_welcome)
    measure(web)
    answer_failures(web)
    return web


def page_routes() -> list[APIRoute]:
    """Every page and form of the application."""
    return [route for found in routers() for route in found.routes if isinstance(route, APIRoute)]


def routers() -> list[APIRouter]:
    """The router of each module in `web/routes` that has one, in the order of their names."""
    modules = [
        importlib.import_module(f"{routes.__name__}.{one.name}") for one in pkgutil.iter_modules(routes.__path__)
    ]
    return [module.router for module in modules if isinstance(getattr(module, "router", None), APIRouter)]


async def _welcome(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Say who asks, when and in which language, before any page; lock the doors behind its answer."""
    if request.url.path in PROBES:
        return _locked(await answer(request))
    app: App = request.app.state.app
    sessions: Sessions = request.app.state.sessions
    secure = request.url.scheme == "https"
    is_static = request.url.path.startswith("/static/")
    request.state.messages = messages(request.cookies.get(LANGUAGE_COOKIE, DEFAULT))
    known = sessions.read(request)
    asking = known or sessions.begin()
    # Should the database be away, its page is nobody's.
    request.state.at, request.state.officer, request.state.session = app.wall(), None, asking
    request.state.at, officer = await run_in_threadpool(_when_and_who, app, sessions, known)
    request.state.officer = officer
    request.state.session = replace(asking, username=officer.username) if officer else asking
    if int(request.headers.get("content-length") or 0) > _largest(request.url.path):
        return page(request, "error.html", status=413, title=says(request)("error.too_large"), sentence="", what="")
    response = await answer(request)
    if is_static:
        # Never with a session's cookie: what a browser keeps for an hour belongs to nobody.
        return _locked(response, cached=response.status_code < BAD_REQUEST)
    if known is None and "set-cookie" not in response.headers:
        sessions.keep(response, request.state.session, secure=secure)
    return _locked(response)


def _largest(path: str) -> int:
    """Bytes that a form of this address may have."""
    if UPLOADS.fullmatch(path):
        return LARGEST_UPLOAD
    return LARGEST_FROM_OUTSIDE if FROM_OUTSIDE.fullmatch(path) else LARGEST_BODY


def _when_and_who(app: App, sessions: Sessions, known: Session | None) -> tuple[datetime, Officer | None]:
    at = app.now()
    return at, None if known is None else officer_of(app, sessions, known, at)


def _locked(response: Response, *, cached: bool = False) -> Response:
    """What every answer says to the browser about what may run, load and be kept."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()")
    if cached:
        response.headers.setdefault("Cache-Control", "max-age=3600")
    return response
