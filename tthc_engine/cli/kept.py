"""`tthc kept`: the register of results still valid from a terminal: look, enter one or a list, scans, write it out."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli.keeping import WRONG_CALL, holder, told_wrong
from tthc_engine.cli.report import unit_of
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.people import Actor
from tthc_engine.exchange.scans import LARGEST, UnfitScan
from tthc_engine.reports.commas import harmless
from tthc_engine.store import kept_results
from tthc_engine.store.kept_results import Entry, Wanted
from tthc_engine.store.people import HANOI, Scope
from tthc_engine.store.scans import KeptScan
from tthc_engine.web.forms import attached
from tthc_engine.web.forms import kept_results as forms
from tthc_engine.web.forms.class_list import LARGEST_FILE, UnreadableList
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import messages
from tthc_engine.web.rights import RESULT_KEEPERS
from tthc_engine.web.routes.identity import masked
from tthc_engine.work import kept_results as work

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
Unit = Annotated[str, typer.Option(help="Id of the unit; not needed where there is one office.")]
By = Annotated[str, typer.Option(help="Key of the person who enters it.")]
COLUMNS = ("kind", "number", "issued_on", "holder", "valid_from", "valid_until", "digitised", "state", "source")


@app.command("list")
def list_(
    *,
    unit: Unit = "",
    words: Annotated[str, typer.Option(help="In number, holder or kind; or a whole identity number.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also what is valid no more.")] = False,
    paper: Annotated[bool, typer.Option("--paper", help="Only what has no file yet.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Lines of the register, the newest papers first; identity numbers are masked."""
    at, found = _found(unit, words, every=every, paper=paper)
    rows = [_plain(one, at) for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        until = row["valid_until"] or "no end"
        file = "file" if row["digitised"] else "paper"
        said = (row["issued_on"], row["number"] or "-", row["kind"], row["holder"], until, file, row["key"])
        typer.echo("  ".join(said))
    if not rows:
        typer.echo("None.")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="CSV to write.", dir_okay=False)],
    *,
    unit: Unit = "",
    every: Annotated[bool, typer.Option("--all", help="Also what is valid no more.")] = False,
) -> None:
    """The register as CSV, identity numbers left out."""
    at, found = _found(unit, "", every=every, paper=False)
    lines = [[harmless(_plain(one, at)[name]) for name in COLUMNS] for one in found]
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([COLUMNS, *lines])
    typer.echo(f"{len(lines)} lines in {out}")


@app.command()
def add(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="A list (XLSX, CSV) instead of one paper.")
    ] = None,
    *,
    by: By,
    kind: Annotated[str, typer.Option(help="What it is called, as a procedure's list of papers prints it.")] = "",
    number: str = "",
    issued: Annotated[str, typer.Option(help="Day of issue, as dd/mm/yyyy.")] = "",
    holder_: Annotated[str, typer.Option("--holder", help="To whom it was given.")] = "",
    identifier: Annotated[str, typer.Option(help="The holder's identity number.")] = "",
    issuer: str = "",
    since: Annotated[str, typer.Option(help="Valid from; else the day of issue.")] = "",
    until: Annotated[str, typer.Option(help="Valid until; else without end.")] = "",
    scan: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Scan of the one paper: PDF or a picture.")
    ] = None,
) -> None:
    """Enter one paper, with its scan or without, or a list whose right lines are entered.

    A paper that the register has already gets the scan that it lacks. Exit 1 where lines were wrong.
    """
    here = bootstrap.app()
    actor, at, say = holder(here, by, RESULT_KEEPERS), here.now(), messages("en")
    today = at.astimezone(HANOI).date()
    if file is None:
        values = {
            "loai": kind,
            "so": number,
            "ngay": issued,
            "nguoi": holder_,
            "dinh_danh": identifier,
            "noi_cap": issuer,
            "tu": since,
            "den": until,
        }
        typed = Typed(say, values)
        result = forms.one(typed, today)
        told_wrong(typed.errors)
        sha256 = _kept(here, actor, scan, at=at).sha256 if scan is not None else ""
        done = work.enter(here, actor, [result] if result is not None else [], sha256=sha256, at=at)
        scanned = f", scan attached {done.digitised}" if done.digitised else ""
        typer.echo(f"entered {done.new}, known already {done.known}{scanned}")
        return
    if scan is not None:
        told_wrong({"scan": "A scan belongs to one paper: name the paper by its options, or attach it afterwards."})
    try:
        cells = forms.cells_in(file.name, file.read_bytes()[: LARGEST_FILE + 1])
    except UnreadableList as unreadable:
        typer.echo(say(unreadable.key), err=True)
        raise typer.Exit(WRONG_CALL) from None
    rows = forms.rows(cells, say, today=today)
    done = work.enter(here, actor, [one.result for one in rows if one.result is not None], at=at)
    wrong = [one for one in rows if one.result is None]
    typer.echo(f"entered {done.new}, known already {done.known}, wrong {len(wrong)}")
    for one in wrong:
        typer.echo(f"line {one.number}: {' '.join(one.errors)}", err=True)
    if wrong:
        raise typer.Exit(1)


@app.command()
def attach(
    key: Annotated[str, typer.Argument(help="Key of the line, as `tthc kept list` prints it.")],
    scan: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PDF or a picture.")],
    *,
    by: By,
) -> None:
    """Give a line its scan, once; one that was released here too, as an event of its dossier."""
    here = bootstrap.app()
    actor, at = holder(here, by, RESULT_KEEPERS), here.now()
    kept = _kept(here, actor, scan, at=at)
    try:
        work.attach(here, actor, key, kept.sha256, at=at)
    except Refusal as refusal:
        told_wrong({"key": str(refusal)})
    typer.echo(f"attached {kept.sha256}")


def _kept(here: App, actor: Actor, path: Path, *, at: datetime) -> KeptScan:
    """The file, looked at by its content and kept by its hash; exit 2 where it is no fit scan."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    try:
        return attached.kept(here, content, by=actor.person, at=at)
    except UnfitScan as unfit:
        typer.echo(messages("en")(f"scan.{unfit.why.value}", name=path.name), err=True)
        raise typer.Exit(WRONG_CALL) from None


def _found(unit: str, words: str, *, every: bool, paper: bool) -> tuple[datetime, list[Entry]]:
    here = bootstrap.app()
    at = here.now()
    wanted = Wanted(words=words, valid_on=None if every else at.astimezone(HANOI).date(), on_paper_only=paper)
    found: list[Entry] = []
    with here.read() as session:
        scope = Scope(frozenset({unit_of(here, unit)}))
        while True:
            page, total = kept_results.listed(session, scope, wanted, page=len(found) // kept_results.PAGE + 1)
            found += page
            if not page or len(found) >= total:
                return at, found


def _plain(one: Entry, at: datetime) -> dict[str, Any]:
    day = at.astimezone(HANOI).date()
    state = "withdrawn" if one.withdrawn_at is not None else "valid" if one.valid_on(day) else "ended"
    return {
        "key": one.id,
        "kind": one.result.kind,
        "number": one.result.number,
        "issued_on": one.result.issued_on.isoformat(),
        "holder": one.result.holder,
        "identifier": masked(one.result.identifier),
        "valid_from": one.result.valid_from.isoformat(),
        "valid_until": one.result.valid_until.isoformat() if one.result.valid_until else "",
        "digitised": one.digitised_at is not None,
        "state": state,
        "source": "dossier" if one.dossier else "entered",
    }
