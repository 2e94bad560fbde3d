"""One soak: the hands at work, the office's clock moving by days, plugs pulled and put back, then the count."""

import asyncio
import random
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from benchmarks.soaking.counted import Count, count
from benchmarks.soaking.doors import Doors, Measured
from benchmarks.soaking.house import House, a_house, wait_for
from benchmarks.soaking.journal import Journal
from benchmarks.soaking.lives import STAFF, Lives
from tthc_engine.bootstrap import App
from tthc_engine.work import alerting, deliver, sweep
from tthc_engine.work.demo import clock

HANDS = 24
DAYS = 40
"""Working days that pass in the office during the soak, however short it is."""
KILLS = ("web", "worker", "postgres")
KILLS_AN_HOUR = 12
SETTLING_SECONDS = 600.0
TOLD_SECONDS = 300.0
MEMORY_SECONDS = 60.0
LARGEST_MB = 350
"""What a process may hold at any look: it reads letters a few at a time, and remembers two thousand dossiers."""


@dataclass(slots=True, kw_only=True)
class Soak:
    """What happened, and what was found."""

    seconds: float
    asked: float
    measured: Measured
    counted: dict[str, int]
    killed: dict[str, int]
    days: int
    restarts: int
    memory: dict[str, list[int]]
    """MB of each process, looked at every minute; one that was killed begins anew."""
    found: Count

    @property
    def rate(self) -> float:
        return self.measured.answered / self.seconds

    def in_words(self) -> Iterator[str]:
        yield (
            f"{self.measured.answered} requests answered in {self.seconds / 60:.1f} min: {self.rate:.1f} a second"
            f" ({self.asked:g} wished); {self.days} working days passed in the office"
        )
        yield f"killed: {_told(self.killed)}; asked again because of it: {_told(dict(self.measured.asked_again))}"
        yield f"ended because the database was away, and started again: {self.restarts}"
        for name, held in self.memory.items():
            early, halfway = held[min(1, len(held) - 1)], held[len(held) // 2]
            yield f"{name}: {early} MB early, {halfway} in the middle, {held[-1]} at the end, {max(held)} at most"
        yield f"hands: {_told(self.counted)}"
        for what, seconds in sorted(self.measured.seconds.items(), key=lambda one: -len(one[1])):
            if len(seconds) >= 20:
                middle, slow = statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[18] * 1000
                yield f"{what:32} {len(seconds):6} times, median {middle:5.0f} ms, 95 % under {slow:6.0f} ms"
        yield from self.found.said
        yield from self.found.doubts


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{times} {what}" for what, times in sorted(counts.items())) or "nothing"


def soak(folder: Path, *, minutes: float, rate: float, seed: int) -> Soak:
    """Raises AssertionError where the work itself could not go on; what the count doubts is in its answer."""
    with a_house(folder) as house:
        for one in (*house.webs.values(), house.worker):
            one.start()
        for address in house.addresses:
            wait_for(lambda address=address: ready(address))
        journal = Journal(folder / "journal.jsonl")
        worked = asyncio.run(_work(house, journal, minutes=minutes, rate=rate, seed=seed))
        come_to_rest(house)
        house.stop()
        worked.found = count(house, journal)
        large = {name: max(held) for name, held in worked.memory.items() if max(held) > LARGEST_MB}
        worked.found.holds(f"no process ever holds more than {LARGEST_MB} MB", large)
        journal.close()
        return worked


def ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/readyz", trust_env=False, timeout=5.0).status_code == 200
    return False


async def _work(house: House, journal: Journal, *, minutes: float, rate: float, seed: int) -> Soak:
    doors = Doors(house.addresses, journal, rate=rate)
    lives = Lives(doors, seed=seed)
    for person in STAFF:
        await doors.sign_in(person)
    ending, enough, began = asyncio.Event(), asyncio.Event(), time.monotonic()
    # Whoever cannot wait for the end is told what was found until then.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, enough.set)
    hands = [asyncio.create_task(lives.lead(ending)) for _ in range(HANDS)]
    beside = [
        asyncio.create_task(_days_pass(house, lives, enough, minutes=minutes)),
        asyncio.create_task(_plugs(house, enough, minutes=minutes, seed=seed)),
    ]
    until = began + minutes * 60
    told = looked = began
    memory: dict[str, list[int]] = {one.name: [] for one in (*house.webs.values(), house.worker)}
    while time.monotonic() < until and not enough.is_set():
        house.look_after()
        if time.monotonic() > looked + min(MEMORY_SECONDS, minutes * 6):
            looked = time.monotonic()
            house.look_at_memory(memory)
        if time.monotonic() > told + TOLD_SECONDS:
            told = time.monotonic()
            passed, answers = (told - began) / 60, doors.measured.answered
            now = {name: held[-1] for name, held in memory.items() if held}
            print(
                f"soak: {passed:.0f} min, {answers} answered, killed {house.killed}, MB {now}",
                file=sys.stderr,
                flush=True,
            )
        done, _ = await asyncio.wait(hands, timeout=min(2.0, until - time.monotonic()), return_when="FIRST_EXCEPTION")
        for one in done:
            one.result()
    seconds = time.monotonic() - began
    answered = doors.measured.answered
    enough.set()
    for one in beside:
        # A plug that is out is put back before the last forms are answered.
        await one
    house.look_after()
    ending.set()
    await asyncio.gather(*hands)
    await doors.close()
    doors.measured.answered = answered
    house.look_at_memory(memory)
    return Soak(
        seconds=seconds,
        asked=rate,
        measured=doors.measured,
        counted=dict(lives.counted),
        killed=house.killed,
        days=lives.day,
        restarts=house.restarts,
        memory=memory,
        found=Count(),
    )


async def _stopped_within(enough: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(enough.wait(), timeout=seconds)
    return enough.is_set()


async def _days_pass(house: House, lives: Lives, enough: asyncio.Event, *, minutes: float) -> None:
    """The office's clock goes to the next working morning, again and again; what fell due is the worker's to find."""
    for _ in range(DAYS):
        if await _stopped_within(enough, minutes * 60 / (DAYS + 1)):
            return
        await asyncio.to_thread(_next_morning, house.app)
        lives.day += 1


def _next_morning(app: App) -> datetime:
    while True:
        try:
            return app.advance_to(clock.next_working_day(app, app.now()))
        except Exception:  # the database is away just now
            time.sleep(0.5)


async def _plugs(house: House, enough: asyncio.Event, *, minutes: float, seed: int) -> None:
    """Web, worker and PostgreSQL in turn, at no fixed moment, dead for a few seconds."""
    chance = random.Random(seed)
    kills = max(len(KILLS), round(KILLS_AN_HOUR * minutes / 60))
    gap = minutes * 60 / (kills + 1)
    for number in range(kills):
        if await _stopped_within(enough, gap * chance.uniform(0.6, 1.0)):
            return
        what = KILLS[number % len(KILLS)]
        await asyncio.to_thread(house.pull_the_plug, what)
        await asyncio.sleep(chance.uniform(0.5, 3.0))
        await asyncio.to_thread(house.put_it_back, what)


def come_to_rest(house: House) -> None:
    """Wait until the worker has swept, told and sent everything that is due.

    One more morning: what a dead worker had claimed, and its lease, have ended by then.
    """
    _next_morning(house.app)

    def nothing_due() -> bool:
        at = house.app.now()
        return not any(due(house.app, at) for due in (sweep.is_due, alerting.is_due, deliver.is_due))

    until = time.monotonic() + SETTLING_SECONDS
    while not nothing_due():
        assert time.monotonic() < until, "the worker did not come to rest"
        house.look_after()
        time.sleep(2.0)
