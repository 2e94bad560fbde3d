"""`tthc procedures retire`: from a day on nothing is received any more, by an act; a mistake is taken back."""

from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.catalogue.words import day as day_words
from tthc_engine.cli.reach import day, units_meant, wrong
from tthc_engine.work.publishing import retiring


def retire(
    code: Annotated[str, typer.Argument(help="National code of the procedure.")],
    *,
    act: Annotated[str, typer.Option("--act", help="Number of the act that ends it.")] = "",
    act_on: Annotated[str, typer.Option("--act-on", metavar="YYYY-MM-DD", help="Day on which it was signed.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day nothing is received.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="A note; with --take-back: why.")] = "",
    take_back: Annotated[bool, typer.Option("--take-back", help="What was entered by mistake ends nothing.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who enters it, for the office's own record.")] = "cli",
) -> None:
    """End a procedure in this database: nothing new is taken, what is in flight goes on by its own version.

    What was received before that day and is entered later is still taken. Publishing a version of it later makes it
    live again.
    """
    here = bootstrap.app()
    units = units_meant(here, None, every=True)
    if take_back:
        stood = retiring.take_back(here, code, reason=reason, units=units, by=by, at=here.now())
        typer.echo(f"{code}: đã rút lại việc bãi bỏ theo {stood.act}.")
        return
    if not act or not act_on or not since:
        wrong("Give --act, --act-on and --from; or --take-back with --reason.")
    first = day(since, "--from")
    ended = retiring.retire(
        here,
        code,
        since=first,
        act=act,
        act_on=day(act_on, "--act-on"),
        reason=reason,
        units=units,
        by=by,
        at=here.now(),
    )
    with here.read() as session:
        going_on = len(retiring.in_flight(session, ended.code))
    typer.echo(f"{ended.code} {ended.short_name or ended.name}: bãi bỏ từ {day_words(first)} theo {act}.")
    typer.echo(f"{going_on} hồ sơ đang giải quyết được giải quyết tiếp theo phiên bản của mình.")
