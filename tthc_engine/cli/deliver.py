"""`tthc deliver`: empty the outbox by hand, or by a machine's own cron where the timetable does not run."""

import json
from typing import Annotated

import typer

from notifications.mail import NoSuchAddress
from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.store.people import HANOI
from tthc_engine.work.dead import NotDead, dead_letters, send_again
from tthc_engine.work.deliver import deliver as deliver_now

DOES_NOT_HOLD = 1
CALLED_WRONGLY = 2


def deliver(
    *,
    dead: Annotated[bool, typer.Option("--dead", help="List the messages that will not go out by themselves.")] = False,
    again: Annotated[str, typer.Option("--again", metavar="KEY", help="Send such a message again.")] = "",
    email: Annotated[str, typer.Option(help="With --again: the right mail address.")] = "",
    phone: Annotated[str, typer.Option(help="With --again: the right telephone number.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The report for a program.")] = False,
) -> None:
    """File letters and send what waits in the outbox. Exit 1 when a letter or a message failed for good."""
    app = bootstrap.app()
    if (dead and again) or ((email or phone) and not again):
        typer.echo("--dead stands alone; --email and --phone belong to --again", err=True)
        raise typer.Exit(CALLED_WRONGLY)
    if dead:
        _list(app, as_json=as_json)
        return
    if again:
        _mend(app, again, email=email, phone=phone)
    report = deliver_now(app, app.now())
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        typer.echo(report.in_words())
        for key, why in report.failed.items():
            typer.echo(f"{key}: {why}", err=True)
    raise typer.Exit(DOES_NOT_HOLD if report.failed else 0)


def _list(app: App, *, as_json: bool) -> None:
    found = dead_letters(app)
    if as_json:
        typer.echo(json.dumps([letter.as_json() for letter in found], ensure_ascii=False))
        return
    for letter in found:
        since = letter.created_at.astimezone(HANOI)
        typer.echo(f"{letter.key}  {since:%d/%m/%Y %H:%M}  {letter.state}  attempts={letter.attempts}  {letter.reason}")


def _mend(app: App, key: str, *, email: str, phone: str) -> None:
    mended = {name: value for name, value in (("email", email), ("phone", phone)) if value}
    try:
        send_again(app, key, at=app.now(), mended=mended)
    except NotDead:
        typer.echo(f"{key}: no such message, or it is not dead (tthc deliver --dead lists those)", err=True)
        raise typer.Exit(DOES_NOT_HOLD) from None
    except NoSuchAddress as wrong:
        typer.echo(f"{key}: not an address to send to: {wrong}", err=True)
        raise typer.Exit(CALLED_WRONGLY) from None
