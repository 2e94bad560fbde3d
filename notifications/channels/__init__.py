"""How a mail leaves the house, and the two ways in which it may fail to."""

from email.message import EmailMessage
from typing import Protocol


class TemporaryFailure(Exception):
    """It may go well later: the server is away, full, or wrongly set up by us."""


class Unreachable(TemporaryFailure):
    """The way itself is closed: no other mail would get through now either."""


class PermanentFailure(Exception):
    """It will never go well: there is no such recipient, or the server refuses this very mail."""


class Channel(Protocol):
    @property
    def name(self) -> str:
        """As the record of an attempt names it."""

    def send(self, mail: EmailMessage) -> None:
        """Hand `mail` over; returning means that it was taken. Raises TemporaryFailure or PermanentFailure."""
