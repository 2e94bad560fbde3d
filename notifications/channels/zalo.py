"""Zalo Notification Service: a template that Zalo approved for the Official Account, filled with our values.

The words are Zalo's copy of the template; we say which one and with what. Error codes: Zalo's own list (ZNS, "Cách xử
lý mã lỗi", read 2026-11-27); they come in an answer whose HTTP status is 200. Zalo adds codes: one that stands in no
list here is tried again later.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from notifications.channels import Parcel, PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.http import PATIENCE_SECONDS, post
from notifications.message import Message
from notifications.phones import international
from notifications.short import clock
from notifications.wording import NoTemplate, Wording

# About this person: no such number, no such account, one that takes nothing, or that said no.
ABOUT_THE_PERSON = frozenset({-108, -110, -114, -118, -119, -139, -140, -141})
# About the template or what we put into it: this message will never go by Zalo, and another way takes it over.
ABOUT_THE_TEMPLATE = frozenset({-109, -111, -112, -113, -116, -117, -131, -132, -145, -146})
# About our account: application, key, money, quota. Nothing else would get through either.
ABOUT_US = frozenset({-101, -102, -103, -104, -105, -115, -124, -125, -137, -138, -144})
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Zalo:
    """POSTs one template message; `tracking_id` is the parcel's id, the same for every attempt."""

    url: str
    token: str = field(repr=False)
    templates: Mapping[str, str]
    """Kind of message to the id of its approved template."""
    patience: float = PATIENCE_SECONDS
    name: str = "zalo"
    rings: bool = True

    def reaches(self, recipient: Mapping[str, Any]) -> bool:
        return bool(recipient.get("phone"))

    def word(self, message: Message) -> Wording:
        template = self.templates.get(message.kind)
        if template is None:
            # Another way to the person, where there is one, takes over.
            raise NoTemplate(f"zns/{message.kind}")
        values = json.dumps(_values(message), ensure_ascii=False, sort_keys=True)
        version = hashlib.sha256(f"zns/{template}".encode()).hexdigest()
        return Wording(subject="", body=values, template=f"zns/{template}", version=version)

    def send(self, parcel: Parcel) -> None:
        asked = {
            "phone": international(parcel.message.phone),
            "template_id": parcel.wording.template.removeprefix("zns/"),
            "template_data": json.loads(parcel.wording.body),
            "tracking_id": parcel.id,
        }
        headers = {"Content-Type": "application/json", "access_token": self.token, "Idempotency-Key": parcel.id}
        answer = post(self.url, json.dumps(asked, ensure_ascii=False).encode(), headers=headers, patience=self.patience)
        try:
            said = answer.json()
            code = int(said["error"])
        except (ValueError, KeyError, TypeError) as garbled:
            raise TemporaryFailure("Zalo's answer cannot be read") from garbled
        _judge(code, f"{code} {said.get('message', '')}")


def _judge(code: int, said: str) -> None:
    if code == 0:
        return
    if code in ABOUT_THE_PERSON or code in ABOUT_THE_TEMPLATE:
        raise PermanentFailure(said)
    if code in ABOUT_US:
        raise Unreachable(said)
    raise TemporaryFailure(said)


def _values(message: Message) -> dict[str, str]:
    """Every plain fact of the message; which of them a template shows was settled when Zalo approved it."""
    said = {"customer_name": message.to_name}
    for name, value in message.context.items():
        match value:
            case datetime():
                said[name] = clock(value)
            case date():
                said[name] = f"{value:%d/%m/%Y}"
            case bool() | None:
                pass
            case str() | int():
                said[name] = " ".join(str(value).split())[:_LONGEST_VALUE]
    return said
