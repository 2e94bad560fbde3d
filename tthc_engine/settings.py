"""What differs between two machines that run the same office: paths, addresses, secrets. Environment only.

Every field is read from `TTHC_<NAME>` (docs/operating.md lists them). Facts of an office, such as its people, hours and
channels, are not settings: they live in the database and change with an event.
"""

import os
import secrets
import sys
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_PREFIX = "TTHC_"
# What is said to this machine itself needs no TLS.
_THIS_MACHINE = ("http://127.0.0.1:", "http://localhost:")
# Read by the test suite, not by the product; doctor must not call it a misspelt setting.
NOT_SETTINGS = frozenset({"TTHC_REQUIRE_ALL", "TTHC_TEST_DATABASE", "TTHC_EVERY_LOOK"})


class Settings(BaseSettings):
    """The facts of this machine; immutable once read.

    Raises pydantic's ValidationError where a variable cannot be understood; `tthc` prints it one line a variable.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, validate_default=True
    )

    demo: bool = Field(default=False, description="Invented data, demo accounts, a movable clock; never a real office.")
    data_dir: Path = Field(
        default_factory=lambda data: default_data_dir(demo=bool(data.get("demo"))),
        description="Everything this office owns: database, secret key, mail folder, backups, Prefect's home.",
    )
    database_url: str = Field(
        default="",
        repr=False,
        description="SQLAlchemy address of the database; empty means SQLite in the data folder.",
    )
    lock_seconds: int = Field(
        default=15,
        ge=0,
        description="How long a request waits for what another one holds before it is refused; 0: for ever.",
    )
    statement_seconds: int = Field(
        default=300, ge=0, description="How long one statement may take on PostgreSQL; 0: as long as it takes."
    )
    host: str = Field(default="127.0.0.1", description="Address the web application listens on.")
    port: int = Field(default=8400, ge=1, le=65535, description="Port the web application listens on.")
    public_url: str = Field(
        default="", description="What citizens type to reach the desk; printed on receipts and in their QR code."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses, separated by commas, whose forwarded headers are believed."
    )
    flows: Literal["prefect", "inline", "worker", "server"] = Field(
        default="prefect",
        description="Due work runs as Prefect flows with a history, inline on a small machine, or not in this process:"
        " by `tthc work` (worker), or on a Prefect server's workers (server).",
    )
    smtp_url: str = Field(
        default="",
        repr=False,
        description="smtp://user:password@host:587 or smtps://…; empty: mail goes to the mail folder.",
    )
    mail_from: str = Field(default="motcua@example.org", description="Sender of the office's mail.")
    mail_dir: Path | None = Field(default=None, description="Folder of .eml files when there is no SMTP server.")
    webhook_url: str = Field(
        default="",
        repr=False,
        description="Where messages are handed, signed, to a system that chooses the way itself.",
    )
    webhook_secret: str = Field(default="", repr=False, description="Key of the webhook's signature.")
    zalo_url: str = Field(
        default="", description="Zalo's ZNS address for template messages; empty: nothing goes by Zalo."
    )
    zalo_token: str = Field(default="", repr=False, description="Access token of the Zalo Official Account.")
    zalo_templates: dict[str, str] = Field(
        default_factory=dict, description='Approved ZNS template of each kind, as JSON: {"apology": "231001"}.'
    )
    sms_url: str = Field(default="", repr=False, description="Address of the SMS gateway; empty: nothing goes by SMS.")
    sms_token: str = Field(default="", repr=False, description="Bearer token of the SMS gateway.")
    sms_body: str = Field(
        default='{"to": "{phone}", "text": "{text}", "id": "{id}"}',
        description="What the gateway wants to be sent: JSON with the marks {phone}, {text} and {id}.",
    )
    alarm_url: str = Field(
        default="",
        repr=False,
        description="Where `tthc watch` posts what is wrong with the machine, as JSON; another road.",
    )
    alarm_mail_to: str = Field(default="", description="Whom `tthc watch` mails it, past the outbox.")
    alarm_smtp_url: str = Field(
        default="", repr=False, description="Another mail server for that, as TTHC_SMTP_URL; empty: the same one."
    )
    backup_dir: Path | None = Field(default=None, description="Folder of the daily backups; best on another disk.")
    backup_daily: bool = Field(
        default=True, description="Whether the timetable makes the daily copy; 0 where pg_dump or a replica does."
    )
    backup_keep: int = Field(default=30, ge=1, description="How many daily backups are kept.")
    backup_passphrase_file: Path | None = Field(
        default=None, description="File whose first line seals every backup; keep it elsewhere too: no words, no data."
    )
    secret_key_file: Path | None = Field(
        default=None, description="File holding the key that signs sessions and receipts' secrets; made at first use."
    )
    trust_roots: Path | None = Field(
        default=None, description="PEM file with the root certificates that signatures on results must lead to."
    )
    sign_p12: Path | None = Field(
        default=None, description="PKCS#12 file with the office's own certificate, when results are signed here."
    )
    sign_p12_password: str = Field(default="", repr=False, description="Password of that file.")
    metrics_token: str = Field(
        default="", repr=False, description="Bearer token for /metrics; empty: only this machine itself may read it."
    )
    otel_url: str = Field(
        default="",
        repr=False,
        description="OTLP/HTTP address of an OpenTelemetry collector, with its path; empty: nothing is traced.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="What the log tells.")
    log_format: Literal["text", "json"] = Field(
        default="text", description="Lines for a person, or one JSON object a line; neither names an applicant."
    )

    @model_validator(mode="after")
    def _only_addresses_that_can_be_right(self) -> "Settings":
        if self.database_url and not self.database_url.startswith(("sqlite:", "postgresql")):
            raise ValueError("TTHC_DATABASE_URL must begin with sqlite: or postgresql:")
        if self.smtp_url and not _names_a_host(self.smtp_url, "smtp", "smtps"):
            raise ValueError("TTHC_SMTP_URL is written smtp://host:587 or smtps://user:password@host")
        if self.alarm_smtp_url and not _names_a_host(self.alarm_smtp_url, "smtp", "smtps"):
            raise ValueError("TTHC_ALARM_SMTP_URL is written smtp://host:587 or smtps://user:password@host")
        if self.public_url and not _names_a_host(self.public_url, "http", "https"):
            raise ValueError("TTHC_PUBLIC_URL is written https://motcua.example.org")
        if self.otel_url and not _names_a_host(self.otel_url, "http", "https"):
            raise ValueError("TTHC_OTEL_URL is written http://collector.example.org:4318/v1/traces")
        if "@" not in parseaddr(self.mail_from)[1]:
            raise ValueError("TTHC_MAIL_FROM is an address of mail, such as motcua@example.org")
        return self

    @model_validator(mode="after")
    def _messages_leave_unread(self) -> "Settings":
        """Over TLS, or to this very machine; a webhook is signed."""
        for name, url in (("WEBHOOK", self.webhook_url), ("ZALO", self.zalo_url), ("SMS", self.sms_url)):
            if url and not url.startswith(("https://", *_THIS_MACHINE)):
                raise ValueError(f"TTHC_{name}_URL must begin with https://, or be on this very machine")
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("TTHC_WEBHOOK_SECRET is missing: an unsigned message could be anybody's")
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy address in use; PostgreSQL always by the psycopg 3 driver."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'tthc.db'}"
        scheme, colon, rest = self.database_url.partition(":")
        return f"{'postgresql+psycopg' if scheme == 'postgresql' else scheme}{colon}{rest}"

    @property
    def sqlite_file(self) -> Path | None:
        """The one file of the office's rows; None on PostgreSQL or for a database in memory."""
        _, slashes, name = self.database.partition("sqlite:///")
        return Path(name) if slashes and name and name != ":memory:" else None

    @property
    def address(self) -> str:
        """The address to print and to put into a QR code, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def mail_folder(self) -> Path:
        return self.mail_dir or self.data_dir / "mail"

    @property
    def backup_folder(self) -> Path:
        return self.backup_dir or self.data_dir / "backup"

    @property
    def scan_folder(self) -> Path:
        """Where the bytes of scanned papers lie, whatever the database is."""
        return self.data_dir / "scans"

    @property
    def prefect_home(self) -> Path:
        return self.data_dir / "prefect"

    @cached_property
    def secret_key(self) -> bytes:
        """The office's key, 32 random bytes in hex; made at first use, readable by its owner only.

        Two processes that start together agree on it: the file is created whole or not at all.
        """
        path = self.secret_key_file or self.data_dir / "secret.key"
        if not path.exists():
            _create_secret(path)
        return path.read_bytes().strip()


def _names_a_host(url: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, refuses to replace the key that another process made meanwhile.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def default_data_dir(*, demo: bool) -> Path:
    """The user's data folder for this program; the demo's is another, so that the two can never share a row."""
    name = "tthc-demo" if demo else "tthc"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / name
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / name
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share") / name


def unknown_variables(environment: dict[str, str]) -> list[str]:
    """Variables that look like settings and are none: a misspelt one would otherwise be ignored in silence."""
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields} | NOT_SETTINGS
    return sorted(name for name in environment if name.startswith(ENV_PREFIX) and name not in known)
