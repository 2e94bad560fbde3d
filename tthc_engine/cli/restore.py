"""`tthc restore`: a backup takes the office's place; what was there is kept beside it."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine.bootstrap import App, start
from tthc_engine.cli.backup import PassphraseFile
from tthc_engine.domain.errors import TthcError
from tthc_engine.settings import Settings
from tthc_engine.store import migrations, scan_files
from tthc_engine.store.database import Database
from tthc_engine.store.people import HANOI
from tthc_engine.store.proof import log_digest, verify
from tthc_engine.store.sealing import CannotSeal, Passphrase, is_sealed, unseal
from tthc_engine.work.scans import SCANS


class CannotRestore(TthcError):
    """The backup is not sound, or the office is open."""


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A copy that `tthc backup` made.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    passphrase_file: PassphraseFile = None,
    dossier: Annotated[str, typer.Option(metavar="CODE", help="Put back this one alone; the office may be open.")] = "",
    by: Annotated[str, typer.Option(help="Who puts it back, for the record; with --dossier.")] = "",
) -> None:
    """Put a backup back in place, after proving its log; the database that was there is kept beside it."""
    settings = Settings()
    if dossier:
        from tthc_engine.cli.restoring_one import restore_dossier

        restore_dossier(file, dossier, by=by, words=passphrase_file or settings.backup_passphrase_file)
        return
    target = settings.sqlite_file
    if target is None:
        raise CannotRestore(
            "A backup is one SQLite file: restore it without TTHC_DATABASE_URL, then `tthc migrate-to` an empty"
            " PostgreSQL database. What pg_dump made is restored by pg_restore."
        )
    words = passphrase_for(file, passphrase_file or settings.backup_passphrase_file)
    if target.exists():
        check_nobody_works(target)
        if not yes:
            typer.confirm(f"Replace {target}? It is kept beside the restored one.", abort=True)
    kept, digest = put_in_place(file, target, passphrase=words)
    brought = scan_files.bring_back(file.parent / SCANS, settings.scan_folder, passphrase=words)
    app = start(settings)
    try:
        events = _prove_again(app, digest, kept=kept)
    finally:
        app.database.dispose()
    typer.echo(f"Restored {target}: {events} events, log proven, its hashes those of the backup ({digest[:16]}…).")
    if brought:
        typer.echo(f"{brought} scans of papers were brought back.")
    if kept is not None:
        typer.echo(f"What was there is {kept}.")


def passphrase_for(file: Path, words: Path | None) -> Passphrase | None:
    """What opens `file`; None where it needs nothing. Raises CannotSeal where it does and there is nothing."""
    if words is not None:
        return Passphrase.read(words)
    if is_sealed(file):
        raise CannotSeal(f"{file} is sealed: give --passphrase-file, or set TTHC_BACKUP_PASSPHRASE_FILE.")
    return None


def _prove_again(app: App, digest: str, *, kept: Path | None) -> int:
    """The office as it now stands: proven, and event for event what the backup held; how many events."""
    with app.read() as session:
        proof, now = verify(session), log_digest(session)
    where = "" if kept is None else f" What was there before is {kept}."
    if not proof.holds:
        raise CannotRestore(f"The restored log does not hold: {proof.problems[0]}.{where}")
    if now != digest:
        raise CannotRestore(f"The restored log is not the backup's.{where}")
    return proof.events


def put_in_place(file: Path, target: Path, *, passphrase: Passphrase | None = None) -> tuple[Path | None, str]:
    """Copy `file` to `target`, proven, whole or not at all.

    Where the database that was there is kept, or None; and the digest of the backup's log.

    Raises CannotRestore or CannotUnseal for a file that is no sound backup, and then nothing has changed.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(".restoring")
    try:
        if passphrase is not None and is_sealed(file):
            unseal(file, draft, passphrase)
        else:
            shutil.copyfile(file, draft)
            draft.chmod(0o600)
        digest = _check(draft, name=file)
        with draft.open("rb+") as copied:
            os.fsync(copied.fileno())
        kept = _set_aside(target) if target.exists() else None
        draft.replace(target)
    finally:
        for left in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)
    return kept, digest


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


def _check(file: Path, *, name: Path) -> str:
    """A copy that is not a sound database, or whose log does not prove, replaces nothing."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA quick_check").fetchone()
            known = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone()
    except sqlite3.DatabaseError as error:
        raise CannotRestore(f"{name} is not a backup: {error}") from error
    if found is None or found[0] != "ok" or known is None:
        raise CannotRestore(f"{name} is not a sound backup of an office.")
    return _check_log(file, name=name)


def _check_log(file: Path, *, name: Path) -> str:
    url = f"sqlite:///{file}"
    # An older copy is proven after it was brought up to date: its events do not change by that.
    proven = migrations.is_current(url)
    database = Database(url)
    try:
        with database.read() as session:
            problems = verify(session).problems if proven else []
            digest = log_digest(session)
    finally:
        database.dispose()
    if problems:
        raise CannotRestore(f"The log of {name} does not hold: {problems[0]}")
    return digest


def check_nobody_works(target: Path) -> None:
    """An office that is open keeps a connection, and then the file cannot be had alone."""
    with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise CannotRestore("The office is open; stop `tthc run` first.") from error
