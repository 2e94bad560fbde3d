"""`tthc rating`: the monthly rating of staff from a terminal: look, confirm, close, write out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.keeping import WRONG_CALL, holder
from tthc_engine.cli.report import mark_of
from tthc_engine.cli.report_tables import written
from tthc_engine.domain.rating import HEADS
from tthc_engine.reports import periods
from tthc_engine.reports.closing import ClosingRefused
from tthc_engine.reports.periods import Period
from tthc_engine.reports.rating.counting import scheme
from tthc_engine.reports.table import said
from tthc_engine.web.access import OFFICERS
from tthc_engine.web.messages import messages
from tthc_engine.work import rating as work

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
By = Annotated[str, typer.Option(help="Key of the person who asks: the head of the unit sees all, others themselves.")]
Month = Annotated[str, typer.Option("--month", help="As calendar_month:2026-10.")]
FILES = ("xlsx", "csv", "docx", "pdf")


@app.command("list")
def list_(
    *, by: By, month: Month, as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False
) -> None:
    """Each officer's figures, proposed and confirmed grade."""
    here = bootstrap.app()
    actor, period = holder(here, by, frozenset(OFFICERS)), _month(month)
    with here.read() as session:
        seen = work.month(here, session, actor.unit, period, at=here.now())
    table = seen.table if actor.has(*HEADS) else seen.alone(by)
    if as_json:
        typer.echo(json.dumps(said(table), ensure_ascii=False))
        return
    for line in table.lines:
        typer.echo("  ".join("" if value is None else str(value) for value in line.values))


@app.command()
def confirm(
    person: Annotated[str, typer.Argument(help="Key of the officer.")],
    grade: Annotated[str, typer.Argument(help="Key of the grade.")],
    *,
    by: By,
    month: Month,
    reason: Annotated[str, typer.Option(help="Needed where the grade is another than the proposed one.")] = "",
) -> None:
    """The head's grade of one officer, by the same rules as on the page."""
    here = bootstrap.app()
    actor = holder(here, by, HEADS)
    work.confirm(here, actor, _month(month), person=person, grade=grade, reason=reason, at=here.now())
    typer.echo(f"{person}: {grade}")


@app.command()
def close(*, by: By, month: Month, reason: Annotated[str, typer.Option(help="Of a correction.")] = "") -> None:
    """Freeze the month with its hash."""
    here = bootstrap.app()
    actor = holder(here, by, HEADS)
    try:
        closed = work.close(here, actor, _month(month), reason=reason, at=here.now())
    except ClosingRefused as refused:
        typer.echo(messages("en")(refused.key), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{closed.period} number {closed.number} {closed.sha256}")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help=f"File to write: {', '.join(FILES)} by its ending.", dir_okay=False)],
    *,
    by: By,
    month: Month,
) -> None:
    """The month as a file: the unit's for its head, one's own line for everybody else."""
    ending = out.suffix.removeprefix(".").lower()
    if ending not in FILES:
        typer.echo(f"{out.name} does not end in one of {', '.join(FILES)}.", err=True)
        raise typer.Exit(WRONG_CALL)
    here = bootstrap.app()
    actor = holder(here, by, frozenset(OFFICERS))
    with here.read() as session:
        seen = work.month(here, session, actor.unit, _month(month), at=here.now())
    table = seen.table if actor.has(*HEADS) else seen.alone(by)
    out.write_bytes(written(table, ending, mark=mark_of(here)))
    typer.echo(str(out))


def _month(text: str) -> Period:
    """Exit 2 for what is no month of the rating."""
    kind = scheme().period
    found = periods.period(text)
    if not found.written.startswith(f"{kind}:"):
        typer.echo(f"Staff are rated by {kind}, as {kind}:2026-10.", err=True)
        raise typer.Exit(WRONG_CALL)
    return found
