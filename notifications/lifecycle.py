"""What becomes of a message after an attempt: pure, so that every road can be walked in a test.

`waiting` until its instant, then `delivered`, `waiting` again after a temporary failure, or `failed` for good. A row
whose person gave no mail address is `no_address` at once. The desk sees both and picks up the telephone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Fate(StrEnum):
    DELIVERED = "delivered"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"


class State(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    NO_ADDRESS = "no_address"


# Minutes until the next attempt: a restart of the server, a morning without a line, a weekend.
PAUSES = (1, 5, 15, 60, 240, 720, 1440, 1440, 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    state: State
    not_before: datetime | None = None
    """When to try again; None: never."""


def after(fate: Fate, at: datetime, *, attempts: int) -> Next:
    """What follows an attempt that ended so at `at`; `attempts` counts it."""
    match fate:
        case Fate.DELIVERED:
            return Next(state=State.DELIVERED)
        case Fate.PERMANENT:
            return Next(state=State.FAILED)
        case Fate.TEMPORARY:
            if attempts > len(PAUSES):
                return Next(state=State.FAILED)
            return Next(state=State.WAITING, not_before=at + timedelta(minutes=PAUSES[attempts - 1]))
