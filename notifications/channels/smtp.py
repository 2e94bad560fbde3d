"""Mail through an SMTP server."""

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from notifications.channels import Parcel, PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.trust import trusted
from notifications.mail import mail
from notifications.message import Message
from notifications.wording import Wording, word

# Long enough for a slow provincial line, short enough that a dead server does not hold the post for the day.
PATIENCE_SECONDS = 20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """`smtp://` speaks TLS when the server offers it, `smtps://` from the first byte.

    A password is only said under TLS, or to a server on this very machine.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls_at_once: bool = False
    sender: str = "motcua@example.org"
    patience: float = PATIENCE_SECONDS
    name: str = "smtp"
    rings: bool = False

    @classmethod
    def from_url(cls, url: str, *, sender: str = "motcua@example.org", patience: float = PATIENCE_SECONDS) -> Self:
        """Reads `smtp://user:password@host:587`; user and password percent-encoded. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("an SMTP address begins with smtp:// or smtps:// and names a host")
        at_once = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if at_once else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls_at_once=at_once,
            sender=sender,
            patience=patience,
        )

    def reaches(self, recipient: Mapping[str, Any]) -> bool:
        return bool(recipient.get("email"))

    def word(self, message: Message) -> Wording:
        return word(message)

    def send(self, parcel: Parcel) -> None:
        made = mail(parcel.message, parcel.wording, sender=self.sender, at=parcel.at)
        with _failures_sorted(), self.connected() as server:
            server.send_message(made)

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        if self.tls_at_once:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.patience, context=trusted())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.patience)
        with server:
            server.ehlo_or_helo_if_needed()
            if not self.tls_at_once and server.has_extn("starttls"):
                server.starttls(context=trusted())
                server.ehlo()
            elif self.user and not self.tls_at_once and self.host not in LOOPBACK:
                raise Unreachable("the server offers no TLS; the password is not sent in the clear")
            if self.user:
                server.login(self.user, self.password)
            yield server


@contextmanager
def _failures_sorted() -> Iterator[None]:
    """A 5xx about the recipient or the mail is final; one about us (sign-in, sender) can be mended by the office."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise _judged(code, said) from refused
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as ours:
        raise Unreachable(f"{ours.smtp_code} {_words(ours.smtp_error)}") from ours
    except smtplib.SMTPDataError as refused:
        raise _judged(refused.smtp_code, refused.smtp_error) from refused
    except (smtplib.SMTPException, OSError) as away:
        raise Unreachable(f"{type(away).__name__}: {away}") from away


def _judged(code: int, said: bytes | str) -> TemporaryFailure | PermanentFailure:
    return (PermanentFailure if code >= 500 else TemporaryFailure)(f"{code} {_words(said)}")


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
