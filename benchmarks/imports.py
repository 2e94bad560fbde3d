"""100,000 dossiers of another system taken in from CSV, on both databases; then the same file again, all of it known.

    python -m benchmarks.imports [dossiers]             the default: 100,000
    python -m benchmarks.imports 1000000 --once         SQLite alone, one pass; what was written is counted and proven
    python -m benchmarks.imports 1000000 --once --keep FOLDER    and stays there
    python -m benchmarks.imports 100000 --workbook      how much memory reading an XLSX of so many lines takes

Promises: 500 dossiers a second of processor time, a second pass twice as quick, and memory that does not grow with
the file: the last nine tenths of the lines add less than 32 MB to the peak of the first.
"""

import argparse
import csv
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from benchmarks import peak
from tests.builders import AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tthc_engine.bootstrap import App
from tthc_engine.engine import rebuilding
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.store import proof
from tthc_engine.work.importing import Asked, Outcome, Summary, run

DOSSIERS, SAMPLE = 100_000, 1_000
A_SECOND = 500
QUICKER_AGAIN = 2
GROWS_MB = 32
AT = "2026-11-27 20:00"
CODES = ("2.002854", "2.001023", "3.000465", "1.001622", "2.002770")
HEAD = ("Mã hồ sơ", "Mã TTHC", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")


def lines(count: int) -> Iterator[tuple[str, ...]]:
    """Settled dossiers of two and a half years; a seventh of them late."""
    chance = random.Random(7)
    for number in range(count):
        day = date(2024, 1, 2) + timedelta(days=chance.randrange(900))
        day -= timedelta(days=max(0, day.weekday() - 4))
        received = datetime(day.year, day.month, day.day, 8, chance.randrange(60), tzinfo=hanoi(AT).tzinfo)
        due = received.replace(hour=17, minute=0) + timedelta(days=7)
        ended = due - timedelta(days=chance.choice((-1, *range(6))))
        said = (f"{one:%d/%m/%Y %H:%M}" for one in (received, due, ended))
        code = f"000.00.17.H12-{received:%y%m%d}-{number:07d}"
        yield (code, chance.choice(CODES), f"Người {number % 5_000}", *said, "Đã xử lý xong")


def taken(app: App, file: Path) -> tuple[Summary, float, float, list[int]]:
    """The summary, seconds on the clock and of the processor, and the peak of memory after each tenth, in MB."""
    peaks: list[int] = []
    wall, busy = time.perf_counter(), time.process_time()

    def step(done: int, of: int) -> None:
        tenths = done * 10 // of
        if tenths > len(peaks):
            peaks.append(peak.now())
            spent = time.process_time() - busy
            print(f"  {tenths * 10} % of the file, {spent:.0f} s of the processor, peak {peaks[-1]} MB", flush=True)

    with opened(file, named={}) as reading:
        summary = run(app, reading, Asked(unit="school"), at=hanoi(AT), progress=step)
    peaks.append(peak.now())
    return summary, time.perf_counter() - wall, time.process_time() - busy, peaks


def told(name: str, count: int, wall: float, busy: float, megabytes: int) -> None:
    print(f"{name:11} {count / wall:6.0f}/s on the clock, {count / busy:6.0f}/s of the processor, peak {megabytes} MB")


def both(file: Path, folder: Path, count: int) -> bool:
    """Twice on each database; whether every promise holds."""
    holds = True
    with postgres_server() as server:
        for name, url in (("SQLite", ""), ("PostgreSQL", server.new_database())):
            app = an_app(folder / name, url=url)
            AnOffice(app)
            first, wall, busy, peaks = taken(app, file)
            again, wall_again, busy_again, peaks_again = taken(app, file)
            app.database.dispose()
            whole = first.outcomes[Outcome.IMPORTED] == again.outcomes[Outcome.UNCHANGED] == count
            told(name, count, wall, busy, peaks[-1])
            told("  again", count, wall_again, busy_again, peaks_again[-1])
            grew = peaks[-1] - peaks[0]
            holds &= whole and count / busy >= A_SECOND and busy >= QUICKER_AGAIN * busy_again and grew < GROWS_MB
    return holds


def once(file: Path, folder: Path, count: int) -> bool:
    app = an_app(folder / "SQLite")
    AnOffice(app)
    summary, wall, busy, peaks = taken(app, file)
    told("SQLite", count, wall, busy, peaks[-1])
    print(f"{wall / 60:.1f} minutes on the clock, {busy / 60:.1f} of the processor; peaks {peaks}", flush=True)
    proven = sound(app, count)
    app.database.dispose()
    size = sum(one.stat().st_size for one in (folder / "SQLite").glob("tthc.db*"))
    print(f"database {size / 1e9:.2f} GB, {size / count / 1000:.1f} kB a dossier")
    return summary.outcomes[Outcome.IMPORTED] == count and proven and peaks[-1] - peaks[0] < GROWS_MB


def sound(app: App, count: int) -> bool:
    """Whether every dossier is there once, the whole log proves itself, and a thousand are what their events give."""
    busy = time.process_time()
    with app.read() as session:
        there, events = (int(session.value(f"SELECT COUNT(*) FROM {one}") or 0) for one in ("dossier", "event"))
        codes = int(session.value("SELECT COUNT(DISTINCT reference) FROM dossier") or 0)
        problems = list(proof.verify(session).problems)
        ids = [row[0] for row in session.rows("SELECT id FROM dossier ORDER BY id")]
        drawn = random.Random(7).sample(ids, min(SAMPLE, len(ids)))
        problems += [line for one in drawn for line in rebuilding.check_one(session, app.engine.rulebook, one)]
    spent = time.process_time() - busy
    print(f"{there:,} dossiers, {codes:,} codes, {events:,} events; proven in {spent:.0f} s of the processor")
    print("\n".join(problems[:5]) or f"the log proves itself, {len(drawn):,} dossiers drawn by chance are as it says")
    return there == codes == events == count and not problems


def workbook(file: Path, count: int) -> bool:
    """Read a workbook in a process of its own, and one with a tenth of the lines; whether memory stays."""
    peaks = []
    for many in (count // 10, count):
        with xlsxwriter.Workbook(file, {"constant_memory": False, "strings_to_numbers": False}) as book:
            sheet = book.add_worksheet()
            for number, line in enumerate((HEAD, *lines(many))):
                sheet.write_row(number, 0, line)
        reader = multiprocessing.get_context("spawn").Pool(1)
        with reader:
            read, megabytes, busy = reader.apply(read_through, (file,))
        peaks.append(megabytes)
        print(f"XLSX of {read:,} lines, {file.stat().st_size >> 20} MB: peak {megabytes} MB, processor {busy:.0f} s")
    return peaks[1] - peaks[0] < GROWS_MB


def read_through(file: Path) -> tuple[int, int, float]:
    """How many lines, and the process's peak in MB and seconds of the processor."""
    with opened(file, named={}) as reading:
        read = sum(1 for _ in reading.lines)
    return read, peak.now(), time.process_time()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports")
    parser.add_argument("dossiers", type=int, nargs="?", default=DOSSIERS)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--workbook", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args(arguments)
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory() as folder:
        if given.workbook:
            return 0 if workbook(Path(folder) / "xuat.xlsx", given.dossiers) else 1
        file = Path(folder) / "xuat.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            table.writerow(HEAD)
            # One after the other: a list of a million lines would be the peak that is told afterwards.
            table.writerows(lines(given.dossiers))
        measured = once if given.once else both
        return 0 if measured(file, Path(folder), given.dossiers) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
