"""Empty the outbox: file each letter, hand text and bytes to the post, remember how it went.

At least once: a message is claimed and committed before the network is used and no lock is held meanwhile, so a process
that dies between sending and remembering sends again, under the same Message-ID.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jinja2 import TemplateError

from notifications.channels import Channel, PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.folder import Folder
from notifications.channels.smtp import Smtp
from notifications.lifecycle import Fate, after
from notifications.mail import NoSuchAddress, mail
from notifications.wording import NoTemplate, word
from tthc_engine.bootstrap import App
from tthc_engine.documents import filing
from tthc_engine.settings import Settings
from tthc_engine.store import outbox, posting
from tthc_engine.store.outbox import Attempt, OutboxMessage
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.report import why
from tthc_engine.work.telling import message

log = logging.getLogger(__name__)

# As many as a slow server surely takes before the claim ends.
BATCH = 10
CLAIM = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class DeliveryReport:
    filed: int = 0
    """Letters rendered and stored besides those that were sent."""
    delivered: int = 0
    postponed: int = 0
    """Temporary failures; tried again later."""
    without_address: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    """Message or letter to why it failed for good."""

    def in_words(self) -> str:
        return (
            f"filed={self.filed} delivered={self.delivered} postponed={self.postponed}"
            f" without_address={self.without_address} failed={len(self.failed)}"
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "filed": self.filed,
            "delivered": self.delivered,
            "postponed": self.postponed,
            "without_address": self.without_address,
            "failed": self.failed,
        }


def channel_of(settings: Settings) -> Channel:
    """The SMTP server where one is set, else the folder of .eml files."""
    return Smtp.from_url(settings.smtp_url) if settings.smtp_url else Folder(settings.mail_folder)


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether a message or a letter, besides those `known` to fail, waits to be sent or filed: a few indexed reads."""
    with app.read() as session:
        if outbox.anything_due(session, at):
            return True
        ready = posting.ready_to_file(session, limit=len(known) + 1)
    return any(letter not in known for letter in ready)


def deliver(app: App, at: datetime, *, channel: Channel | None = None, guard: Guard = by_hand) -> DeliveryReport:
    """Send what is due at `at`, then file the letters that nobody waits for.

    Ends early when the server cannot be reached: the rest is as well sent by the next run.
    """
    report = DeliveryReport()
    way = channel or channel_of(app.settings)
    try:
        _send_all(app, at, way, report, guard)
        _file_the_rest(app, at, report, guard)
    except Halt:
        pass
    return report


def _send_all(app: App, at: datetime, way: Channel, report: DeliveryReport, guard: Guard) -> None:
    claimant = secrets.token_hex(8)
    while True:
        with app.transaction() as session:
            guard(session)
            batch = outbox.claim(session, at, by=claimant, lease=CLAIM, limit=BATCH)
        if not batch:
            return
        tried = 0
        try:
            for row in batch:
                tried += 1
                if not _send(app, row, at, way, report):
                    return
        finally:
            _give_back(app, batch[tried:], claimant)


def _give_back(app: App, rest: Sequence[OutboxMessage], claimant: str) -> None:
    if rest:
        with app.transaction() as session:
            posting.give_back(session, [row.key for row in rest], by=claimant)


def _send(app: App, row: OutboxMessage, at: datetime, way: Channel, report: DeliveryReport) -> bool:
    """Try one message; False when the way itself is closed and no other need be tried."""
    if not row.recipient.get("email"):
        with app.transaction() as session:
            posting.no_address(session, row.key)
        report.without_address += 1
        return True
    fate, attempt, open_way = _attempt(app, row, at, way)
    then = after(fate, at, attempts=row.attempts + 1)
    with app.transaction() as session:
        outbox.record(session, row.key, attempt, retry_at=then.not_before)
    if fate is Fate.DELIVERED:
        report.delivered += 1
    elif then.not_before is not None:
        report.postponed += 1
    else:
        report.failed[row.key] = attempt.detail
        # The kind alone: the words name the address, which stays with the attempt and never goes into a log.
        kind = attempt.detail.partition(":")[0]
        log.warning("action=deliver message=%s outcome=failed why=%s", row.key, kind)
    return open_way


def _attempt(app: App, row: OutboxMessage, at: datetime, way: Channel) -> tuple[Fate, Attempt, bool]:
    """How one attempt went, what is kept of it, and whether the way is still open."""
    said: dict[str, str] = {}
    try:
        told = message(app, row, at=at)
        wording = word(told)
        said = {"template": wording.template, "template_sha256": wording.version}
        letter = mail(told, wording, sender=app.settings.mail_from, at=at)
        said["message_id"] = str(letter["Message-ID"])
        way.send(letter)
    except (NoTemplate, TemplateError, NoSuchAddress, PermanentFailure) as final:
        return Fate.PERMANENT, _kept(at, way, Fate.PERMANENT, final, said), True
    except Unreachable as closed:
        return Fate.TEMPORARY, _kept(at, way, Fate.TEMPORARY, closed, said), False
    except TemporaryFailure as later:
        return Fate.TEMPORARY, _kept(at, way, Fate.TEMPORARY, later, said), True
    except Exception as ours:
        # A letter that cannot be rendered, a disk that is full: somebody mends it, and the next attempt goes well.
        log.exception("action=deliver message=%s", row.key)
        return Fate.TEMPORARY, _kept(at, way, Fate.TEMPORARY, ours, said), True
    return Fate.DELIVERED, _kept(at, way, Fate.DELIVERED, None, said), True


def _kept(at: datetime, way: Channel, fate: Fate, error: Exception | None, said: dict[str, str]) -> Attempt:
    detail = "" if error is None else why(error)
    return Attempt(at=at, channel=way.name, outcome=fate.value, detail=detail, **said)


def _file_the_rest(app: App, at: datetime, report: DeliveryReport, guard: Guard) -> None:
    """Letters that go to nobody's mailbox are filed too, so that what was decided is also what lies in the file."""
    tried: set[str] = set()
    while True:
        with app.transaction() as session:
            guard(session)
            ready = posting.ready_to_file(session, limit=BATCH + len(report.failed))
        todo = [letter for letter in ready if letter not in tried]
        if not todo:
            return
        for letter in todo:
            # Once each, whatever comes of it: a letter that stays unfiled must not keep us here.
            tried.add(letter)
            try:
                filing.file(app, letter, at=at)
                report.filed += 1
            except Exception as error:
                report.failed[letter] = why(error)
                log.exception("action=file_letter letter=%s", letter)
