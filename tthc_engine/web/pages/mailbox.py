"""The demo's folder of sent mail, read back for its page."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{32}")
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    key: str
    """The file's name without `.eml`."""
    sender: str
    to: str
    subject: str
    sent_at: datetime | None
    paragraphs: tuple[tuple[str, ...], ...]
    attachments: tuple[str, ...]
    """Their file names, in order."""


def newest(folder: Path, *, among: Container[str]) -> list[Mail]:
    """The latest mails of the folder `among` those keys, the newest first."""
    mine = [path for path in folder.glob("*.eml") if path.stem in among]
    found = sorted(mine, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_mail(path) for path in found[:_SHOWN]]


def one(folder: Path, key: str) -> Mail | None:
    """The mail of that name; None where there is none or the name is nobody's."""
    path = _path(folder, key)
    return None if path is None else _mail(path)


def attachment(folder: Path, key: str, number: int) -> tuple[str, bytes] | None:
    """Name and bytes of the mail's `number`-th attachment, counted from 1."""
    path = _path(folder, key)
    parts = list(_read(path).iter_attachments()) if path is not None else []
    if not 1 <= number <= len(parts):
        return None
    part = parts[number - 1]
    content = part.get_payload(decode=True)
    return (part.get_filename() or "", content) if isinstance(content, bytes) else None


def _path(folder: Path, key: str) -> Path | None:
    path = folder / f"{key}.eml"
    return path if _KEY.fullmatch(key) and path.is_file() else None


def _read(path: Path) -> EmailMessage:
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(read, EmailMessage):
        raise TypeError(f"{path.name} is no mail")
    return read


def _mail(path: Path) -> Mail:
    read = _read(path)
    body = read.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    sent = read["Date"].datetime if read["Date"] is not None else None
    return Mail(
        key=path.stem,
        sender=str(read["From"] or ""),
        to=str(read["To"] or ""),
        subject=str(read["Subject"] or ""),
        sent_at=sent,
        paragraphs=tuple(tuple(block.split("\n")) for block in blocks),
        attachments=tuple(part.get_filename() or "" for part in read.iter_attachments()),
    )
