"""Who is reminded of what, when and how often: the office's own parameters (`procedures/telling/house.yaml`)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.time_limit import Declared

OWNER: Literal["owner"] = "owner"
DEFAULT = "default"
_MINUTES = 60


class Rung(Declared):
    """One step up the ladder."""

    role: Role | Literal["owner"]
    """`owner`: the role that owes the obligation."""
    after_working_hours: float = Field(ge=0)

    @property
    def minutes(self) -> int:
        """Working minutes after the limit."""
        return round(self.after_working_hours * _MINUTES)


class PlanRung(Declared):
    """When somebody is told of what a plan owes."""

    role: Role | Literal["owner"]
    """`owner`: whoever the unit's plan names."""
    working_days: int
    """From the last usable working day: negative before it, positive once it was missed."""


class Telling(Declared):
    checked_on: date
    legal_basis: str
    gather_minutes: int = Field(ge=0)
    gather_longest_minutes: int = Field(ge=0)
    budget_per_day: int = Field(ge=1)
    ladder: Mapping[str, tuple[Rung, ...]]
    """Obligation kind, or `default`, to its rungs from the lowest."""
    silence_minutes: int = Field(ge=1)
    plan: tuple[PlanRung, ...]

    @model_validator(mode="after")
    def _rungs_in_order(self) -> Self:
        if DEFAULT not in self.ladder:
            raise ValueError("the ladder has no `default`")
        if unknown := sorted(set(self.ladder) - {DEFAULT, *(kind.value for kind in ObligationKind)}):
            raise ValueError(f"no such obligation: {unknown}")
        for kind, rungs in self.ladder.items():
            hours = [one.after_working_hours for one in rungs]
            if hours != sorted(hours):
                raise ValueError(f"the rungs of {kind} are not in the order of their hours")
        days = [one.working_days for one in self.plan]
        if days != sorted(days):
            raise ValueError("the rungs of a plan are not in the order of their days")
        return self

    @property
    def gather(self) -> timedelta:
        return timedelta(minutes=self.gather_minutes)

    @property
    def gather_longest(self) -> timedelta:
        return timedelta(minutes=self.gather_longest_minutes)

    @property
    def silence(self) -> timedelta:
        return timedelta(minutes=self.silence_minutes)

    def rungs(self, kind: str, *, owed_by: str) -> tuple[tuple[Role, int], ...]:
        """(role, working minutes after the limit), the lowest first; who owes it comes once."""
        owner = Role(owed_by)
        climbed: list[tuple[Role, int]] = []
        for rung in self.ladder.get(kind, self.ladder[DEFAULT]):
            role = owner if rung.role == OWNER else Role(rung.role)
            if role not in [known for known, _ in climbed]:
                climbed.append((role, rung.minutes))
        return tuple(climbed)


_PLACE = ("telling", "house.yaml")


@cache
def telling() -> Telling:
    """The parameters that came with this software."""
    return parse(read(shipped(*_PLACE)), Telling)


def check_telling(root: Path) -> list[Problem]:
    """What is wrong with the parameters below `root`; a folder without them has nothing wrong."""
    return wrong_with(root.joinpath(*_PLACE), Telling)
