"""An upgrade under work: the version before serves while this one changes the tables and starts beside it.

The hands of the soak work all the while, at doors of the old process, then of both, then of the new one; no form may
have to be sent twice. On SQLite, one process on one file, the documented way: stop, copy, start.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soaking.counted import Count, count
from benchmarks.soaking.doors import Doors
from benchmarks.soaking.hour import come_to_rest, ready
from benchmarks.soaking.house import FIRST_MORNING, TTHC, House, Machine, wait_for
from benchmarks.soaking.journal import Journal
from benchmarks.soaking.lives import STAFF, Lives
from scripts.previous_release import check_out, previous, reaches
from tests.integration.a_postgres import free_port, postgres_server
from tests.integration.receivers import Receivers, receivers
from tthc_engine.bootstrap import build
from tthc_engine.settings import Settings

HANDS, RATE = 4, 5.0
STRETCH_SECONDS = 8.0
"""How long the hands work with the old process alone, with both, and with the new one alone."""
DRAIN_SECONDS = 3.0
"""A proxy that was told no longer sends requests to a process; those under way end."""
# Run by the version before, in its own code: the office is of its making, and so are its tables.
PREPARED = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.builders import OPENED, TRANSFER, an_app, hanoi
from tests.web import office
from tthc_engine.store import meta, offices
folder, url = Path(sys.argv[1]), sys.argv[2]
office.an_app = lambda folder, *_, **__: an_app(folder, url=url, demo=True)
office.prepare(folder)
app = office.an_app(folder)
with app.transaction() as session:
    known = offices.office(session, "school")
    unit = replace(known.unit, voluntary=True, decision="18/QĐ-THTHCSSN")
    offices.put_unit(session, unit, by="admin", at=OPENED)
    facts = known.facts.model_copy(update={"online_procedures": (TRANSFER,)})
    offices.put_office(session, "school", facts, calendar=known.calendar, by="admin", at=OPENED)
    meta.set_clock_offset(session, hanoi("2026-06-01 07:30") - app.wall())
"""


@dataclass(slots=True, kw_only=True)
class Upgrade:
    """Two versions at one office."""

    house: House
    old: Machine
    new: Machine
    worker: Machine
    before: str
    """The old version's address."""
    after: str


@contextmanager
def two_versions(folder: Path, release: Path, *, url: str, post: Receivers) -> Iterator[Upgrade]:
    """The office as the release before made it, at `url`; nothing is started yet."""
    data = folder / "data"
    theirs = {"PYTHONPATH": str(release)}
    asked = [sys.executable, "-c", PREPARED, str(data), url]
    subprocess.run(asked, cwd=release, env=os.environ | theirs, check=True, capture_output=True)
    environment = {
        "TTHC_DEMO": "1",
        "TTHC_DATA_DIR": str(data),
        "TTHC_DATABASE_URL": url,
        "TTHC_SMTP_URL": post.smtp,
        "TTHC_LOG_LEVEL": "WARNING",
        "TTHC_LOG_FORMAT": "json",
    }
    ports = free_port(), free_port()
    old = Machine(
        "old",
        ("run",),
        environment | theirs | {"TTHC_PORT": str(ports[0]), "TTHC_FLOWS": "inline"},
        folder / "old.log",
        home=release,
    )

    new = Machine(
        "new", ("run",), environment | {"TTHC_PORT": str(ports[1]), "TTHC_FLOWS": "worker"}, folder / "new.log"
    )
    worker = Machine("worker", ("work",), environment, folder / "worker.log")
    before, after = (f"http://127.0.0.1:{port}" for port in ports)
    app = build(Settings(data_dir=data, database_url=url, demo=True))
    house = House(
        folder=folder,
        app=app,
        server=None,
        post=post,
        webs={before: old, after: new},
        worker=worker,
        environment=environment,
    )
    try:
        yield Upgrade(house=house, old=old, new=new, worker=worker, before=before, after=after)
    finally:
        for one in (old, new, worker):
            if one.process is not None and one.process.poll() is None:
                one.process.kill()
                one.process.wait()
        app.database.dispose()


async def _under_work(
    one: Upgrade, journal: Journal, script: Callable[[Doors], Awaitable[None]], *, seed: int
) -> Doors:
    """`script` while the hands work; they end when it has."""
    doors = Doors((one.before,), journal, rate=RATE)
    lives = Lives(doors, seed=seed)
    for person in STAFF:
        await doors.sign_in(person)
    ending = asyncio.Event()
    hands = [asyncio.create_task(lives.lead(ending)) for _ in range(HANDS)]
    steps = asyncio.create_task(script(doors))
    # A hand ends before it is told to only by what no officer should see.
    await asyncio.wait([steps, *hands], return_when="FIRST_COMPLETED")
    ending.set()
    await asyncio.gather(steps, *hands)
    await doors.close()
    return doors


def side_by_side(folder: Path, release: Path, *, url: str, post: Receivers, seed: int) -> Count:
    """The documented upgrade of several processes on PostgreSQL."""
    journal = Journal(folder / "journal.jsonl")
    with two_versions(folder, release, url=url, post=post) as one:
        one.old.start()
        wait_for(lambda: ready(one.before))
        said: list[str] = []

        async def upgraded(doors: Doors) -> None:
            await asyncio.sleep(STRETCH_SECONDS)
            began, answered = time.monotonic(), doors.measured.answered
            one.new.start()
            await asyncio.to_thread(wait_for, lambda: ready(one.after))
            said.append(
                f"the new version brought the tables to its shape and was ready after {time.monotonic() - began:.0f} s;"
                f" the old one answered {doors.measured.answered - answered} requests meanwhile"
            )
            assert await asyncio.to_thread(ready, one.before), "the old version went away"
            doors.addresses.append(one.after)
            await asyncio.sleep(STRETCH_SECONDS)
            assert await asyncio.to_thread(ready, one.before), "the old version went away"
            doors.addresses.remove(one.before)
            await asyncio.sleep(DRAIN_SECONDS)
            assert await asyncio.to_thread(one.old.stop) == 0
            one.worker.start()
            await asyncio.sleep(STRETCH_SECONDS)

        doors = asyncio.run(_under_work(one, journal, upgraded, seed=seed))
        come_to_rest(one.house)
        mended = one.house.cli("rebuild", "--since", FIRST_MORNING)
        found = count(one.house, journal)
        found.holds(f"what the old one wrote meanwhile: {mended.stdout.strip()}", mended.stderr[-300:])
        found.said[:0] = [f"{doors.measured.answered} requests answered", *said]
        found.holds("no request had to be sent twice", dict(doors.measured.asked_again))
        one.house.stop()
    journal.close()
    return found


def stop_and_start(folder: Path, release: Path, *, post: Receivers, seed: int) -> Count:
    """The documented upgrade of one process on an SQLite file."""
    journal = Journal(folder / "journal.jsonl")
    with two_versions(folder, release, url="", post=post) as one:
        one.old.start()
        wait_for(lambda: ready(one.before))

        async def a_while(_doors: Doors) -> None:
            await asyncio.sleep(STRETCH_SECONDS)

        doors = asyncio.run(_under_work(one, journal, a_while, seed=seed))
        assert one.old.stop() == 0
        began = time.monotonic()
        copied = subprocess.run(
            [*TTHC, "backup"], cwd=release, env=os.environ | one.old.environment, capture_output=True, check=False
        )
        one.new.environment["TTHC_FLOWS"] = "inline"
        one.new.start()
        wait_for(lambda: ready(one.after))
        shut = time.monotonic() - began
        one.before = one.after
        asyncio.run(_under_work(one, journal, a_while, seed=seed + 1))
        one.house.worker = one.new
        come_to_rest(one.house)
        found = count(one.house, journal)
        found.said.insert(0, f"{doors.measured.answered} requests answered before, the desk was shut for {shut:.0f} s")
        found.holds("the copy before the upgrade was made", copied.stderr.decode()[-300:] if copied.returncode else "")
        one.new.stop()
    journal.close()
    return found


def upgrade(folder: Path, *, seed: int) -> Iterator[tuple[str, Count | None]]:
    """(what was rehearsed, what was found); None where it could not be."""
    version, commit = previous()
    if not reaches(commit):
        yield f"left out: this clone's history does not reach back to {version} ({commit[:12]})", None
        return
    release = folder / "release"
    release.mkdir()
    check_out(commit, release, migrations="own")
    with receivers(folder / "post") as post:
        (folder / "postgres").mkdir()
        with postgres_server() as server:
            url = server.new_database()
            found = side_by_side(folder / "postgres", release, url=url, post=post, seed=seed)
        yield f"from {version} on PostgreSQL, side by side", found
        post.forget()
        (folder / "sqlite").mkdir()
        yield (
            f"from {version} on SQLite, stopped and started",
            stop_and_start(folder / "sqlite", release, post=post, seed=seed),
        )
