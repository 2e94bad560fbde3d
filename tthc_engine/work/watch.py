"""The dead-man's switch: asked by the machine's own cron, and answered by another road than the one that may be broken.

It trusts nothing of what it watches: no timetable, no outbox, and not even the database, whose silence is an alarm too.
"""

import json
import logging
import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import httpx

from notifications.channels.smtp import Smtp
from tthc_engine.settings import Settings

log = logging.getLogger(__name__)

# The same alarms are told again after this time; others at once.
AGAIN = timedelta(hours=1)
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    sentences: tuple[str, ...]
    """What is wrong, the gravest first; empty: nothing is."""
    told: tuple[str, ...] = ()
    """The roads by which that was told now."""
    not_told: tuple[str, ...] = ()
    """Roads that were closed, each with why."""


def watch(settings: Settings, sentences: Sequence[str], *, at: datetime) -> Watched:
    """Tell `sentences` by every road that the settings name, once an hour at most unless they change.

    A note of what was told lies in the data folder; where that cannot be written, it is told each time.
    """
    note = settings.data_dir / "watch.json"
    if not sentences:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        return Watched(sentences=())
    if _told_lately(note, sentences, at):
        return Watched(sentences=tuple(sentences))
    told, not_told = [], []
    for road, tell in _roads(settings).items():
        try:
            tell(sentences, at)
            told.append(road)
        except (OSError, smtplib.SMTPException, httpx.HTTPError, ValueError) as closed:
            not_told.append(f"{road}: {type(closed).__name__}: {closed}")
            log.warning("action=watch road=%s outcome=closed", road)
    if told:
        with suppress(OSError):
            note.write_text(json.dumps({"at": at.isoformat(), "said": list(sentences)}), encoding="utf-8")
    return Watched(sentences=tuple(sentences), told=tuple(told), not_told=tuple(not_told))


def _told_lately(note: Path, sentences: Sequence[str], at: datetime) -> bool:
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        return bool(said["said"] == list(sentences) and at - datetime.fromisoformat(said["at"]) < AGAIN)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _roads(settings: Settings) -> dict[str, Callable[[Sequence[str], datetime], None]]:
    roads: dict[str, Callable[[Sequence[str], datetime], None]] = {}
    if settings.alarm_url:
        roads["alarm_url"] = lambda sentences, at: _post(settings.alarm_url, sentences, at)
    smtp_url = settings.alarm_smtp_url or settings.smtp_url
    if settings.alarm_mail_to and smtp_url:
        roads["alarm_mail"] = lambda sentences, at: _mail(settings, smtp_url, sentences, at)
    return roads


def _post(url: str, sentences: Sequence[str], at: datetime) -> None:
    said = {"from": "tthc-engine", "at": at.isoformat(), "alarms": list(sentences), "text": "\n".join(sentences)}
    httpx.post(url, json=said, timeout=PATIENCE_SECONDS, trust_env=False).raise_for_status()


def _mail(settings: Settings, url: str, sentences: Sequence[str], at: datetime) -> None:
    made = EmailMessage()
    made["From"] = settings.mail_from
    made["To"] = settings.alarm_mail_to
    made["Subject"] = f"Cảnh báo: {sentences[0]}"[:150].replace("\n", " ")
    made["Date"] = format_datetime(at)
    made.set_content("\n\n".join([*sentences, f"{settings.address}/he-thong"]))
    with Smtp.from_url(url, sender=settings.mail_from).connected() as server:
        server.send_message(made)
