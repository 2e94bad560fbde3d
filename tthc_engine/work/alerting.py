"""Tell officers by name of what alerts them: in working hours, what belongs together at once, and never too often.

A notice is seen in the application at once; what this sends is the message by mail or telephone. Nothing is dropped:
what comes outside hours or above the day's budget waits for the next opening and goes in one digest.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.telling import Telling, telling
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.store import ladder, notices, outbox, people, wishes
from tthc_engine.store.columns import instant_text
from tthc_engine.store.notices import Notice
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session
from tthc_engine.work import feedback_reminders, plan_reminders, sweep
from tthc_engine.work.climbing import climb
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.hours import calendar_of, next_opening, within
from tthc_engine.work.report import why

log = logging.getLogger(__name__)

ALERT, DIGEST = "alert", "digest"


@dataclass(slots=True, kw_only=True)
class AlertReport:
    climbed: int = 0
    """Notices that the ladder added."""
    reminded: int = 0
    """Notices of what yearly plans owe."""
    messages: int = 0
    notices: int = 0
    """Those that the messages tell of."""
    held: int = 0
    """Notices that wait for an opening now."""
    here: int = 0
    """Notices of people who are told in the application only."""
    void: int = 0
    """Notices of what is no longer owed."""
    failed: dict[str, str] = field(default_factory=dict)
    """Person, or obligation, to why."""

    def in_words(self) -> str:
        return (
            f"climbed={self.climbed} reminded={self.reminded} messages={self.messages} notices={self.notices}"
            f" held={self.held} here={self.here} void={self.void} failed={len(self.failed)}"
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "climbed": self.climbed,
            "reminded": self.reminded,
            "messages": self.messages,
            "notices": self.notices,
            "held": self.held,
            "here": self.here,
            "void": self.void,
            "failed": self.failed,
        }


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether a rung, a reminder or a message, besides those `known` to fail, is due: indexed reads."""
    with app.read() as session:
        if any(one.name not in known for one in ladder.due(session, at, limit=len(known) + 1)):
            return True
        if plan_reminders.is_due(session, at, known=known) or feedback_reminders.is_due(session, at, known=known):
            return True
        waiting = notices.people_waiting(session, at - telling().gather, limit=len(known) + 1)
    return any(person not in known for person in waiting) and not _still_finding(app, at)


def alert(app: App, at: datetime, *, guard: Guard = by_hand) -> AlertReport:
    """Climb the ladder, remind, then send what waits; one person a transaction, one that fails stops nobody."""
    report = AlertReport()
    rules = telling()
    try:
        report.climbed = climb(app, at, guard=guard, failed=report.failed)
        report.reminded = plan_reminders.remind(app, at, guard=guard, failed=report.failed)
        report.reminded += feedback_reminders.remind(app, at, guard=guard, failed=report.failed)
        if _still_finding(app, at):
            return report
        with app.read() as session:
            waiting = notices.people_waiting(session, at - rules.gather)
        for person in waiting:
            try:
                with app.transaction() as session:
                    guard(session)
                    _tell(app, session, person, at, report)
            except Halt:
                raise
            except Exception as error:
                report.failed[person] = why(error)
                log.exception("action=alert by=clock")
    except Halt:
        pass
    return report


def _still_finding(app: App, at: datetime) -> bool:
    """A sweep has more to find, and the first thing it found may wait for the rest: one message, not forty."""
    with app.read() as session:
        overdue = notices.people_waiting(session, at - telling().gather_longest, limit=1)
    return not overdue and sweep.is_due(app, at)


def _tell(app: App, session: Session, person: str, at: datetime, report: AlertReport) -> None:
    waiting = notices.waiting_of(session, person, at)
    owed = notices.still_owed(session, waiting)
    gone = [one for one in waiting if one.key not in owed]
    notices.settle(session, gone, "void")
    report.void += len(gone)
    waiting = [one for one in waiting if one.key in owed]
    if not waiting:
        return
    chosen = wishes.preference(session, person)
    recipient = _recipient(session, person, chosen)
    if recipient is None:
        notices.settle(session, waiting, "here", at=at)
        report.here += len(waiting)
        return
    calendar = calendar_of(app, session, waiting[0].unit)
    until, held_for = _held(session, person, waiting, chosen, calendar, at, telling())
    if held_for:
        notices.hold(session, waiting, until=until, why=held_for)
        report.held += len(waiting)
        return
    key = _send(app, session, recipient, waiting, at)
    notices.settle(session, waiting, "sent", at=at, message_key=key)
    report.messages += 1
    report.notices += len(waiting)


def _recipient(session: Session, person: str, chosen: wishes.Preference) -> dict[str, Any] | None:
    """Whom to write to, or None for who is told in the application only."""
    who = people.person(session, person)
    if who is None or chosen.way == "application" or not (who.email or who.phone):
        return None
    return {
        "person": person,
        "name": who.name,
        "email": who.email,
        "phone": who.phone,
        "language": chosen.language,
        "way": chosen.way,
    }


def _held(
    session: Session,
    person: str,
    waiting: Sequence[Notice],
    chosen: wishes.Preference,
    calendar: WorkingCalendar | None,
    at: datetime,
    rules: Telling,
) -> tuple[datetime, str]:
    """Until when and why the person is not written to now; an empty why: now is right."""
    opening = within(calendar, at)
    if opening > at:
        return opening, "quiet"
    if chosen.digest_only and not any(one.held_for for one in waiting):
        return next_opening(calendar, at), "digest"
    today = datetime.combine(at.astimezone(HANOI).date(), time(), HANOI)
    if notices.sent_since(session, person, today) >= rules.budget_per_day:
        return next_opening(calendar, at), "budget"
    return at, ""


def _send(app: App, session: Session, recipient: dict[str, Any], waiting: Sequence[Notice], at: datetime) -> str:
    """One message for all of them, under a key made from them; the key."""
    names = people.names(session, (one.whose for one in waiting if one.whose))
    said = [
        {
            "kind": one.kind,
            "reference": one.reference,
            "procedure": one.procedure_name or one.topic,
            "at": instant_text(one.at),
            "why": one.why,
            "role": one.for_role,
            "whose": names[one.whose].name if one.whose in names else "",
            "url": app.settings.address + (one.path or f"/ho-so/{one.reference or one.dossier_id}"),
        }
        for one in waiting
    ]
    positions = ",".join(str(one.position) for one in waiting)
    key = f"notice:{recipient['person']}:{hashlib.sha256(positions.encode()).hexdigest()[:24]}"
    message = outbox.row(
        key=key,
        dossier="",
        kind=ALERT if len(said) == 1 else DIGEST,
        unit=waiting[0].unit,
        recipient=recipient,
        context={"items": said, "reference": said[0]["reference"] if len(said) == 1 else "", "at": instant_text(at)},
        letter_id=None,
        at=at,
    )
    outbox.enqueue(session, message)
    return key
