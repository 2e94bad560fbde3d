"""One command through the whole engine against a raw floor that writes the same rows, on both databases, in one run.

The engine loads, replays, decides, hashes, appends, projects, freezes letters and enqueues messages; the floor is the
bare driver executing the very statements the engine wrote, one transaction each, on a second database with the same
settings (SQLite: WAL, synchronous=FULL; PostgreSQL: synchronous_commit=on). Rounds alternate, so that a noisy neighbour
hits both. Then eight clients at once on PostgreSQL, each a process of its own: how many commands a second, and that no
code was given twice.

Run as `python -m benchmarks.commands`; exits 1 below the budget.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.builders import PARENT, PUPIL, TRANSFER, AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tthc_engine.bootstrap import build
from tthc_engine.domain.commands import Accept, Approve, Command, Complete, Registration, ReleaseResult, ReturnResult
from tthc_engine.domain.procedure import Role
from tthc_engine.settings import Settings
from tthc_engine.store import migrations, sql
from tthc_engine.store.database import Database

BUDGET = 0.30
ROUNDS = 40
DOSSIERS = 10
"""In each round; every one goes from acceptance to the returned result."""
WRITES = ("INSERT", "UPDATE", "DELETE")

CLIENTS, LIVES = 8, 20
"""Processes at one office, and dossiers that each takes from acceptance to the returned result."""

Statement = tuple[str, tuple[Any, ...]]
Floor = Callable[[list[Statement]], None]


class Recorder:
    """Notes what the engine writes, so that the floor can write the same."""

    def __init__(self) -> None:
        self.written: list[Statement] = []

    def watch(self) -> Callable[[], None]:
        """Start noting; the returned function stops it."""
        execute, send = sql.Session._execute, sql.Session.send

        def executed(session: sql.Session, statement: str, values: Any) -> Any:
            self._note(statement, values)
            return execute(session, statement, values)

        def sent(session: sql.Session, statement: str, values: Any = ()) -> None:
            if session.postgres:
                # SQLite executes at once, and is noted there.
                self._note(statement, values)
            send(session, statement, values)

        sql.Session._execute, sql.Session.send = executed, sent  # type: ignore[method-assign]

        def stop() -> None:
            sql.Session._execute, sql.Session.send = execute, send  # type: ignore[method-assign]

        return stop

    def _note(self, statement: str, values: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            self.written.append((statement, tuple(values)))


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


def one_round(office: AnOffice, floor: Floor) -> list[tuple[str, float, float]]:
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
        floor(statements)
        found.append((word, took, perf_counter() - start))
    return found


def floor_of(url: str) -> Floor:
    """The same tables and settings, reached by the driver alone: one transaction for each list of statements."""
    migrations.upgrade(url)
    database = Database(url)
    raw = database.alchemy.raw_connection()
    driver: Any = raw.driver_connection
    raw.detach()
    if database.postgres:
        driver.autocommit = True
    else:
        driver.isolation_level = None

    def write(statements: list[Statement]) -> None:
        driver.execute("BEGIN" if database.postgres else "BEGIN IMMEDIATE")
        for statement, values in statements:
            driver.execute(sql._psycopg(statement) if database.postgres else statement, values)
        driver.execute("COMMIT")

    return write


def against_the_floor(name: str, office: AnOffice, floor: Floor) -> bool:
    one_round(office, floor)  # imports, prepared statements, first pages
    rounds = [one_round(office, floor) for _ in range(ROUNDS)]
    everything = [one for found in rounds for one in found]
    words = list(dict.fromkeys(word for word, _, _ in everything))
    print(f"{name}\n{'command':<16}{'engine/s':>10}{'floor/s':>10}{'ratio':>8}")
    for word in words:
        report(word, [(engine, raw) for one, engine, raw in everything if one == word])
    overall = statistics.median(
        sum(raw for _, _, raw in found) / sum(engine for _, engine, _ in found) for found in rounds
    )
    verdict = "ok" if overall >= BUDGET else "TOO SLOW"
    print(f"all commands, median of {ROUNDS} rounds: {overall:.0%} of the floor (budget {BUDGET:.0%}) {verdict}")
    return overall >= BUDGET


def client(url: str, number: int) -> tuple[int, float]:
    """One of several processes at the same office: how many commands it did, in how many seconds."""
    app = build(Settings(database_url=url))
    desk = AnOffice.__new__(AnOffice)
    desk.app, desk.unit = app, "school"
    done, start = 0, perf_counter()
    for _ in range(LIVES):
        for command, later in life_of(desk, app.engine.new_id()):
            with app.transaction() as session:
                app.engine.handle(session, command, at=hanoi("2026-06-03 09:00") + later)
            done += 1
    app.database.dispose()
    return done, perf_counter() - start


def together(url: str) -> bool:
    start = perf_counter()
    with ProcessPoolExecutor(CLIENTS) as pool:
        done = sum(count for count, _ in pool.map(client, [url] * CLIENTS, range(CLIENTS)))
    took = perf_counter() - start
    app = build(Settings(database_url=url))
    with app.read() as session:
        codes = [row[0] for row in session.rows("SELECT reference FROM dossier WHERE reference <> ''")]
        numbers = session.rows("SELECT unit, symbol, number FROM letter WHERE number <> ''")
    app.database.dispose()
    doubled = len(codes) - len(set(codes)) + len(numbers) - len(set(numbers))
    verdict = "ok" if not doubled else "DOUBLED"
    print(f"{CLIENTS} clients at once: {done / took:.0f} commands a second, {doubled} codes or numbers twice {verdict}")
    return not doubled


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        office = AnOffice(an_app(Path(folder)))
        well = against_the_floor("SQLite", office, floor_of(f"sqlite:///{Path(folder) / 'floor.db'}"))
        office.app.database.dispose()
        with postgres_server(durable=True) as server:
            url = server.new_database()
            office = AnOffice(an_app(Path(folder) / "postgres", url=url))
            well &= against_the_floor("PostgreSQL", office, floor_of(server.new_database()))
            office.app.database.dispose()
            well &= together(url)
    return 0 if well else 1


def report(word: str, pairs: list[tuple[float, float]]) -> None:
    engine = statistics.median(pair[0] for pair in pairs)
    raw = statistics.median(pair[1] for pair in pairs)
    print(f"{word:<16}{1 / engine:>10.0f}{1 / raw:>10.0f}{raw / engine:>8.0%}")


if __name__ == "__main__":
    sys.exit(main())
