"""Make a province and its year, decided in memory and written in bulk into an empty database."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random

from sqlalchemy import inspect

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import TthcError
from tthc_engine.engine import Engine, bulk
from tthc_engine.engine.bulk import Stream, Written
from tthc_engine.engine.letters import Printed
from tthc_engine.store import meta, offices
from tthc_engine.store.database import Database
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session
from tthc_engine.work.simulation import world
from tthc_engine.work.simulation.arrivals import Arrival, arrivals, simulated
from tthc_engine.work.simulation.running import Running, Tally
from tthc_engine.work.simulation.world import Commune

SIMULATED = "simulated"
_ENDS = (12, 15)
"""Month and day of the last instant: what is open then is due on days whose calendar is published."""
_SETTLES = timedelta(days=45)
"""What is to be closed has come in so long before the end."""
_FRESH = 4.0
"""Days: the average age of what is open at the end."""
_OLDEST = timedelta(days=40)
_ACCEPTED = timedelta(days=1)
"""The last ones come in on the day before the end, so that the desk has accepted them."""


class NotEmpty(TthcError):
    """Invented dossiers are never mixed with an office's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How much to simulate."""

    closed: int
    open: int
    year: int
    seed: int
    communes: int = 0
    """0: as many as the dossiers need."""

    @property
    def until(self) -> datetime:
        """The last instant of the simulation, a closing time."""
        return datetime.combine(date(self.year, *_ENDS), time(17), HANOI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    written: Written
    commands: int
    refused: Counter[str]
    communes: int
    until: datetime
    log: str
    """H of every dossier's head, in the order of their ids: the same wish gives the same."""


@dataclass(slots=True)
class _Told:
    progress: Callable[[int, int], None] | None
    whole: int
    last: Written = field(default_factory=lambda: Written(0, 0, 0))

    def __call__(self, done: Written) -> None:
        self.last = done
        if self.progress is not None:
            self.progress(done.dossiers, self.whole)


def simulate(app: App, wish: Wish, *, progress: Callable[[int, int], None] | None = None) -> Simulated:
    """Fill an empty database. Raises NotEmpty where there is an office or a dossier."""
    number = wish.communes or max(1, ceil((wish.closed + wish.open) / world.PER_COMMUNE))
    made = world.communes(wish.closed, number=number, year=wish.year, seed=wish.seed)
    with app.transaction() as session:
        check_empty(session)
        opened = datetime.combine(date(wish.year, 1, 1), time(7, 30), HANOI)
        world.set_up(session, app, made, at=opened)
        meta.put(session, SIMULATED, f"{wish.year}/{wish.seed}/{wish.closed}/{wish.open}")
    entropy = Random(f"salt/{wish.seed}").randbytes
    engine = Engine(app.catalogue, printed=Printed(demo=True), entropy=entropy)
    tally, told = Tally(), _Told(progress, wish.closed + wish.open)
    written = bulk.write(engine, app, _streams(app, engine, made, wish, tally), progress=told)
    with app.read() as session:
        log = log_hash(session)
    return Simulated(
        written=written,
        commands=tally.commands,
        refused=tally.refused,
        communes=number,
        until=wish.until,
        log=log,
    )


def check_empty(session: Session) -> None:
    """Raises NotEmpty."""
    if session.value("SELECT 1 FROM event LIMIT 1") is not None:
        raise NotEmpty("There are dossiers here. A simulation is written into an empty database only.")
    if session.value("SELECT 1 FROM unit LIMIT 1") is not None:
        raise NotEmpty("There is an office here. A simulation is written into an empty database only.")


def check_unused(url: str) -> None:
    """The same before anything is changed there, the shape of its tables included. Raises NotEmpty."""
    database = Database(url)
    try:
        if inspect(database.alchemy).has_table("unit"):
            with database.read() as session:
                check_empty(session)
    finally:
        database.dispose()


def log_hash(session: Session) -> str:
    """H over the heads of all chains, by dossier id: equal for two logs with the same dossiers, however interleaved."""
    digest = hashlib.sha256()
    after = ""
    while found := session.rows("SELECT id, head_hash FROM dossier WHERE id > ? ORDER BY id LIMIT 10000", (after,)):
        for dossier, head in found:
            digest.update(f"{dossier}{head}".encode())
        after = found[-1][0]
    return digest.hexdigest()


def _streams(app: App, engine: Engine, made: list[Commune], wish: Wish, tally: Tally) -> Iterator[Stream]:
    procedures = simulated(app.catalogue)
    for place, commune in enumerate(made):
        rng = Random(f"arrivals/{wish.seed}/{commune.unit}")
        # Read as it is needed and held no longer: the writing must not wait for a reader.
        with app.read() as session:
            office = offices.office(session, commune.unit)
            assert office is not None
            calendar = engine.rulebook.declarations.calendar(session, office.calendar, unit=commune.unit)
        settled = arrivals(
            _part(wish.closed, place, len(made)),
            procedures,
            calendar,
            first=date(wish.year, 1, 4),
            last=wish.until.date() - _SETTLES,
            rng=rng,
        )
        fresh = arrivals(
            _part(wish.open, place, len(made)),
            procedures,
            calendar,
            first=wish.until.date() - _OLDEST,
            last=wish.until.date() - _ACCEPTED,
            rng=rng,
            age=_FRESH,
        )
        coming = [*((one, False) for one in settled), *((one, True) for one in fresh)]
        coming.sort(key=_when)
        running = Running(app, engine, commune, seed=wish.seed, tally=tally)
        yield from running.streams(coming, calendar, until=wish.until)


def _when(one: tuple[Arrival, bool]) -> datetime:
    return one[0].at


def _part(whole: int, place: int, of: int) -> int:
    """The share of one of several that are alike; together they are the whole."""
    return whole * (place + 1) // of - whole * place // of
