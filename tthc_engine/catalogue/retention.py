"""How long a closed dossier keeps its names: the office's own parameters (`procedures/retention/house.yaml`)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.time_limit import Declared


class Period(Declared):
    years: int | None = Field(ge=1)
    """Whole years after the end of the year in which the dossier ended; None: for ever."""
    why: str = Field(min_length=1)


class Retention(Declared):
    checked_on: date
    assumption: str = Field(min_length=1)
    """What the numbers rest on, as long as no list of retention periods was read for them."""
    default_years: int | None = Field(ge=1)
    by_procedure: Mapping[str, Period] = Field(default_factory=dict)

    def years(self, code: str) -> int | None:
        found = self.by_procedure.get(code)
        return self.default_years if found is None else found.years

    def may_go_from(self, code: str, ended: date) -> date | None:
        """The first day on which a dossier that ended on `ended` may be destroyed; None: never."""
        years = self.years(code)
        return None if years is None else date(ended.year + years + 1, 1, 1)


_PLACE = ("retention", "house.yaml")


@cache
def retention() -> Retention:
    """The parameters that came with this software."""
    return parse(read(shipped(*_PLACE)), Retention)


def check_retention(root: Path) -> list[Problem]:
    """What is wrong with the parameters below `root`; a folder without them has nothing wrong."""
    return wrong_with(root.joinpath(*_PLACE), Retention)
