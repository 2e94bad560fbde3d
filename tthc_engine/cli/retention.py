"""`tthc retention`: what closed dossiers still hold past their period; look first, destroy by one act."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.catalogue.retention import retention
from tthc_engine.store.people import HANOI
from tthc_engine.store.purging import Act
from tthc_engine.work.retention import PastPeriod, destroy, past_period

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

Units = Annotated[list[str] | None, typer.Option("--unit", help="The receiving unit; may be repeated. Else all.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]


@app.command("list")
def list_(*, unit: Units = None, as_json: AsJson = False) -> None:
    """List closed dossiers past their period, by code; nothing is changed."""
    _told(_found(unit), as_json=as_json)


@app.command()
def apply(
    *,
    act: Annotated[str, typer.Option(help="Number of the decision to destroy.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Its date.")],
    by: Annotated[str, typer.Option(help="Who carries it out, by key.")],
    unit: Units = None,
    keep: Annotated[list[str] | None, typer.Option(help="A dossier's code to leave out; may be repeated.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy names, letters and scans of what `list` shows. Codes, dates and the proof of what happened stay."""
    here = bootstrap.app()
    left = set(keep or ())
    found = [one for one in _found(unit) if one.reference not in left]
    _told(found, as_json=False)
    if not found:
        return
    if not yes:
        typer.confirm(f"Destroy the personal data of these {len(found)} for ever?", abort=True)
    done = destroy(here, found, Act(number=act, on=on.date()), by=by, at=here.now())
    typer.echo(f"{done.dossiers} dossiers destroyed under {act}, {done.files} files of scans removed.")
    typer.echo("Copies made by hand on other disks still hold them: destroy those as well.")


def _found(units: list[str] | None) -> list[PastPeriod]:
    here = bootstrap.app()
    today: date = here.now().astimezone(HANOI).date()
    with here.read() as session:
        return past_period(session, retention(), on=today, units=units or ())


def _told(found: list[PastPeriod], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], default=str, indent=2))
        return
    for one in found:
        typer.echo(f"{one.reference}  {one.code}  {one.unit}  ended {one.ended_on}  since {one.since}")
    for unit, count in sorted(Counter(one.unit for one in found).items()):
        typer.echo(f"{unit}: {count} dossiers past their period")
    if not found:
        typer.echo("No closed dossier is past its period.")
