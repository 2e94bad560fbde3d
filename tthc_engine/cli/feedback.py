"""`tthc feedback`: reflections of citizens: enter one, what is owed, one with its acts, an act on it."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli.keeping import holder, told_wrong
from tthc_engine.cli.report import unit_of
from tthc_engine.domain.errors import UnknownFeedback
from tthc_engine.domain.feedback import About, Act, Done
from tthc_engine.store import feedback, offices, people
from tthc_engine.store.people import EVERYTHING, HANOI, Scope
from tthc_engine.store.sql import Session
from tthc_engine.web.forms import feedback as forms
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import messages
from tthc_engine.web.rights import FEEDBACK_CLERKS
from tthc_engine.work import feedback as work
from tthc_engine.work.feedback import Seen

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
WRONG_CALL = 2
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Code = Annotated[str, typer.Argument(help="The reflection's code, as the sender was given it.")]


@app.command("list")
def list_(
    *,
    unit: Annotated[str, typer.Option(help="Id of the unit, with those below it.")] = "",
    ended: Annotated[bool, typer.Option("--ended", help="Those that are done, the newest first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Reflections by what is owed, the late first. Exit 1 where one is past its limit. Nobody's name is told."""
    here = bootstrap.app()
    at = here.now()
    with here.read() as session:
        scope = Scope(offices.below(session, unit_of(here, unit)))
        found = work.listed(here, session, scope, ended=ended, at=at)
    if as_json:
        typer.echo(json.dumps([_plain(one, at) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            typer.echo(_line(one, at))
        if not found:
            typer.echo("None.")
    if any(one.late(at) for one in found):
        raise typer.Exit(1)


@app.command()
def show(code: Code, *, as_json: AsJson = False) -> None:
    """One reflection: what was sent, without who sent it, and every act."""
    here = bootstrap.app()
    at = here.now()
    with here.read() as session:
        one = work.seen(here, session, _found(session, code))
    if as_json:
        typer.echo(json.dumps(_plain(one, at), ensure_ascii=False, indent=1))
        return
    typer.echo(_line(one, at))
    typer.echo(one.feedback.content)
    for done in one.acts:
        words = " · ".join(part for part in (done.to, done.text) if part)
        typer.echo(f"  {_local(done.at)}  {done.kind.value}  {done.by or 'sender'}  {words}".rstrip())


@app.command()
def receive(
    *,
    by: Annotated[str, typer.Option(help="Key of the clerk or supervisor who enters it, for their own unit.")],
    sender: Annotated[str, typer.Option(help="Who sends it.")] = "",
    address: str = "",
    phone: str = "",
    email: str = "",
    content: Annotated[str, typer.Option(help="What it says, in the sender's words.")] = "",
    channel: Annotated[str, typer.Option(help=f"How it came: {', '.join(work.CHANNELS)}.")] = work.CHANNELS[0],
    about: Annotated[str, typer.Option(help="Code of the dossier it speaks of.")] = "",
) -> None:
    """Enter one that came by letter, telephone, slip or in person; prints the sender's code and secret.

    The same text of the same sender entered again is kept once. What is missing is named, with exit 2.
    """
    here = bootstrap.app()
    actor = holder(here, by, frozenset(FEEDBACK_CLERKS))
    values = {"ten": sender, "dia_chi": address, "phone": phone, "email": email, "noi_dung": content}
    typed = Typed(messages("en"), {**values, "cach": channel, "ho_so": about})
    sent = forms.sent(typed, (), unit=actor.unit)
    told_wrong(typed.errors)
    given = work.receive(here, sent, key="terminal", by=by, at=here.now())
    typer.echo(f"{given.code}  {given.secret}")


@app.command()
def do(
    code: Code,
    act: Annotated[Act, typer.Argument(help="What is done.")],
    *,
    by: Annotated[str, typer.Option(help="Key of the person who does it.")],
    text: Annotated[str, typer.Option(help="Why, what is asked, the answer, or what is published.")] = "",
    to: Annotated[str, typer.Option(help="The body that it is forwarded to.")] = "",
    about: Annotated[About | None, typer.Option(help="Of acts of officials, or of regulations.")] = None,
    upheld: Annotated[bool | None, typer.Option("--upheld/--not-upheld", help="Was the complaint right?")] = None,
) -> None:
    """One act of the way, by the same rules as on its page. Refused with the reason where it may not be done."""
    here = bootstrap.app()
    at = here.now()
    with here.read() as session:
        one, actor = _found(session, code), people.actor(session, by, at)
    if actor is None:
        typer.echo(f"{by} holds no position today.", err=True)
        raise typer.Exit(WRONG_CALL)
    done = Done(kind=act, at=at, by=by, text=text, to=to, about=about, upheld=upheld)
    work.act(here, one.id, done, by=actor)
    typer.echo(_line(_again(here, one.id), at))


def _again(here: App, key: str) -> Seen:
    with here.read() as session:
        one = feedback.by_id(session, EVERYTHING, key)
        if one is None:
            raise UnknownFeedback
        return work.seen(here, session, one)


def _found(session: Session, code: str) -> feedback.Feedback:
    one = feedback.by_code(session, code)
    if one is None:
        raise UnknownFeedback
    return one


def _line(one: Seen, at: datetime) -> str:
    owed = one.owed
    told = "done" if owed is None else f"{owed.act.value} by {owed.role.value if owed.role else 'the sender'}"
    until = f" until {_local(owed.until)}" if owed is not None and owed.until is not None else ""
    late = "LATE " if one.late(at) else ""
    return f"{one.feedback.code}  {one.case.state.value}  {late}{told}{until}"


def _plain(one: Seen, at: datetime) -> dict[str, Any]:
    owed = one.owed
    return {
        "code": one.feedback.code,
        "unit": one.feedback.unit,
        "state": one.case.state.value,
        "about": one.case.about.value if one.case.about else None,
        "received_at": one.feedback.received_at.isoformat(),
        "owed": None if owed is None else owed.act.value,
        "owed_by": None if owed is None or owed.role is None else owed.role.value,
        "until": None if owed is None or owed.until is None else owed.until.isoformat(),
        "late": one.late(at),
        "acts": [{"kind": each.kind.value, "at": each.at.isoformat(), "by": each.by} for each in one.acts],
    }


def _local(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}"
