"""`tthc migrate-to`: an office that outgrew one file moves to PostgreSQL, or back."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.progress import shown
from tthc_engine.cli.restore import check_nobody_works
from tthc_engine.settings import Settings
from tthc_engine.store.database import Database
from tthc_engine.store.moving import CannotMove, move
from tthc_engine.store.proof import verify


def migrate_to(
    address: Annotated[str, typer.Argument(help="postgresql://user@host/name, an empty database; or sqlite:///FILE.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Counts and hashes of every table, for a program.")] = False,
) -> None:
    """Copy the whole office into an empty database, compare counts and hashes, and prove the log there.

    The office must be closed meanwhile. Nothing changes here: the office goes on from the new database once
    TTHC_DATABASE_URL names it, and the old one may be kept.
    """
    app = bootstrap.app()
    wanted = Settings(database_url=address, data_dir=app.settings.data_dir)
    if wanted.database == app.settings.database:
        raise CannotMove("That is the database the office is in.")
    if app.settings.sqlite_file is not None:
        check_nobody_works(app.settings.sqlite_file)
    target = Database(wanted.database)
    try:
        with shown() as step:
            moved = move(app.database, target, told=step)
        with target.read() as session:
            proof = verify(session)
    finally:
        target.dispose()
    if not proof.holds:
        raise CannotMove(f"The log does not hold over there: {proof.problems[0]}")
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in moved], indent=2))
        return
    rows = sum(one.rows for one in moved)
    typer.echo(f"{rows} rows of {len(moved)} tables moved, counts and hashes equal; {proof.events} events proven.")
    typer.echo(f"Set TTHC_DATABASE_URL={address} and start the office again.")
