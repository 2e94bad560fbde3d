"""The machines of the soak: a PostgreSQL server, web processes, a worker, and somebody who pulls their plugs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.builders import OPENED, TRANSFER, an_app, hanoi
from tests.integration.a_postgres import Server, free_port, postgres_server
from tests.integration.receivers import Receivers, receivers
from tests.web.office import prepare
from tthc_engine.bootstrap import App
from tthc_engine.store import meta, offices

TTHC = (sys.executable, "-m", "tthc_engine.cli.main")
FIRST_MORNING = "2026-06-01 07:30"
START_SECONDS = 120.0
END_SECONDS = 60.0


@dataclass(slots=True)
class Machine:
    """One process of the product, started again under the same name."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    wanted: bool = False
    """Whether whoever looks after it (systemd, compose) starts it again when it ends by itself."""
    deaths: int = 0
    restarts: int = 0
    home: Path | None = None
    """The folder of another version's code; None: this one's."""

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*TTHC, *self.words],
                env=os.environ | self.environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.wanted = True

    def kill(self) -> None:
        """SIGKILL: nothing of it gets a chance to tidy up."""
        assert self.process is not None
        self.wanted = False
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.deaths += 1

    def stop(self) -> int:
        """Asked politely; its exit code."""
        assert self.process is not None
        self.wanted = False
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=END_SECONDS)


@dataclass(slots=True, kw_only=True)
class House:
    folder: Path
    app: App
    """The driver's own view of the office, for moving its clock and for the count."""
    server: Server | None
    """PostgreSQL, where its plug can be pulled."""
    post: Receivers
    webs: dict[str, Machine]
    worker: Machine
    environment: dict[str, str]
    killed: dict[str, int] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(self.webs)

    def pull_the_plug(self, what: str) -> None:
        """`web`, `worker` or `postgres`; the web processes take turns."""
        self.killed[what] = self.killed.get(what, 0) + 1
        if what == "postgres":
            assert self.server is not None
            self.server.kill()
        else:
            self._machine(what).kill()

    def put_it_back(self, what: str) -> None:
        if what == "postgres":
            assert self.server is not None
            self.server.start()
        else:
            self._machine(what).start()

    def _machine(self, what: str) -> Machine:
        if what == "worker":
            return self.worker
        webs = list(self.webs.values())
        return webs[self.killed["web"] % len(webs)]

    def stop(self) -> None:
        for one in (*self.webs.values(), self.worker):
            if one.process is not None:
                one.stop()

    def look_after(self) -> None:
        """Start again what ended by itself, as `Restart=on-failure` does: a database that was away, say."""
        for one in (*self.webs.values(), self.worker):
            if one.wanted and one.process is not None and one.process.poll() is not None:
                one.restarts += 1
                one.start()

    def look_at_memory(self, seen: dict[str, list[int]]) -> None:
        """MB of each process that lives, after those seen before."""
        for one in (*self.webs.values(), self.worker):
            if held := resident_mb(one):
                seen[one.name].append(held)

    @property
    def restarts(self) -> int:
        """How often a process ended by itself, its database being away, and was started again."""
        return sum(one.restarts for one in (*self.webs.values(), self.worker))

    def broken_pages(self) -> dict[str, int]:
        """Pages that ended in an error of ours, by its kind and place."""
        found: Counter[str] = Counter()
        for one in self.webs.values():
            if not one.log.exists():
                continue
            for line in one.log.read_text(encoding="utf-8").splitlines():
                if '"request failed"' in line:
                    said = json.loads(line)
                    found[f"{said.get('error')} {said.get('path')} {(said.get('trace') or ['?'])[-1]}"] += 1
        return dict(found)

    def cli(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One `tthc` command on this office."""
        return subprocess.run(
            [*TTHC, *words], env=os.environ | self.environment, capture_output=True, text=True, check=False
        )


@contextmanager
def a_house(folder: Path, *, webs: int = 2) -> Iterator[House]:
    """The school and the commune of the web tests on a PostgreSQL that waits for the disk; nothing is started yet."""
    with postgres_server(durable=True) as server, receivers(folder / "post") as post:
        url, data = server.new_database(), folder / "data"
        prepare(data, url=url)
        _takes_online(app := an_app(data, url=url, demo=True))
        environment = {
            "TTHC_DEMO": "1",
            "TTHC_DATA_DIR": str(data),
            "TTHC_DATABASE_URL": url,
            "TTHC_SMTP_URL": post.smtp,
            "TTHC_FLOWS": "worker",
            "TTHC_LOG_LEVEL": "WARNING",
            "TTHC_LOG_FORMAT": "json",
        }
        doors: dict[str, Machine] = {}
        for number in range(webs):
            port = str(free_port())
            name = f"web{number + 1}"
            doors[f"http://127.0.0.1:{port}"] = Machine(
                name, ("run",), environment | {"TTHC_PORT": port}, folder / f"{name}.log"
            )
        worker = Machine("worker", ("work",), environment, folder / "worker.log")
        house = House(
            folder=folder, app=app, server=server, post=post, webs=doors, worker=worker, environment=environment
        )
        try:
            yield house
        finally:
            for one in (*doors.values(), worker):
                if one.process is not None and one.process.poll() is None:
                    one.process.kill()
                    one.process.wait()
            app.database.dispose()


def _takes_online(app: App) -> None:
    """The school takes transfers on its own page; its clock shows the first morning."""
    with app.transaction() as session:
        known = offices.office(session, "school")
        assert known is not None
        unit = replace(known.unit, voluntary=True, decision="18/QĐ-THTHCSSN")
        offices.put_unit(session, unit, by="admin", at=OPENED)
        facts = known.facts.model_copy(update={"online_procedures": (TRANSFER,)})
        offices.put_office(session, "school", facts, calendar=known.calendar, by="admin", at=OPENED)
        meta.set_clock_offset(session, hanoi(FIRST_MORNING) - app.wall())


def resident_mb(machine: Machine) -> int:
    """Memory that the process holds now; 0 for one that is dead."""
    try:
        pages = int(Path(f"/proc/{machine.process.pid}/statm").read_text(encoding="ascii").split()[1])  # type: ignore[union-attr]
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def wait_for(happened: object, *, seconds: float = START_SECONDS) -> None:
    """Raises AssertionError when `happened()` stays false."""
    assert callable(happened)
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)
