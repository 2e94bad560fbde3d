"""`tthc verify`: the proof that no event was changed, added or removed since it was written."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.backup import PassphraseFile
from tthc_engine.cli.restore import passphrase_for
from tthc_engine.settings import Settings
from tthc_engine.store.proof import Proof
from tthc_engine.store.proof import verify as prove
from tthc_engine.work.proving import prove_copy

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
    return prove_copy(file, passphrase_for(file, words or Settings().backup_passphrase_file))
