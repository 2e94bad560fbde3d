"""What a proxy, a supervisor of processes or a monitoring system asks: alive, ready, and in figures."""

import hmac
import ipaddress

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from tthc_engine.store import migrations
from tthc_engine.store.away import is_away
from tthc_engine.web.view import app_of

router = APIRouter()
NOT_READY = 503
FORBIDDEN = 403


@router.get("/healthz")
def alive() -> Response:
    """The process answers; it asks nothing of the database, so a lost server does not get it killed."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Requests may be sent here: the database answers and serves this software; else 503 with why."""
    try:
        current = migrations.serves(app_of(request).settings.database)
    except (OSError, SQLAlchemyError) as error:
        return PlainTextResponse(f"database: {type(error).__name__}\n", status_code=NOT_READY)
    if not current:
        return PlainTextResponse("database: of another version\n", status_code=NOT_READY)
    return PlainTextResponse("ok\n")


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures for Prometheus, to this machine itself or to whoever brings TTHC_METRICS_TOKEN."""
    token = app_of(request).settings.metrics_token
    brought = request.headers.get("authorization", "").removeprefix("Bearer ")
    known = bool(token) and hmac.compare_digest(brought.encode(), token.encode())
    if not known and (token or not _from_here(request)):
        return PlainTextResponse("not for strangers\n", status_code=FORBIDDEN)
    try:
        figures = generate_latest(request.app.state.metrics)
    except Exception as error:
        if not is_away(error):
            raise
        return PlainTextResponse(f"database: {type(error).__name__}\n", status_code=NOT_READY)
    return Response(figures, media_type=CONTENT_TYPE_LATEST)


def _from_here(request: Request) -> bool:
    """A proxy on this machine says for whom it asks; then the client is that one."""
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
