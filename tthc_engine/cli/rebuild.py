"""`tthc rebuild`: the lists written anew from the event log, or compared with it."""

import json
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.progress import shown
from tthc_engine.engine.rebuilding import Rebuilt
from tthc_engine.engine.rebuilding import check as check_now
from tthc_engine.engine.rebuilding import rebuild as rebuild_now

DOES_NOT_HOLD = 1
SHOWN = 20


def rebuild(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Compare only; exit 1 where a row is not what the log says.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The result for a program.")] = False,
) -> None:
    """Rebuild the lists from the event log, or check them against it."""
    app = bootstrap.app()
    rulebook = app.engine.rulebook
    with shown() as progress:
        if check:
            with app.read() as session:
                done = check_now(session, rulebook, progress=progress)
        else:
            with app.transaction() as session:
                done = rebuild_now(session, rulebook, progress=progress)
    _say(done, as_json=as_json, checked=check)
    raise typer.Exit(DOES_NOT_HOLD if done.differences else 0)


def _say(done: Rebuilt, *, as_json: bool, checked: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"dossiers": done.dossiers, "rows": done.rows, "differences": done.differences}))
        return
    for difference in done.differences[:SHOWN]:
        typer.echo(difference, err=True)
    if len(done.differences) > SHOWN:
        typer.echo(f"… and {len(done.differences) - SHOWN} more", err=True)
    verb = "compared" if checked else "written"
    typer.echo(f"{done.dossiers} dossiers, {done.rows} rows {verb}, {len(done.differences)} differences")
