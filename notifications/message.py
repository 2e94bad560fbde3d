"""What somebody is to be told: plain values, decided elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Language(StrEnum):
    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with the message, byte for byte as it was filed."""

    name: str
    content: bytes
    media: str = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one recipient.

    `key` is the outbox row's, the same for every attempt: a mail sent twice carries one Message-ID. `kind` names the
    template. `context` holds what the template prints; instants are aware datetimes or their ISO form.
    """

    key: str
    kind: str
    to: str
    """The mail address; empty where the person gave none."""
    phone: str = ""
    to_name: str = ""
    language: Language = Language.VI
    context: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
