"""What becomes of one simulated dossier: drawn once, then its officers' next act follows from where it stands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp
from random import Random

from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.messages import NUMBERED_AT_ONCE
from tthc_engine.domain.obligations import Obligation, ObligationKind
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.engine.unwritten import Unwritten

_DAY = 450
_ASKED, _UNANSWERED, _REFUSED, _STOPPED, _LATE, _GIVEN = 0.11, 0.08, 0.03, 0.015, 0.05, 0.5
"""Shares: a supplement is asked for, of those nobody comes, refused, stopped, handled too slowly, given to a name."""
_NEGLECTED = 0.07
"""Of what is owed after a breach, this share is never written."""
_PREFACE = "Mô phỏng: "
_REASON = _PREFACE + "khối lượng hồ sơ tăng trong mùa tuyển sinh"

Ask = Callable[[Actor], c.Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody in a role will do: not before `at`, in so many working minutes of theirs."""

    at: datetime
    role: Role
    minutes: int
    ask: Ask
    person: str = ""
    """Whose it is by name."""
    main: bool = False
    """The way to the result, of which a dossier has one step at a time; else an act beside it."""


@dataclass(slots=True, kw_only=True)
class Fate:
    """Drawn with the dossier; shares of one."""

    pace: float
    """When it would be ready, as a share of its limit; above one: late."""
    asks: bool
    answers_after: int | None
    """Working minutes until the missing paper comes; None: never."""
    ends: str
    """`granted`, `refused` or `stopped`."""
    given: bool
    neglected: bool
    stays_open: bool = False
    """It belongs to what is open at the end: nobody ends it before."""


def fate(rng: Random, *, stays_open: bool) -> Fate:
    late = rng.random() < _LATE
    drawn = rng.random()
    return Fate(
        pace=rng.uniform(1.1, 1.8) if late else rng.betavariate(4, 2.2) * 0.97,
        asks=rng.random() < _ASKED,
        answers_after=None if rng.random() < _UNANSWERED else max(60, int(4 * _DAY * exp(rng.gauss(0, 0.7)))),
        ends="refused" if drawn < _REFUSED else "stopped" if drawn < _REFUSED + _STOPPED else "granted",
        given=rng.random() < _GIVEN,
        neglected=rng.random() < _NEGLECTED,
        stays_open=stays_open,
    )


@dataclass(slots=True, kw_only=True)
class Case:
    """One dossier on its way; `acts_after` says what follows from what just happened."""

    unwritten: Unwritten
    registration: c.Registration
    fate: Fate
    rng: Random
    handlers: tuple[str, ...]
    look: datetime | None = None
    """When the clock looks at it next."""
    tries: int = 3
    """How often its main way may be refused before it is left where it is."""
    seen: set[str] = field(default_factory=set)
    """Obligations and letters that somebody has taken up already."""
    asked: bool = False

    @property
    def id(self) -> str:
        return self.unwritten.dossier_id

    def acts_after(self, at: datetime, *, main: bool) -> list[Act]:
        """What is taken up now: owed answers, unnumbered letters and, where the main way moved, its next step."""
        dossier = self.unwritten.dossier
        if dossier is None:
            return [self._intake(at)]
        found = [*self._owed(dossier, at), *self._letters(dossier, at)]
        if main and (act := self._main(dossier, at)) is not None:
            found.append(act)
        return found

    # -- the way to the result -------------------------------------------------------------------------------------

    def _intake(self, at: datetime) -> Act:
        return Act(at=at, role=Role.DESK, minutes=self._some(8), main=True, ask=self._accept)

    def _accept(self, by: Actor) -> c.Command:
        online = self.unwritten.dossier is not None
        return c.Accept(dossier=self.id, by=by, registration=None if online else self.registration)

    def _main(self, dossier: Dossier, at: datetime) -> Act | None:
        match dossier.stage:
            case Stage.SUBMITTED:
                return self._intake(at)
            case Stage.RELEASED:
                collected = self._later(at, int(self.rng.expovariate(1 / (1.5 * _DAY))))
                return self._act(collected, Role.DESK, 3, self._return)
            case Stage.HANDLING if dossier.waiting is None:
                return self._handled(dossier, at)
            case _:
                return self._answered(dossier, at) if dossier.waiting is not None else None

    def _handled(self, dossier: Dossier, at: datetime) -> Act | None:
        fate, step = self.fate, timing.current_step(dossier, self.unwritten.rules)
        if step is None:
            return None
        first = dossier.current_step == self.unwritten.rules.procedure.handling[0].key
        if first and fate.given and dossier.assignee is None:
            return self._act(self._later(at, self._some(40)), Role.APPROVER, 1, self._assign)
        if first and fate.asks and not self.asked:
            self.asked = True
            return self._act(self._later(at, self._some(500)), Role.HANDLER, 6, self._request, dossier.assignee)
        if fate.stays_open and step.owner is not Role.HANDLER:
            return None
        if fate.ends == "stopped":
            return None if fate.stays_open else self._act(self._later(at, self._some(600)), Role.DESK, 5, self._stop)
        begin = self._ready(dossier, at)
        if step.owner is Role.HANDLER:
            return self._act(begin, Role.HANDLER, self._some(18), self._complete, dossier.assignee)
        if step.key == self.unwritten.rules.procedure.result.key:
            return self._act(self._later(at, 2), Role.APPROVER, 1, self._release)
        return self._act(begin, Role.APPROVER, 2, self._refuse if fate.ends == "refused" else self._approve)

    def _answered(self, dossier: Dossier, at: datetime) -> Act | None:
        if self.fate.answers_after is None or dossier.waiting is None:
            return None
        come = self._later(dossier.waiting.requested_at, self.fate.answers_after)
        return self._act(max(at, come), Role.DESK, 4, self._receive)

    def _ready(self, dossier: Dossier, at: datetime) -> datetime:
        """When the next step would be taken up, so that all of them end where the fate says."""
        rules = self.unwritten.rules
        due, began = timing.due_at(dossier, rules), dossier.entered_at or at
        if due is None:
            return self._later(at, self._some(2 * _DAY))
        since = dossier.received_at or began
        ready = since + (due - since) * self.fate.pace
        keys = [one.key for one in rules.procedure.handling]
        left = len(keys) - keys.index(dossier.current_step) if dossier.current_step in keys else 1
        return max(at, at + (ready - at) / (left + 1))

    # -- beside it -------------------------------------------------------------------------------------------------

    def _owed(self, dossier: Dossier, at: datetime) -> list[Act]:
        found = []
        for one in dossier.obligations:
            key = f"{one.kind.value}/{one.epoch}"
            if one.kind is ObligationKind.EXPLANATION and dossier.explanation is not None:
                key = f"approval/{one.epoch}"
            if one.is_open and key not in self.seen:
                act = self._answer(one, dossier, at)
                if act is not None:
                    self.seen.add(key)
                    found.append(act)
        return found

    def _answer(self, one: Obligation, dossier: Dossier, at: datetime) -> Act | None:
        match one.kind:
            case ObligationKind.LATENESS_QUESTION:
                ask = self._declare if self.fate.pace > 1 else self._confirm
                return self._beside(at, 60, Role.HANDLER, 2, ask, dossier.assignee)
            case ObligationKind.ONESTOP_NOTICE if not self.fate.neglected:
                return self._beside(at, 120, Role.HANDLER, 5, self._notify, dossier.assignee)
            case ObligationKind.APOLOGY if not self.fate.neglected:
                return self._beside(at, 240, Role.APPROVER, 5, self._apologise)
            case ObligationKind.EXPLANATION if not self.fate.neglected:
                if dossier.explanation is not None:
                    return self._beside(at, 200, Role.APPROVER, 3, self._approve_explanation)
                return self._beside(at, 300, Role.HANDLER, 8, self._explain, dossier.assignee)
            case ObligationKind.CLOSE_UNANSWERED if not self.fate.stays_open:
                return self._beside(at, 300, Role.DESK, 4, self._close)
            case _:
                return None

    def _letters(self, dossier: Dossier, at: datetime) -> list[Act]:
        found = []
        for letter in dossier.letters:
            if letter.kind in NUMBERED_AT_ONCE:
                continue
            if not letter.number and f"number {letter.letter}" not in self.seen:
                self.seen.add(f"number {letter.letter}")
                found.append(self._beside(at, 90, Role.CLERK, 2, _numbering(self.id, letter.letter)))
            elif letter.number and letter.dispatched_at is None and f"send {letter.letter}" not in self.seen:
                self.seen.add(f"send {letter.letter}")
                found.append(self._beside(at, 15, Role.CLERK, 1, _sending(self.id, letter.letter)))
        return found

    # -- commands --------------------------------------------------------------------------------------------------

    def _assign(self, by: Actor) -> c.Command:
        return c.Assign(dossier=self.id, by=by, to=self.rng.choice(self.handlers))

    def take_another_way(self) -> bool:
        """The main way was refused: go on plainly, a few times; whether to go on."""
        self.fate.ends, self.asked = "granted", True
        self.tries -= 1
        return self.tries > 0

    def _complete(self, by: Actor) -> c.Command:
        return c.Complete(dossier=self.id, by=by)

    def _approve(self, by: Actor) -> c.Command:
        return c.Approve(dossier=self.id, by=by)

    def _refuse(self, by: Actor) -> c.Command:
        return c.Refuse(dossier=self.id, by=by, reason=_PREFACE + "hồ sơ không đủ điều kiện")

    def _release(self, by: Actor) -> c.Command:
        return c.ReleaseResult(dossier=self.id, by=by)

    def _return(self, by: Actor) -> c.Command:
        who = self.registration.submitter or self.registration.owner
        return c.ReturnResult(dossier=self.id, by=by, received_by=who.name)

    def _stop(self, by: Actor) -> c.Command:
        return c.StopDossier(dossier=self.id, by=by, reason=_PREFACE + "người nộp không còn nhu cầu")

    def _close(self, by: Actor) -> c.Command:
        return c.CloseUnanswered(dossier=self.id, by=by)

    def _request(self, by: Actor) -> c.Command:
        paper = self.rng.choice(self.unwritten.rules.procedure.components)
        items = (c.Item(component=paper.key),)
        return c.RequestSupplement(dossier=self.id, by=by, items=items, reason=_PREFACE + "thiếu giấy tờ")

    def _receive(self, by: Actor) -> c.Command:
        return c.ReceiveSupplement(dossier=self.id, by=by)

    def _confirm(self, by: Actor) -> c.Command:
        return c.ConfirmOnTrack(dossier=self.id, by=by)

    def _declare(self, by: Actor) -> c.Command:
        return c.DeclareDelay(dossier=self.id, by=by, reason=_REASON, reason_code="R06", new_date=self._new_date())

    def _notify(self, by: Actor) -> c.Command:
        return c.NotifyOnestop(dossier=self.id, by=by, reason=_REASON)

    def _apologise(self, by: Actor) -> c.Command:
        over = self.unwritten.dossier is not None and self.unwritten.dossier.ended_at is not None
        new = None if over else self._new_date()
        return c.IssueApology(dossier=self.id, by=by, reason=_REASON, new_appointment=new)

    def _explain(self, by: Actor) -> c.Command:
        return c.Explain(dossier=self.id, by=by, reason_code="R06", reason=_REASON)

    def _approve_explanation(self, by: Actor) -> c.Command:
        return c.ApproveExplanation(dossier=self.id, by=by)

    def _new_date(self) -> datetime:
        """A closing after everything that was promised so far."""
        dossier, rules = self.unwritten.dossier, self.unwritten.rules
        assert dossier is not None
        latest = max(filter(None, (timing.due_at(dossier, rules), dossier.last_at, dossier.new_appointment)))
        return rules.calendar.closing_after(rules.calendar.local(latest).date(), 5)

    # -- time ------------------------------------------------------------------------------------------------------

    def _act(self, at: datetime, role: Role, minutes: int, ask: Ask, person: str | None = None) -> Act:
        return Act(at=at, role=role, minutes=minutes, ask=ask, person=person or "", main=True)

    def _beside(self, at: datetime, after: int, role: Role, minutes: int, ask: Ask, person: str | None = None) -> Act:
        later = self._later(at, self._some(after))
        return Act(at=later, role=role, minutes=minutes, ask=ask, person=person or "")

    def _later(self, at: datetime, minutes: int) -> datetime:
        return self.unwritten.rules.calendar.add(at, minutes)

    def _some(self, minutes: int) -> int:
        """Around so many, at least one."""
        return max(1, int(minutes * self.rng.uniform(0.5, 1.6)))


def _numbering(dossier: str, letter: str) -> Ask:
    return lambda by: c.NumberLetter(dossier=dossier, by=by, letter=letter)


def _sending(dossier: str, letter: str) -> Ask:
    return lambda by: c.Dispatch(dossier=dossier, by=by, letter=letter, how="Bưu chính")


SLEEP = timedelta(days=1)
"""How long the clock waits where a look changed nothing."""
