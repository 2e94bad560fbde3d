"""Stopping the clock by an act or for a fee, and starting it again."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(Command):
    """The working time between two instants does not count, by an act of somebody who may decide so."""

    word = "suspend"
    since: datetime
    """Written `from` in timelines and the API."""
    until: datetime
    act: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """End a suspension before its day; one that has not begun is taken back."""

    word = "resume"
    act: str = ""
    """Only what this act suspended; empty: whatever suspends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPayment(Command):
    word = "request_payment"
    reason: str
    amount: int | None = None
    """In đồng; None: the procedure's fee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPayment(Command):
    word = "confirm_payment"
    receipt: str = ""
    """Number of the receipt for the money."""
    online: bool = False
    """Paid by transfer, QR code or on the portal, not in cash."""
