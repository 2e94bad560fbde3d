"""A real Prefect server on PostgreSQL, two workers, one of them killed in the middle: the work is done once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.a_postgres import free_port, postgres_server
from tests.integration.an_office import SCHOOL, accept, an_office, at
from tests.integration.slow_post import SlowPost, slow_post
from tthc_engine.bootstrap import App
from tthc_engine.store import outbox

pytestmark = [pytest.mark.prefect, pytest.mark.postgres, pytest.mark.integration]

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
MESSAGES = 24
SWEPT, SENT, AGAIN = "2026-06-08 17:01", "2026-06-09 08:00", "2026-06-09 08:30"
PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class House:
    """The server, and the environment in which workers and commands find it and the office."""

    url: str
    environment: dict[str, str]

    def ask(self, path: str, **asked: Any) -> Any:
        return httpx.post(f"{self.url}/{path}", json=asked, timeout=30).raise_for_status().json()

    def command(self, *said: str) -> str:
        done = subprocess.run(
            [str(BIN / "tthc"), *said], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ordered(self, job: str, moment: str) -> str:
        """One run of a deployment, for the instant `moment`; its id."""
        found = httpx.get(f"{self.url}/deployments/name/{job}/tthc", timeout=30).raise_for_status().json()
        run = self.ask(f"deployments/{found['id']}/create_flow_run", parameters={"at": at(moment).isoformat()})
        return str(run["id"])

    def run(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.url}/flow_runs/{key}", timeout=30).raise_for_status().json()
        return found

    def ended(self, key: str) -> dict[str, Any]:
        wait_until(lambda: self.run(key)["state_type"] in ("COMPLETED", "FAILED", "CRASHED"))
        return self.run(key)


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.2)


@contextmanager
def running(*said: str, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A process and its children, ended together."""
    process = subprocess.Popen(
        [sys.executable, "-m", *said],
        env=environment,
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL for it and for every run it began."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def a_house(folder: Path, office: App, database: str, **settings: str) -> Iterator[House]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "TTHC_"))}
    environment |= {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_PROFILES_PATH": str(folder / "prefect" / "profiles.toml"),
        "PREFECT_API_URL": url,
        "PREFECT_API_DATABASE_CONNECTION_URL": database.replace("postgresql://", "postgresql+asyncpg://"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "TTHC_DATA_DIR": str(office.settings.data_dir),
        "TTHC_DATABASE_URL": office.settings.database,
        **settings,
    }
    with running("prefect", "server", "start", "--port", str(port), "--no-ui", environment=environment):
        house = House(url, environment)

        def answers() -> bool:
            try:
                return httpx.get(f"{url}/health", timeout=5).is_success
            except httpx.HTTPError:
                return False

        wait_until(answers)
        yield house


def an_overdue_office(folder: Path, url: str, post: SlowPost) -> App:
    office = an_office(folder, database_url=url, smtp_url=post.url)
    for hour in (8, 9, 10):
        accept(office, f"2026-06-01 {hour:02d}:00", email="")
    dossier = accept(office, "2026-06-01 11:00", email="").dossier_id
    with office.transaction() as session:
        for number in range(MESSAGES):
            promised = outbox.row(
                key=outbox.key_of(dossier, 1000 + number, "submitted"),
                dossier=dossier,
                kind="submitted",
                unit=SCHOOL,
                recipient={"name": "Lường Văn Bảo", "email": f"phuhuynh{number}@example.org", "phone": ""},
                context={"at": at(SENT).isoformat()},
                letter_id=None,
                at=at(SENT),
            )
            outbox.enqueue(session, promised)
    return office


def test_two_workers_of_a_real_server_do_what_is_due_once_though_one_is_killed(tmp_path):
    with postgres_server() as server, slow_post(tmp_path / "post", seconds=0.15) as post:
        office = an_overdue_office(tmp_path / "office", server.new_database(), post)
        with a_house(tmp_path, office, server.new_database(), TTHC_SMTP_URL=post.url) as house:
            assert "clock-sweep  * * * * *  new" in house.command("flows", "deploy")
            # Only what this test orders: the schedules are registered, and are not what it is about.
            pause_every_schedule(house)
            worker = ("prefect", "worker", "start", "--pool", "tthc", "--type", "process")
            with (
                running(*worker, "--name", "one", environment=house.environment) as one,
                running(*worker, "--name", "two", "--limit", "1", environment=house.environment),
            ):
                swept = house.ended(house.ordered("clock-sweep", SWEPT))
                assert swept["state_type"] == "COMPLETED" and "acted=4" in swept["state"]["message"]
                assert swept["name"].startswith("clock-sweep 08/06 17:01") and {"tthc", "acted=4"} <= set(swept["tags"])
                artifacts = house.ask("artifacts/filter", artifacts={"key": {"any_": ["sweep-certificate"]}})
                assert '"left due": 0' in artifacts[0]["data"]
                house.command("flows", "check")
                runs = [house.ordered("outbox-delivery", SENT) for _ in range(2)]
                wait_until(lambda: len(post.taken()) >= 4)
                kill(one)
                wait_until(lambda: any(house.run(key)["state_type"] == "COMPLETED" for key in runs))
                last = house.ordered("outbox-delivery", AGAIN)
                assert house.ended(last)["state_type"] == "COMPLETED"
                wait_until(lambda: len(set(post.taken())) >= MESSAGES)
        taken = post.taken()
        # A second envelope only where the kill fell between acceptance and record, under the same identifier.
        assert len(set(taken)) == MESSAGES and len(taken) <= MESSAGES + 2
        with office.read() as session:
            assert session.rows("SELECT state, COUNT(*) FROM outbox WHERE kind = 'submitted' GROUP BY state") == [
                ("delivered", MESSAGES)
            ]
            assert session.value("SELECT COUNT(*) FROM event WHERE kind = 'deadline_breached'") == 4
            assert session.value("SELECT COUNT(*) FROM sweep_certificate") == 1
        office.database.dispose()


def pause_every_schedule(house: House) -> None:
    for found in house.ask("deployments/filter"):
        assert [one["schedule"]["cron"] for one in found["schedules"]]
        httpx.post(f"{house.url}/deployments/{found['id']}/pause_deployment", timeout=30).raise_for_status()
