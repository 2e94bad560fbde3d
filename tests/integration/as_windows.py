"""An office's day on a machine made to lack what Windows lacks: `python -m tests.integration.as_windows FOLDER`.

No module or call of POSIX alone can be had; a file that this process holds open can be neither replaced nor removed; a
name may hold no character that NTFS refuses; text without a declared encoding is ASCII (the caller's environment).
Windows itself it is not: drives, line ends and services are not simulated.
"""

# What the standard library itself picks by platform when it is imported is imported first.
import asyncio
import concurrent.futures.process
import ctypes.util
import getpass
import importlib.util
import logging.handlers
import multiprocessing.spawn
import os
import platform
import shutil
import signal
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from tests.unit.test_house_deploy import POSIX_CALLS, POSIX_MODULES, POSIX_SIGNALS

_STANDARD = (asyncio, concurrent.futures, ctypes, getpass, importlib, logging, multiprocessing, platform)
_STANDARD_TOO = (shutil, socketserver, sqlite3, subprocess, tempfile, uuid)
REFUSED = frozenset('<>:"|?*')
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
LEFT = frozenset({"statvfs", "sysconf", "uname"})
"""What Python and libraries ask because `sys.platform` is what it is; that ours does not is read from its source."""
# Names, not paths: where the system writes for itself.
NOT_OURS = ("/proc/", "/dev/", "/sys/")


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def open_here() -> set[str]:
    """Every file that this process has open."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        try:
            found.add(str(one.readlink()))
        except OSError:
            continue
    return found


def take_away() -> None:
    for name in POSIX_CALLS - LEFT:
        if hasattr(os, name):
            delattr(os, name)
    for name in POSIX_SIGNALS:
        if hasattr(signal, name):
            delattr(signal, name)
    for name in POSIX_MODULES:
        # None there is how Python says: cannot be imported.
        sys.modules[name] = None  # type: ignore[assignment]
    sys.addaudithook(_windows)


def _windows(event: str, given: tuple[object, ...]) -> None:
    if event in ("os.remove", "os.rename", "os.rmdir"):
        for path in given[: 2 if event == "os.rename" else 1]:
            where = str(Path(os.fsdecode(path)).absolute())  # type: ignore[arg-type]
            if not where.startswith(NOT_OURS) and where in open_here():
                raise PermissionError(32, "The process cannot access the file: it is being used", where)
    if event in ("open", "os.mkdir", "os.rename", "sqlite3.connect") and isinstance(given[0], str | bytes):
        path = os.fsdecode(given[1] if event == "os.rename" else given[0])  # type: ignore[arg-type]
        name = path.rpartition("/")[2]
        if event == "sqlite3.connect" and path.startswith("file:"):
            return
        if not path.startswith(NOT_OURS) and (REFUSED & set(name) or name.partition(".")[0].lower() in RESERVED):
            raise OSError(22, "The filename, directory name, or volume label syntax is incorrect", path)


def main(folder: Path) -> None:
    take_away()
    from typer.testing import CliRunner

    from benchmarks.commands import life_of
    from scripts.try_bundle import OFFICE, PEOPLE
    from tests.builders import AnOffice, hanoi
    from tests.web.office import Client
    from tthc_engine import bootstrap
    from tthc_engine.bootstrap import build
    from tthc_engine.cli.main import application
    from tthc_engine.settings import Settings
    from tthc_engine.web.app import create_app
    from tthc_engine.work.deliver import deliver
    from tthc_engine.work.nightly import recheck
    from tthc_engine.work.sweep import sweep

    def tthc(*words: str, data: str = "data") -> str:
        os.environ["TTHC_DATA_DIR"] = str(folder / data)
        ended = CliRunner().invoke(application(loaded=[words[0]]), list(words))
        if ended.exit_code:
            raise SystemExit(f"tthc {' '.join(words)}: {ended.output}\n{ended.exception!r}")
        return ended.output

    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "passwords").write_text("".join(f"{one} mat-khau-thu-1\n" for one in PEOPLE), encoding="utf-8")
    tthc("init", "--file", str(folder / "office.yaml"), "--passwords", str(folder / "passwords"))
    app = build(Settings(data_dir=folder / "data"))
    office = AnOffice(app)
    began = hanoi("2026-06-01 09:00")
    for command, later in life_of(office, app.engine.new_id()):
        with app.transaction() as session:
            handled = app.engine.handle(session, command, at=began + later)
    office.accept("2026-06-01 10:00")
    late = hanoi("2026-06-12 07:31")
    say("swept", sweep(app, late).acted, "sent", deliver(app, late).delivered, "night", recheck(app, late).in_words())
    say("released", handled.dossier.reference)
    web = type("Web", (), {"runner": asyncio.Runner(), "web": create_app(app)})()
    say("page", Client(web).get("/tra-cuu").status_code)
    app.database.dispose()
    (folder / "disk").mkdir()
    tthc("backup", "--to", str(folder / "disk"))
    [copy] = (folder / "disk").rglob("tthc-*.db")
    say(tthc("verify", str(copy)).splitlines()[-1])
    tthc("restore", str(copy), data="elsewhere")
    say(tthc("rebuild", "--check", data="elsewhere").splitlines()[-1])
    # Each command is a process of its own in an office; here the last one's connections end.
    bootstrap.app().database.dispose()
    bootstrap.app.cache_clear()
    # Over what is there: the old file is put aside and the new one takes its name.
    say(tthc("restore", str(copy), "--yes").splitlines()[-1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
