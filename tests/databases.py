"""Where the offices of a test run live.

By default each office has an SQLite file in its own folder. With `TTHC_TEST_DATABASE=postgres` (`make test-postgres`)
an office's folder stands for a database on a PostgreSQL server that this process starts for itself, so the same
sentences are told on both. A test about an SQLite file (its backup, its rights, its damage) carries the mark `sqlite`.
"""

import os
from contextlib import ExitStack
from pathlib import Path

from tests.integration.a_postgres import Server, postgres_server
from tthc_engine.settings import Settings
from tthc_engine.store import migrations

ON_POSTGRES = os.environ.get("TTHC_TEST_DATABASE") == "postgres"

_stack = ExitStack()
_server: Server | None = None
_homes: dict[Path, str] = {}
_empty: str | None = None
"""An office's tables without a row: cloning them is quicker than migrating again."""


def settings_at(folder: Path, **more: object) -> Settings:
    """Settings of the office whose data folder this is; the same folder always names the same database."""
    if ON_POSTGRES and not more.get("database_url"):
        more["database_url"] = _home(folder)
    return Settings(data_dir=folder, **more)  # type: ignore[arg-type]


def environment(folder: Path) -> dict[str, str]:
    """What a command in a process of its own must be told to find the same office."""
    address = _home(folder) if ON_POSTGRES else ""
    return {"TTHC_DATA_DIR": str(folder)} | ({"TTHC_DATABASE_URL": address} if address else {})


def copy_office(prepared: Path, folder: Path) -> None:
    """The database of one office, as it stands, becomes another's. Nobody may be connected to the first."""
    if ON_POSTGRES:
        _homes[folder.resolve()] = _started().new_database(like=_homes[prepared.resolve()])


def forget(folder: Path) -> None:
    """Drop what was made for this folder and those below it."""
    if not ON_POSTGRES or _server is None:
        return
    gone = folder.resolve()
    for home in [one for one in _homes if one == gone or gone in one.parents]:
        _server.drop_database(_homes.pop(home))


def stop() -> None:
    """End this process's server, if it has one; asked at the end of the run, which a worker leaves without `atexit`."""
    _stack.close()


def _home(folder: Path) -> str:
    global _empty
    place = folder.resolve()
    if place not in _homes:
        server = _started()
        if _empty is None:
            _empty = server.new_database()
            migrations.upgrade(Settings(database_url=_empty).database)
        _homes[place] = server.new_database(like=_empty)
    return _homes[place]


def _started() -> Server:
    global _server
    if _server is None:
        _server = _stack.enter_context(postgres_server())
    return _server
