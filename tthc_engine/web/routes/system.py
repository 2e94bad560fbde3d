"""Hệ thống: is the machine itself well, for whoever keeps it."""

import shutil
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import doors, dossier_counts, machine, outbox, standing_checks, sweeps
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.messages import Messages
from tthc_engine.web.officers import oldest
from tthc_engine.web.pages.alarms import alarm_sentences
from tthc_engine.web.view import app_of, at_of, page, says
from tthc_engine.work import backup

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.ADMIN))]


@router.get("/he-thong")
def machine_state(request: Request, officer: Keeper) -> Response:
    """Alarms in words, and when each of the machine's duties was last done."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        night = machine.last_certificate(session)
        last = {
            "system.looked": machine.heartbeat(session, "clock-sweep"),
            "system.complete": machine.heartbeat(session, sweeps.COMPLETE),
            "system.night": night.at if night else None,
            "system.invariants_at": standing_checks.last(session),
            "system.backup": backup.last(session),
        }
        invariants = standing_checks.all_of(session)
        swept = sweeps.latest(session, limit=10)
    if not app.settings.backup_daily:
        del last["system.backup"]
    return page(
        request,
        "system.html",
        alarms=alarm_sentences(app, at, says(request)),
        last=last,
        facts=_facts(request),
        invariants=invariants,
        swept=swept,
    )


def _facts(request: Request) -> list[tuple[str, str]]:
    """What whoever keeps the machine asks first, in words."""
    app, _ = app_of(request), says(request)
    with app.read() as session:
        opened, every = dossier_counts.counts(session)
        sessions = doors.count(session, since=oldest(app))
        waiting = dict(outbox.states(session)).get("waiting", 0)
    file = app.settings.sqlite_file
    size = f"SQLite, {_megabytes(_, file.stat().st_size)}" if file is not None else "PostgreSQL"
    secure = _("system.https_on") if request.url.scheme == "https" else _("system.https_off")
    return [
        (_("system.version"), version("tthc-engine")),
        (_("system.database"), size),
        (_("system.disk"), _megabytes(_, shutil.disk_usage(app.settings.data_dir).free)),
        (_("system.dossiers"), _("system.open", open=opened, all=every)),
        (_("system.waiting_mail"), str(waiting)),
        (_("system.sessions"), str(sessions)),
        (_("system.https"), secure),
    ]


def _megabytes(_: Messages, size: int) -> str:
    """`12,3 MB`, `4,5 GB`."""
    unit, of = ("GB", 1e9) if size >= 1e9 else ("MB", 1e6)
    return f"{_.numerals.places(size / of, 1)} {unit}"
