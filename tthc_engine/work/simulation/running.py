"""A commune's year, one instant after the other: who is free takes up what is next, and the clock acts in between."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import heappop, heappush
from random import Random
from typing import NamedTuple

from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.next_check import next_check
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.engine import Engine
from tthc_engine.engine.bulk import Stream
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.engine.unwritten import Numbers, Unwritten
from tthc_engine.store.people import HANOI
from tthc_engine.work.demo import invented
from tthc_engine.work.demo.office import citizen
from tthc_engine.work.simulation.arrivals import Arrival
from tthc_engine.work.simulation.case import SLEEP, Act, Case, fate
from tthc_engine.work.simulation.world import Commune


@dataclass(slots=True)
class Tally:
    """What a simulation did, for its report."""

    commands: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Commands that officers asked and were refused, by the refusal's name."""


class _Next(NamedTuple):
    at: datetime
    number: int
    """Of two at one instant the one planned first."""
    case: Case
    act: Act | None
    """None: the clock looks."""
    by: str
    """Who does it; empty: nobody has taken it up yet."""


class Running:
    """One commune from its first arrival to `until`."""

    def __init__(self, app: App, engine: Engine, commune: Commune, *, seed: int, tally: Tally) -> None:
        self._app = app
        self._engine = engine
        self._commune = commune
        self._rng = Random(f"{seed}/{commune.unit}")
        self._numbers = Numbers()
        self._free: dict[str, datetime] = {}
        self._queue: list[_Next] = []
        self._planned = 0
        self._tally = tally
        self._around: dict[tuple[str, date, str], Surroundings] = {}

    def streams(
        self, arriving: list[tuple[Arrival, bool]], calendar: WorkingCalendar, *, until: datetime
    ) -> Iterator[Stream]:
        """Every dossier whole: as soon as nothing more can happen to it, the open ones at the end.

        `arriving` in order, each with whether it stays open.
        """
        coming = iter(arriving)
        upcoming = next(coming, None)
        kept: dict[str, Case] = {}
        while self._queue or upcoming is not None:
            if upcoming is not None and (not self._queue or upcoming[0].at <= self._queue[0].at):
                case = self._arrived(*upcoming)
                kept[case.id] = case
                upcoming = next(coming, None)
                continue
            this = heappop(self._queue)
            if this.at > until:
                break
            self._happen(this, calendar)
            if this.case.id in kept and _over(this.case):
                yield kept.pop(this.case.id).unwritten.stream()
        yield from (case.unwritten.stream() for case in kept.values() if case.unwritten.dossier is not None)

    def _arrived(self, arrival: Arrival, stays_open: bool) -> Case:
        rng, unit = self._rng, self._commune.unit
        owner = invented.child(rng)
        registration = c.Registration(
            procedure=arrival.procedure.slug,
            case=arrival.case,
            owner=owner,
            submitter=invented.out_of_reach(rng) if rng.random() < 0.8 else None,
            relation="parent",
            channel=arrival.channel,
        )
        by = citizen(unit)
        unwritten = Unwritten(
            rng.randbytes(16).hex(),
            self._surroundings(arrival, registration, by),
            authority=self._commune.code,
            numbers=self._numbers,
            entropy=rng.randbytes,
        )
        drawn, handlers = fate(rng, stays_open=stays_open), self._commune.staff[Role.HANDLER]
        case = Case(unwritten=unwritten, registration=registration, fate=drawn, rng=rng, handlers=handlers)
        if arrival.channel is Channel.ONLINE:
            self._ask(case, c.Submit(dossier=case.id, by=by, registration=registration), arrival.at)
        self._follow(case, arrival.at, main=True)
        return case

    def _surroundings(self, arrival: Arrival, registration: c.Registration, by: Actor) -> Surroundings:
        """One for each version and regime: nothing in the office changes over the year."""
        on = arrival.at.astimezone(HANOI).date()
        key = (arrival.procedure.slug, arrival.procedure.in_force_from, self._app.catalogue.regime_on(on).slug)
        if key not in self._around:
            with self._app.read() as session:
                self._around[key] = self._engine.rulebook.of_new(session, registration, by, on)
        return self._around[key]

    def _happen(self, this: _Next, calendar: WorkingCalendar) -> None:
        case, act, at = this.case, this.act, this.at
        if act is None:
            if at == case.look:
                self._look(case, at)
        elif not this.by:
            self._take_up(case, act, at, calendar)
        else:
            command = act.ask(self._actor(this.by, act.role, at))
            done = self._ask(case, command, at)
            again = act.main and not done and case.take_another_way()
            self._follow(case, at, main=act.main and (done or again))

    def _look(self, case: Case, at: datetime) -> None:
        dossier = case.unwritten.dossier
        if dossier is None or not dossier.is_open:
            return
        if self._ask(case, c.CheckClock(dossier=case.id, by=THE_CLOCK), at):
            self._follow(case, at, main=False)
        else:
            self._look_at(case, at + SLEEP)

    def _take_up(self, case: Case, act: Act, at: datetime, calendar: WorkingCalendar) -> None:
        """Whoever is free first begins it; what stays open at the end is there beyond what its people can do."""
        person = act.person or min(self._commune.staff[act.role], key=lambda one: (self._free.get(one, at), one))
        begin = at if case.fate.stays_open else max(at, self._free.get(person, at))
        done = calendar.add(begin, act.minutes)
        if not case.fate.stays_open:
            self._free[person] = done
        self._plan(case, done, act, by=person)

    def _actor(self, person: str, role: Role, at: datetime) -> Actor:
        unit, roles = self._commune.unit, frozenset({role})
        substitute = self._commune.instead(person, at.astimezone(HANOI).date())
        if substitute is None:
            return Actor(person=person, roles=roles, unit=unit)
        return Actor(person=substitute, roles=roles, unit=unit, stands_for=person)

    def _ask(self, case: Case, command: c.Command, at: datetime) -> bool:
        """Whether something happened."""
        try:
            events = case.unwritten.ask(command, at=at)
        except Refusal as refusal:
            self._tally.refused[f"{command.word}: {refusal.name}"] += 1
            return False
        self._tally.commands += 1
        return bool(events)

    def _follow(self, case: Case, at: datetime, *, main: bool) -> None:
        for act in case.acts_after(at, main=main):
            self._plan(case, act.at, act)
        dossier = case.unwritten.dossier
        if dossier is not None and (look := next_check(dossier, case.unwritten.rules)) is not None:
            self._look_at(case, max(at, look))

    def _look_at(self, case: Case, at: datetime) -> None:
        if case.look != at:
            case.look = at
            self._plan(case, at, None)

    def _plan(self, case: Case, at: datetime, act: Act | None, *, by: str = "") -> None:
        self._planned += 1
        heappush(self._queue, _Next(at, self._planned, case, act, by))


def _over(case: Case) -> bool:
    """Nothing more will happen: it has ended, every letter is on its way and nothing that will be met is owed."""
    dossier = case.unwritten.dossier
    if dossier is None or dossier.is_open or dossier.stage == "released":
        return False
    if any(f"number {one.letter}" in case.seen and one.dispatched_at is None for one in dossier.letters):
        return False
    return case.fate.neglected or not any(one.is_open for one in dossier.obligations)
