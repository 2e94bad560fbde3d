"""Phản ánh, kiến nghị from the door to the published answer: receive, act, list what is owed, the late first."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.feedback import limits
from tthc_engine.domain.calendar import CalendarNotPublished
from tthc_engine.domain.errors import UnknownFeedback
from tthc_engine.domain.feedback import Act, Case, Done, Owed, State, case_of, decide, is_open, owed
from tthc_engine.domain.people import Actor
from tthc_engine.engine.allotting import secret
from tthc_engine.store import counters, feedback, offices, people
from tthc_engine.store.feedback import Feedback
from tthc_engine.store.people import EVERYTHING, HANOI, Scope
from tthc_engine.store.sql import Session
from tthc_engine.work.hours import calendar_of

CHANNELS = ("letter", "phone", "slip", "direct")
"""How a reflection that the clerk enters came (Điều 6)."""
ONLINE = "online"
SERIES = "feedback"
MOST = 500
"""Lines on one page."""
OPEN = tuple(one for one in State if is_open(one))
ENDED = tuple(one for one in State if not is_open(one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the sender typed, or the clerk for them."""

    unit: str
    sender: str
    address: str
    phone: str
    email: str
    content: str
    reference: str = ""
    channel: str = ONLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the sender gets: with both they look up and rate."""

    code: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One reflection with what its acts say."""

    feedback: Feedback
    acts: tuple[Done, ...]
    case: Case
    owed: Owed | None

    def late(self, at: datetime) -> bool:
        return self.owed is not None and self.owed.until is not None and at > self.owed.until


def receive(app: App, sent: Sent, *, key: str, by: str, at: datetime) -> Given:
    """Keep it under the next code of its unit. `key` is the form's: the same form sent twice is kept once.

    The secret is made from the form and the office's own key, so that a double click shows the same one; only its
    hash is stored. `by`: the clerk's person, empty for the sender.
    """
    said = "\n".join((key, sent.unit, sent.sender, sent.phone, sent.content))
    form_key = hashlib.sha256(said.encode()).hexdigest()
    word = _secret(app.settings.secret_key, form_key)
    with app.transaction() as session:
        known = feedback.of_form(session, form_key)
        if known is not None:
            return Given(code=known.code, secret=word)
        day = at.astimezone(HANOI).date()
        unit = offices.unit(session, sent.unit)
        number = counters.take(session, sent.unit, SERIES, day.isoformat())
        code = f"PA.{unit.code if unit else sent.unit}-{day:%y%m%d}-{number:04d}"
        one = Feedback(
            id=app.engine.new_id(),
            unit=sent.unit,
            code=code,
            channel=sent.channel,
            sender=sent.sender,
            address=sent.address,
            phone=sent.phone,
            email=sent.email,
            content=sent.content,
            about_reference=sent.reference,
            received_at=at,
            state=State.RECEIVED,
        )
        feedback.add(session, one, secret=word, form_key=form_key, by=by)
    return Given(code=code, secret=word)


def act(app: App, key: str, done: Done, *, by: Actor | None) -> None:
    """Do one act on it; `by` None: the sender, who was asked for the secret.

    Raises UnknownFeedback and what `decide` raises.
    """
    with app.transaction() as session:
        scope = EVERYTHING if by is None else people.scope_of(session, by)
        one = feedback.by_id(session, scope, key)
        if one is None:
            raise UnknownFeedback
        case = case_of(feedback.acts(session, key))
        decide(case, done, by=by, names=one.names)
        if done.kind is Act.PUBLISH:
            _answer_names_nobody(session, one, case, done)
        feedback.act(session, key, done)


def _answer_names_nobody(session: Session, one: Feedback, case: Case, done: Done) -> None:
    """The answer is published with the question: neither may name the sender."""
    answer = next(each for each in reversed(feedback.acts(session, one.id)) if each.kind is Act.ANSWER)
    decide(case, replace(done, text=answer.text), by=None, names=one.names)


def seen(app: App, session: Session, one: Feedback) -> Seen:
    """Its acts, its state and what is owed."""
    return _seen(app, session, one, feedback.acts(session, one.id))


def listed(app: App, session: Session, scope: Scope, *, ended: bool, at: datetime) -> list[Seen]:
    """Open ones by what is owed: the late first, then by their limit; ended ones, the newest first."""
    found = feedback.listed(session, scope, states=ENDED if ended else OPEN, limit=MOST)
    done = feedback.acts_of(session, [one.id for one in found])
    every = [_seen(app, session, one, done.get(one.id, [])) for one in found]
    if ended:
        return every[::-1]
    return sorted(every, key=lambda one: (not one.late(at), _limit(one) or _NEVER, one.feedback.received_at))


_NEVER = datetime.max.replace(tzinfo=HANOI)


def _limit(one: Seen) -> datetime | None:
    return one.owed.until if one.owed is not None else None


def _seen(app: App, session: Session, one: Feedback, done: list[Done]) -> Seen:
    case = case_of(done)
    try:
        waits = owed(case, limits(), calendar_of(app, session, one.unit))
    except CalendarNotPublished:
        # A limit beyond the last year anybody has decided: nothing can be late of it yet.
        waits = owed(case, limits(), None)
    return Seen(feedback=one, acts=tuple(done), case=case, owed=waits)


def _secret(key: bytes, form_key: str) -> str:
    drawn = 0

    def entropy(length: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hmac.new(key, f"feedback:{drawn}:{form_key}".encode(), hashlib.sha256).digest()[:length]

    return secret(entropy)
