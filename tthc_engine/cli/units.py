"""`tthc units`: the office's units, the end of one, and handing over what it still has."""

from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.progress import shown
from tthc_engine.cli.reach import day, told
from tthc_engine.store import offices, open_dossiers
from tthc_engine.work.changes import units

BY = "cli"
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

Act = Annotated[str, typer.Option("--act", help="Number of the act that reorganises.")]
By = Annotated[str, typer.Option("--by", help="Who decides this, for the office's own record.")]
AsJson = Annotated[bool, typer.Option("--json", help="The result for a program.")]


@app.command("list")
def list_() -> None:
    """Show every unit with its code, its days and its successor, and what is still open there."""
    here = bootstrap.app()
    with here.read() as session:
        for one in offices.units(session):
            days = f"{one.valid_from:%d/%m/%Y} - {one.valid_until:%d/%m/%Y}" if one.valid_until else "đang hoạt động"
            after = f" → {one.successor}" if one.successor else ""
            left = len(open_dossiers.with_unit(session, one.id))
            typer.echo(f"{one.id}  {one.code}  {one.name}  ({days}){after}  {left} hồ sơ")


@app.command()
def end(
    unit: Annotated[str, typer.Argument(help="The unit that ends.")],
    successor: Annotated[str, typer.Argument(help="The unit that takes over; it has an office already.")],
    *,
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="The last day on which it receives.")],
    act: Act,
    by: By = BY,
) -> None:
    """A unit works until a day; from the next day its successor receives. Dossiers stay until `hand-over`."""
    here = bootstrap.app()
    last = day(on, "--on")
    with here.transaction() as session:
        units.end(session, unit, successor=successor, on=last, act=act, by=by, at=here.now())
        left = len(open_dossiers.with_unit(session, unit))
    typer.echo(f"{unit} nhận hồ sơ đến hết {last:%d/%m/%Y}; {successor} kế thừa theo {act}. Còn {left} hồ sơ.")


@app.command("hand-over")
def hand_over(
    unit: Annotated[str, typer.Argument(help="The unit that ended.")],
    *,
    act: Act = "",
    look: Annotated[bool, typer.Option("--preview", help="Only say what it would change.")] = False,
    by: By = BY,
    as_json: AsJson = False,
) -> None:
    """Hand everything the unit still has to its successor: one event with the act's number a dossier."""
    here = bootstrap.app()
    if look:
        with here.read() as session, shown() as progress:
            reach = units.hand_over_preview(here, session, unit, act=act, at=here.now(), progress=progress)
    else:
        with shown() as progress:
            reach = units.hand_over(here, unit, act=act, by=by, at=here.now(), progress=progress)
    told(here, reach, preview=look, json_wanted=as_json)
