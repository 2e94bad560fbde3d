"""The long runs of `make proof`: an office that is killed, an office that never rests, and every date counted again.

    python -m benchmarks.proof [previous|upgrade|units|bundle|roads|kills|apology|mailing|reports|hands|recount|soak …]
        [--rounds 25] [--messages 33000] [--dossiers 100000] [--hands-minutes 3] [--minutes 60] [--rate 20] [--seed 1]

Each ends with the log proved, the lists compared with it, and every acknowledged command found. Exit: 0 all of it
holds, 1 something does not.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.doubt import Doubt
from benchmarks.restless import hands, kills
from benchmarks.soaking import hour as soaking
from benchmarks.soaking import rolling
from tests import random_voices, random_year, recount_all
from tests import recount as recounting
from tests.builders import AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tests.integration.killed import Copies, OnPostgres, OnSqlite, kill_everywhere
from tests.integration.mailing import mail_to_all
from tests.integration.receivers import receivers
from tthc_engine.bootstrap import App
from tthc_engine.catalogue import packaged
from tthc_engine.domain import bulk_clock
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.making import Asked, form06a
from tthc_engine.reports.periods import Period, kind
from tthc_engine.store.sql import Session

LONG_AFTER = hanoi("2027-12-31 17:00")
SAMPLE = 2_000


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
    """The reports of a random year against counts from the raw log that share nothing with them. Raises Doubt."""
    office = AnOffice(an_app(folder))
    random_year.fill(office, dossiers, seed=seed, listed=True)
    with office.app.transaction() as session:
        random_voices.speak(session, "school", reflections=dossiers // 50, sheets=dossiers // 20, seed=seed)
    with office.app.read() as session:
        log = session.rows("SELECT dossier_id, payload FROM event ORDER BY position")
        compared = others = 0
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
            others += _others(office.app, session, log, month)
    office.app.database.dispose()
    yield f"{compared} figures of {dossiers:,} dossiers and {len(log):,} events counted twice, all equal"
    yield f"{others} other reports (scores, lists, register, voices …) of the same months counted twice, all equal"


def _others(app: App, session: Session, log: list[tuple[str, str]], month: Period) -> int:
    """How many reports of the month were compared."""
    try:
        recount_all.compare(app, session, log, ["school"], month, at=LONG_AFTER)
    except AssertionError as different:
        raise Doubt(f"{month.label}: {different}") from different
    return len(recount_all.REPORTS)


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
    given = parser.parse_args()
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
