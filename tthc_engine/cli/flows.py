"""`tthc flows`: the timetable on a Prefect server, for an office that has outgrown one machine."""

from typing import Annotated

import typer

from flows.deploy import NotDeployed, check_carried_out
from flows.deploy import deploy as deploy_now

app = typer.Typer(no_args_is_help=True)
DOES_NOT_HOLD = 1
_Pool = Annotated[str, typer.Option(help="The process work pool whose workers carry it out.")]


@app.command()
def deploy(*, pool: _Pool = "tthc") -> None:
    """Register every flow with its schedule at the server of PREFECT_API_URL; again is harmless."""
    try:
        made = deploy_now(pool=pool)
    except NotDeployed as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(DOES_NOT_HOLD) from None
    for one in made:
        typer.echo(f"{one.name}  {one.cron}  {'new' if one.fresh else 'kept'}")
    typer.echo(
        f"Now start workers, with this office's TTHC_ variables: prefect worker start --pool {pool} --type process"
    )


@app.command()
def check(*, pool: _Pool = "tthc") -> None:
    """Whether the deployments are there and a worker is on line. Exit 1 when nobody would do what is due."""
    try:
        workers = check_carried_out(pool=pool)
    except NotDeployed as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(DOES_NOT_HOLD) from None
    typer.echo(f"{workers} workers on line in {pool}")
