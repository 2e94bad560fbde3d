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

from notifications.channels import Channel, Parcel, PermanentFailure, TemporaryFailure, Unreachable
from notifications.lifecycle import Fate, after, rest_of
from notifications.mail import NoSuchAddress
from notifications.wording import NoTemplate
from tthc_engine import tracing
from tthc_engine.bootstrap import App
from tthc_engine.documents import filing
from tthc_engine.store import outbox, posting
from tthc_engine.store.outbox import Attempt, OutboxMessage
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.quiet import may_ring_from
from tthc_engine.work.report import why
from tthc_engine.work.telling import message
from tthc_engine.work.ways import ways_of
from tthc_engine.work.wishing import ON_PAPER, allowed, wish_of

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


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether a message or a letter, besides those `known` to fail, waits to be sent or filed: a few indexed reads."""
    with app.read() as session:
        if any(_open(session, way, at) for way in ways_of(app.settings)) and outbox.anything_due(session, at):
            return True
        ready = posting.ready_to_file(session, limit=len(known) + 1)
    return any(letter not in known for letter in ready)


def deliver(app: App, at: datetime, *, channel: Channel | None = None, guard: Guard = by_hand) -> DeliveryReport:
    """Send what is due at `at`, then file the letters that nobody waits for.

    `channel` instead of the settings' ways. A way found closed rests, longer each time, and what goes by it waits with
    it; the run ends early when none is left.
    """
    report = DeliveryReport()
    try:
        _Round(app, at, (channel,) if channel else ways_of(app.settings), report, guard).run()
        _file_the_rest(app, at, report, guard)
    except Halt:
        pass
    return report


def _open(session: Session, way: Channel, at: datetime) -> bool:
    _, until = posting.resting(session, way.name)
    return until is None or until <= at


class _Round:
    """One emptying of the outbox: the ways, and which of them turned out to be closed."""

    def __init__(self, app: App, at: datetime, ways: Sequence[Channel], report: DeliveryReport, guard: Guard) -> None:
        self.app = app
        self.at = at
        self.ways = ways
        self.report = report
        self.guard = guard
        self.claimant = secrets.token_hex(8)
        with app.read() as session:
            found = {way.name: posting.resting(session, way.name) for way in ways}
        self.failures = {name: failures for name, (failures, _) in found.items()}
        self.closed = {name: until for name, (_, until) in found.items() if until is not None and until > at}

    def run(self) -> None:
        while len(self.closed) < len(self.ways):
            with self.app.transaction() as session:
                self.guard(session)
                batch = outbox.claim(session, self.at, by=self.claimant, lease=CLAIM, limit=BATCH)
            if not batch:
                return
            tried = 0
            try:
                for row in batch:
                    if len(self.closed) == len(self.ways):
                        return
                    tried += 1
                    self._post(row)
            finally:
                self._give_back(batch[tried:])

    def _give_back(self, rest: Sequence[OutboxMessage]) -> None:
        if rest:
            with self.app.transaction() as session:
                posting.give_back(session, [row.key for row in rest], by=self.claimant)

    def _post(self, row: OutboxMessage) -> None:
        with self.app.transaction() as session:
            # A worker that hung past its lease must not send what another has sent meanwhile.
            if not posting.still_claimed(session, row.key, by=self.claimant):
                return
            refused = posting.refused_by(session, row.key) if row.attempts else frozenset()
            wish = wish_of(session, row)
            able = [way for way in allowed(self.ways, wish) if way.name not in refused and way.reaches(row.recipient)]
            if not able:
                (posting.on_paper if wish.way == ON_PAPER else posting.no_address)(session, row.key)
                self.report.without_address += 1
                return
            until = self._free_from(session, row, able[0])
            if until > self.at:
                posting.hold_back(session, row.key, until=until, by=self.claimant)
                self.report.postponed += 1
                return
        with tracing.span("message", after=row.trace, message=row.kind, way=able[0].name) as told:
            told.tell(outcome=self._send(row, able[0], other_way=len(able) > 1).value)

    def _free_from(self, session: Session, row: OutboxMessage, way: Channel) -> datetime:
        """From when on `row` may go by `way`: once that works again, and its person may be disturbed."""
        open_from = self.closed.get(way.name, self.at)
        return max(open_from, may_ring_from(self.app, session, row, at=self.at)) if way.rings else open_from

    def _send(self, row: OutboxMessage, way: Channel, *, other_way: bool) -> Fate:
        tried = _attempt(self.app, row, self.at, way)
        fate = Fate(tried.kept.outcome)
        then = after(fate, self.at, attempts=row.attempts + 1, key=row.key, rest=tried.rest, other_way=other_way)
        with self.app.transaction() as session:
            outbox.record(session, row.key, tried.kept, retry_at=then.not_before, by=self.claimant)
            self._judge(session, way, tried)
        if fate is Fate.DELIVERED:
            self.report.delivered += 1
        elif then.not_before is not None:
            self.report.postponed += 1
        else:
            self.report.failed[row.key] = tried.kept.detail
            # The kind alone: the words name the address, which stays with the attempt and never goes into a log.
            kind = tried.kept.detail.partition(":")[0]
            log.warning("action=deliver message=%s outcome=failed why=%s", row.key, kind)
        return fate

    def _judge(self, session: Session, way: Channel, tried: "_Tried") -> None:
        """Leave a way that was found closed alone; one that has carried something works again."""
        if tried.closed:
            self.failures[way.name] += 1
            until = self.at + rest_of(self.failures[way.name], tried.rest)
            self.closed[way.name] = until
            posting.rest(session, way.name, failures=self.failures[way.name], until=until)
            log.warning("action=deliver way=%s outcome=closed until=%s", way.name, until.isoformat())
        elif self.failures[way.name] and tried.kept.outcome == "delivered":
            self.failures[way.name] = 0
            posting.works_again(session, way.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    kept: Attempt
    closed: bool = False
    """The way itself failed, not this message."""
    rest: timedelta | None = None


def _attempt(app: App, row: OutboxMessage, at: datetime, way: Channel) -> _Tried:
    """How one attempt went, and what is kept of it."""
    said: dict[str, str] = {}

    def kept(fate: Fate, error: Exception | None = None) -> Attempt:
        detail = "" if error is None else why(error)
        return Attempt(at=at, channel=way.name, outcome=fate.value, detail=detail, **said)

    try:
        told = message(app, row, at=at)
        wording = way.word(told)
        said = {"template": wording.template, "template_sha256": wording.version}
        parcel = Parcel(message=told, wording=wording, at=at)
        said["message_id"] = parcel.id
        way.send(parcel)
    except (NoTemplate, TemplateError, NoSuchAddress, PermanentFailure) as final:
        return _Tried(kept=kept(Fate.PERMANENT, final))
    except TemporaryFailure as later:
        return _Tried(kept=kept(Fate.TEMPORARY, later), closed=isinstance(later, Unreachable), rest=later.rest)
    except Exception as ours:
        # A letter that cannot be rendered, a disk that is full: somebody mends it, and the next attempt goes well.
        log.exception("action=deliver message=%s", row.key)
        return _Tried(kept=kept(Fate.TEMPORARY, ours))
    return _Tried(kept=kept(Fate.DELIVERED))


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
