"""Asking for what is missing, bringing it, and closing what nobody answered."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands.asked import Command, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupplement(Command):
    word = "request_supplement"
    items: tuple[Item, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveSupplement(Command):
    word = "receive_supplement"
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUnanswered(Command):
    word = "close_unanswered"
