"""What commands that act for a person ask of them: what they hold today, and a role that may do it."""

import typer

from tthc_engine.bootstrap import App
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people

WRONG_CALL = 2


def holder(app: App, person: str, roles: frozenset[Role]) -> Actor:
    """The person as they act today; exit 2 where they hold nothing, or none of `roles`."""
    with app.read() as session:
        actor = people.actor(session, person, app.now())
    if actor is None:
        typer.echo(f"{person} holds no position today.", err=True)
        raise typer.Exit(WRONG_CALL)
    if not actor.has(*roles):
        typer.echo(f"{person} may not do this: it is for {', '.join(sorted(roles))}.", err=True)
        raise typer.Exit(WRONG_CALL)
    return actor


def told_wrong(errors: dict[str, str]) -> None:
    """What is wrong with what was typed, a line each; exit 2 where anything is."""
    for words in errors.values():
        typer.echo(words, err=True)
    if errors:
        raise typer.Exit(WRONG_CALL)
