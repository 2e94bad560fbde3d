"""What happens to each dossier of the year: asked for papers, refused, stopped, early, on the day, late.

Counts are exact where `data/year.yaml` names them. Early ones are a share of all that are settled by the demo's
morning; those without a period are neither early nor late, so they count with the ones given on the day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import exp
from random import Random
from typing import Literal

from tthc_engine.domain.procedure import Channel
from tthc_engine.work.demo.intake import Intake, law_of
from tthc_engine.work.demo.law import Law, Lawbook
from tthc_engine.work.demo.office import DemoOffice
from tthc_engine.work.demo.year import Kind, Year

_DAY = 450
_ANSWERED_AFTER = 4 * _DAY
"""Half of the applicants answer within four working days."""
_LONGEST_ANSWER = 9 * _DAY
_TIME_TO_ACT = 90
"""Working minutes that must lie between two acts of an office that has other things to do."""
_FIRST_CASE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A supplement request and its answer; `answered` is None where nobody came."""

    at: datetime
    answered: datetime | None
    at_the_desk: bool = False
    late: bool = False
    """After the third working day, with the supervisor's reason."""


@dataclass(slots=True, kw_only=True)
class Fate:
    intake: Intake
    law: Law
    case: str
    asked: Asked | None = None
    ending: Literal["granted", "refused", "stopped", "waits", "unchecked"] = "granted"
    early: bool = False

    @property
    def run_from(self) -> datetime:
        """From when the running period counts."""
        renewed = self.asked.answered if self.asked and not self.asked.at_the_desk else None
        return renewed or self.intake.received

    @property
    def begins(self) -> datetime:
        """From when it is worth working on: with a window, once the window has closed."""
        return max(self.run_from, self.law.window_closes or self.run_from)

    @property
    def due(self) -> datetime | None:
        return self.law.due(self.case, self.intake.channel, self.run_from)

    @property
    def first_due(self) -> datetime | None:
        return self.law.due(self.case, self.intake.channel, self.intake.received)

    @property
    def eve(self) -> datetime | None:
        """The closing of the working day before the due day; None where nothing can be early."""
        due, calendar = self.due, self.law.calendar
        if due is None:
            return None
        eve = calendar.closing(calendar.working_day_before(calendar.local(due).date()))
        return eve if calendar.between(self.begins, eve) >= _TIME_TO_ACT else None

    @property
    def is_plain(self) -> bool:
        """Nothing special has been decided about it yet."""
        return self.ending == "granted" and self.asked is None and self.intake.late is None


def fates(intakes: list[Intake], year: Year, *, office: DemoOffice, lawbook: Lawbook, rng: Random) -> list[Fate]:
    found = []
    for intake in intakes:
        law = law_of(intake, lawbook)
        found.append(Fate(intake=intake, law=law, case=_case(law, rng)))
    for kind in year.kinds:
        mine = [one for one in found if one.intake.kind is kind]
        _wait(mine, kind, rng)
        _ask(mine, kind, rng)
        for ending, count in (("refused", kind.refused), ("stopped", kind.stopped)):
            for one in _drawn(mine, count, rng, lambda one: one.is_plain):
                one.ending = ending  # type: ignore[assignment]
    _leave_unanswered(found, year, office, rng)
    _be_early(found, year, office, rng)
    return found


def _case(law: Law, rng: Random) -> str:
    cases = [one.key for one in law.procedure.cases]
    if not cases:
        return ""
    return cases[0] if len(cases) == 1 or rng.random() < _FIRST_CASE else rng.choice(cases[1:])


def _drawn(among: Iterable[Fate], count: int, rng: Random, fits: Callable[[Fate], bool]) -> list[Fate]:
    return rng.sample([one for one in among if fits(one)], count)


def _wait(mine: list[Fate], kind: Kind, rng: Random) -> None:
    """The batch with one decision: everything is checked but a few, and nothing is decided."""
    if not kind.waits_unchecked:
        return
    for one in mine:
        one.ending = "waits"
    for one in rng.sample(mine, kind.waits_unchecked):
        one.ending = "unchecked"


def _ask(mine: list[Fate], kind: Kind, rng: Random) -> None:
    late = _drawn(mine, kind.late_supplements, rng, lambda one: one.is_plain and _late_request(one, rng) is not None)
    for one in late:
        one.asked = _late_request(one, rng)
    in_time = kind.supplements - kind.late_supplements
    for one in _drawn(mine, in_time, rng, lambda one: one.is_plain and _room_to_ask(one) >= _TIME_TO_ACT):
        one.asked = _request(one, rng)


def _room_to_ask(fate: Fate) -> int:
    """Working minutes in which a supplement may still be asked for."""
    until = fate.law.ask_until(fate.intake.received)
    due = fate.first_due
    return fate.law.calendar.between(fate.intake.received, min(until, due) if due else until)


def _request(fate: Fate, rng: Random) -> Asked:
    calendar, submitted = fate.law.calendar, fate.intake.submitted
    if fate.intake.channel is Channel.ONLINE and submitted is not None and rng.random() < 0.25:
        # Asked at the desk before acceptance: the submission lies that much earlier.
        answered = fate.intake.received
        asked = calendar.subtract(answered, _until_answered(rng))
        return Asked(at=asked, answered=answered, at_the_desk=True)
    asked = calendar.add(fate.intake.received, int(_room_to_ask(fate) * rng.uniform(0.35, 0.8)))
    return Asked(at=asked, answered=calendar.add(asked, _until_answered(rng)))


def _late_request(fate: Fate, rng: Random) -> Asked | None:
    calendar = fate.law.calendar
    asked = calendar.add(fate.law.ask_until(fate.intake.received), rng.randint(60, _DAY - 60))
    due = fate.first_due
    if due is not None and calendar.between(asked, due) < _TIME_TO_ACT:
        return None
    return Asked(at=asked, answered=calendar.add(asked, _until_answered(rng)), late=True)


def _until_answered(rng: Random) -> int:
    return max(60, min(_LONGEST_ANSWER, int(_ANSWERED_AFTER * exp(rng.gauss(0, 0.7)))))


def _leave_unanswered(found: list[Fate], year: Year, office: DemoOffice, rng: Random) -> None:
    def long_ago(one: Fate) -> bool:
        asked = one.asked
        if asked is None or asked.at_the_desk or asked.late or one.law.window_closes:
            return False
        return one.law.closable_from(asked.at) < one.law.calendar.subtract(office.now, 5 * _DAY)

    for one in _drawn(found, year.unanswered, rng, long_ago):
        assert one.asked is not None
        one.asked = Asked(at=one.asked.at, answered=None)


def _be_early(found: list[Fate], year: Year, office: DemoOffice, rng: Random) -> None:
    def settled(one: Fate) -> bool:
        due = one.due
        return one.ending not in ("waits", "unchecked") and (due is None or due < office.now)

    done = [one for one in found if settled(one)]
    ended_early = sum(1 for one in done if one.ending in ("refused", "stopped") and one.eve is not None)

    def may_be(one: Fate) -> bool:
        answered = one.asked is None or one.asked.answered is not None
        return one.ending == "granted" and one.intake.late is None and answered and one.eve is not None

    for one in _drawn(done, round(len(done) * year.early / 100) - ended_early, rng, may_be):
        one.early = True
