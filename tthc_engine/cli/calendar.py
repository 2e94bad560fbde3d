"""`tthc calendar`: enter a decision about working days, look at what it moves, apply it."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.catalogue.decisions import CalendarDecision, year_in
from tthc_engine.catalogue.files import minutes
from tthc_engine.cli import calendar_words as words
from tthc_engine.cli.progress import shown
from tthc_engine.domain.office import LocalDay
from tthc_engine.store import calendars, offices
from tthc_engine.store.calendars import Waiting
from tthc_engine.work.calendars import applying, entering, previewing
from tthc_engine.work.calendars.previewing import Preview

DOES_NOT_HOLD, WRONG_CALL = 1, 2
BY = "cli"
"""Who acted, for the office's audit, where nobody is named."""
_CLOSURE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\S+))?")

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

Unit = Annotated[str | None, typer.Option("--unit", help="One office; else the only one there is.")]
Every = Annotated[bool, typer.Option("--all", help="Every office of this database.")]
AsJson = Annotated[bool, typer.Option("--json", help="The result for a program.")]
By = Annotated[str, typer.Option("--by", help="Who decides this, for the office's own record.")]


@app.command("list")
def list_(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Show each office's calendar in use and what waits to be applied."""
    here = bootstrap.app()
    units = _units(here, unit, every=unit is None)
    with here.read() as session:
        found = [(offices.office(session, one), entering.waiting(session, [one])) for one in units]
    known = [(office, waits) for office, waits in found if office is not None]
    if as_json:
        _print([words.office_json(office, waits) for office, waits in known])
        return
    for office, waits in known:
        typer.echo("\n".join(words.office_lines(office, waits)))


@app.command()
def enter(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A whole year, as procedures/calendars/2027.yaml."),
    ] = None,
    *,
    act: Annotated[str, typer.Option("--act", help="The decision's number.")],
    reason: Annotated[str, typer.Option("--reason", help="Beside the days, as officers will read it.")] = "",
    off: Annotated[list[str] | None, typer.Option("--off", help="A day off, YYYY-MM-DD. May be repeated.")] = None,
    make_up: Annotated[
        list[str] | None, typer.Option("--make-up", help="Worked instead, in the order of --off. May be repeated.")
    ] = None,
    close: Annotated[
        list[str] | None,
        typer.Option("--close", help="This office alone is shut: a day, or 'YYYY-MM-DD 07:30-11:30'. May be repeated."),
    ] = None,
    unit: Unit = None,
    every: Every = False,
    by: By = BY,
    as_json: AsJson = False,
) -> None:
    """Let a decision wait: a whole year's FILE, or single days. Nothing is counted by it before `apply`.

    Exit code 1 when FILE contradicts itself, 2 when an office refuses the decision.
    """
    here = bootstrap.app()
    if file is not None and (off or make_up or close):
        _wrong("Give a year's FILE or single days, not both.")
    decision = CalendarDecision(
        act=act,
        reason=reason,
        days_off=tuple(_day(text, "--off") for text in off or []),
        make_up_days=tuple(_day(text, "--make-up") for text in make_up or []),
        closures=tuple(_closure(text) for text in close or []),
        year=year_in(file) if file is not None else None,
    )
    done = entering.enter(here, decision, units=_units(here, unit, every=every), by=by, at=here.now())
    if len(done) == 1 and done[0].refused is not None:
        raise done[0].refused
    if as_json:
        _print([words.entered_json(one) for one in done])
    else:
        typer.echo("\n".join(words.entered_line(one) for one in done))
    raise typer.Exit(WRONG_CALL if any(one.refused for one in done) else 0)


@app.command()
def preview(
    version: Annotated[str | None, typer.Argument(help="Of a waiting calendar; else everything that waits.")] = None,
    *,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """List every open dossier that moves, from when to when, and the letters and obligations; nothing is written.

    Exit code 1 when a dossier could not be judged.
    """
    here = bootstrap.app()
    units = _units(here, unit, every=unit is None)
    with here.read() as session:
        found = entering.waiting(session, units)
        if version is not None:
            found = [one for one in entering.chosen(session, version, units=units) if one.version == version]
        shown = [_previewed(here, session, one, here.now()) for one in found]
    if as_json:
        _print([words.preview_json(one) for one in shown])
    elif not shown:
        typer.echo("Không có lịch nào chờ áp dụng.")
    else:
        typer.echo("\n\n".join("\n".join(words.preview_lines(one)) for one in shown))
    raise typer.Exit(DOES_NOT_HOLD if any(one.failed for one in shown) else 0)


@app.command()
def apply(
    version: Annotated[str, typer.Argument(help="Of a waiting calendar.")],
    *,
    act: Annotated[str, typer.Option("--act", help="The decision's number; needed after an upgrade only.")] = "",
    unit: Unit = None,
    every: Every = False,
    by: By = BY,
    as_json: AsJson = False,
) -> None:
    """Follow a waiting calendar from now on and judge every open dossier by it. Applying twice changes nothing.

    With --all also in the offices where the same decision waits under another version. Exit code 1 when a dossier
    could not be judged; it stays due.
    """
    here = bootstrap.app()
    done = applying.apply(here, version, units=_where(here, version, unit, every=every), by=by, at=here.now(), act=act)
    if as_json:
        _print(words.applied_json(done))
    else:
        typer.echo("\n".join(words.applied_lines(done)))
    raise typer.Exit(DOES_NOT_HOLD if done.report.failed else 0)


@app.command()
def drop(
    version: Annotated[str, typer.Argument(help="Of a waiting calendar.")],
    *,
    unit: Unit = None,
    every: Every = False,
    by: By = BY,
) -> None:
    """Take back what was entered by mistake. The decision stays on record, nothing is counted by it."""
    here = bootstrap.app()
    found = entering.drop(here, version, units=_where(here, version, unit, every=every), by=by, at=here.now())
    typer.echo("\n".join(f"{one.unit}: đã bỏ lịch {one.version} ({one.act})" for one in found))


def _units(here: App, unit: str | None, *, every: bool) -> list[str]:
    """The offices meant. Exits 2 where several exist and none was named."""
    with here.read() as session:
        known = [one.unit.id for one in offices.offices(session)]
    if unit is not None:
        if unit not in known:
            _wrong(f"There is no office {unit}; there are: {', '.join(known)}.")
        return [unit]
    if not every and len(known) != 1:
        _wrong(f"Name an office with --unit, or --all: {', '.join(known)}.")
    return known


def _where(here: App, version: str, unit: str | None, *, every: bool) -> list[str]:
    """The offices meant by a version: the only one that knows it, unless more were asked for."""
    if unit is not None or every:
        return _units(here, unit, every=every)
    known = _units(here, None, every=True)
    with here.read() as session:
        seen = calendars.seen_by(session, version)
    if len(seen) > 1:
        _wrong(f"Several offices know {version}; name one with --unit, or --all: {', '.join(seen)}.")
    return seen or known


def _previewed(here: App, session: Any, one: Waiting, at: datetime) -> Preview:
    with shown() as progress:
        return previewing.preview(here, session, one, at=at, progress=progress)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _wrong(f"{option} {text}: write a day as YYYY-MM-DD.")


def _closure(text: str) -> LocalDay:
    found = _CLOSURE.fullmatch(text.strip())
    if found is None:
        _wrong(f"--close {text}: write YYYY-MM-DD, or 'YYYY-MM-DD 07:30-11:30'.")
    try:
        between = None if found[2] is None else minutes(found[2])
    except ValueError as error:
        _wrong(f"--close {text}: {error}.")
    return LocalDay(on=_day(found[1], "--close"), reason="", between=between)


def _print(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _wrong(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_CALL)
