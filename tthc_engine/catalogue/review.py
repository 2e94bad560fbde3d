"""What a review of procedures is computed by: the formula's parts and parameters, each with its citation."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.time_limit import Declared

FOLDER = "review"


class Part(Declared):
    """One piece of work that a procedure asks of whoever needs it."""

    key: str
    name: str


class Income(Declared):
    """What an hour of work is worth."""

    gdp_per_head_vnd: int = Field(gt=0)
    year: int
    months: int = Field(gt=0)
    days_a_month: int = Field(gt=0)
    hours_a_day: int = Field(gt=0)
    source: str
    sure: bool

    @property
    def per_hour_vnd(self) -> int:
        return round(self.gdp_per_head_vnd / self.months / self.days_a_month / self.hours_a_day)


class Share(Declared):
    """A closed range, in percent."""

    low: float
    high: float


class CostRules(Declared):
    checked_on: date
    legal_basis: str
    parts: tuple[Part, ...] = Field(min_length=1)
    income: Income
    to_register: Share
    """How many of the procedures are to be reviewed."""
    cut: Share
    """By how much of their time they are to be cut."""


_PLACE = (FOLDER, "compliance_cost.yaml")


@cache
def cost_rules() -> CostRules:
    """The parameters that came with this software."""
    return parse(read(shipped(*_PLACE)), CostRules)


def check_review(root: Path) -> list[Problem]:
    """What is wrong with the parameters below `root`; a folder without them has nothing wrong."""
    return wrong_with(root.joinpath(*_PLACE), CostRules)
