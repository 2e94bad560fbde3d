"""`tthc report make|behind|close|closed|sent|enter`: every report by its key, the same as the pages and files."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Shown

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli.report import AsJson, Csv, PeriodText, Unit, Xlsx, app, mark_of, period_of, unit_of, write
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports import closing, indicators, made, official, opened, table_sheet
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import RowsBy
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.table import FIGURES, Table, said
from tthc_engine.store import sending

WRONG_CALL = 2
Key = Annotated[str, typer.Argument(help=f"Which report: {', '.join(made.NAMES)}.")]
Rows = Annotated[RowsBy, typer.Option(help="What a line stands for, in reports that count.")]
Basis = Annotated[LateBasis, typer.Option(help="Against which date lateness is judged.")]


@app.command("make")
def make(
    key: Key,
    *,
    unit: Unit = "",
    period: PeriodText = "",
    rows: Rows = RowsBy.PROCEDURE,
    basis: Basis = LateBasis.ORIGINAL,
    xlsx: Xlsx = None,
    csv: Csv = None,
    docx: Annotated[Path | None, typer.Option(help="Write a Word file.", dir_okay=False)] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write a PDF.", dir_okay=False)] = None,
    as_json: AsJson = False,
) -> None:
    """One report of one unit and period, as it was known at the period's end."""
    here = bootstrap.app()
    wanted = _wanted(here, key, unit, period, rows, basis)
    with here.read() as session:
        table = made.make(here.engine, session, wanted)
    asked = {"xlsx": xlsx, "csv": csv, "docx": docx, "pdf": pdf}
    for ending, path in asked.items():
        if path is not None:
            write(path, partial(_put, written(table, ending, mark=mark_of(here))))
    if as_json:
        typer.echo(json.dumps(_as_json(table), ensure_ascii=False))
    elif not any(asked.values()):
        _print(table)


@app.command("behind")
def behind(
    key: Key,
    column: Annotated[str, typer.Argument(help="Key of the column, as `make --json` names it.")],
    *,
    line: Annotated[str, typer.Option(help="Key of the line; all lines where it is left out.")] = "",
    unit: Unit = "",
    period: PeriodText = "",
    rows: Rows = RowsBy.PROCEDURE,
    basis: Basis = LateBasis.ORIGINAL,
    as_json: AsJson = False,
) -> None:
    """The dossiers behind one figure."""
    here = bootstrap.app()
    wanted = _wanted(here, key, unit, period, rows, basis)
    with here.read() as session:
        table = opened.opened(here.engine, session, wanted, line=line, column=column)
    if as_json:
        typer.echo(json.dumps(_as_json(table), ensure_ascii=False))
    else:
        _print(table)


@app.command("close")
def close(
    key: Key,
    *,
    by: Annotated[str, typer.Option(help="Key of the person who closes it.")],
    reason: Annotated[str, typer.Option(help="Why it is corrected; needed where the period is closed already.")] = "",
    unit: Unit = "",
    period: PeriodText = "",
    rows: Rows = RowsBy.PROCEDURE,
    basis: Basis = LateBasis.ORIGINAL,
) -> None:
    """Freeze a report of a period that is over, with its hash. Exit 1 where it cannot be closed."""
    here = bootstrap.app()
    wanted = _wanted(here, key, unit, period, rows, basis)
    try:
        with here.transaction() as session:
            table = made.make(here.engine, session, wanted)
            done = closing.close(session, wanted, table, by=by, reason=reason)
    except closing.ClosingRefused as refused:
        typer.echo(_REFUSED[refused.key], err=True)
        raise typer.Exit(1) from refused
    typer.echo(f"{done.form} {done.period} {done.number} {done.sha256}")


@app.command("closed")
def closed(*, unit: Unit = "") -> None:
    """Every closed report of a unit, and whether its content still gives its hash. Exit 1 where one does not."""
    here = bootstrap.app()
    with here.read() as session:
        found = closing.everything(session, unit_of(here, unit))
    for one in found:
        state = "ok" if one.sound else "ALTERED"
        when = f"{one.closed_at.astimezone(HANOI):%d/%m/%Y %H:%M}"
        typer.echo(f"{state:8} {one.form:14} {one.period:24} {one.number} {when} {one.closed_by} {one.sha256}")
    if not all(one.sound for one in found):
        raise typer.Exit(1)


@app.command("sent")
def sent(*, unit: Unit = "") -> None:
    """Closed reports that were sent, and how far each got. Exit 1 where one could not be delivered."""
    here = bootstrap.app()
    with here.read() as session:
        found = sending.sent_by(session, unit_of(here, unit))
    for one in found:
        when = f"{one.at.astimezone(HANOI):%d/%m/%Y %H:%M}"
        typer.echo(f"{one.state:9} {one.form:14} {one.period:24} {one.number} {when} {one.to_name}")
    if any(one.state == "failed" for one in found):
        raise typer.Exit(1)


@app.command("enter")
def enter(
    indicator: Annotated[str, typer.Argument(help="766.<key> or tt01.<key>, as in procedures/indicators.")],
    part: Annotated[int, typer.Argument(help="The part, or the points of an index of Thông tư 01/2018.")],
    whole: Annotated[int, typer.Argument(help="Of how many.")],
    *,
    source: Annotated[str, typer.Option(help="Where the figure comes from; printed on the form.")],
    by: Annotated[str, typer.Option(help="Key of the person who enters it.")],
    unit: Unit = "",
    period: PeriodText = "",
) -> None:
    """A figure that lies outside dossiers, with its source. Exit 1 where it cannot be."""
    here = bootstrap.app()
    at = here.now()
    span = period_of(period, default="quarter", today=at.astimezone(HANOI).date())
    entry = indicators.Entry(indicator=indicator, part=part, whole=whole, source=source, at=at, by=by)
    try:
        with here.transaction() as session:
            indicators.enter(session, unit_of(here, unit), span.written, entry)
    except indicators.EntryRefused as refused:
        typer.echo(_REFUSED[refused.key], err=True)
        raise typer.Exit(1) from refused


_REFUSED = {
    "report.period_runs": "The period still runs.",
    "report.correction_reason": "It is closed already: a correction needs --reason.",
    "report.nothing_differs": "Made again it is as it was closed: there is nothing to correct.",
    "report.entry_unknown": f"There is no such figure; there are: {', '.join(indicators.enterable())}.",
    "report.entry_source": "A figure needs its source.",
    "report.entry_part": "The part cannot be more than the whole, nor below zero.",
    "report.entry_points": "This index has 0, 1 or 2 points.",
}


def written(table: Table, ending: str, *, mark: str) -> bytes:
    """The report's bytes as `xlsx`, `csv`, `docx` or `pdf`."""
    out = BytesIO()
    if ending == "xlsx":
        table_sheet.xlsx(table, out, mark=mark)
    elif ending == "csv":
        table_sheet.comma_separated(table, out)
    else:
        # Word and the typesetter cost a third of a second, which only these two files need.
        from tthc_engine.documents import tables as documents

        make_document: Callable[..., bytes] = documents.pdf if ending == "pdf" else documents.word
        return make_document(said(table, mark=mark), dated=table.known_at)
    return out.getvalue()


def _put(body: bytes, out: BinaryIO) -> None:
    out.write(body)


def _wanted(here: App, key: str, unit: str, period: str, rows: RowsBy, basis: LateBasis) -> Wanted:
    if key not in made.NAMES:
        typer.echo(f"There is no report {key!r}; there are: {', '.join(made.NAMES)}.", err=True)
        raise typer.Exit(WRONG_CALL)
    at: datetime = here.now()
    span = period_of(period, default="quarter", today=at.astimezone(HANOI).date())
    return Wanted(key=key, unit=unit_of(here, unit), period=span, at=at, rows_by=rows, basis=basis)


def _as_json(table: Table) -> dict[str, object]:
    words = said(table)
    return {
        "form": table.form,
        "title": table.title,
        "unit": table.unit,
        "period": table.period_words,
        "known_at": table.known_at.isoformat(),
        "columns": [{"key": one.key, "words": one.words} for one in table.columns],
        "lines": [_line_as_json(table, at) for at in range(len(table.lines))],
        "total": None if table.total is None else [_plain(one) for one in table.total.values],
        "notes": words["notes"],
    }


def _line_as_json(table: Table, at: int) -> dict[str, object]:
    line = table.lines[at]
    return {"key": line.key, "dossier": line.dossier, "values": [_plain(one) for one in line.values]}


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _print(table: Table) -> None:
    console = Console(markup=False, highlight=False)
    console.print(f"{table.title}\n{table.unit_name}  {table.period_words}", style="bold")
    words = said(table)
    shown = Shown(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in table.columns:
        shown.add_column(column.words, justify="right" if column.kind in FIGURES else "left")
    for line in words["lines"]:
        shown.add_row(*line)
    if words["total"]:
        shown.add_row(*words["total"], style="bold")
    console.print(shown)
    for sentence in (*words["notes"], official.known_words(table.known_at)):
        console.print(f"- {sentence}")


__all__ = ["behind", "close", "closed", "enter", "make", "sent", "written"]
