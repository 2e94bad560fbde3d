"""The clock stands still by an act or while a fee is awaited, and runs again."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened
from tthc_engine.domain.time_limit import SupplementMode


class ClockStopped(Happened):
    """By an act, the working time between `since` and `until` does not count."""

    kind: Literal["clock_stopped"] = "clock_stopped"
    since: AwareDatetime
    until: AwareDatetime
    act: str
    reason: str = ""
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    """Both None: the due date did not move."""
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    """Only the statutory date moved: a local cut's date, which was promised, stays."""
    cut_passed: AwareDatetime | None = None
    """The local cut's date, where it had passed by then: like an overdue date it stays."""


class ClockResumed(Happened):
    kind: Literal["clock_resumed"] = "clock_resumed"
    act: str
    only: bool = False
    """Only what `act` suspended ends; what another act suspends goes on."""
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    """Only the statutory date moved: a local cut's date, which was promised, stays."""


class PaymentRequested(Happened):
    kind: Literal["payment_requested"] = "payment_requested"
    amount_vnd: int
    reason: str
    mode: SupplementMode | None = None
    """How the waiting counts, where the procedure's own law lets it stop the clock; None: it does not."""


class PaymentConfirmed(Happened):
    kind: Literal["payment_confirmed"] = "payment_confirmed"
    amount_vnd: int
    receipt: str = ""
    online: bool = False
    due_before: AwareDatetime | None = None
    """Here the appointment until now: while the clock stood still there was no due date."""
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    """Only the statutory date moved: a local cut's date, which was promised, stays."""
