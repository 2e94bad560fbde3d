"""Phản ánh, kiến nghị (PAKN): what may be done with one, by whom, until when (NĐ 20/2008 Điều 9, 14, 19; QĐ 766 5.2).

A reflection is the list of acts done on it; its state, and what is owed by whom until when, follow from them. Working
days are counted as everywhere: the day of the act is day nought, the limit is the closing of the last day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from pydantic import Field

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.errors import (
    FeedbackNamesSender,
    FeedbackNotNow,
    FeedbackNotYours,
    FeedbackRatedAlready,
    FeedbackTextMissing,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.time_limit import Declared


class State(StrEnum):
    RECEIVED = "received"
    NEED_INFO = "need_info"
    REJECTED = "rejected"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    PROCESSING = "processing"
    ANSWERED = "answered"
    PUBLISHED = "published"


class Act(StrEnum):
    RECEIVE = "receive"
    ASK = "ask"
    SUPPLY = "supply"
    """By the sender, what was asked for."""
    REJECT = "reject"
    FORWARD = "forward"
    ACCEPT = "accept"
    BEGIN = "begin"
    ANSWER = "answer"
    PUBLISH = "publish"
    RATE = "rate"
    """By the sender, how it was handled."""


class About(StrEnum):
    CONDUCT = "conduct"
    """Acts of officials: delay, harassment, rules not or wrongly applied (Điều 9 điểm b)."""
    REGULATION = "regulation"
    """Administrative regulations (Điều 9 điểm c)."""


class Rating(StrEnum):
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"


class Limits(Declared):
    """Working days of each step, as declared."""

    checked_on: date
    legal_basis: str
    refuse_days: int = Field(ge=1)
    ask_days: int = Field(ge=1)
    forward_days: int = Field(ge=1)
    handle_days: int = Field(ge=1)
    publish_days: int = Field(ge=1)
    satisfied: tuple[Rating, ...] = Field(min_length=1)

    def days(self, act: Act) -> int | None:
        """Working days within which `act` is done, counted from when the content was complete; None: no limit."""
        return {
            Act.REJECT: self.refuse_days,
            Act.ASK: self.ask_days,
            Act.FORWARD: self.forward_days,
            Act.ANSWER: self.handle_days,
            Act.PUBLISH: self.publish_days,
        }.get(act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One act, as it is kept for ever."""

    kind: Act
    at: datetime
    by: str = ""
    """Person; empty: the sender."""
    text: str = ""
    """Why, what is asked, the answer, or the question as it is published."""
    to: str = ""
    """The body it was forwarded to; who handles it."""
    about: About | None = None
    upheld: bool | None = None
    """Of an answer: whether the complaint was right."""
    rating: Rating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """The next act, by which role (None: the sender), until when (None: no limit)."""

    act: Act
    role: Role | None
    until: datetime | None


@dataclass(slots=True)
class Case:
    """What the acts say together."""

    state: State = State.RECEIVED
    received_at: datetime | None = None
    complete_at: datetime | None = None
    """When the content was complete: received, or what was asked for arrived."""
    concluded_at: datetime | None = None
    """Rejected, forwarded or answered."""
    answered_at: datetime | None = None
    about: About | None = None
    upheld: bool | None = None
    rating: Rating | None = None
    timed: list[tuple[Act, datetime, datetime]] = field(default_factory=list)
    """Acts with a limit: what, since when it was counted, when it was done."""


CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
SIGNERS = frozenset({Role.APPROVER, Role.DIRECTOR})
_ROLES: Mapping[Act, frozenset[Role]] = {
    Act.RECEIVE: CLERKS,
    Act.ASK: CLERKS,
    Act.SUPPLY: CLERKS,
    Act.REJECT: CLERKS,
    Act.FORWARD: CLERKS,
    Act.ACCEPT: CLERKS,
    Act.BEGIN: CLERKS | SIGNERS,
    Act.ANSWER: SIGNERS,
    Act.PUBLISH: CLERKS,
}
"""What the sender tells by telephone the clerk writes down; the rating is nobody else's."""
_FROM: Mapping[Act, frozenset[State]] = {
    Act.ASK: frozenset({State.RECEIVED}),
    Act.SUPPLY: frozenset({State.NEED_INFO}),
    Act.REJECT: frozenset({State.RECEIVED, State.NEED_INFO}),
    Act.FORWARD: frozenset({State.RECEIVED}),
    Act.ACCEPT: frozenset({State.RECEIVED}),
    Act.BEGIN: frozenset({State.ACCEPTED}),
    Act.ANSWER: frozenset({State.ACCEPTED, State.PROCESSING}),
    Act.PUBLISH: frozenset({State.ANSWERED}),
    Act.RATE: frozenset({State.ANSWERED, State.PUBLISHED}),
}
_STATE: Mapping[Act, State] = {
    Act.RECEIVE: State.RECEIVED,
    Act.ASK: State.NEED_INFO,
    Act.SUPPLY: State.RECEIVED,
    Act.REJECT: State.REJECTED,
    Act.FORWARD: State.FORWARDED,
    Act.ACCEPT: State.ACCEPTED,
    Act.BEGIN: State.PROCESSING,
    Act.ANSWER: State.ANSWERED,
    Act.PUBLISH: State.PUBLISHED,
}
_CONCLUDE = frozenset({Act.REJECT, Act.FORWARD, Act.ANSWER})
_ENDED = frozenset({State.REJECTED, State.FORWARDED, State.PUBLISHED})
_NEED_TEXT = frozenset({Act.ASK, Act.SUPPLY, Act.REJECT, Act.ANSWER, Act.PUBLISH})
_NEED_TO = frozenset({Act.FORWARD})


def case_of(acts: Sequence[Done]) -> Case:
    """The state after `acts`, in their order. The first one is the receipt."""
    case = Case()
    for one in acts:
        _count(case, one)
        case.state = _STATE.get(one.kind, case.state)
        case.about = one.about or case.about
        case.upheld = one.upheld if one.upheld is not None else case.upheld
        case.rating = one.rating or case.rating
    return case


def _count(case: Case, one: Done) -> None:
    since = case.answered_at if one.kind is Act.PUBLISH else case.complete_at
    if since is not None:
        case.timed.append((one.kind, since, one.at))
    if one.kind is Act.RECEIVE:
        case.received_at = one.at
    if one.kind in (Act.RECEIVE, Act.SUPPLY):
        case.complete_at = one.at
    if one.kind in _CONCLUDE:
        case.concluded_at = one.at
    if one.kind is Act.ANSWER:
        case.answered_at = one.at


def allowed(case: Case, by: Actor) -> list[Act]:
    """What this officer may do with it now, in the order of the way."""
    return [one for one, states in _FROM.items() if case.state in states and by.has(*_ROLES.get(one, frozenset()))]


def decide(case: Case, act: Done, *, by: Actor | None, names: Sequence[str] = ()) -> None:
    """Nothing, where the act may be done. `by` None: the sender. `names`: what may not stand in a published text.

    Raises FeedbackNotYours, FeedbackNotNow, FeedbackTextMissing, FeedbackRatedAlready, FeedbackNamesSender.
    """
    roles = _ROLES.get(act.kind, frozenset())
    if by is not None and not by.has(*roles):
        raise FeedbackNotYours(feedback_act=act.kind, allowed=", ".join(sorted(roles)))
    if case.state not in _FROM[act.kind]:
        raise FeedbackNotNow(feedback_act=act.kind, feedback_state=case.state)
    if act.kind is Act.RATE and case.rating is not None:
        raise FeedbackRatedAlready
    if (act.kind in _NEED_TEXT and not act.text.strip()) or (act.kind in _NEED_TO and not act.to.strip()):
        raise FeedbackTextMissing(feedback_act=act.kind)
    if act.kind is Act.PUBLISH:
        _name_nobody(act.text, names)


def _name_nobody(text: str, names: Sequence[str]) -> None:
    plain = _bare(text)
    if any(_bare(one) in plain for one in names if _bare(one)):
        raise FeedbackNamesSender


def _bare(text: str) -> str:
    """Without spaces and dots, as a telephone number is written in many ways."""
    return "".join(text.casefold().split()).replace(".", "")


def owed(case: Case, limits: Limits, calendar: WorkingCalendar | None) -> Owed | None:
    """What comes next; None where nothing is owed any more."""
    match case.state:
        case State.RECEIVED:
            # The first limit that any way out of the classification has, besides the refusal's own shorter one.
            first = min((Act.ASK, Act.FORWARD), key=lambda one: limits.days(one) or 0)
            return Owed(act=Act.ACCEPT, role=Role.CLERK, until=until(case.complete_at, first, limits, calendar))
        case State.NEED_INFO:
            return Owed(act=Act.SUPPLY, role=None, until=None)
        case State.ACCEPTED | State.PROCESSING:
            due = until(case.complete_at, Act.ANSWER, limits, calendar)
            return Owed(act=Act.ANSWER, role=Role.APPROVER, until=due)
        case State.ANSWERED:
            due = until(case.answered_at, Act.PUBLISH, limits, calendar)
            return Owed(act=Act.PUBLISH, role=Role.CLERK, until=due)
        case State.REJECTED | State.FORWARDED | State.PUBLISHED:
            return None
        case _:
            assert_never(case.state)


def until(since: datetime | None, act: Act, limits: Limits, calendar: WorkingCalendar | None) -> datetime | None:
    """The closing of the last working day for `act`; None where there is no limit, no start or no calendar.

    Raises CalendarNotPublished.
    """
    days = limits.days(act)
    if since is None or days is None or calendar is None:
        return None
    return calendar.closing_after(calendar.local(since).date(), days)


def in_time(case: Case, limits: Limits, calendar: WorkingCalendar | None, *, at: datetime) -> bool | None:
    """Whether every step was done within its limit by `at`; None where nothing is concluded and nothing is late yet."""
    for kind, since, done in case.timed:
        due = until(since, kind, limits, calendar)
        if due is not None and done > due:
            return False
    waiting = owed(case, limits, calendar)
    if waiting is not None and waiting.until is not None and at > waiting.until:
        return False
    return None if case.concluded_at is None else True


def is_open(state: State) -> bool:
    return state not in _ENDED
