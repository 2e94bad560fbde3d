"""Messages handed to another system of the office's province or school, which chooses the way itself.

Signed as the Standard Webhooks specification has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`), so that a
receiver can refuse what is forged or old, and knows a message that comes twice by its id.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notifications.channels import Parcel
from notifications.channels.http import PATIENCE_SECONDS, post
from notifications.message import Message
from notifications.wording import Wording, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """POSTs JSON to `url`; a 2xx means taken. `Idempotency-Key` and the body are the same for every attempt."""

    url: str
    secret: str = field(repr=False)
    patience: float = PATIENCE_SECONDS
    name: str = "webhook"
    rings: bool = False

    def reaches(self, recipient: Mapping[str, Any]) -> bool:
        return bool(recipient.get("email") or recipient.get("phone"))

    def word(self, message: Message) -> Wording:
        return word(message)

    def send(self, parcel: Parcel) -> None:
        body = _body(parcel)
        stamp = str(int(parcel.at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.id,
            "webhook-id": parcel.id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self.secret, parcel.id, stamp=stamp, body=body),
        }
        post(self.url, body, headers=headers, patience=self.patience)


def signature(secret: str, identifier: str, *, stamp: str, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of `<id>.<unix seconds>.<body>`."""
    signed = f"{identifier}.{stamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()}"


def _body(parcel: Parcel) -> bytes:
    message = parcel.message
    said = {
        "id": parcel.id,
        "kind": message.kind,
        "language": message.language.value,
        "to": {"name": message.to_name, "email": message.to, "phone": message.phone},
        "reference": str(message.context.get("reference", "")),
        "subject": parcel.wording.subject,
        "text": parcel.wording.body,
        "template": parcel.wording.template,
        "template_sha256": parcel.wording.version,
        "attachments": [
            {
                "name": one.name,
                "media": one.media,
                "sha256": hashlib.sha256(one.content).hexdigest(),
                "content": base64.b64encode(one.content).decode(),
            }
            for one in message.attachments
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
