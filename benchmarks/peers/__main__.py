"""The same five-step human workflow on our engine and on four others: one machine, one run, one level of durability.

    python -m benchmarks.peers [dossiers]     # make bench ARGS=peers

The rounds alternate, so that a noisy neighbour hits all; a ratio is the median of the rounds' ratios. Everybody waits
for the disk: SQLite with WAL and synchronous=FULL, PostgreSQL with fsync and synchronous_commit. The peers are fetched
into .venv-peers, apart from the product. The table is written into docs/benchmarks.md. Exits 1 when a peer is ahead.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.peers import time_peers
from benchmarks.peers.page import write
from tests.integration.a_postgres import Server, postgres_server

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / ".venv-peers"
PINS = Path(__file__).with_name("requirements.txt")
DOSSIERS, ROUNDS = 60, 5
LIMIT_S = 900


@dataclass(frozen=True, slots=True)
class Engine:
    """One that is raced: the module that runs it, and how much of the work it is given."""

    name: str
    module: str
    share: float = 1.0
    """Of the dossiers: the slow ones get fewer, their rate is what counts."""
    rounds: int = ROUNDS
    at_home: bool = False
    """In the product's environment rather than in the peers'."""


OURS = Engine("tthc-engine", "ours", at_home=True)
FLOOR = Engine("raw SQL (the floor)", "plain_sql")
PEERS = (
    Engine("SpiffWorkflow", "spiff"),
    Engine("Viewflow", "django_viewflow", share=0.5),
    Engine("DBOS Transact", "dbos_transact"),
    Engine("Prefect, pause and resume", "prefect_pause", share=0.05, rounds=1),
)


def main(arguments: list[str]) -> int:
    dossiers = int(arguments[0]) if arguments else DOSSIERS
    if not _settled_in():
        return 2
    tables: dict[str, dict[str, tuple[float, float]]] = {}
    with ExitStack() as stack:
        server: Server | None = None
        try:
            server = stack.enter_context(postgres_server(durable=True))
        except pytest.skip.Exception as reason:
            print(f"PostgreSQL was not measured: {reason}")
        for database in ("SQLite", "PostgreSQL") if server else ("SQLite",):
            tables[database] = _raced(database, server, dossiers)
    clock = time_peers.raced(HOUSE / "bin" / "python")
    print(write(tables, clock, on=time.strftime("%d/%m/%Y"), cores=os.cpu_count() or 1, load=os.getloadavg()[0]))
    behind = [
        f"{peer.name} on {database}"
        for database, table in tables.items()
        for peer in PEERS
        if table[peer.name][0] > table[OURS.name][0]
    ]
    print(f"ahead of us: {', '.join(behind) or 'nobody'}")
    return 1 if behind else 0


def _raced(database: str, server: Server | None, dossiers: int) -> dict[str, tuple[float, float]]:
    """Of each engine: commands a second and the share of ours, the medians of its rounds."""
    rates: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        ours = 0.0
        for engine in (OURS, FLOOR, *PEERS):
            if number >= engine.rounds:
                continue
            with _empty(database, server) as address:
                rate = _once(engine, address, max(2, round(dossiers * engine.share)))
            print(f"{database} {number + 1}/{engine.rounds} {engine.name}: {rate:.1f} commands/s", flush=True)
            ours = rate if engine is OURS else ours
            rates.setdefault(engine.name, []).append(rate)
            ratios.setdefault(engine.name, []).append(rate / ours)
    return {name: (statistics.median(ratios[name]), statistics.median(rates[name])) for name in rates}


def _once(engine: Engine, address: str, dossiers: int) -> float:
    python = sys.executable if engine.at_home else str(HOUSE / "bin" / "python")
    done = subprocess.run(
        [python, "-m", f"benchmarks.peers.{engine.module}"],
        cwd=ROOT,
        env=os.environ | {"PEERS_DATABASE": address, "PEERS_DOSSIERS": str(dossiers), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{engine.name} ended with {done.returncode}:\n{done.stderr[-2000:]}{done.stdout[-500:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return float(told["commands"] / told["seconds"])


@contextmanager
def _empty(database: str, server: Server | None) -> Iterator[str]:
    """The address of a database that nobody has used, gone afterwards."""
    if database == "PostgreSQL" and server is not None:
        address = server.new_database()
        yield address
        server.drop_database(address)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/race.db"


def _settled_in() -> bool:
    """Whether the peers are at home; fetches them the first time and after their pins changed."""
    stamp = HOUSE / ".ready"
    if stamp.exists() and stamp.read_text() == PINS.read_text():
        return True
    print("fetching the peers into .venv-peers (some minutes the first time)", flush=True)
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(HOUSE)],
        [str(HOUSE / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "-r", str(PINS)],
    )
    for step in steps:
        if subprocess.run(step, check=False).returncode:
            print("the peers could not be fetched; the race needs the network once", file=sys.stderr)
            return False
    stamp.write_text(PINS.read_text())
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
