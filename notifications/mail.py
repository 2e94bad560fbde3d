"""A worded message as one mail, the same for every attempt."""

import hashlib
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from notifications.message import Message
from notifications.wording import Wording

_UNFOLDED = SMTP.clone(max_line_length=998)
"""Folding a header of many encoded words drops a space between two of them ("kết quảtại"); a line may be this long."""


class NoSuchAddress(ValueError):
    """What stands in the dossier is not a mail address."""


def mail(message: Message, wording: Wording, *, sender: str, at: datetime) -> EmailMessage:
    """`message` from `sender` ("Một cửa <a@b>" or "a@b"), dated `at`.

    Raises NoSuchAddress where the recipient's address cannot be one.
    """
    name, address = parseaddr(sender)
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(name, addr_spec=address)
    made["To"] = addressed(message.to_name, message.to)
    made["Subject"] = wording.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id(message.key, domain=address.rpartition("@")[2] or "localhost")
    # Nobody's out-of-office answer is wanted.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Template"] = f"{wording.template} {wording.version[:16]}"
    made.set_content(wording.body)
    for attachment in message.attachments:
        maintype, _, subtype = attachment.media.partition("/")
        made.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name)
    # After the parts: setting them clears every header of this family.
    made["Content-Language"] = message.language.value
    made.policy = _UNFOLDED
    return made


def message_id(key: str, *, domain: str) -> str:
    """One identifier for one outbox row: a receiver who gets it twice can tell."""
    return f"<{fingerprint(key)}@{domain}>"


def fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def addressed(name: str, email: str) -> Address:
    """Name and address as a mail's header has them. Raises NoSuchAddress."""
    try:
        address = Address(name, addr_spec=email)
    except (ValueError, IndexError, MessageError) as wrong:
        raise NoSuchAddress(email) from wrong
    if not address.username or "." not in address.domain:
        raise NoSuchAddress(email)
    return address
