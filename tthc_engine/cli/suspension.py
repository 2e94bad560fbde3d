"""`tthc suspension`: one legal act that suspends the clock of many dossiers; look first, apply, lift."""

from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.progress import shown
from tthc_engine.cli.reach import instant, officer, told, units_meant
from tthc_engine.web import wording
from tthc_engine.work.changes import suspending
from tthc_engine.work.changes.suspending import Act

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

Number = Annotated[str, typer.Option("--act", help="The act's number.")]
Since = Annotated[str, typer.Option("--from", metavar="'YYYY-MM-DD HH:MM'", help="From then on time does not count.")]
Until = Annotated[str, typer.Option("--until", metavar="'YYYY-MM-DD HH:MM'", help="From then on it counts again.")]
Reason = Annotated[str, typer.Option("--reason", help="Beside the moved dates, as applicants will read it.")]
By = Annotated[str, typer.Option("--by", help="The supervisor who decides it, by key.")]
Units = Annotated[list[str] | None, typer.Option("--unit", help="Whose dossiers; may be repeated.")]
Every = Annotated[bool, typer.Option("--all", help="Every office of this database.")]
Procedures = Annotated[
    list[str] | None, typer.Option("--procedure", help="Code or slug; may be repeated. Else every procedure.")
]
AsJson = Annotated[bool, typer.Option("--json", help="The result for a program.")]


@app.command("list")
def list_(*, unit: Units = None) -> None:
    """Show the acts under which dossiers stand still, or will."""
    here = bootstrap.app()
    units = units_meant(here, unit, every=not unit)
    with here.read() as session:
        found = suspending.running(here, session, units, at=here.now())
    for one in found:
        span = f"{wording.instant(one.since)} - {wording.instant(one.until)}"
        typer.echo(f"{one.number}  {span}  {one.dossiers} hồ sơ  {one.reason}".rstrip())
    if not found:
        typer.echo("Không có quyết định tạm dừng nào đang có hiệu lực.")


@app.command()
def preview(
    *,
    act: Number,
    since: Since,
    until: Until,
    by: By,
    reason: Reason = "",
    unit: Units = None,
    every: Every = False,
    procedure: Procedures = None,
    as_json: AsJson = False,
) -> None:
    """List every open dossier that the act would move, from when to when; nothing is written."""
    here = bootstrap.app()
    meant = _act(act, since, until, reason, units_meant(here, unit, every=every), procedure)
    with here.read() as session, shown() as progress:
        who = officer(session, by, here.now())
        reach = suspending.preview(here, session, meant, by=who, at=here.now(), progress=progress)
    told(here, reach, preview=True, json_wanted=as_json)


@app.command()
def apply(
    *,
    act: Number,
    since: Since,
    until: Until,
    by: By,
    reason: Reason = "",
    unit: Units = None,
    every: Every = False,
    procedure: Procedures = None,
    as_json: AsJson = False,
) -> None:
    """Suspend them: one event with the act's number a dossier. Applied again it takes in what came since."""
    here = bootstrap.app()
    meant = _act(act, since, until, reason, units_meant(here, unit, every=every), procedure)
    with here.read() as session:
        who = officer(session, by, here.now())
    with shown() as progress:
        reach = suspending.apply(here, meant, by=who, at=here.now(), progress=progress)
    told(here, reach, preview=False, json_wanted=as_json)


@app.command()
def lift(
    *,
    act: Number,
    by: By,
    unit: Units = None,
    every: Every = False,
    look: Annotated[bool, typer.Option("--preview", help="Only say what it would move.")] = False,
    as_json: AsJson = False,
) -> None:
    """End the act's suspension now; what had not begun never was. Other acts go on."""
    here = bootstrap.app()
    units = units_meant(here, unit, every=every)
    with here.read() as session:
        who = officer(session, by, here.now())
        if look:
            reach = suspending.lift_preview(here, session, act, units=units, by=who, at=here.now())
    if not look:
        reach = suspending.lift(here, act, units=units, by=who, at=here.now())
    told(here, reach, preview=look, json_wanted=as_json)


def _act(number: str, since: str, until: str, reason: str, units: tuple[str, ...], procedures: list[str] | None) -> Act:
    return Act(
        number=number,
        since=instant(since, "--from"),
        until=instant(until, "--until"),
        reason=reason,
        units=units,
        procedures=tuple(procedures or ()),
    )
