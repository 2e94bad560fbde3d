"""An empty sweep: what a tick reads when nothing is due, over 1,000 and over 100,000 open dossiers.

Run as `python -m benchmarks.sweep`; exits 1 when it takes 10 ms or more, or grows by half or more.
"""

import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.store import due
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

FEW, MANY = 1_000, 100_000
BUDGET_MS = 10.0
BUDGET_RATIO = 1.5
TIMES = 201
TIED_TO_A_ROW = frozenset({"id", "reference", "next_check_at", "due_at", "due_sort"})


def fill(session: Session, upto: int) -> None:
    """Copies of one accepted dossier, each due at a minute of its own in the weeks to come."""
    columns = [row[1] for row in session.rows("PRAGMA table_info(dossier)") if row[1] not in TIED_TO_A_ROW]
    (pattern,) = session.rows(f"SELECT {', '.join(columns)} FROM dossier LIMIT 1")
    already = int(session.value("SELECT COUNT(*) FROM dossier"))
    for number in range(already, upto):
        later = instant_text(hanoi("2026-06-08 17:00") + timedelta(minutes=number % 40_000))
        own = {"id": f"d{number}", "reference": f"H99-{number}", "next_check_at": later, "due_at": later}
        values = dict(zip(columns, pattern, strict=True)) | own | {"due_sort": later}
        session.insert("dossier", values)


def empty_tick(office: AnOffice) -> float:
    """Seconds of one look that finds nothing, connection and transaction included."""
    start = perf_counter()
    with office.app.read() as session:
        found = due.due_for_check(session, hanoi("2026-06-02 09:00"))
    took = perf_counter() - start
    if found:
        raise AssertionError(f"{len(found)} dossiers are due; the tick was to be empty")
    return took


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        office = AnOffice(an_app(Path(folder)))
        office.accept("2026-06-01 09:00", dossier="pattern")
        taken = {}
        for size in (FEW, MANY):
            with office.app.transaction() as session:
                fill(session, size)
            taken[size] = statistics.median(empty_tick(office) for _ in range(TIMES)) * 1_000
    ratio = taken[MANY] / taken[FEW]
    well = taken[MANY] < BUDGET_MS and ratio < BUDGET_RATIO
    print(f"empty sweep, median of {TIMES}: {FEW:,} open {taken[FEW]:.3f} ms, {MANY:,} open {taken[MANY]:.3f} ms")
    print(
        f"ratio {ratio:.2f} (budget {BUDGET_RATIO}), longest {taken[MANY]:.3f} ms (budget {BUDGET_MS:.0f} ms)"
        f" {'ok' if well else 'TOO SLOW'}"
    )
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
