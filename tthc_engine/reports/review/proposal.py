"""One procedure under review: its new limits, what it costs before and after, and by how much both fall."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tthc_engine.catalogue.overlays import Overlay
from tthc_engine.catalogue.review import CostRules
from tthc_engine.domain.procedure import Limit, Procedure
from tthc_engine.domain.time_limit import Declared, Term, Unit

COUNTED = (Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.CALENDAR_DAYS, Unit.MONTHS)
"""What can be shortened by another number of the same."""
PERCENT = 100


class State(StrEnum):
    REGISTERED = "registered"
    ADOPTED = "adopted"
    """A decision cut it."""
    DROPPED = "dropped"


class Work(Declared):
    """What one part of the work takes whoever needs the procedure."""

    hours: float = 0
    services_vnd: int = 0
    """Bought in: printing, certified copies, travel."""


class Cost(Declared):
    """Once through the procedure."""

    work: Mapping[str, Work]
    """By the part's key."""
    fees_vnd: int = 0
    """Phí, lệ phí và chi phí khác theo quy định."""

    def once_vnd(self, per_hour_vnd: int) -> int:
        """C(1 TTHC): the tasks and the fees."""
        tasks = sum(one.hours * per_hour_vnd + one.services_vnd for one in self.work.values())
        return round(tasks) + self.fees_vnd


class Proposal(Declared):
    """Kept as it was typed; the newest of a unit, year and procedure holds."""

    slug: str
    code: str
    name: str
    version: date
    """First day of the version that was reviewed."""
    limits: tuple[Limit, ...]
    """Every limit as proposed; one that is left alone is the statutory one."""
    before: Cost
    after: Cost
    times_a_year: float = 1
    subjects: int = 0
    """Số đối tượng tuân thủ trong một năm."""
    per_hour_vnd: int
    reason: str = ""
    state: State = State.REGISTERED
    decision: str = ""
    in_force_from: date | None = None

    def year_vnd(self, cost: Cost) -> int:
        """C(1 năm) = C(1) x số lần x số đối tượng."""
        return round(cost.once_vnd(self.per_hour_vnd) * self.times_a_year * self.subjects)

    @property
    def saved_vnd(self) -> int:
        return self.year_vnd(self.before) - self.year_vnd(self.after)

    @property
    def cost_cut(self) -> float | None:
        """Part of the cost that falls away, 0 to 1; None: nothing is known to cost anything."""
        now = self.before.once_vnd(self.per_hour_vnd)
        return None if not now else (now - self.after.once_vnd(self.per_hour_vnd)) / now

    def time_cut(self, law: Procedure) -> float | None:
        """(T_old - T_new)/T_old, 0 to 1: of several limits the least that is cut; None where nothing can be counted."""
        shares = [
            float((old.amount - new.amount) / old.amount)
            for mine, theirs in zip(self.limits, law.limits, strict=True)
            for old, new in terms(theirs, mine)
        ]
        return min(shares, default=None)

    def cut_limits(self, law: Procedure) -> tuple[Limit, ...]:
        """Those limits that the proposal shortens."""
        return tuple(mine for mine, theirs in zip(self.limits, law.limits, strict=True) if mine.phases != theirs.phases)

    def overlay(self, law: Procedure, *, province: str, decision: str, on: date, checked_on: date) -> Overlay:
        """The local decision that this proposal becomes; whether it fits the law, `overlays.longer` says."""
        return Overlay(
            province=province,
            slug=law.slug,
            code=law.code,
            decision=decision,
            legal_basis="Thông tư 02/2017/TT-VPCP, Chương V: rà soát, đơn giản hóa thủ tục hành chính",
            in_force_from=on,
            checked_on=checked_on,
            limits=self.cut_limits(law),
        )


def fits(proposal: Proposal, law: Procedure) -> bool:
    """Whether it is about this very shape of limits: a later version of the law may have others."""
    return len(proposal.limits) == len(law.limits) and all(
        len(list(terms(theirs, mine))) == len(list(terms(theirs, theirs)))
        for mine, theirs in zip(proposal.limits, law.limits, strict=True)
    )


def terms(law: Limit, mine: Limit) -> Iterator[tuple[Term, Term]]:
    """Each term that can be shortened, as the law has it and as proposed."""
    for old_phase, new_phase in zip(law.phases, mine.phases, strict=False):
        for old, new in zip(old_phase.terms, new_phase.terms, strict=False):
            if old.unit in COUNTED and old.unit is new.unit:
                yield old, new


def shortened(limit: Limit, amounts: Mapping[tuple[int, int], Decimal]) -> Limit:
    """The limit with other amounts, by (phase, term); its printed words are made anew where it changes."""
    phases = tuple(
        phase.model_copy(
            update={
                "terms": tuple(
                    term.model_copy(update={"amount": amounts.get((at, number), term.amount)})
                    for number, term in enumerate(phase.terms)
                )
            }
        )
        for at, phase in enumerate(limit.phases)
    )
    changed = phases != limit.phases
    return limit.model_copy(update={"phases": phases, "words": "" if changed else limit.words})


def untouched(law: Procedure, rules: CostRules, *, subjects: int) -> Proposal:
    """Where a review begins: the statutory limits, the procedure's fees, and no hour that nobody measured."""
    fees = sum(one.amount_vnd for one in law.fees)
    cost = Cost(work={part.key: Work() for part in rules.parts}, fees_vnd=fees)
    return Proposal(
        slug=law.slug,
        code=law.code,
        name=law.name,
        version=law.in_force_from,
        limits=law.limits,
        before=cost,
        after=cost,
        subjects=subjects,
        per_hour_vnd=rules.income.per_hour_vnd,
    )
