"""`tthc sweep`: one sweep by hand, or by a machine's own cron where the timetable does not run."""

import json
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.store import machine, sweeps
from tthc_engine.work.sweep import sweep as sweep_now

DOES_NOT_HOLD = 1


def sweep(
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many dossiers.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report for a program.")] = False,
) -> None:
    """Let the clock act on every dossier that is due. Exit 1 when a dossier failed."""
    app = bootstrap.app()
    at = app.now()
    report = sweep_now(app, at, limit=limit)
    with app.transaction() as session:
        # Where the machine's own cron calls this, it is the timetable, and the dead-man's switch listens to it.
        machine.beat(session, "clock-sweep", at=at, holder="by hand")
        if not report.candidates:
            machine.beat(session, sweeps.COMPLETE, at=at)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        typer.echo(report.in_words())
        for dossier, why in report.failed.items():
            typer.echo(f"{dossier}: {why}", err=True)
    raise typer.Exit(DOES_NOT_HOLD if report.failed else 0)
