"""Why a time is left to a person."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a time is left to a person."""

    NOTHING = "nothing"
    """No channel, or no time anywhere."""
    CONTRADICTION = "contradiction"
    """Table, note and sequence differ."""
    CASES = "cases"
    """Several times whose cases are not clearly told apart."""
    START = "start"
    """Counted from something else than the receipt of the dossier."""
    UNIT = "unit"
    """A unit or form the engine cannot count for certain: ranges, years, minutes, running hours."""
    PLACEHOLDER = "placeholder"
    """"1 ngày" that nothing else on the sheet confirms: portals print it for "no time entered"."""
    CHANNEL = "channel"
    """A channel that is none of the three."""


@dataclass(frozen=True, slots=True)
class Doubt:
    why: Why
    says: str
    """In Vietnamese, for the person who decides."""


class Undecided(Exception):
    def __init__(self, why: Why, says: str) -> None:
        self.doubt = Doubt(why, says)
        super().__init__(says)
