"""Waits for a milestone outside the office to which no text sets an end (`procedures/waits/house.yaml`).

Beside the procedures and not in them: how a text is read must not change the version that a dossier keeps.
"""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.time_limit import Declared


class Wait(Declared):
    procedures: tuple[str, ...] = Field(min_length=1)
    """Their national codes."""
    phase: str
    reason: str = Field(min_length=1)
    """Why nobody can say how long it may last."""


class Waits(Declared):
    checked_on: date
    sure: bool
    """False: read from the published procedure alone, the texts behind it were not compared."""
    waits: tuple[Wait, ...]

    def phases(self, code: str) -> frozenset[str]:
        """The phases of one procedure that may wait for as long as it takes."""
        return frozenset(one.phase for one in self.waits if code in one.procedures)


_PLACE = ("waits", "house.yaml")


@cache
def waits() -> Waits:
    """Those that came with this software."""
    return parse(read(shipped(*_PLACE)), Waits)


def check_waits(root: Path) -> list[Problem]:
    """What is wrong with them below `root`; a folder without them has nothing wrong."""
    return wrong_with(root.joinpath(*_PLACE), Waits)
