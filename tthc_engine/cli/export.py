"""`tthc export`: the office's own event log for process mining tools and spreadsheets, without anybody's name."""

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli import progress
from tthc_engine.cli.reach import day
from tthc_engine.exchange.dossiers.portal_files import KINDS
from tthc_engine.exchange.logs import commas, ocel, sheets, source, xes
from tthc_engine.exchange.logs.source import Passed, Told
from tthc_engine.store import offices
from tthc_engine.store.people import EVERYTHING, Scope
from tthc_engine.store.sql import Session
from tthc_engine.work import portal

WRONG_CALL = 2
STDOUT = Path("-")
DEMO_MARK = "DỮ LIỆU MINH HỌA"

app = typer.Typer(no_args_is_help=True, help="The event log for process mining tools and spreadsheets, without names.")

File = Annotated[Path, typer.Argument(help="Where to write; .gz at the end compresses, - is the standard output.")]
Unit = Annotated[str, typer.Option(help="Id of the unit, with those under it; not needed where there is one office.")]
All = Annotated[bool, typer.Option("--all", help="Every unit of this database.")]


class Rows(StrEnum):
    EVENTS = "events"
    DOSSIERS = "dossiers"


@app.callback()
def export() -> None:
    """The event log for study, without names, and dossiers in the national portal's fields, with them."""


@app.command("xes")
def xes_log(file: File, *, unit: Unit = "", everything: All = False) -> None:
    """XES (IEEE 1849): one trace a dossier."""
    here = bootstrap.app()
    _export(here, file, unit, everything, lambda dossiers, out: xes.write(dossiers, out, mark=_mark(here)))


@app.command("ocel")
def ocel_log(file: File, *, unit: Unit = "", everything: All = False) -> None:
    """OCEL 2.0 in JSON: events with the dossiers, officers, units, procedures and letters they touch."""
    _export(bootstrap.app(), file, unit, everything, ocel.write)


@app.command("csv")
def csv_table(
    file: File,
    *,
    unit: Unit = "",
    everything: All = False,
    rows: Annotated[Rows, typer.Option(help="What a line stands for.")] = Rows.EVENTS,
) -> None:
    """Comma-separated values: one line an event, or one line a dossier."""
    write = commas.write_events if rows is Rows.EVENTS else commas.write_dossiers
    _export(bootstrap.app(), file, unit, everything, write)


@app.command("xlsx")
def xlsx_tables(
    file: Annotated[Path, typer.Argument(help="Where to write.", dir_okay=False)],
    *,
    unit: Unit = "",
    everything: All = False,
) -> None:
    """A workbook: the dossiers on one sheet, their events on the next."""
    if file == STDOUT or file.suffix == ".gz":
        typer.echo("A workbook is written to a file of its own, and is compressed already.", err=True)
        raise typer.Exit(WRONG_CALL)
    here = bootstrap.app()
    _export(here, file, unit, everything, lambda dossiers, out: sheets.write(dossiers, out, mark=_mark(here)))


@app.command("portal")
def portal_fields(
    file: Annotated[Path, typer.Argument(help="Where to write: .json, .xlsx or .csv.", dir_okay=False)],
    *,
    since: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day of registration.")],
    until: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="The last one.")],
    unit: Unit = "",
    everything: All = False,
    followed: Annotated[
        bool, typer.Option("--followed", help="Imported dossiers too; their system reports them.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who exports, for the office's own record.")] = "cli",
) -> None:
    """Dossiers and their progress in the national portal's fields, checked. They name people.

    What would be refused is not in the file but in FILE.khong-dat.csv, field by field. Exit 1 where anything is.
    """
    if file.suffix.lower() not in KINDS:
        typer.echo(f"The file ends with one of {', '.join(KINDS)}.", err=True)
        raise typer.Exit(WRONG_CALL)
    here = bootstrap.app()
    first, last = day(since, "--from"), day(until, "--to")
    with here.read() as session:
        scope = EVERYTHING if everything else _scope(session, unit)
    span = portal.Span(scope=scope, unit=unit, first=first, last=last, followed=followed)
    beside = file.with_name(f"{file.stem}.khong-dat.csv")
    try:
        with progress.shown() as step:
            wrote = portal.export(here, span, file, refused=beside, by=by, at=here.now(), progress=step)
    except OSError as error:
        typer.echo(f"{file} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(WRONG_CALL) from error
    typer.echo(f"{wrote.taken} dossiers, {wrote.steps} steps; {wrote.refused} would be refused: {beside}", err=True)
    raise typer.Exit(1 if wrote.refused else 0)


def _export(
    here: App, file: Path, unit: str, everything: bool, write: Callable[[Iterable[Told], BinaryIO], None]
) -> None:
    passed = Passed()
    with here.read() as session:
        scope = EVERYTHING if everything else _scope(session, unit)
        with progress.shown() as step, _opened(file) as out:
            dossiers = source.told(session, here.engine.rulebook.declarations, scope, progress=step)
            write(source.passing(dossiers, passed), out)
    typer.echo(f"{passed.cases} dossiers, {passed.events} events, fingerprint {passed.fingerprint}", err=True)


def _scope(session: Session, asked: str) -> Scope:
    """The unit asked for, or the only office. Exit code 2 where neither is plain."""
    known = [one.unit for one in offices.offices(session)]
    unit = asked or (known[0].id if len(known) == 1 else "")
    below = offices.below(session, unit)
    if below:
        return Scope(below)
    for one in known:
        typer.echo(f"  --unit {one.id}    {one.name}", err=True)
    typer.echo(f"There is no unit {asked!r}." if asked else "Say which unit, or --all.", err=True)
    raise typer.Exit(WRONG_CALL)


def _mark(here: App) -> str:
    """What marks the demo's invented data."""
    return DEMO_MARK if here.settings.demo else ""


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """The file appears whole or not at all. Exit code 2 where it cannot be written."""
    if file == STDOUT:
        yield sys.stdout.buffer
        return
    draft = file.with_name(f".{file.name}.part")
    try:
        with draft.open("wb") as plain, _packed(plain, file) as out:
            yield cast(BinaryIO, out)
        draft.replace(file)
    except OSError as error:
        typer.echo(f"{file} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(WRONG_CALL) from error
    finally:
        draft.unlink(missing_ok=True)


def _packed(plain: BinaryIO, file: Path) -> "nullcontext[BinaryIO] | gzip.GzipFile":
    if file.suffix != ".gz":
        return nullcontext(plain)
    # Without name and time: the same log gives the same bytes.
    return gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0)
