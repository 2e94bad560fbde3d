"""The daily copy of the office's database: whole, checked, beside its older ones.

Everything of an office is in that one file, its letters included; scans lie beside it, each once, named by its
content. Only the signing key and the mail folder are not copied. With a passphrase both are sealed; what is not sealed
never touches the folder of the copies. An office on PostgreSQL is copied into an SQLite file, row by row and compared.
"""

import logging
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import TthcError
from tthc_engine.store import meta, scan_files
from tthc_engine.store.database import Database
from tthc_engine.store.moving import move
from tthc_engine.store.people import HANOI
from tthc_engine.store.sealing import SEALED, Passphrase, seal
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard, by_hand
from tthc_engine.work.nightly import latest
from tthc_engine.work.report import why
from tthc_engine.work.scans import SCANS

log = logging.getLogger(__name__)

# The desk is at lunch and its machine is on.
NOON = time(12, 0)
PREFIX, SUFFIX = "tthc-", ".db"
_LAST = "backup.last"
_WHAT = "backup"


class BackupFailed(TthcError):
    """The copy was not made, or is not a sound database."""


class NoRoom(BackupFailed):
    """The disk cannot hold one more copy; nothing was begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    file: Path | None = None
    size: int = 0
    """Bytes."""
    removed: int = 0
    """Older copies that went."""
    failed: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        return f"file={self.file.name if self.file else ''} bytes={self.size} removed={self.removed}"

    def as_json(self) -> dict[str, Any]:
        named = str(self.file) if self.file else None
        return {"file": named, "bytes": self.size, "removed": self.removed, "failed": self.failed}


def last(session: Session) -> datetime | None:
    """When the last copy was made; None: never."""
    noted = meta.get(session, _LAST)
    return None if noted is None else datetime.fromisoformat(noted)


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether no copy was made since noon; never where TTHC_BACKUP_DAILY says that others make them."""
    if _WHAT in known or not app.settings.backup_daily:
        return False
    with app.read() as session:
        made = last(session)
    return made is None or made < latest(at, NOON)


def back_up(app: App, at: datetime, *, guard: Guard = by_hand) -> BackupReport:
    """The daily copy into the settings' folder; a failure is in the report, because the timetable goes on."""
    with app.transaction() as session:
        guard(session)
    try:
        return copy_to(app, app.settings.backup_folder, at=at)
    except (OSError, sqlite3.Error, TthcError) as error:
        log.exception("action=backup")
        return BackupReport(failed={_WHAT: why(error)})


def passphrase_of(app: App) -> Passphrase | None:
    """What the settings seal backups with. Raises CannotSeal where they name a file that holds no passphrase."""
    file = app.settings.backup_passphrase_file
    return None if file is None else Passphrase.read(file)


def copy_to(
    app: App, folder: Path, *, at: datetime, passphrase: Passphrase | None = None, keep: int | None = None
) -> BackupReport:
    """Copy the database into `folder` while the office works, check the copy, drop the oldest beyond the number kept.

    Sealed with `passphrase`, else with the settings' one, else not at all; `keep` copies, else as many as they say.

    Raises NoRoom before anything is written; BackupFailed, CannotSeal, CannotMove, OSError or sqlite3.Error. A copy
    that is half made never has a copy's name.
    """
    words = passphrase or passphrase_of(app)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make_sure_of_room(app, folder)
    made = folder / f"{PREFIX}{at.astimezone(HANOI):%Y%m%d-%H%M%S}{SUFFIX}"
    # Unsealed rows stay in the data folder, where they are anyway: a removable disk remembers what was deleted.
    draft = (folder if words is None else app.settings.data_dir) / f"{made.stem}.part"
    try:
        _copy(app, draft)
        if words is not None:
            made = made.with_name(made.name + SEALED)
            half = made.with_suffix(".part")
            try:
                seal(draft, half, words)
                half.replace(made)
            finally:
                half.unlink(missing_ok=True)
        else:
            draft.replace(made)
    finally:
        for left in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)
    # After the rows: a scan that came meanwhile has a file too many here, never one too few.
    scan_files.mirror(app.settings.scan_folder, folder / SCANS, passphrase=words)
    with app.transaction() as session:
        meta.put(session, _LAST, at.isoformat())
    kept = keep or app.settings.backup_keep
    return BackupReport(file=made, size=made.stat().st_size, removed=_drop_oldest(folder, keep=kept))


def _make_sure_of_room(app: App, folder: Path) -> None:
    """For the rows as they lie now, and for every scan that the folder does not have. Raises NoRoom."""
    source = app.settings.sqlite_file
    if source is None:
        with app.read() as session:
            rows = int(session.value("SELECT pg_database_size(current_database())"))
    else:
        rows = sum(one.stat().st_size for one in (source, Path(f"{source}-wal")) if one.exists())
    needed = rows + scan_files.lacking(app.settings.scan_folder, folder / SCANS)
    free = shutil.disk_usage(folder).free
    if needed > free:
        needed_mb, free_mb = -(-needed // 1_000_000), free // 1_000_000
        raise NoRoom(f"{folder} has {free_mb} MB free and {needed_mb} MB are needed: make room, or take another disk.")


def _copy(app: App, target: Path) -> None:
    descriptor = os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.close(descriptor)
    source = app.settings.sqlite_file
    if source is None:
        elsewhere = Database(f"sqlite:///{target}")
        try:
            move(app.database, elsewhere)
        finally:
            elsewhere.dispose()
    with closing(sqlite3.connect(target)) as copy:
        if source is not None:
            with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as office:
                office.backup(copy)
        # The copy is one file: it must not look for a write-ahead log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA quick_check").fetchone()
        if found is None or found[0] != "ok":
            raise BackupFailed(f"the copy is not sound: {found}")
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _drop_oldest(folder: Path, *, keep: int) -> int:
    """Names sort as they were made."""
    extra = sorted([*folder.glob(f"{PREFIX}*{SUFFIX}"), *folder.glob(f"{PREFIX}*{SUFFIX}{SEALED}")])[:-keep]
    for file in extra:
        file.unlink(missing_ok=True)
    return len(extra)
