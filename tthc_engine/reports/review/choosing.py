"""Which procedures a unit reviews: the most frequent first, as many as the year's plan asks for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor

from tthc_engine.catalogue.review import Share, cost_rules
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.procedure import Procedure, Scope
from tthc_engine.engine import Engine
from tthc_engine.reports import making
from tthc_engine.reports.crossing import Look, facts
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.periods import Period, days
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.reports.review.proposal import Proposal, State, fits
from tthc_engine.store import offices, reviews
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session, marks

PERCENT = 100
YEAR = timedelta(days=364)
"""Before today: with it, twelve months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    procedure: Procedure
    received: int
    """Dossiers received in the review's period, of the procedures that it replaced as well."""
    wanted: bool
    """Among the most frequent that make up the share to be registered."""
    proposal: Proposal | None
    """As registered this year, where it still is about the version in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A unit's review of one year."""

    unit: str
    unit_name: str
    year: int
    at: datetime
    period: Period
    """Whose dossiers it looks at: the year before; where the office was not there then, the twelve months until now."""
    candidates: tuple[Candidate, ...]
    wanted: tuple[int, int]
    """How many to register at least and at most."""

    @property
    def registered(self) -> list[tuple[Candidate, Proposal]]:
        return [(one, one.proposal) for one in self.candidates if one.proposal is not None and _stands(one.proposal)]

    @property
    def adopted(self) -> list[tuple[Candidate, Proposal]]:
        return [(one, proposal) for one, proposal in self.registered if proposal.state is State.ADOPTED]

    @property
    def share(self) -> float | None:
        """Of the procedures, in percent; None without any."""
        return len(self.registered) * PERCENT / len(self.candidates) if self.candidates else None


def review(session: Session, engine: Engine, unit: str, year: int, at: datetime) -> Review:
    """Every public procedure in force, with what was received of it in the year before and what is proposed."""
    known = offices.unit(session, unit)
    today = at.astimezone(HANOI).date()
    law = [one for one in engine.rulebook.declarations.law_on(session, today) if one.scope is Scope.PUBLIC]
    period = _period(session, unit, year, today)
    received = _received(session, unit, period, at)
    kept = {one.slug: Proposal.model_validate_json(one.text) for one in reviews.newest(session, [unit], year, then=at)}
    count = {one.slug: sum(received[code] for code in (one.code, *one.replaces)) for one in law}
    ordered = sorted(law, key=lambda one: (-count[one.slug], one.name, one.slug))
    least, most = wanted(len(law), cost_rules().to_register)
    candidates = tuple(
        Candidate(
            procedure=one,
            received=count[one.slug],
            wanted=at_place < least and count[one.slug] > 0,
            proposal=proposal if (proposal := kept.get(one.slug)) is not None and fits(proposal, one) else None,
        )
        for at_place, one in enumerate(ordered)
    )
    return Review(
        unit=unit,
        unit_name=known.name if known is not None else unit,
        year=year,
        at=at,
        period=period,
        candidates=candidates,
        wanted=(least, most),
    )


def wanted(procedures: int, share: Share) -> tuple[int, int]:
    """From how many to how many make up the share; where no whole number lies inside, the first that reaches it."""
    least = ceil(procedures * share.low / PERCENT)
    return least, max(least, floor(procedures * share.high / PERCENT))


def received_facts(session: Session, unit: str, period: Period, at: datetime) -> list[Fact]:
    """What the unit and those below it received in the period, as it is known now."""
    look = look_of(unit, making.units_of(session, unit).inside, period, at, {})
    return [one for one in facts(session, look) if look.received(one)]


def look_of(unit: str, units: frozenset[str], period: Period, at: datetime, names: Mapping[str, str]) -> Look:
    return Look(unit=unit, unit_name="", units=units, unit_names=names, period=period, then=at)


def of_procedure(found: Sequence[Fact], procedure: Procedure) -> list[Fact]:
    """Those of the procedure and of the ones that it replaced: what `Candidate.received` counts."""
    return [one for one in found if one.code in (procedure.code, *procedure.replaces)]


def _period(session: Session, unit: str, year: int, today: date) -> Period:
    units = sorted(making.units_of(session, unit).inside)
    first = session.value(f"SELECT MIN(accepted_on) FROM fact WHERE competent_unit IN ({marks(len(units))})", units)
    if first is None or date.fromisoformat(first) > date(year - 1, 1, 31):
        return days(today - YEAR, today)
    return days(date(year - 1, 1, 1), date(year - 1, 12, 31))


def _received(session: Session, unit: str, period: Period, at: datetime) -> Counter[str]:
    """How many dossiers of each procedure, by its code."""
    units, moment = sorted(making.units_of(session, unit).inside), instant_text(at)
    rows = session.rows(
        f"SELECT code, COUNT(*) FROM fact WHERE competent_unit IN ({marks(len(units))}) AND known_from <= ?"
        " AND known_until > ? AND accepted_on >= ? AND accepted_on <= ? GROUP BY code",
        (*units, moment, moment, period.first_on.isoformat(), period.last_on.isoformat()),
    )
    return Counter({str(row[0]): int(row[1]) for row in rows})


def _stands(proposal: Proposal) -> bool:
    return proposal.state is not State.DROPPED


def reviewed_rate(review: Review) -> Figure:
    """Registered for review, of all."""
    return Figure(len(review.registered), len(review.candidates))


def cut_rate(review: Review) -> Figure:
    """Cut by a decision, of all."""
    return Figure(len(review.adopted), len(review.candidates))


def mean_cut(review: Review) -> Figure:
    """By how many percent the limits were cut, the mean over the procedures that a decision cut; of none, nothing."""
    shares = [cut for one, proposal in review.adopted if (cut := proposal.time_cut(one.procedure)) is not None]
    return Figure(sum(shares) * PERCENT / len(shares)) if shares else Figure(0, 0)
