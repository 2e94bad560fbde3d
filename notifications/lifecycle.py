"""What becomes of a message after an attempt: pure, so that every road can be walked in a test.

`waiting` until its instant, then `delivered`, `waiting` again after a temporary failure, or `failed` for good. A row
whose person gave no mail address is `no_address` at once. The desk sees both and picks up the telephone.
"""

import hashlib
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


# Seconds for which a way that was found closed is left alone; the last one for as long as it stays closed.
RESTS = (30, 60, 120, 300, 900)
# The part of a pause that is taken off it by chance.
JITTER = 0.25


def after(
    fate: Fate, at: datetime, *, attempts: int, key: str = "", rest: timedelta | None = None, other_way: bool = False
) -> Next:
    """What follows an attempt that ended so at `at`; `attempts` counts it.

    Pauses grow, and differ by `key`, so that what failed together does not knock together; never shorter than the
    receiver's own wish `rest`. With an `other_way` to the person, a refusal for good sends it there at once.
    """
    match fate:
        case Fate.DELIVERED:
            return Next(state=State.DELIVERED)
        case Fate.PERMANENT:
            return Next(state=State.WAITING, not_before=at) if other_way else Next(state=State.FAILED)
        case Fate.TEMPORARY:
            if attempts > len(PAUSES):
                return Next(state=State.FAILED)
            pause = timedelta(minutes=PAUSES[attempts - 1]) * (1 - JITTER * _chance(key))
            return Next(state=State.WAITING, not_before=at + max(pause, rest or timedelta(0)))


def rest_of(failures: int, rest: timedelta | None = None) -> timedelta:
    """How long a way found closed `failures` times running (1, 2 …) is left alone."""
    return max(timedelta(seconds=RESTS[min(failures, len(RESTS)) - 1]), rest or timedelta(0))


def _chance(seed: str) -> float:
    """A number in [0, 1) that is the same each time it is asked for: a test can walk this road."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32
