"""Short messages through an HTTP gateway: every provider has its own, so what it wants is written in the settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notifications.channels import Parcel
from notifications.channels.http import PATIENCE_SECONDS, post
from notifications.message import Message
from notifications.phones import international
from notifications.short import word_short
from notifications.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """POSTs `body`, JSON with the marks {phone}, {text} and {id}, to `url`; a 2xx means taken.

    The id goes as `Idempotency-Key` too, so that a gateway which knows it sends one SMS however often it is asked.
    """

    url: str
    token: str = field(default="", repr=False)
    body: str
    patience: float = PATIENCE_SECONDS
    name: str = "sms"
    rings: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError where `body` is not JSON."""
        json.loads(self.body)

    def reaches(self, recipient: Mapping[str, Any]) -> bool:
        return bool(recipient.get("phone"))

    def word(self, message: Message) -> Wording:
        return word_short(message)

    def send(self, parcel: Parcel) -> None:
        marks = {"{phone}": international(parcel.message.phone), "{text}": parcel.wording.body, "{id}": parcel.id}
        content = json.dumps(_filled(json.loads(self.body), marks), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": parcel.id}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        post(self.url, content, headers=headers, patience=self.patience)


def _filled(wanted: Any, marks: Mapping[str, str]) -> Any:
    """The marks replaced inside values only: what a person typed can never become structure, nor another mark."""
    match wanted:
        case dict():
            return {name: _filled(value, marks) for name, value in wanted.items()}
        case list():
            return [_filled(value, marks) for value in wanted]
        case str():
            return marks.get(wanted, wanted)
        case _:
            return wanted
