"""`tthc restore`: a backup takes the office's place; what was there is kept beside it."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine.bootstrap import start
from tthc_engine.domain.errors import TthcError
from tthc_engine.settings import Settings
from tthc_engine.store import migrations, scan_files
from tthc_engine.store.people import HANOI
from tthc_engine.store.proof import verify
from tthc_engine.store.sql import Database
from tthc_engine.work.scans import SCANS


class CannotRestore(TthcError):
    """The backup is not sound, or the office is open."""


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A copy that `tthc backup` made.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup back in place, after proving its log; the database that was there is kept beside it."""
    settings = Settings()
    target = settings.sqlite_file
    if target is None:
        raise CannotRestore("PostgreSQL is restored by its own tools (pg_restore).")
    if target.exists():
        check_nobody_works(target)
        if not yes:
            typer.confirm(f"Replace {target}? It is kept beside the restored one.", abort=True)
    kept = put_in_place(file, target)
    brought = scan_files.mirror(file.parent / SCANS, settings.scan_folder)
    app = start(settings)
    with app.read() as session:
        events = session.value("SELECT COUNT(*) FROM event")
    app.database.dispose()
    typer.echo(f"Restored {target}: {events} events, log proven.")
    if brought:
        typer.echo(f"{brought} scans of papers were brought back.")
    if kept is not None:
        typer.echo(f"What was there is {kept}.")


def put_in_place(file: Path, target: Path) -> Path | None:
    """Copy `file` to `target`, proven, whole or not at all; where the database that was there is kept, or None.

    Raises CannotRestore for a file that is no sound backup, and then nothing has changed.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(".restoring")
    try:
        shutil.copyfile(file, draft)
        draft.chmod(0o600)
        _check(draft, name=file)
        with draft.open("rb+") as copied:
            os.fsync(copied.fileno())
        kept = _set_aside(target) if target.exists() else None
        draft.replace(target)
    finally:
        for left in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)
    return kept


def _set_aside(target: Path) -> Path:
    # Whatever the write-ahead log still holds belongs to the old database: fold it in before the file moves.
    with closing(sqlite3.connect(target)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    written = datetime.fromtimestamp(target.stat().st_mtime, tz=HANOI)
    kept = target.with_name(f"{target.stem}.replaced-{written:%Y%m%d-%H%M%S}{target.suffix}")
    target.replace(kept)
    for companion in (f"{target}-wal", f"{target}-shm"):
        Path(companion).unlink(missing_ok=True)
    return kept


def _check(file: Path, *, name: Path) -> None:
    """A copy that is not a sound database, or whose log does not prove, replaces nothing."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA quick_check").fetchone()
            known = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone()
    except sqlite3.DatabaseError as error:
        raise CannotRestore(f"{name} is not a backup: {error}") from error
    if found is None or found[0] != "ok" or known is None:
        raise CannotRestore(f"{name} is not a sound backup of an office.")
    _check_log(file, name=name)


def _check_log(file: Path, *, name: Path) -> None:
    url = f"sqlite:///{file}"
    if not migrations.is_current(url):
        # An older copy is proven after it was brought up to date: its rows do not change by that.
        return
    database = Database(url)
    try:
        with database.read() as session:
            proof = verify(session)
    finally:
        database.dispose()
    if not proof.holds:
        raise CannotRestore(f"The log of {name} does not hold: {proof.problems[0]}")


def check_nobody_works(target: Path) -> None:
    """An office that is open keeps a connection, and then the file cannot be had alone."""
    with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise CannotRestore("The office is open; stop `tthc run` first.") from error
