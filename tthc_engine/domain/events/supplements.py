"""What was missing is asked for and brought."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.commands import Item
from tthc_engine.domain.happened import Happened, Stage


class SupplementRequested(Happened):
    kind: Literal["supplement_requested"] = "supplement_requested"
    stage: Stage
    items: tuple[Item, ...]
    reason: str
    stops_clock: bool
    """False before acceptance, and when the dossier was already overdue."""
    answer_until: AwareDatetime | None = None
    closable_from: AwareDatetime | None = None
    overridden: bool = False


class SupplementReceived(Happened):
    kind: Literal["supplement_received"] = "supplement_received"
    stage: Stage
    received_at: AwareDatetime
    restarts: bool
    """The period runs again from zero (NĐ 61 Đ19.4, NĐ 118 Đ19.5)."""
    new_epoch: bool = True
    """The due date is another one now."""
    appointment: AwareDatetime | None = None
    provisional: bool = False
    due_if_continued: AwareDatetime | None = None
    due_if_shifted: AwareDatetime | None = None


class ClosingFellDue(Happened):
    """Nobody answered the supplement request: a person may close the dossier from now on."""

    kind: Literal["closing_fell_due"] = "closing_fell_due"
    closable_from: AwareDatetime
