"""`tthc deliver`: empty the outbox by hand, or by a machine's own cron where the timetable does not run."""

import json
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.work.deliver import deliver as deliver_now

DOES_NOT_HOLD = 1


def deliver(*, as_json: Annotated[bool, typer.Option("--json", help="The report for a program.")] = False) -> None:
    """File letters and send what waits in the outbox. Exit 1 when a letter or a message failed for good."""
    app = bootstrap.app()
    report = deliver_now(app, app.now())
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        typer.echo(report.in_words())
        for key, why in report.failed.items():
            typer.echo(f"{key}: {why}", err=True)
    raise typer.Exit(DOES_NOT_HOLD if report.failed else 0)
