"""`tthc doctor`: is this machine fit to keep an office's dossiers?

Each check answers with findings: well, worth a note, or a problem. Only problems make the exit code 1.
"""

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import tthc_engine
from tthc_engine.cli.findings import Finding, Level
from tthc_engine.settings import Settings, unknown_variables

DISTRIBUTION = "tthc-engine"
OURS = ("flows", "notifications", "procedures")
# SQLite's WAL shares memory between processes, which a file served over a network cannot do.
# fmt: off
NETWORK_FILESYSTEMS = frozenset({
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "drvfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf",
    "webdav",
})
# fmt: on
LEAST_SQLITE = (3, 35)  # RETURNING
LEAST_DISK_MB = 500
COMFORTABLE_DISK_MB = 5_000
TIMES_METRIC_FONTS = ("Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman")


def doctor(
    *, as_json: bool = typer.Option(False, "--json", help="Print the findings as JSON, for a program to read.")
) -> None:
    """Check this machine and its office: versions, folders, database, calendars, timetable, mail, backups."""
    findings = list(examine(Settings()))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(f"{finding.level:8} {finding.what}: {finding.found}")
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding about this machine for the office of `settings`; makes the data folder if it is missing."""
    checks: tuple[Callable[[], Iterable[Finding]], ...] = (
        check_python,
        check_packages_are_ours,
        check_versions,
        lambda: check_variables(dict(os.environ)),
        lambda: check_data_folder(settings.data_dir),
        lambda: check_disk(settings.data_dir),
        lambda: check_sqlite(settings),
        check_time_zone,
        check_fonts,
        lambda: check_office(settings),
    )
    for check in checks:
        yield from check()


def check_office(settings: Settings) -> Iterable[Finding]:
    """The office's own findings; none where a foreign package hides ours, which was said already."""
    try:
        from tthc_engine.cli.doctor_office import examine_office
    except ImportError:
        return ()
    return examine_office(settings)


def check_python() -> Iterator[Finding]:
    running, needed = platform.python_version(), metadata.metadata(DISTRIBUTION)["Requires-Python"]
    if SpecifierSet(needed).contains(running, prereleases=True):
        yield Finding("ok", "Python", running)
    else:
        yield Finding("problem", "Python", f"{running}; {needed} is needed: run make setup with another")


def check_packages_are_ours() -> Iterator[Finding]:
    """Our top-level packages have common names: one of another project, found first on the path, would run instead."""
    home = Path(tthc_engine.__file__).resolve().parent.parent
    owners = metadata.packages_distributions()
    for name in OURS:
        spec = find_spec(name)
        where = Path(spec.origin).resolve().parent if spec is not None and spec.origin else None
        others = sorted(set(owners.get(name, ())) - {DISTRIBUTION})
        if where is None:
            yield Finding("problem", f"package {name}", f"missing beside {home}: install {DISTRIBUTION} again")
        elif where != home / name:
            yield Finding(
                "problem", f"package {name}", f"{where} is not ours: run tthc from its own virtual environment"
            )
        elif others:
            yield Finding(
                "problem",
                f"package {name}",
                f"also installed by {', '.join(others)}: uninstall it, then {DISTRIBUTION} anew",
            )
        else:
            yield Finding("ok", f"package {name}", str(where))


def check_versions() -> Iterator[Finding]:
    """Are the installed versions those this program was declared to work with?"""
    wrong = 0
    for line in metadata.requires(DISTRIBUTION) or ():
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            installed = "nothing"
        if installed == "nothing" or not requirement.specifier.contains(installed, prereleases=True):
            wrong += 1
            yield Finding(
                "problem",
                requirement.name,
                f"{installed} is installed, {requirement.specifier} is needed: run make setup",
            )
    if not wrong:
        shown = ", ".join(f"{name} {metadata.version(name)}" for name in ("prefect", "fastapi", "sqlalchemy"))
        yield Finding("ok", "versions", shown)


def check_variables(environment: dict[str, str]) -> Iterator[Finding]:
    for name in unknown_variables(environment):
        yield Finding("note", "environment", f"{name} is no setting of this program; it has no effect")


def check_data_folder(folder: Path) -> Iterator[Finding]:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield Finding(
            "problem", "data folder", f"{folder}: {error.strerror}; set TTHC_DATA_DIR to a folder of your own"
        )
        return
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        yield Finding("note", "data folder", f"{folder} can be entered by other users of this machine: chmod 700 it")
    kind = filesystem(folder, mounts())
    if kind in NETWORK_FILESYSTEMS:
        yield Finding(
            "problem", "data folder", f"{folder} is on a network drive ({kind}): use a local disk, or PostgreSQL"
        )
    else:
        yield Finding("ok", "data folder", str(folder))


def check_disk(folder: Path) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return  # the data folder's own check has said why
    level: Level = "problem" if free < LEAST_DISK_MB else "note" if free < COMFORTABLE_DISK_MB else "ok"
    advice = "" if level == "ok" else "; make room, backups are kept beside the data unless TTHC_BACKUP_DIR is set"
    yield Finding(level, "free disk", f"{free:,} MB".replace(",", " ") + advice)


def check_sqlite(settings: Settings) -> Iterator[Finding]:
    if settings.sqlite_file is None:
        yield Finding("ok", "database", settings.database.partition(":")[0])
        return
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        yield Finding("problem", "SQLite", f"{sqlite3.sqlite_version}; 3.35 or newer is needed: use a newer Python")
        return
    folder = settings.sqlite_file.parent
    try:
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            connection = sqlite3.connect(Path(scratch) / "wal.db")
            mode = str(connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
            connection.execute("CREATE TABLE t (x) ")
            connection.commit()
            connection.close()
    except (OSError, sqlite3.Error) as error:
        yield Finding("problem", "SQLite", f"cannot write in {folder}: {error}; choose another TTHC_DATA_DIR")
        return
    if mode == "wal":
        yield Finding("ok", "SQLite", f"{sqlite3.sqlite_version}, WAL in {folder}")
    else:
        yield Finding("problem", "SQLite", f"{folder} allows no WAL (it says {mode}): choose a local disk")


def check_time_zone() -> Iterator[Finding]:
    try:
        offset = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset == timedelta(hours=7):
        yield Finding("ok", "time zone", "Asia/Ho_Chi_Minh is known, 7 hours ahead of UTC")
    else:
        yield Finding("problem", "time zone", "Asia/Ho_Chi_Minh is unknown: install tzdata (make setup does)")


def check_fonts() -> Iterator[Finding]:
    """Letters are set in a Times-metric face; typst's own serif, which has every Vietnamese letter, stands in."""
    import typst  # a large library, of no use to the other checks

    known = typst.Fonts().families()
    found = next((family for family in TIMES_METRIC_FONTS if family in known), None)
    if found:
        yield Finding("ok", "letters' font", found)
    else:
        yield Finding(
            "note",
            "letters' font",
            "no Times-metric font; Libertinus Serif is used. On Debian: apt-get install fonts-liberation",
        )


def mounts() -> str:
    """The mount table as `device folder kind …` lines; empty where the system does not tell."""
    table = Path("/proc/self/mounts")
    if table.exists():
        return table.read_text(encoding="utf-8", errors="replace")
    try:
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=10, check=False).stdout
    except OSError:
        return ""
    # macOS: "//user@server/share on /Volumes/share (smbfs, nodev, …)"
    lines = (line.partition(" on ")[::2] for line in said.splitlines())
    return "\n".join(
        f"{device.replace(' ', '_')} {rest.rpartition(' (')[0].replace(' ', chr(92) + '040')} "
        f"{rest.rpartition(' (')[2].split(',')[0].rstrip(')')} -"
        for device, rest in lines
    )


def filesystem(folder: Path, table: str) -> str:
    """The kind of file system that holds `folder`, by the mount table; empty when the table does not say."""
    held = folder.resolve()
    best, kind = -1, ""
    for line in table.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        # The table writes a space inside a folder's name as \040.
        point = Path(fields[1].replace("\\040", " "))
        # A later line over the same folder hides the earlier one.
        if held.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind
