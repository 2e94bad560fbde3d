"""Mail as files in a folder: what an office without a mail server, and the demo, can open and read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notifications.channels import Parcel, Unreachable
from notifications.mail import mail
from notifications.message import Message
from notifications.wording import Wording, word


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes each mail to `<Message-ID>.eml`; the same mail sent again replaces its own file."""

    path: Path
    sender: str = "motcua@example.org"
    name: str = "folder"
    rings: bool = False

    def reaches(self, recipient: Mapping[str, Any]) -> bool:
        return bool(recipient.get("email"))

    def word(self, message: Message) -> Wording:
        return word(message)

    def send(self, parcel: Parcel) -> None:
        made = mail(parcel.message, parcel.wording, sender=self.sender, at=parcel.at)
        draft = self.path / f".{parcel.id}.{os.getpid()}"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(made.as_bytes())
            draft.replace(self.path / f"{parcel.id}.eml")
        except OSError as error:
            raise Unreachable(f"the mail folder cannot be written: {error.strerror}") from error
