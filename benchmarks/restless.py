"""An office whose writers are killed, and one whose people never rest: two of the long runs of `make proof`.

python -m benchmarks.restless FOLDER SEED     act in that office until killed; what `kills` begins and ends
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.commands import life_of
from benchmarks.doubt import Doubt, sound
from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import Refusal, StaleDossier
from tthc_engine.work.nightly import recheck
from tthc_engine.work.sweep import sweep

BEGAN = hanoi("2026-06-01 09:00")
LATER = hanoi("2026-06-12 07:31")
"""By then everything that was left open is overdue."""
WRITERS = 2
GROWTH_MB = 40


# Killed: whatever was acknowledged is there, whatever was not is there whole or not at all.


def write_for_ever(folder: Path, *, seed: int, every: int = 4) -> None:
    """Act in the office of `folder` until killed; print each committed command. One dossier in `every` stays open."""
    app = an_app(folder)
    office = _staff(app)
    chance = random.Random(seed)
    while True:
        dossier = app.engine.new_id()
        life = life_of(office, dossier)
        for command, later in life[: 1 if chance.randrange(every) == 0 else len(life)]:
            try:
                with app.transaction() as session:
                    app.engine.handle(session, command, at=BEGAN + later)
            except StaleDossier:
                break  # another writer's sweep, at a later instant, came between
            print(dossier, command.word, flush=True)
        if chance.randrange(10) == 0:
            sweep(app, LATER)


def _staff(app: App) -> AnOffice:
    """The office's people, without hiring them a second time."""
    office = AnOffice.__new__(AnOffice)
    office.app, office.unit = app, "school"
    return office


def kills(folder: Path, *, rounds: int, seed: int) -> Iterator[str]:
    app = an_app(folder)
    AnOffice(app)
    chance = random.Random(seed)
    acknowledged: list[tuple[str, str]] = []
    for number in range(rounds):
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.restless", str(folder), str(seed + number * 7 + one)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for one in range(WRITERS)
        ]
        for writer in writers:
            _read_first(writer, acknowledged)
        time.sleep(chance.uniform(0.0, 1.0))
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            said, _ = writer.communicate()
            # A line cut short by the kill was not read by anybody.
            acknowledged += [tuple(line.split()) for line in said.splitlines(keepends=True) if line.endswith("\n")]  # type: ignore[misc]
        _all_there(app, acknowledged)
    yield f"killed {rounds * WRITERS} writers, {len(acknowledged)} acknowledged commands all there"
    yield sound(app)
    sweep(app, LATER)
    before = _heads(app)
    for _ in range(50):
        sweep(app, LATER)
    if _heads(app) != before:
        raise Doubt("a sweep that was fired again wrote something")
    yield "fifty more sweeps wrote nothing"


def _read_first(writer: "subprocess.Popen[str]", acknowledged: list[tuple[str, str]]) -> None:
    assert writer.stdout is not None
    first = writer.stdout.readline().split()
    if len(first) != 2:
        raise Doubt("a writer could not begin")
    acknowledged.append((first[0], first[1]))


def _all_there(app: App, acknowledged: list[tuple[str, str]]) -> None:
    wanted: dict[str, int] = {}
    for dossier, _ in acknowledged:
        wanted[dossier] = wanted.get(dossier, 0) + 1
    heads = _heads(app)
    # Each command of the life adds at least one event.
    lost = [dossier for dossier, commands in wanted.items() if heads.get(dossier, 0) < commands]
    if lost:
        raise Doubt(f"acknowledged and lost: {lost}")


def _heads(app: App) -> dict[str, int]:
    with app.read() as session:
        return {row[0]: row[1] for row in session.rows("SELECT dossier_id, MAX(seq) FROM event GROUP BY dossier_id")}


# Restless: many hands on the same dossiers, for minutes.


def hands(folder: Path, *, minutes: float, seed: int) -> Iterator[str]:
    app = an_app(folder)
    office = AnOffice(app)
    until = time.monotonic() + minutes * 60
    warm: list[int] = []
    done = {"acted": 0, "refused": 0, "overtaken": 0}
    unexpected: list[BaseException] = []
    lock = threading.Lock()

    def one_pair(number: int) -> None:
        chance = random.Random(seed + number)
        try:
            while time.monotonic() < until:
                outcome = _one_dossier(office, chance)
                with lock:
                    for word, count in outcome.items():
                        done[word] += count
        except BaseException as error:
            unexpected.append(error)

    threads = [threading.Thread(target=one_pair, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(min(5.0, minutes * 15))
        warm.append(_resident_mb())
    if unexpected:
        raise Doubt(f"{len(unexpected)} hands stopped: {unexpected[0]!r}") from unexpected[0]
    growth = warm[-1] - warm[len(warm) // 3]
    yield f"{done['acted']} commands, {done['refused']} refused, {done['overtaken']} overtaken; memory grew {growth} MB"
    if growth > GROWTH_MB:
        raise Doubt(f"memory grew by {growth} MB")
    night = recheck(app, LATER).certificate
    yield f"the night looked at {night.looked_at} of {night.open} open: {night.differences} differences"
    if night.differences or night.failed or night.looked_at != night.open:
        raise Doubt(f"the night's certificate says {night}")
    yield sound(app)


def _one_dossier(office: AnOffice, chance: random.Random) -> dict[str, int]:
    """A life with double clicks, wrong orders and another's hand in between."""
    outcome = {"acted": 0, "refused": 0, "overtaken": 0}
    app, dossier = office.app, office.app.engine.new_id()
    life = life_of(office, dossier)
    if chance.random() < 0.3:
        first, *rest = life
        chance.shuffle(rest)
        life = [first, *rest]
    at = BEGAN
    for number, (command, later) in enumerate(life):
        at = max(at, BEGAN + later) + timedelta(seconds=1)
        key = f"{dossier}:{number}" if chance.random() < 0.5 else None
        for _ in range(2 if key else 1):
            try:
                with app.transaction() as session:
                    app.engine.handle(session, command, at=at, key=key)
                outcome["acted"] += 1
            except Refusal:
                outcome["refused"] += 1
            except StaleDossier:
                outcome["overtaken"] += 1
    return outcome


def _resident_mb() -> int:
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0
    return int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]), seed=int(sys.argv[2]))
