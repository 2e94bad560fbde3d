"""Which fields the national portal takes, which of them it cannot do without, and their lists of codes, as data."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.time_limit import Declared


class Needed(StrEnum):
    """When a field may not be empty."""

    NEVER = "never"
    ALWAYS = "always"
    RECEIVED = "received"
    RELEASED = "released"
    RETURNED = "returned"
    REFUSED = "refused"


class PortalField(Declared):
    name: str = Field(min_length=1)
    required: Needed = Needed.NEVER
    codes: tuple[str, ...] = ()
    """Empty: no list is known."""
    pattern: str = ""


class Portal(Declared):
    checked_on: date
    assumption: str = Field(min_length=1)
    """What rests on nothing that was read."""
    date_format: str
    fields: tuple[PortalField, ...] = Field(min_length=1)

    @property
    def by_name(self) -> Mapping[str, PortalField]:
        return {one.name: one for one in self.fields}


_PLACE = ("portal", "fields.yaml")


@cache
def portal() -> Portal:
    """The fields that came with this software."""
    return parse(read(shipped(*_PLACE)), Portal)


def check_portal(root: Path) -> list[Problem]:
    """What is wrong with the fields below `root`; a folder without them has nothing wrong."""
    return wrong_with(root.joinpath(*_PLACE), Portal)
