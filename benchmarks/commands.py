"""One command through the whole engine against a raw floor that writes the same rows, in one run.

The engine loads, replays, decides, hashes, appends, projects, freezes letters and enqueues messages; the floor is the
bare SQLite driver executing the very statements the engine wrote, one transaction each, on a second database file with
the same settings (WAL, synchronous=FULL). Rounds alternate, so that a noisy neighbour hits both.

Run as `python -m benchmarks.commands`; exits 1 below the budget.
"""

import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.builders import PARENT, PUPIL, TRANSFER, AnOffice, an_app, hanoi
from tthc_engine.domain.commands import Accept, Approve, Command, Complete, Registration, ReleaseResult, ReturnResult
from tthc_engine.domain.procedure import Role
from tthc_engine.store import migrations, sql

BUDGET = 0.30
ROUNDS = 40
DOSSIERS = 10
"""In each round; every one goes from acceptance to the returned result."""
WRITES = ("INSERT", "UPDATE", "DELETE")

Statement = tuple[str, tuple[Any, ...]]


class Recorder:
    """Notes what the engine writes, so that the floor can write the same."""

    def __init__(self) -> None:
        self.written: list[Statement] = []

    def watch(self) -> Callable[[], None]:
        """Start noting; the returned function stops it."""
        execute = sql.Session._execute
        written = self.written

        def noting(session: sql.Session, statement: str, values: Any) -> Any:
            if statement.lstrip().startswith(WRITES):
                written.append((statement, tuple(values)))
            return execute(session, statement, values)

        sql.Session._execute = noting  # type: ignore[method-assign]

        def stop() -> None:
            sql.Session._execute = execute  # type: ignore[method-assign]

        return stop


def life_of(office: AnOffice, dossier: str) -> list[tuple[Command, timedelta]]:
    """What officers do to one dossier, and when after its receipt."""
    desk, handler, approver = (office.officer(role) for role in (Role.DESK, Role.HANDLER, Role.APPROVER))
    registration = Registration(procedure=TRANSFER, owner=PUPIL, submitter=PARENT, relation="parent")
    return [
        (Accept(dossier=dossier, by=desk, registration=registration), timedelta(0)),
        (Complete(dossier=dossier, by=handler), timedelta(hours=2)),
        (Approve(dossier=dossier, by=approver), timedelta(hours=5)),
        (ReleaseResult(dossier=dossier, by=approver), timedelta(hours=6)),
        (ReturnResult(dossier=dossier, by=desk, received_by="Lường Văn Hoà"), timedelta(hours=7)),
    ]


def one_round(office: AnOffice, floor: sqlite3.Connection) -> list[tuple[str, float, float]]:
    """(word, engine seconds, floor seconds) of each command of one round."""
    recorder = Recorder()
    began = hanoi("2026-06-01 09:00")
    timed: list[tuple[str, float, list[Statement]]] = []
    for dossier in [office.app.engine.new_id() for _ in range(DOSSIERS)]:
        for command, later in life_of(office, dossier):
            stop = recorder.watch()
            start = perf_counter()
            with office.app.transaction() as session:
                handled = office.app.engine.handle(session, command, at=began + later)
            took = perf_counter() - start
            stop()
            if not handled.events:
                raise AssertionError(f"{command.word} did nothing")
            timed.append((command.word, took, recorder.written.copy()))
            recorder.written.clear()
    found = []
    for word, took, statements in timed:
        start = perf_counter()
        floor.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            floor.execute(statement, values)
        floor.execute("COMMIT")
        found.append((word, took, perf_counter() - start))
    return found


def floor_database(folder: Path) -> sqlite3.Connection:
    """The same tables and settings, reached by the driver alone."""
    url = f"sqlite:///{folder / 'floor.db'}"
    migrations.upgrade(url)
    raw = sql.Database(url).alchemy.raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError(connection)
    raw.detach()
    connection.isolation_level = None
    return connection


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        office = AnOffice(an_app(Path(folder)))
        floor = floor_database(Path(folder))
        one_round(office, floor)  # imports, prepared statements, first pages
        rounds = [one_round(office, floor) for _ in range(ROUNDS)]
    everything = [one for found in rounds for one in found]
    words = list(dict.fromkeys(word for word, _, _ in everything))
    print(f"{'command':<16}{'engine/s':>10}{'floor/s':>10}{'ratio':>8}")
    for word in words:
        report(word, [(engine, raw) for name, engine, raw in everything if name == word])
    overall = statistics.median(
        sum(raw for _, _, raw in found) / sum(engine for _, engine, _ in found) for found in rounds
    )
    verdict = "ok" if overall >= BUDGET else "TOO SLOW"
    print(f"all commands, median of {ROUNDS} rounds: {overall:.0%} of the floor (budget {BUDGET:.0%}) {verdict}")
    return 0 if overall >= BUDGET else 1


def report(word: str, pairs: list[tuple[float, float]]) -> None:
    engine = statistics.median(pair[0] for pair in pairs)
    raw = statistics.median(pair[1] for pair in pairs)
    print(f"{word:<16}{1 / engine:>10.0f}{1 / raw:>10.0f}{raw / engine:>8.0%}")


if __name__ == "__main__":
    sys.exit(main())
