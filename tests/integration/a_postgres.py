"""A PostgreSQL server of the test's own, from the programs of this machine, in a folder that goes with it."""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

USER = "tthc"


GONE_SECONDS = 30.0


class Server:
    """Gives each asker an empty database; may be killed and started again."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool) -> None:
        self.port = free_port()
        self._names = itertools.count(1)
        self._programs = programs
        self._folder = folder
        # Without a wait for the disk a test is quicker; what must survive a kill waits, as in an office.
        self._options = (
            f"-p {self.port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={'on' if durable else 'off'}"
        )

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Returns when it answers, after recovery where it was killed."""
        _run(
            self._programs / "pg_ctl", "-D", self._data, "-o", self._options, "-l", self._folder / "log", "-w", "start"
        )

    def stop(self) -> None:
        _run(self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """SIGKILL to the server and to every process of it; returns when they are gone."""
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        all_of_it = [first, *children(first)]
        for one in all_of_it:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        until = time.monotonic() + GONE_SECONDS
        while any(_lives(one) for one in all_of_it):
            assert time.monotonic() < until, "the server outlived its kill"
            time.sleep(0.05)

    def new_database(self, *, like: str = "") -> str:
        """The address of a fresh one, or of a copy of another that nobody is connected to."""
        name = f"office_{next(self._names)}"
        made = (
            "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" if not like else f"{_name(like)} STRATEGY FILE_COPY"
        )
        self._say(f"CREATE DATABASE {name} TEMPLATE {made}")
        return self._address(name)

    def drop_database(self, address: str) -> None:
        """With whoever is still connected to it."""
        self._say(f"DROP DATABASE {_name(address)} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _address(self, name: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"


def _name(address: str) -> str:
    return address.rpartition("/")[2]


def children(process: int) -> list[int]:
    """Process ids of the living children, from the kernel."""
    return [number for number, parent, state in _processes() if parent == process and state != "Z"]


def _lives(process: int) -> bool:
    # Until it is reaped as well: a new server takes a dead one whose number still stands for a living one.
    return any(number == process for number, _, _ in _processes())


def _processes() -> Iterator[tuple[int, int, str]]:
    """(number, parent, state) of every process of this machine."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(stat.parent.name), int(after_name[1]), after_name[0]


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Server]:
    """Skips, saying why, on a machine without PostgreSQL. A `durable` one waits for the disk as an office's does."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, pg_ctl) are not installed")
    # Where its own user can reach it: pytest's folders are closed to others.
    folder = Path(tempfile.mkdtemp(prefix="tthc-pg-"))
    if os.geteuid() == 0:
        # initdb refuses root.
        shutil.chown(folder, user="nobody")
    server = Server(programs, folder, durable=durable)
    try:
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "-N")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = [Path(path).parent for name in ("initdb",) if (path := shutil.which(name))]
    # Debian keeps them out of the path.
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in found if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


def _run(program: Path, *arguments: object) -> None:
    other = {"user": "nobody"} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        # The server keeps what it is given: a pipe would never end.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
        **other,  # type: ignore[arg-type]
    )
    assert done.returncode == 0, f"{program.name} ended with {done.returncode}"


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
