"""The clock's work: an empty tick, and a sweep in which a hundred are due, over few and over many open dossiers.

Run as `python -m benchmarks.sweep`; exits 1 when an empty tick takes 10 ms or more, or when either grows by half or
more from the small office to the large one. The hundred are real dossiers, accepted and past their date; what is open
beside them are rows with dates to come.
"""

import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter, thread_time

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.store import due
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session
from tthc_engine.work.sweep import sweep

FEW, OPEN, MANY = 1_000, 10_000, 100_000
DUE = 100
BUDGET_MS = 10.0
BUDGET_RATIO = 1.5
TIMES = 201
TIED_TO_A_ROW = frozenset({"id", "reference", "next_check_at", "due_at", "due_sort"})
DAYS = {OPEN: ("2026-06-01", "2026-06-02", "2026-06-03"), MANY: ("2026-06-04", "2026-06-05", "2026-06-08")}
"""On which a hundred dossiers are accepted, to be swept when they are long past their date."""


def fill(session: Session, upto: int) -> None:
    """Copies of one accepted dossier, each due at a minute of its own in the weeks to come."""
    columns = [row[1] for row in session.rows("PRAGMA table_info(dossier)") if row[1] not in TIED_TO_A_ROW]
    (pattern,) = session.rows(f"SELECT {', '.join(columns)} FROM dossier WHERE id = 'pattern'")
    already = int(session.value("SELECT COUNT(*) FROM dossier"))
    for number in range(already, upto):
        later = instant_text(hanoi("2026-11-09 17:00") + timedelta(minutes=number % 40_000))
        own = {"id": f"d{number}", "reference": f"H99-{number}", "next_check_at": later, "due_at": later}
        values = dict(zip(columns, pattern, strict=True)) | own | {"due_sort": later}
        session.insert("dossier", values)


def empty_tick(office: AnOffice) -> float:
    """Seconds of one look that finds nothing, connection and transaction included."""
    start = perf_counter()
    with office.app.read() as session:
        found = due.due_for_check(session, hanoi("2026-06-01 09:30"))
    took = perf_counter() - start
    if found:
        raise AssertionError(f"{len(found)} dossiers are due; the tick was to be empty")
    return took


def full_sweep(office: AnOffice, day: str) -> float:
    """Seconds of processor time in which a hundred dossiers accepted that day find their breach recorded."""
    for number in range(DUE):
        office.accept(f"{day} 10:{number % 60:02d}")
    start = thread_time()
    report = sweep(office.app, hanoi(f"{day} 09:00") + timedelta(days=21))
    took = thread_time() - start
    if report.candidates < DUE:
        raise AssertionError(f"{report.candidates} dossiers were due; there were to be {DUE}")
    return took


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        office = AnOffice(an_app(Path(folder)))
        office.accept("2026-06-01 09:00", dossier="pattern")
        ticks, sweeps = {}, {}
        for size in (FEW, OPEN, MANY):
            with office.app.transaction() as session:
                fill(session, size)
            ticks[size] = statistics.median(empty_tick(office) for _ in range(TIMES)) * 1_000
            if size in DAYS:
                sweeps[size] = statistics.median(full_sweep(office, day) for day in DAYS[size]) * 1_000
    empty, full = ticks[MANY] / ticks[FEW], sweeps[MANY] / sweeps[OPEN]
    quick, well = ticks[MANY] < BUDGET_MS and empty < BUDGET_RATIO, full < BUDGET_RATIO
    print(f"empty tick, median of {TIMES}: {FEW:,} open {ticks[FEW]:.3f} ms, {MANY:,} open {ticks[MANY]:.3f} ms")
    print(f"  ratio {empty:.2f} (budget {BUDGET_RATIO}), longest (budget {BUDGET_MS:.0f} ms) {said(quick)}")
    print(f"sweep with {DUE} due, processor time: {OPEN:,} open {sweeps[OPEN]:.0f} ms, {MANY:,} {sweeps[MANY]:.0f} ms")
    print(f"  ratio {full:.2f} (budget {BUDGET_RATIO}) {said(well)}")
    return 0 if quick and well else 1


def said(holds: bool) -> str:
    return "ok" if holds else "TOO SLOW"


if __name__ == "__main__":
    sys.exit(main())
