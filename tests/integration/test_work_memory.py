"""A worker that runs for months holds as much as on its first evening."""

import gc
import subprocess
import sys
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from flows.recorded import inline
from flows.schedule import JOBS, Timetable
from tests.builders import an_app
from tests.integration.an_office import accept, an_office, at
from tthc_engine.store import migrations, moving
from tthc_engine.store.database import Database

pytestmark = pytest.mark.integration

PDF = 60_000
"""Bytes of one letter, about."""
LETTERS = 500
TICKS = 12
"""Of each job on one day."""
DUTY_MB = 20
IN_TURN = f"""
import os, threading
from tthc_engine import heap

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000

heap.share()
turn, kept, ending, before = threading.Lock(), [], threading.Event(), resident()

def duty():
    with turn:
        taken = [bytes(4_000) for _ in range({DUTY_MB} * 250)]
        kept.append(taken[-1])  # one small thing that lies above all the others
        del taken
    arrived.release()
    ending.wait()

arrived = threading.Semaphore(0)
threads = [threading.Thread(target=duty) for _ in range(8)]
for one in threads:
    one.start()
for one in threads:
    arrived.acquire()
print(resident() - before)
heap.give_back()
print(resident() - before)
ending.set()
"""


def test_a_copy_of_many_letters_holds_only_a_few_of_them_at_a_time(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    columns = ("letter_id", "sha256", "template", "fonts", "pdf", "at", "word_sha256")
    with app.transaction() as session:
        session.insert_many(
            "letter_file",
            columns,
            ((f"{n}", "0", "t", "[]", n.to_bytes(2) * (PDF // 2), "2026-06-01T02:00:00Z", "") for n in range(LETTERS)),
        )
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    migrations.upgrade(copy.url)
    tracemalloc.start()
    try:
        moved = {one.table: one.rows for one in moving.move(app.database, copy)}
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        copy.dispose()
        app.database.dispose()
    assert moved["letter_file"] == LETTERS
    assert held < LETTERS * PDF / 2, f"{held // 1_000_000} MB at once for {LETTERS * PDF // 1_000_000} MB of letters"


def test_hundreds_of_ticks_leave_nothing_behind(tmp_path: Path) -> None:
    office = an_office(tmp_path, demo=True, backup_keep=2)
    for hour in (8, 9, 10):
        accept(office, f"2026-06-01 {hour:02d}:00")
    timetable = Timetable(office, inline)
    left = []
    for day in range(8):
        office.advance_to(at("2026-06-09 13:00") + timedelta(days=day))
        for job in JOBS * TICKS:
            timetable.tick(job)
        gc.collect()
        left.append(len(gc.get_objects()))
    timetable.stop()
    office.database.dispose()
    # A hundred come and go by themselves; one that each tick kept would be five days of them.
    assert left[-1] - left[2] < 5 * len(JOBS) * TICKS, left


@pytest.mark.skipif(sys.platform != "linux", reason="another C library keeps its heaps in its own way")
def test_threads_that_take_turns_at_a_large_duty_do_not_each_keep_what_it_took() -> None:
    said = subprocess.run([sys.executable, "-c", IN_TURN], capture_output=True, text=True, check=True).stdout
    kept, given_back = (int(line) for line in said.split())
    assert kept <= 2 * DUTY_MB + 5, "eight threads, two heaps"
    assert given_back <= 5
