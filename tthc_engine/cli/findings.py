"""What `tthc doctor` finds."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was looked at and what was `found`; a problem's `found` ends with what to do."""

    level: Level
    what: str
    found: str
