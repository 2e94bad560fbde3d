"""A PostgreSQL server of the test's own, from the programs of this machine, in a folder that goes with it."""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

USER = "tthc"


class Server:
    """Gives each asker an empty database."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._names = itertools.count(1)

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


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Skips, saying why, on a machine without PostgreSQL."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, pg_ctl) are not installed")
    # Where its own user can reach it: pytest's folders are closed to others.
    folder = Path(tempfile.mkdtemp(prefix="tthc-pg-"))
    if os.geteuid() == 0:
        # initdb refuses root.
        shutil.chown(folder, user="nobody")
    data, port = folder / "data", free_port()
    try:
        _run(programs / "initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "-N")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        try:
            yield Server(port)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
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
