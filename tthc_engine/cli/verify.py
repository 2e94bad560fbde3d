"""`tthc verify`: the proof that no event was changed, added or removed since it was written."""

import json
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from tthc_engine import bootstrap
from tthc_engine.cli.backup import PassphraseFile
from tthc_engine.cli.restore import passphrase_for
from tthc_engine.settings import Settings
from tthc_engine.store.proof import Proof
from tthc_engine.store.proof import verify as prove
from tthc_engine.store.sealing import is_sealed, unseal
from tthc_engine.store.sql import Database

DOES_NOT_HOLD = 1
SHOWN = 20


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A backup to prove instead of the office's database."),
    ] = None,
    *,
    passphrase_file: PassphraseFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="The result for a program.")] = False,
) -> None:
    """Prove the event log's chain and daily roots. Exit 1 where something does not hold."""
    proof = _proof(file, passphrase_file)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "events": proof.events,
                    "dossiers": proof.dossiers,
                    "purged": proof.purged,
                    "roots": proof.roots,
                    "problems": proof.problems,
                }
            )
        )
    else:
        for problem in proof.problems[:SHOWN]:
            typer.echo(problem, err=True)
        if len(proof.problems) > SHOWN:
            typer.echo(f"… and {len(proof.problems) - SHOWN} more", err=True)
        typer.echo(
            f"{proof.events} events of {proof.dossiers} dossiers, {proof.roots} daily roots,"
            f" {proof.purged} personal parts removed: {'holds' if proof.holds else 'DOES NOT HOLD'}"
        )
    raise typer.Exit(0 if proof.holds else DOES_NOT_HOLD)


def _proof(file: Path | None, words: Path | None) -> Proof:
    if file is None:
        with bootstrap.app().read() as session:
            return prove(session)
    # Opening a database may write beside it; a backup stays as it was made.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        passphrase = passphrase_for(file, words or Settings().backup_passphrase_file)
        if passphrase is not None and is_sealed(file):
            unseal(file, copy, passphrase)
        else:
            shutil.copyfile(file, copy)
        database = Database(f"sqlite:///{copy}")
        try:
            with database.read() as session:
                return prove(session)
        except (sqlite3.DatabaseError, DatabaseError) as error:
            return Proof(problems=[f"{file} is no sound copy of an office: {getattr(error, 'orig', None) or error}"])
        finally:
            database.dispose()
