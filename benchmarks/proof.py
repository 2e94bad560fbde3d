"""The long runs of `make proof`: an office that is killed, an office that never rests, and every date counted again.

    python -m benchmarks.proof [previous|upgrade|units|bundle|roads|kills|apology|mailing|reports|hands|recount|soak …]
        [--rounds 25] [--messages 33000] [--dossiers 100000] [--hands-minutes 3] [--minutes 60] [--rate 20] [--seed 1]

Each ends with the log proved, the lists compared with it, and every acknowledged command found. Exit: 0 all of it
holds, 1 something does not.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.commands import life_of
from benchmarks.soaking import hour as soaking
from benchmarks.soaking import rolling
from tests import random_year
from tests import recount as recounting
from tests.builders import AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tests.integration.killed import Copies, OnPostgres, OnSqlite, kill_everywhere
from tests.integration.mailing import mail_to_all
from tests.integration.receivers import receivers
from tthc_engine.bootstrap import App
from tthc_engine.catalogue import packaged
from tthc_engine.domain import bulk_clock
from tthc_engine.domain.errors import Refusal, StaleDossier
from tthc_engine.engine import rebuilding
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.making import Asked, form06a
from tthc_engine.reports.periods import kind
from tthc_engine.store import proof
from tthc_engine.work.nightly import recheck
from tthc_engine.work.sweep import sweep

BEGAN = hanoi("2026-06-01 09:00")
LATER = hanoi("2026-06-12 07:31")
"""By then everything that was left open is overdue."""
LONG_AFTER = hanoi("2027-12-31 17:00")
WRITERS = 2
GROWTH_MB = 40
SAMPLE = 2_000


class Doubt(AssertionError):
    """Something that we promise does not hold."""


def sound(app: App) -> str:
    """Prove the log and compare the lists with it. Raises Doubt."""
    with app.read() as session:
        proved = proof.verify(session)
        compared = rebuilding.check(session, app.engine.rulebook)
    if proved.problems or compared.differences:
        raise Doubt("\n".join([*proved.problems, *compared.differences]))
    return f"{proved.events} events of {proved.dossiers} dossiers proved, {compared.rows} rows equal"


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
                [
                    sys.executable,
                    "-m",
                    "benchmarks.proof",
                    "--write",
                    str(folder),
                    "--seed",
                    str(seed + number * 7 + one),
                ],
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


# Killed at every statement and every send between an overdue dossier and its delivered apology.


def apology(folder: Path) -> Iterator[str]:
    with receivers(folder / "post") as post:

        def everywhere(name: str, copies: Copies) -> Iterator[str]:
            for way in ("smtp", "http"):
                began = time.perf_counter()
                try:
                    figures = kill_everywhere(copies, post, way)
                except AssertionError as broken:
                    raise Doubt(f"{name}, {way}: {broken}") from broken
                yield f"{name}, {way}: {figures.in_words()}, {time.perf_counter() - began:.0f} s"

        yield from everywhere("SQLite", OnSqlite(folder))
        try:
            with postgres_server() as server:
                yield from everywhere("PostgreSQL", OnPostgres(folder / "pg", server.new_database()))
        except pytest.skip.Exception as skipped:
            yield f"PostgreSQL left out: {skipped}"


# A province writes to everybody; two workers carry it.


def mailing(folder: Path, *, messages: int) -> Iterator[str]:
    with receivers(folder / "post") as post:
        counted = mail_to_all(folder / "office", post, messages=messages)
    yield counted.in_words()
    if counted.arrived != counted.written or counted.double:
        raise Doubt("somebody was forgotten, or told twice")


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


# Counted again: a million dates, and each sampled one by the scalar clock.


def recount(*, seed: int) -> Iterator[str]:
    calendar = packaged().office_calendar("vn-a")
    chance = np.random.default_rng(seed)
    first = np.datetime64("2023-02-01T00:00:00", "us")
    starts = first + chance.integers(0, 1_300 * 86_400, size=1_000_000) * np.timedelta64(1_000_000, "us")
    minutes = chance.integers(1, 20 * 450, size=len(starts))
    began = time.perf_counter()
    dues = bulk_clock.add(starts, minutes, calendar)
    took = time.perf_counter() - began
    back = bulk_clock.between(starts, dues, calendar)
    if not np.array_equal(back, minutes):
        raise Doubt(f"{int((back != minutes).sum())} of a million do not measure what they were given")
    for place in chance.integers(0, len(starts), size=SAMPLE):
        start = _instant(starts[place])
        if calendar.add(start, int(minutes[place])) != _instant(dues[place]):
            raise Doubt(f"{start} + {minutes[place]} working minutes differs from the scalar clock")
    yield f"a million due dates in {took:.2f} s, each measured back, {SAMPLE} equal to the scalar clock"


def _instant(utc: np.datetime64) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(utc.astype("int64")))


def reports(folder: Path, *, dossiers: int, seed: int) -> Iterator[str]:
    """Form II.06a of a random year against a count from the raw log that shares nothing with it. Raises Doubt."""
    office = AnOffice(an_app(folder))
    random_year.fill(office, dossiers, seed=seed)
    with office.app.read() as session:
        log = session.rows("SELECT dossier_id, payload FROM event ORDER BY position")
        compared = 0
        for number in range(7, 13):
            month = kind("reporting_month").of(2026, number)
            known_at = recounting.end_of(month.last_on)
            cards = recounting.cards(log, known_at=known_at)
            for basis in (LateBasis.ORIGINAL, LateBasis.RESCHEDULED):
                rescheduled = basis is LateBasis.RESCHEDULED
                by_hand = recounting.recount(cards, ["school"], month.first_on, known_at, rescheduled=rescheduled)
                made = form06a(session, Asked(unit="school", period=month, at=LONG_AFTER, basis=basis))
                if dict(made.total.figures) != by_hand:
                    raise Doubt(f"{month.label}, {basis}: {dict(made.total.figures)} is not {by_hand}")
                compared += len(by_hand)
    office.app.database.dispose()
    yield f"{compared} figures of {dossiers:,} dossiers and {len(log):,} events counted twice, all equal"


# An hour of an office over HTTP on PostgreSQL, its machines killed in the middle.


def an_hour(folder: Path, *, minutes: float, rate: float, seed: int) -> Iterator[str]:
    try:
        soaked = soaking.soak(folder, minutes=minutes, rate=rate, seed=seed)
    except AssertionError as broken:
        raise Doubt(f"the work could not go on: {broken}") from broken
    yield from soaked.in_words()
    if soaked.found.doubts:
        raise Doubt(f"{len(soaked.found.doubts)} things are not as promised")


# A new version starts beside the old one, people at work.


def upgrading(folder: Path, *, seed: int) -> Iterator[str]:
    for what, found in rolling.upgrade(folder, seed=seed):
        yield what
        if found is not None:
            yield from found.said
            yield from found.doubts
            if found.doubts:
                raise Doubt(f"{len(found.doubts)} things are not as promised")


# What has a program of its own: the release before this one on today's tables, a bundle without a network.


def program(name: str) -> Iterator[str]:
    ended = subprocess.run([sys.executable, "-m", f"scripts.{name}"], capture_output=True, text=True, check=False)
    last = (ended.stdout.strip().splitlines() or ["nothing was said"])[-1]
    if ended.returncode:
        raise Doubt(f"{last}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    yield last


# Every road of every procedure in force, walked with letters set: a minute of processor time.


def roads() -> Iterator[str]:
    asked = [sys.executable, "-m", "tthc_engine.cli.main", "procedures", "check", "--prove"]
    ended = subprocess.run(asked, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise Doubt(ended.stdout[-2000:] + ended.stderr[-2000:])
    yield f"every road walked: {ended.stdout.strip()}"


RUNS: dict[str, Callable[[Path, argparse.Namespace], Iterator[str]]] = {
    "previous": lambda _folder, _given: program("previous_release"),
    "upgrade": lambda folder, given: upgrading(folder, seed=given.seed),
    "units": lambda _folder, _given: program("try_units"),
    "bundle": lambda _folder, _given: program("try_bundle"),
    "roads": lambda _folder, _given: roads(),
    "recount": lambda _, given: recount(seed=given.seed),
    "kills": lambda folder, given: kills(folder, rounds=given.rounds, seed=given.seed),
    "apology": lambda folder, _: apology(folder),
    "mailing": lambda folder, given: mailing(folder, messages=given.messages),
    "reports": lambda folder, given: reports(folder, dossiers=given.dossiers, seed=given.seed),
    "hands": lambda folder, given: hands(folder, minutes=given.hands_minutes, seed=given.seed),
    "soak": lambda folder, given: an_hour(folder, minutes=given.minutes, rate=given.rate, seed=given.seed),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proof")
    parser.add_argument("wanted", nargs="*", metavar="|".join(RUNS))
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--messages", type=int, default=33_000)
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--hands-minutes", type=float, default=3)
    parser.add_argument("--minutes", type=float, default=60, help="how long the soak lasts")
    parser.add_argument("--rate", type=float, default=20, help="requests a second that the soak wishes for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write_for_ever(given.write, seed=given.seed)
    unknown = sorted(set(given.wanted) - set(RUNS))
    if unknown:
        parser.error(f"no such run: {', '.join(unknown)}; there are: {', '.join(RUNS)}")
    failed = 0
    for name in given.wanted or RUNS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                for line in RUNS[name](Path(folder), given):
                    print(f"{name:8} {line}", flush=True)
            except Doubt as doubt:
                failed += 1
                print(f"{name:8} DOES NOT HOLD: {doubt}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
