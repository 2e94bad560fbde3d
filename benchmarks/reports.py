"""A year's form II.06a over a million dossiers, on SQLite and on PostgreSQL, beside DuckDB on a Parquet copy.

A random year of 5,000 dossiers is multiplied into a hundred communes under one province. The three must give the same
figures. Run as `python -m benchmarks.reports [dossiers]`; exits 1 when a form takes a second or more. Where the machine
is busy with other things the answer is judged by processor time (PostgreSQL's: that of its own process), and that is
said.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import duckdb
import psycopg
import pytest

from benchmarks import peak
from tests import random_year
from tests.builders import LONG_AGO, OPENED, AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tthc_engine.bootstrap import App
from tthc_engine.reports import making
from tthc_engine.reports.form06a import COLUMNS, Form06a
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import days
from tthc_engine.store import offices
from tthc_engine.store.facts import NONE
from tthc_engine.store.offices import Unit
from tthc_engine.store.sql import Session

WHOLE, SEED = 1_000_000, 5_000
COMMUNES = 100
REOPENED = 0.002
BUDGET_S = 1.0
TIMES = 5
BUSY = 1.2
"""Processes a processor that run beside us: from then on the clock on the wall measures them, not us."""
YEAR = days(date(2026, 7, 1), date(2027, 6, 30))
AFTER = hanoi("2027-07-01 08:00")
_INDEXES = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'fact' AND sql IS NOT NULL"
OWN = ("dossier_id", "reference", "receiving_unit", "competent_unit")
FLOOR = """
SELECT field_name,
 count(*) FILTER (accepted_on >= '{first}' AND channel = 'online'),
 count(*) FILTER (accepted_on >= '{first}' AND channel <> 'online'),
 count(*) FILTER (accepted_on < '{first}'),
 count(*) FILTER (ended_on IS NOT NULL AND split_part(place, '/', 3) = 'before'),
 count(*) FILTER (ended_on IS NOT NULL AND split_part(place, '/', 3) IN ('on', '{none}')),
 count(*) FILTER (ended_on IS NOT NULL AND split_part(place, '/', 3) = 'after'),
 count(*) FILTER (ended_on IS NULL AND (due_on IS NULL OR due_on >= '{last}')),
 count(*) FILTER (ended_on IS NULL AND due_on < '{last}')
FROM '{file}' WHERE known_until > '{then}' AND known_from <= '{then}' AND accepted_on IS NOT NULL
 AND (ended_on IS NULL OR ended_on >= '{first}') AND reopened = 0 GROUP BY 1
"""


def multiplied(office: AnOffice, dossiers: int) -> None:
    """Copies of the random year, each in one commune of the province."""
    random_year.fill(office, min(SEED, dossiers), again=REOPENED)
    with office.app.transaction() as session:
        for number in range(COMMUNES):
            unit = Unit(id=f"xa-{number:03d}", code=f"H99.{number}", name=f"Xã {number}", parent="school",
                        valid_from=LONG_AGO)  # fmt: skip
            offices.put_unit(session, unit, by="admin", at=OPENED)
        columns = _columns(session)
        session.run("CREATE TEMPORARY TABLE seed AS SELECT * FROM fact")
        # Indexes are made once at the end: a million rows into seven of them take many times as long.
        indexes = [row[0] for row in session.rows(_INDEXES)]
        names = [row[0] for row in session.rows(_INDEXES.replace("sql", "name", 1))]
        for name in names:
            session.run(f"DROP INDEX {name}")
        kept = ", ".join(name for name in columns if name not in OWN)
        for copy in range(1, dossiers // min(SEED, dossiers)):
            mine = f"'xa-{copy % COMMUNES:03d}'"
            session.run(
                f"INSERT INTO fact (dossier_id, reference, receiving_unit, competent_unit, {kept})"
                f" SELECT dossier_id || '-{copy}', reference || '-{copy}', {mine}, {mine}, {kept} FROM seed"
            )
        for made in indexes:
            session.run(made)


def _columns(session: Session) -> list[str]:
    return [row[1] for row in session.rows("PRAGMA table_info(fact)")]


def form(app: App) -> Form06a:
    with app.read() as session:
        return making.form06a(session, Asked(unit="school", period=YEAR, at=AFTER))


def timed(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return statistics.median(taken)


def costs(work: Callable[[], object], server: int | None = None) -> float:
    """Seconds of the processor for one of several: of this process, and of the database's where it is one."""
    began = process_time() + _used(server)
    for _ in range(TIMES):
        work()
    return (process_time() + _used(server) - began) / TIMES


def _used(process: int | None) -> float:
    return 0.0 if process is None else peak.used_by(process)


def into_postgres(source: Path, address: str) -> None:
    """Every row of the office, over COPY."""
    with sqlite3.connect(source) as old, psycopg.connect(address) as new:
        for table in ("unit", "fact"):
            told = [(row[1], row[2]) for row in old.execute(f"PRAGMA table_info({table})")]
            names = [name for name, _ in told]
            booleans = {index for index, (_, kind) in enumerate(told) if kind == "BOOLEAN"}
            with new.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as out:
                for row in old.execute(f"SELECT {', '.join(names)} FROM {table}"):
                    out.write_row([bool(one) if index in booleans else one for index, one in enumerate(row)])
        new.commit()
        new.autocommit = True
        new.execute("VACUUM ANALYZE fact")


def parquet(source: Path, folder: Path) -> Path:
    """The facts as a column file, from the database's own rows."""
    file, rows = folder / "fact.parquet", folder / "fact.csv"
    names = ("field_name", "place", "channel", "accepted_on", "ended_on", "due_on", "known_from", "known_until",
             "reopened")  # fmt: skip
    with sqlite3.connect(source) as old, rows.open("w") as out:
        out.write("\t".join(names) + "\n")
        for row in old.execute(f"SELECT {', '.join(names)} FROM fact"):
            out.write("\t".join("" if one is None else str(one) for one in row) + "\n")
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{rows}', delim='\t', header=true, all_varchar=true))"
        f" TO '{file}' (FORMAT parquet)"
    )
    rows.unlink()
    return file


def floor(file: Path) -> list[tuple[object, ...]]:
    sql = FLOOR.format(file=file, first=YEAR.first_on, last=YEAR.last_on, none=NONE, then="2027-06-30T16:59:59.999999Z")
    return duckdb.sql(sql).fetchall()


def main(arguments: list[str]) -> int:
    dossiers = int(arguments[0]) if arguments else WHOLE
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app = an_app(folder)
        multiplied(AnOffice(app), dossiers)
        source = app.settings.sqlite_file
        assert source is not None
        with app.transaction() as session:
            session.run("ANALYZE fact")
        expected = form(app)
        file = parquet(source, folder)
        duckdb.sql(f"SET threads = {os.cpu_count() or 1}")
        cost = {"DuckDB on Parquet": costs(lambda: floor(file)), "SQLite": costs(lambda: form(app))}
        taken = {"DuckDB on Parquet": timed(lambda: floor(file)), "SQLite": timed(lambda: form(app))}
        try:
            address = stack.enter_context(postgres_server()).new_database()
        except pytest.skip.Exception as reason:
            print(f"PostgreSQL was not measured: {reason}")
        else:
            other = an_app(folder / "postgres", url=address)
            into_postgres(source, address)
            if form(other).total != expected.total:
                raise AssertionError("the two databases disagree")
            with other.read() as session:
                # One connection is taken up again and again, so the next form is made by the same process.
                server = int(session.value("SELECT pg_backend_pid()"))
            cost["PostgreSQL"] = costs(lambda: form(other), server)
            taken["PostgreSQL"] = timed(lambda: form(other))
            other.database.dispose()
        app.database.dispose()
    known = expected.total.figures
    print(f"II.06a of {YEAR.label}: {', '.join(f'({column}) {known[column]:,}' for column in COLUMNS)}")
    well = True
    busy = os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)
    judged, by = (cost, "processor time, the machine is busy") if busy else (taken, "the wall's clock")
    print(f"{dossiers:,} dossiers, judged by {by}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name, seconds in judged.items():
        ours = name in ("SQLite", "PostgreSQL")
        ok = not ours or seconds < BUDGET_S
        well = well and ok
        verdict = f"{'ok' if ok else 'TOO SLOW'} (budget {BUDGET_S:.0f} s)" if ours else "the floor"
        both = f"clock {taken[name]:.3f} s, processor {cost[name]:.3f} s"
        print(f"{name:20} {both}  {seconds / judged['DuckDB on Parquet']:5.1f} x  {verdict}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
