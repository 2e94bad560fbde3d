"""`tthc backup`: one copy by hand; the timetable makes the daily one."""

import errno
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.store.sealing import CannotSeal, Passphrase
from tthc_engine.work.backup import BackupFailed, copy_to, passphrase_of
from tthc_engine.work.proving import prove_copy

DOES_NOT_HOLD = 1
ON_A_DISK = "tthc-backup"

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="Its first line opens the backup; else TTHC_BACKUP_PASSPHRASE_FILE."
    ),
]


def backup(
    folder: Annotated[Path | None, typer.Argument(file_okay=False, help="Where to; else TTHC_BACKUP_DIR.")] = None,
    *,
    to: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="A removable disk: into its folder tthc-backup, read back and proven."),
    ] = None,
    keep: Annotated[int | None, typer.Option(min=1, help="How many copies stay there, instead of as set.")] = None,
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Seal it; done anyway where the setting is.")] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Copy the office's data to the backup folder, while the office works. Prints the copy's path.

    Exit 1 where a copy on a removable disk was read back and does not prove.
    """
    if to is not None and folder is not None:
        raise typer.BadParameter("a folder, or --to a disk; not both")
    if to is not None and not to.is_dir():
        raise BackupFailed(f"{to} is not there: is the disk plugged in?")
    app = bootstrap.app()
    words = passphrase_of(app) if passphrase_file is None else Passphrase.read(passphrase_file)
    if encrypt and words is None:
        raise CannotSeal("Nothing to seal with: give --passphrase-file, or set TTHC_BACKUP_PASSPHRASE_FILE.")
    target = to / ON_A_DISK if to is not None else folder or app.settings.backup_folder
    try:
        report = copy_to(app, target, at=app.now(), passphrase=words, keep=keep)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        raise BackupFailed(f"{target} cannot hold a file of this size; format the disk as exFAT or NTFS.") from error
    typer.echo(report.file)
    if to is not None and report.file is not None:
        proof = prove_copy(report.file, words)
        for problem in proof.problems:
            typer.echo(problem, err=True)
        typer.echo(f"read back: {proof.events} events {'proven' if proof.holds else 'DO NOT PROVE: take another disk'}")
        raise typer.Exit(0 if proof.holds else DOES_NOT_HOLD)
