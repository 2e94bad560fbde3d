"""`tthc backup`: one copy by hand; the timetable makes the daily one."""

from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.store.sealing import CannotSeal, Passphrase
from tthc_engine.work.backup import copy_to, passphrase_of

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="Its first line opens the backup; else TTHC_BACKUP_PASSPHRASE_FILE."
    ),
]


def backup(
    folder: Annotated[Path | None, typer.Argument(file_okay=False, help="Where to; else TTHC_BACKUP_DIR.")] = None,
    *,
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Seal it; done anyway where the setting is.")] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Copy the office's data to the backup folder, while the office works. Prints the copy's path."""
    app = bootstrap.app()
    words = passphrase_of(app) if passphrase_file is None else Passphrase.read(passphrase_file)
    if encrypt and words is None:
        raise CannotSeal("Nothing to seal with: give --passphrase-file, or set TTHC_BACKUP_PASSPHRASE_FILE.")
    report = copy_to(app, folder or app.settings.backup_folder, at=app.now(), passphrase=words)
    typer.echo(report.file)
