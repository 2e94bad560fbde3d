"""`tthc restore --dossier`: one damaged dossier is put back from a backup, while the office works."""

import shutil
import tempfile
from pathlib import Path

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.restore import passphrase_for
from tthc_engine.engine.rebuilding import rebuild_one
from tthc_engine.store import migrations, scan_files
from tthc_engine.store.database import Database
from tthc_engine.store.proof import verify
from tthc_engine.store.putting_back import CannotPutBack, find, put_back
from tthc_engine.store.sealing import is_sealed, unseal
from tthc_engine.work.scans import SCANS


def restore_dossier(file: Path, code: str, *, by: str, words: Path | None) -> None:
    """Put it back, write its lists anew, prove it; any doubt, and nothing has changed. Raises CannotPutBack."""
    if not by:
        raise CannotPutBack("Say who puts it back: --by PERSON; it stays in the office's record.")
    app = bootstrap.app()
    passphrase = passphrase_for(file, words)
    # Names belong on this disk alone; a machine beside a PostgreSQL server may not have the folder yet.
    app.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=app.settings.data_dir) as folder:
        copy = Path(folder) / "copy.db"
        if passphrase is not None and is_sealed(file):
            unseal(file, copy, passphrase)
        else:
            shutil.copyfile(file, copy)
        url = f"sqlite:///{copy}"
        migrations.upgrade(url)
        database = Database(url)
        try:
            with database.read() as backup, app.transaction() as session:
                dossier = find(backup, code)
                done = put_back(session, backup, dossier, by=by, at=app.now())
                lost = rebuild_one(session, app.engine.rulebook, dossier).differences
                proof = verify(session)
                if mine := [problem for problem in proof.problems if dossier in problem]:
                    raise CannotPutBack(f"It does not hold even so: {mine[0]}. Nothing was changed.")
        finally:
            database.dispose()
    scan_files.bring_back(file.parent / SCANS, app.settings.scan_folder, passphrase=passphrase)
    typer.echo(f"{code}: {done.events} events, {done.personal} personal parts and {done.rows} other rows put back.")
    if done.purged:
        typer.echo("Its personal data were removed for ever since that backup; they stay removed.")
    for one in [*lost, *proof.problems]:
        typer.echo(one, err=True)
    raise typer.Exit(0 if proof.holds and not lost else 1)
