"""100,000 dossiers of another system taken in from CSV, on both databases; then the same file again, all of it known.

Promises: 500 dossiers a second of processor time, a second pass twice as quick, and memory that does not grow with
the file: the last tenth of the lines adds less than 32 MB to the peak of the first.
"""

import csv
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tthc_engine.bootstrap import App
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.work.importing import Asked, Outcome, Summary, run

DOSSIERS = 100_000
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
        if done * 10 // of > len(peaks):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

    with opened(file, named={}) as reading:
        summary = run(app, reading, Asked(unit="school"), at=hanoi(AT), progress=step)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return summary, time.perf_counter() - wall, time.process_time() - busy, peaks


def main() -> int:
    holds = True
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "xuat.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([HEAD, *lines(DOSSIERS)])
        server = stack.enter_context(postgres_server())
        for name, url in (("SQLite", ""), ("PostgreSQL", server.new_database())):
            app = an_app(Path(folder) / name, url=url)
            AnOffice(app)
            first, wall, busy, peaks = taken(app, file)
            again, wall_again, busy_again, _ = taken(app, file)
            app.database.dispose()
            whole = first.outcomes[Outcome.IMPORTED] == again.outcomes[Outcome.UNCHANGED] == DOSSIERS
            rate, grew = DOSSIERS / busy, peaks[-1] - peaks[0]
            print(
                f"{name:11} {DOSSIERS / wall:6.0f}/s on the clock, {rate:6.0f}/s of the processor, peak {peaks[-1]} MB"
            )
            print(f"{'':11} again {DOSSIERS / wall_again:6.0f}/s, of the processor {DOSSIERS / busy_again:6.0f}/s")
            holds &= whole and rate >= A_SECOND and busy >= QUICKER_AGAIN * busy_again and grew < GROWS_MB
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
