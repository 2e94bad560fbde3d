"""`tthc run`: the web application and the timetable in one process, ended together."""

import errno
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
import uvicorn

from flows.deploy import NotDeployed, check_carried_out
from flows.local_api import LocalApi
from flows.recorded import Perform, Recorded, inline
from flows.schedule import DEMO_JOBS, JOBS, Timetable
from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli.lasting import lasting, refuse_what_is_no_office
from tthc_engine.cli.log_lines import log_lines
from tthc_engine.settings import Settings
from tthc_engine.web.app import create_app
from tthc_engine.work.house import own_tls
from tthc_engine.work.house.own_tls import Ready

WRONG_CALL = 2
# A proxy of the house stands between us and the world; the only HTTP server we ever ask is our own, on this machine.
PROXIES = ("http_proxy", "https_proxy", "all_proxy")
# How long a page that is being made may take to end when we are asked to.
GRACE_SECONDS = 5


def run(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of TTHC_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port, instead of TTHC_PORT.")] = None,
    https: Annotated[
        bool, typer.Option("--https", help="Serve HTTPS to the local network, with the office's own certificate.")
    ] = False,
) -> None:
    """Serve the web application and its timetable."""
    given = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    settings = Settings(**given)  # type: ignore[arg-type]
    if https:
        settings = _to_the_network(settings, given)
    door = open_door(settings)
    if settings.flows == "server":
        _refuse_what_nobody_carries_out()
    app = bootstrap.start(settings)
    refuse_what_is_no_office(app)
    serve(app, door, tls=_certified(app) if https else None)


def _to_the_network(settings: Settings, given: dict[str, Any]) -> Settings:
    """Listen on every address unless one was chosen, and print the one that phones reach."""
    host = {} if "host" in settings.model_fields_set else {"host": "0.0.0.0"}
    name = next((one for one in own_tls.names_here() if one[0].isdigit() and not one.startswith("127.")), "localhost")
    public = {} if settings.public_url else {"public_url": f"https://{name}:{settings.port}"}
    return Settings(**(given | host | public))


def _certified(app: App) -> Ready:
    names = own_tls.names_here(urlsplit(app.settings.address).hostname or "")
    ready = own_tls.ready(app.settings.data_dir, names, at=app.wall())
    typer.echo(f"Phones install {app.settings.address}/chung-thu once. SHA-256 {ready.fingerprint}")
    return ready


def _refuse_what_nobody_carries_out() -> None:
    """With TTHC_FLOWS=server nothing ticks here: a server without deployments or workers would be an office asleep."""
    try:
        check_carried_out()
    except NotDeployed as nobody:
        typer.echo(f"TTHC_FLOWS=server, and nobody would do what is due: {nobody}", err=True)
        raise typer.Exit(WRONG_CALL) from nobody


def open_door(settings: Settings) -> socket.socket:
    """The listening socket, before anything else is begun; a port in use is one line and exit code 2."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        door = socket.create_server((settings.host, settings.port), family=family, backlog=256)
    except OSError as error:
        busy = error.errno == errno.EADDRINUSE
        reason = "is in use; choose another with TTHC_PORT" if busy else f"cannot be used: {error.strerror}"
        typer.echo(f"Port {settings.port} on {settings.host} {reason}.", err=True)
        raise typer.Exit(WRONG_CALL) from error
    # asyncio sets this only on sockets of its own: without it every answer on a kept connection waits 40 ms.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def serve(app: App, door: socket.socket, *, announcement: str = "", tls: Ready | None = None) -> None:
    """Answer on `door` and tick until Ctrl-C or SIGTERM; then end everything that was begun, Prefect's child included.

    `announcement` is printed below the address, once the door is open; with `tls` the door speaks HTTPS.
    """
    for name in PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    # The demo's terminal belongs to its reader, unless somebody asked for more.
    untouched = app.settings.demo and "log_level" not in app.settings.model_fields_set
    log_lines("WARNING" if untouched else app.settings.log_level, app.settings.log_format)
    web = uvicorn.Server(
        uvicorn.Config(
            create_app(app),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=app.settings.trusted_proxies,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ssl_certfile=None if tls is None else tls.certificate,
            ssl_keyfile=None if tls is None else tls.key,
        )
    )
    with lasting(), door, _ticking(app):
        typer.echo(f"tthc: {app.settings.address}")
        if announcement:
            typer.echo(announcement)
        sys.stdout.flush()
        web.run(sockets=[door])


@contextmanager
def _ticking(app: App) -> Iterator[None]:
    if app.settings.flows in ("server", "worker"):
        logging.getLogger(__name__).info("action=timetable by=%s why=TTHC_FLOWS", app.settings.flows)
        yield
        return
    api = LocalApi(app.settings.prefect_home)
    perform: Perform = inline
    if app.settings.flows == "prefect":
        perform = Recorded(api)
    else:
        logging.getLogger(__name__).info("action=timetable by=inline why=TTHC_FLOWS")
    timetable = Timetable(app, perform, jobs=DEMO_JOBS if app.settings.demo else JOBS)
    timetable.start()
    try:
        yield
    finally:
        api.give_up()
        timetable.stop()
        api.stop()
