"""A real SMTP server on the loopback that takes, defers or refuses mail as a test tells it to."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Answers with `answers` in turn, then takes everything; keeps what it took.

    `faults` befall the mails themselves, in turn: `hang` says nothing for a while, `drop` takes the mail and closes
    the line without a word, `refuse` answers 554.
    """

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.faults: list[str] = []
        self.taken: list[EmailMessage] = []
        self.asked = 0
        self.url = ""
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens while the sender waits for an answer to its mail."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.meanwhile()
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "refuse":
            return "554 5.7.1 refused"
        if fault == "hang":
            await asyncio.sleep(1.0)
            return "451 too late"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        if fault == "drop" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 OK"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=_free_port())
    controller.start()
    office.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield office
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
