"""`tthc told`: who was told of a dossier, why, and what became of it; or everything one colleague was told."""

import json
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.store.people import HANOI
from tthc_engine.work import trace
from tthc_engine.work.trace import Told

DOES_NOT_HOLD = 1


def told(
    what: Annotated[str, typer.Argument(help="Code or id of a dossier, or with --person the key of a colleague.")],
    *,
    person: Annotated[bool, typer.Option("--person", help="`what` is a colleague's key.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Say why somebody was, or was not, told. Exit 1 where there is no such dossier or colleague."""
    app = bootstrap.app()
    found = trace.of_person(app, what) if person else trace.of_dossier(app, what)
    if found is None:
        typer.echo(f"There is no {'colleague' if person else 'dossier'} {what}.", err=True)
        raise typer.Exit(DOES_NOT_HOLD)
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found.told], ensure_ascii=False))
        return
    if found.wish is not None:
        typer.echo(
            f"The applicant: language {found.wish.language}, by {found.wish.way or 'whatever reaches them'}"
            f"{'' if found.wish.consent else ', said no to SMS and Zalo'}"
        )
    if found.preference is not None:
        digest = ", one message at opening" if found.preference.digest_only else ""
        typer.echo(f"{found.subject}: language {found.preference.language}, by {found.preference.way}{digest}")
    for one in found.told:
        typer.echo(_line(one))
        for attempt in one.attempts:
            when = attempt["at"].astimezone(HANOI)
            typer.echo(f"    {when:%d/%m/%Y %H:%M}  {attempt['channel']}  {attempt['outcome']}  {attempt['detail']}")
    for kind, _, rung, next_at in found.rungs:
        following = f"the next {next_at.astimezone(HANOI):%d/%m/%Y %H:%M}" if next_at else "no more"
        typer.echo(f"ladder {kind}: {rung} rungs told, {following}")


def _line(one: Told) -> str:
    said = [f"{one.at.astimezone(HANOI):%d/%m/%Y %H:%M}", one.who or "the applicant", one.kind, one.state]
    if one.why not in ("role", "applicant"):
        said.append(f"({one.why}{f' of {one.whose}' if one.whose else ''})")
    if one.until is not None:
        said.append(f"waits until {one.until.astimezone(HANOI):%d/%m/%Y %H:%M}")
    if one.held_for:
        said.append(f"held for {one.held_for}")
    if one.read_at is not None:
        said.append(f"read {one.read_at.astimezone(HANOI):%d/%m/%Y %H:%M}")
    if one.to:
        said.append(f"to {one.to}")
    elif one.why == "applicant":
        said.append("no address known")
    return "  ".join(said)
