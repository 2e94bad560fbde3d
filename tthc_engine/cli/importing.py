"""`tthc import`: what other systems hold, taken in without typing it twice."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli.progress import shown
from tthc_engine.domain.errors import UnknownPerson
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.exchange.dossiers import results
from tthc_engine.exchange.dossiers.columns import known_mapping
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.store import offices, people
from tthc_engine.web.messages import Messages, messages
from tthc_engine.web.pages import imported
from tthc_engine.work import importing
from tthc_engine.work.importing import Asked, Done, Outcome, Summary

DOES_NOT_HOLD, WRONG_CALL = 1, 2
ON_SCREEN = 20
"""Lines told in the terminal; the result file has them all."""

app = typer.Typer(no_args_is_help=True, help="Take in what other systems hold.")


@app.callback()
def import_() -> None:
    """Take in what other systems hold."""


@app.command("dossiers")
def dossiers(
    file: Annotated[Path, typer.Argument(help="The other system's export: .xlsx or .csv.")],
    *,
    unit: Annotated[str, typer.Option(help="Id of the unit whose dossiers they are, where lines name none.")] = "",
    source: Annotated[str, typer.Option(help="What the other system is called in the history.")] = "",
    mapping: Annotated[
        Path | None, typer.Option("--map", help="YAML, `field: heading`, where headings are the office's own.")
    ] = None,
    by: Annotated[str, typer.Option(help="Key of the administrator who imports; else the system itself.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    result: Annotated[
        Path | None, typer.Option(help="Where every difference is written (.xlsx or .csv); else beside the file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures for a program.")] = False,
) -> None:
    """Import dossiers by code: nothing is numbered, owed or sent for the past. Exit 1 where a line was left out.

    May be stopped and started again at any time, and run again with every new export.
    """
    here, say = bootstrap.app(), messages("vi")
    at = here.now()
    asked = Asked(source=source, unit=_unit(here, unit), by=_actor(here, by), dry_run=dry_run)
    to = result or file.with_name(f"{file.stem}.ket-qua.csv")
    told = _Told(say, dry_run)
    try:
        with (
            opened(file, named=_mapping(mapping)) as reading,
            shown() as step,
            results.written(to, sheet=say("imported.sheet")) as rows,
        ):
            rows.add(imported.head(say))

            def tell(one: Done) -> None:
                told.hear(one)
                for line in imported.rows(one, say, dry_run=dry_run):
                    rows.add(line)

            try:
                summary = importing.run(here, reading, asked, at=at, told=tell, progress=step, file=file.name)
            except UnreadableTable as broken:
                summary, told.broken = told.summary, broken
    except UnreadableTable as no:
        typer.echo(imported.unreadable(no, say), err=True)
        raise typer.Exit(WRONG_CALL) from None
    _show(summary, told, to, say, as_json=as_json, dry_run=dry_run)
    if told.broken is not None:
        typer.echo(imported.unreadable(told.broken, say), err=True)
        raise typer.Exit(WRONG_CALL)
    raise typer.Exit(DOES_NOT_HOLD if summary.outcomes[Outcome.LEFT_OUT] else 0)


class _Told:
    """The first differences for the screen, and the figures should the file break off."""

    def __init__(self, say: Messages, dry_run: bool) -> None:
        self._say = say
        self._dry_run = dry_run
        self.summary = Summary()
        self.lines: list[str] = []
        self.broken: UnreadableTable | None = None

    def hear(self, one: Done) -> None:
        self.summary.count(one)
        for line in imported.rows(one, self._say, dry_run=self._dry_run) if len(self.lines) < ON_SCREEN else ():
            number, reference, outcome, what, *_ = line
            self.lines.append(f"{number:>8}  {reference}  {outcome}  {what}")


def _show(summary: Summary, told: _Told, to: Path, say: Messages, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        figures: dict[str, Any] = {**summary.as_json(), "dry_run": dry_run, "result": str(to)}
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    for line in told.lines:
        typer.echo(line)
    more = sum(summary.kinds.values()) - len(told.lines)
    typer.echo(f"… ({more})" if more > 0 else "")
    for kind, times in summary.kinds.most_common():
        typer.echo(f"{times:>8}  {imported.kind(kind, say)}")
    counted = "  ".join(f"{imported.outcome(one, say, dry_run=dry_run)}: {summary.outcomes[one]}" for one in Outcome)
    typer.echo(f"{counted}  ({to})")


def _unit(here: App, asked: str) -> str:
    """The unit asked for, or the only office; empty where there are several and none was asked for."""
    with here.read() as session:
        known = [one.unit.id for one in offices.offices(session)]
    if asked and asked not in known:
        typer.echo(f"There is no office {asked!r}; there are: {', '.join(known)}", err=True)
        raise typer.Exit(WRONG_CALL)
    return asked or (known[0] if len(known) == 1 else "")


def _actor(here: App, key: str) -> Actor:
    if not key:
        return THE_CLOCK
    with here.read() as session:
        found = people.actor(session, key, here.now())
    if found is None:
        raise UnknownPerson(person=key)
    return found


def _mapping(file: Path | None) -> dict[str, str]:
    """Raises UnreadableTable for a file that is no `field: heading`."""
    if file is None:
        return {}
    try:
        with file.open(encoding="utf-8-sig") as text:
            read = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableTable("missing", file=file.name, why=str(error).splitlines()[0]) from error
    if not isinstance(read, dict):
        raise UnreadableTable("mapping", unknown=[file.name], known=["reference: Mã hồ sơ"])
    return known_mapping(read)
