"""The year as declared in `data/year.yaml`: how many, by which channel, with which trouble."""

from datetime import date
from functools import cache
from typing import Literal

from pydantic import Field

from tthc_engine.work.demo.office import DemoOffice, Told, read


class Kind(Told):
    """Dossiers of one kind, under the procedure in force when they came."""

    key: str
    unit: str
    who: Literal["pupil", "adult", "organisation"]
    received: tuple[int, ...] = Field(min_length=12, max_length=12)
    codes: tuple[str, ...]
    in_stacks: int = 0
    """Handed in by class teachers, in stacks."""
    after_cut_off: int = 0
    """Received after 15:00, so due the next working day."""
    waits_unchecked: int = 0
    """Still to be checked on the demo's morning; the rest of the batch waits for its one decision."""
    supplements: int = 0
    late_supplements: int = 0
    """Of those, asked for after the third working day, with the supervisor's reason."""
    reasons: tuple[str, ...] = ()
    refused: int = 0
    stopped: int = 0
    online: bool = True


class LateCase(Told):
    """One of the year's late results."""

    kind: str
    received: date
    minutes: int
    """Working minutes past the due instant."""
    reason: str
    lost: Literal["handle", "sign"]
    apology: Literal["in_time", "after", "owed"]
    explained: bool = True


class Year(Told):
    seed: int
    kinds: tuple[Kind, ...]
    online: int
    postal: int
    unanswered: int
    refused_at_intake: int
    early: int
    refusals: tuple[str, ...]
    stops: tuple[str, ...]
    late: tuple[LateCase, ...]

    @staticmethod
    def months(office: DemoOffice) -> list[date]:
        """The first day of each month of the table."""
        first = office.first_day
        return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(12)]


@cache
def demo_year() -> Year:
    return Year.model_validate(read("year.yaml"))
