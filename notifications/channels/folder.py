"""Mail as files in a folder: what an office without a mail server, and the demo, can open and read."""

import os
from email.message import EmailMessage
from pathlib import Path

from notifications.channels import Unreachable


class Folder:
    """Writes each mail to `<Message-ID>.eml`; the same mail sent again replaces its own file."""

    name = "folder"

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, mail: EmailMessage) -> None:
        name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        draft = self.path / f".{name}.{os.getpid()}"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(mail.as_bytes())
            draft.replace(self.path / f"{name}.eml")
        except OSError as error:
            raise Unreachable(f"the mail folder cannot be written: {error.strerror}") from error
