"""How a message leaves the house, and the two ways in which it may fail to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from notifications.mail import fingerprint
from notifications.message import Message
from notifications.wording import Wording


class TemporaryFailure(Exception):
    """It may go well later: the server is away, full, or wrongly set up by us."""

    def __init__(self, why: str, *, rest: timedelta | None = None) -> None:
        super().__init__(why)
        self.rest = rest
        """How long the receiver asked to be left alone; None: it did not say."""


class Unreachable(TemporaryFailure):
    """The way itself is closed: no other message would get through now either."""


class PermanentFailure(Exception):
    """It will never go well by this way: there is no such recipient, or the server refuses this very message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A worded message on its way; every attempt at one outbox row carries the same `id`."""

    message: Message
    wording: Wording
    at: datetime
    """When this attempt is made."""

    @property
    def id(self) -> str:
        """32 hex digits from the row's key: a receiver who gets it twice can tell."""
        return fingerprint(self.message.key)


class Channel(Protocol):
    @property
    def name(self) -> str:
        """As the record of an attempt names it."""

    @property
    def rings(self) -> bool:
        """Whether it makes a sound in somebody's pocket, and so keeps quiet hours."""

    def reaches(self, recipient: Mapping[str, Any]) -> bool:
        """Whether the outbox row's recipient gave what this way needs."""

    def word(self, message: Message) -> Wording:
        """The message in the words that fit this way. Raises NoTemplate and jinja2's TemplateError."""

    def send(self, parcel: Parcel) -> None:
        """Hand `parcel` over; returning means that it was taken.

        Raises TemporaryFailure, PermanentFailure, and NoSuchAddress where what the person gave cannot be an address.
        """
