"""The monthly rating of staff: what is proposed from figures, and who may confirm or change it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from tthc_engine.domain.errors import (
    RatingMonthRuns,
    RatingNotYours,
    RatingOfOneself,
    RatingReasonMissing,
    RatingUnknown,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.time_limit import Declared

HEADS = frozenset({Role.APPROVER, Role.DIRECTOR})
"""Who confirms: the head of the unit or a deputy."""
Criterion = Literal["in_time", "once", "recorded", "satisfied", "complaints"]


class DeclaredCriterion(Declared):
    key: Criterion
    name: str
    points: int = Field(gt=0)


class Grade(Declared):
    key: str
    at_least: float
    name: str


class Scheme(Declared):
    """The declared way of rating (`procedures/indicators/staff_rating.yaml`)."""

    checked_on: date
    legal_basis: str
    period: str
    rated: tuple[Role, ...] = Field(min_length=1)
    fewest_dossiers: int = Field(ge=1)
    fewest_points: int = Field(ge=1)
    unrecorded: tuple[str, ...]
    criteria: tuple[DeclaredCriterion, ...] = Field(min_length=1)
    complaint_costs: int = Field(ge=0)
    grades: tuple[Grade, ...] = Field(min_length=1)

    def grade_of(self, points: float) -> Grade:
        """The highest grade that `points` reach."""
        return next(one for one in sorted(self.grades, key=lambda one: -one.at_least) if points >= one.at_least)

    def named(self, key: str) -> Grade | None:
        return next((one for one in self.grades if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the figures propose for one officer."""

    shares: Mapping[Criterion, float | None]
    """Of each criterion 0 to 1; None: nothing is known."""
    points: float | None
    """0 to 100, scaled over what is known; None: too little is known."""
    grade: Grade | None


def proposed(scheme: Scheme, shares: Mapping[Criterion, float | None], *, dossiers: int) -> Proposal:
    """Scaled over the criteria that something is known of; never full marks for want of figures."""
    known = [(one.points, share) for one in scheme.criteria if (share := shares.get(one.key)) is not None]
    most = sum(points for points, _ in known)
    if dossiers < scheme.fewest_dossiers or most < scheme.fewest_points:
        return Proposal(shares=shares, points=None, grade=None)
    points = round(100 * sum(points * share for points, share in known) / most, 1)
    return Proposal(shares=shares, points=points, grade=scheme.grade_of(points))


def check_confirmation(
    scheme: Scheme, by: Actor, *, person: str, proposal: Grade | None, grade: str, reason: str, over: bool
) -> Grade:
    """The grade that a head gives. A grade other than the proposed one, or without a proposal, needs its reason.

    Raises RatingNotYours, RatingOfOneself, RatingMonthRuns, RatingUnknown, RatingReasonMissing.
    """
    if not by.has(*HEADS):
        raise RatingNotYours
    if by.person == person:
        raise RatingOfOneself
    if not over:
        raise RatingMonthRuns
    chosen = scheme.named(grade)
    if chosen is None:
        raise RatingUnknown
    if chosen != proposal and not reason.strip():
        raise RatingReasonMissing
    return chosen
