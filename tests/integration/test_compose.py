"""The compose file's own commands, in its order and with its settings, as plain processes on a PostgreSQL server.

No container is started: what an image would hold is this environment, and `db` is the test's own server.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from scripts.try_bundle import OFFICE, PEOPLE
from scripts.try_units import signed_in
from tests.integration.a_postgres import Server, free_port, postgres_server
from tests.integration.test_work_run import wait_until
from tthc_engine.bootstrap import build
from tthc_engine.cli.main import COMMANDS
from tthc_engine.settings import Settings, unknown_variables
from tthc_engine.store import machine

pytestmark = [pytest.mark.integration, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
TTHC = (sys.executable, "-m", "tthc_engine.cli.main")


def settings_of(service: str, server: Server, database: str, folder: Path) -> dict[str, str]:
    """A service's environment; `db` and the volumes are where the test has them, and a port is free."""
    given = dict(SERVICES[service]["environment"])
    assert re.fullmatch(r"postgresql://tthc:\$\{TTHC_DB_PASSWORD:\?[^}]+\}@db:5432/motcua", given["TTHC_DATABASE_URL"])
    written = {name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for name, value in given.items()}
    assert unknown_variables(written) == []
    home = {"TTHC_DATABASE_URL": database, "TTHC_DATA_DIR": str(folder / "data"), "TTHC_HOST": "127.0.0.1"}
    return os.environ | written | home | {"TTHC_BACKUP_DIR": str(folder / "backup"), "TTHC_PORT": str(free_port())}


@contextmanager
def started(service: str, environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as said:
        process = subprocess.Popen([*TTHC, *SERVICES[service]["command"]], env=environment, stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_an_office_comes_up_by_the_commands_of_the_compose_file(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (tmp_path / "passwords").write_text("".join(f"{one} mat-khau-thu-1\n" for one in PEOPLE), encoding="utf-8")
    with postgres_server() as server, ExitStack() as running:
        database = server.new_database()
        init = [*TTHC, "init", "--file", str(tmp_path / "office.yaml"), "--passwords", str(tmp_path / "passwords")]
        subprocess.run(init, env=settings_of("web", server, database, tmp_path), check=True, capture_output=True)
        processes, addresses = [], []
        for number, service in enumerate(["web"] * SERVICES["web"]["deploy"]["replicas"] + ["worker"]):
            environment = settings_of(service, server, database, tmp_path)
            log = tmp_path / f"{service}{number}.log"
            processes.append(running.enter_context(started(service, environment, log)))
            if service == "web":
                addresses.append(f"http://127.0.0.1:{environment['TTHC_PORT']}")
        assert wait_until(lambda: all(ready(one) for one in addresses), seconds=120)
        assert {signed_in(one) for one in addresses} == {"/giam-sat"}, "the director, at either of them"
        app = build(Settings(data_dir=tmp_path / "data", database_url=database))

        def at_work() -> str:
            with app.read() as session:
                held = machine.lease(session, "timetable")
            return "" if held is None else held.holder

        assert wait_until(at_work)
        assert f":{processes[-1].pid}:" in at_work(), "the worker ticks, and no web process"
        app.database.dispose()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(timeout=30) for process in processes] == [0] * len(processes)


def test_the_image_starts_what_exists_and_the_file_holds_no_password() -> None:
    known = {command.name for command in COMMANDS}
    assert {service: one["command"][0] for service, one in SERVICES.items() if service != "db"} == {
        "web": "run",
        "worker": "work",
    }
    assert {"run", "work", "init"} <= known
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert "install.sh" in dockerfile and 'ENTRYPOINT ["tthc"]' in dockerfile
    mounted = {volume.partition(":")[2] for volume in SERVICES["web"]["volumes"]}
    assert mounted == set(re.findall(r"TTHC_(?:DATA|BACKUP)_DIR=(\S+)", dockerfile))
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"PASSWORD: (?!\$\{)", text) == []
