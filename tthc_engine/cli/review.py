"""`tthc review list|file|effect|overlay`: the year's review of procedures, as on its pages."""

import json
from pathlib import Path
from typing import Annotated

import typer
import yaml

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.catalogue.review import cost_rules
from tthc_engine.cli.report import AsJson, Unit, mark_of, unit_of, write
from tthc_engine.cli.report_tables import written
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.review import choosing, report
from tthc_engine.reports.review.choosing import Review
from tthc_engine.store import offices
from tthc_engine.store.sql import Session
from tthc_engine.work import reviewing

app = typer.Typer(help="Review of procedures: which to cut, what it saves, what past dossiers say.")
WRONG_CALL = 2
Year = Annotated[int, typer.Option(help="The review's year; this year where it is left out.")]


@app.command("list")
def listing(*, unit: Unit = "", year: Year = 0, as_json: AsJson = False) -> None:
    """Every procedure, the most frequent first; `*`: among those that make up the share to be registered."""
    here = bootstrap.app()
    with here.read() as session:
        found = _review(here, session, unit, year)
    rows = [
        {
            "code": one.procedure.code,
            "name": one.procedure.name,
            "received": one.received,
            "wanted": one.wanted,
            "state": one.proposal.state.value if one.proposal else "",
            "time_cut": one.proposal.time_cut(one.procedure) if one.proposal else None,
            "saved_vnd": one.proposal.saved_vnd if one.proposal else None,
        }
        for one in found.candidates
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(
            f"{'*' if row['wanted'] else ' '} {row['received']:>6}  {row['code']}  {row['name']}  {row['state']}"
        )


@app.command("effect")
def effect(*, unit: Unit = "", year: Year = 0, as_json: AsJson = False) -> None:
    """Of every registered procedure: how many dossiers of the year before would have been late; all are counted."""
    here = bootstrap.app()
    with here.read() as session:
        found = _review(here, session, unit, year)
        told = reviewing.effects(here, session, found, most=None)
    rows = {
        one.procedure.code: {"settled": got.settled, "late_now": got.late_now, "late_then": got.late_then}
        for one, _ in found.registered
        if (got := told.get(one.procedure.slug)) is not None
    }
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for one, _ in found.registered:
        typer.echo(f"{one.procedure.code}  {report.late_words(told.get(one.procedure.slug))}  {one.procedure.name}")


@app.command("file")
def file(
    path: Annotated[Path, typer.Argument(help="Ends in .docx, .pdf, .xlsx or .csv.", dir_okay=False)],
    *,
    unit: Unit = "",
    year: Year = 0,
) -> None:
    """The proposal (phương án đơn giản hóa) as a file."""
    ending = path.suffix.removeprefix(".")
    if ending not in ("docx", "pdf", "xlsx", "csv"):
        typer.echo(f"{path.name} ends in none of .docx, .pdf, .xlsx, .csv.", err=True)
        raise typer.Exit(WRONG_CALL)
    here = bootstrap.app()
    with here.read() as session:
        found = _review(here, session, unit, year)
        table = report.of(found, cost_rules(), reviewing.effects(here, session, found, most=None))
    body = written(table, ending, mark=mark_of(here))
    write(path, lambda out: out.write(body))


@app.command("overlay")
def overlay(
    folder: Annotated[Path, typer.Argument(help="Where overlays lie; files are named <province>/<slug>/<day>.yaml.")],
    *,
    unit: Unit = "",
    year: Year = 0,
) -> None:
    """Write every adopted cut as an overlay, ready for `tthc procedures check` and `publish`."""
    here = bootstrap.app()
    with here.read() as session:
        found = _review(here, session, unit, year)
        office = offices.office(session, found.unit)
    province = office.facts.province if office is not None else ""
    if not province:
        typer.echo("Cơ quan chưa ghi tỉnh ở thông tin đơn vị.", err=True)
        raise typer.Exit(WRONG_CALL)
    today = here.now().astimezone(HANOI).date()
    for one, proposal in found.adopted:
        made = reviewing.overlay_of(one.procedure, proposal, province=province, checked_on=today)
        path = folder / province / made.slug / f"{made.in_force_from}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            yaml.safe_dump(reviewing.declared(made), allow_unicode=True, sort_keys=False, width=120), encoding="utf-8"
        )
        typer.echo(str(path))


def _review(here: App, session: Session, unit: str, year: int) -> Review:
    at = here.now()
    return choosing.review(session, here.engine, unit_of(here, unit), year or at.astimezone(HANOI).year, at)
