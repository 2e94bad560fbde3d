"""Bring a dossier to its end from wherever it is: a bounded search through the real `decide`, told nothing of the law.

Each turn tries what the people of its units could do, in the order of a list, and takes the first that is not refused
and changes something. The end is a result in the applicant's hands, or the end it had already, and nothing owed any
more; refusing, withdrawing and closing are no way out here, or every state would have one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.decide import decide
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.fold import replay
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.time_limit import PhaseStart

TURNS = 60


class Stuck(AssertionError):
    """Nobody can do anything that leads on; the text names the state and what was done on the way to it."""


@dataclass(slots=True)
class _Search:
    dossier: Dossier
    rules: Rules
    at: datetime
    debts_first: bool
    done: list[str] = field(default_factory=list)

    def by(self, role: Role, *, person: str = "") -> Actor:
        at_desk = role in (Role.DESK, Role.CLERK, Role.APPLICANT)
        unit = self.dossier.receiving_unit if at_desk else self.dossier.competent_unit
        return Actor(person=person or f"the.{role.value}", roles=frozenset({role}), unit=unit)

    def closing(self, days: int) -> datetime:
        calendar = self.rules.calendar
        return calendar.closing(calendar.working_day_after(calendar.local(self.at).date(), days))

    def is_over(self) -> bool:
        ended = self.dossier.stage in (Stage.RETURNED, Stage.ENDED)
        return ended and not any(one.is_open for one in self.dossier.obligations)

    def tried(self, command: c.Command) -> bool:
        """Whether it was done and led on."""
        try:
            events = decide(self.dossier, command, self.rules, at=self.at)
        except Refusal:
            return False
        own = [event for event in events if event.by != THE_CLOCK.person]
        after = replay(events, self.dossier)
        if not own or after is None:
            return False
        self.dossier = after
        self.done.append(command.word)
        return True

    def ways(self) -> Iterator[c.Command]:
        """What somebody could do now, what leads on first."""
        yield from self._waited_for()
        for more in (self._owed, self._next_step) if self.debts_first else (self._next_step, self._owed):
            yield from more()

    def _waited_for(self) -> Iterator[c.Command]:
        desk, handler, dossier = self.by(Role.DESK), self.by(Role.HANDLER), self.dossier
        if dossier.stage is Stage.SUBMITTED:
            yield c.Accept(dossier="1", by=desk)
            # Sent while the intake window was open and looked at later: received on the day it came.
            came = [dossier.registered_at, *(one.answered_at or one.requested_at for one in dossier.supplements)]
            yield c.Accept(dossier="1", by=desk, received_at=max(came))
        if dossier.waiting is not None:
            yield c.ReceiveSupplement(dossier="1", by=desk)
        if dossier.unpaid is not None:
            yield c.ConfirmPayment(dossier="1", by=desk)
        for phase in timing.limit_of(dossier, self.rules).phases:
            if phase.start is PhaseStart.EXTERNAL and phase.key not in dict(dossier.starts):
                yield c.RecordStart(dossier="1", by=handler, phase=phase.key, started_at=self.at, document="12/BB")
        for part in dossier.at_work:
            yield c.ReturnPart(dossier="1", by=handler, body=part.body, answer="Đã xong")
        for asked in dossier.consulted:
            yield c.AnswerConsultation(dossier="1", by=handler, body=asked.body, answer="Đồng ý")

    def _owed(self) -> Iterator[c.Command]:
        # Of a dossier that has ended nobody else takes the work over: whoever it was given to answers for it.
        handler = self.by(Role.HANDLER, person=self.dossier.assignee or "")
        approver, director = self.by(Role.APPROVER), self.by(Role.DIRECTOR)
        owed = [one for one in self.dossier.obligations if one.is_open]
        if not owed:
            return
        yield c.HandOver(dossier="1", by=self.by(Role.DESK))
        for part in self.dossier.parts:
            if part.late_for is not None and part.new_date is None:
                told = {"reason": "Bận", "new_date": self.closing(1), "document": "12/BHXH"}
                yield c.ExplainPart(dossier="1", by=handler, body=part.body, **told)
        yield c.NotifyOnestop(dossier="1", by=handler, reason="Thiếu người")
        yield c.ConfirmOnTrack(dossier="1", by=handler)
        yield c.Explain(dossier="1", by=handler, reason_code="R06", reason="Thiếu người")
        yield c.ApproveExplanation(dossier="1", by=approver)
        for named in (self.closing(5), None):
            for who in (approver, director):
                yield c.IssueApology(dossier="1", by=who, new_appointment=named, reason="Thiếu người")

    def _next_step(self) -> Iterator[c.Command]:
        step = timing.current_step(self.dossier, self.rules)
        if self.dossier.stage is Stage.HANDLING and step is not None:
            supervisor = self.by(Role.SUPERVISOR)
            mine = self.by(step.owner)
            if self.dossier.assignee not in (None, mine.person):
                yield c.Reassign(dossier="1", by=supervisor, to=mine.person, reason="Nghỉ")
            yield c.Complete(dossier="1", by=mine)
        yield c.ReleaseResult(dossier="1", by=self.by(Role.APPROVER))
        yield c.ReturnResult(dossier="1", by=self.by(Role.DESK))


def finish(dossier: Dossier, rules: Rules, at: datetime, *, debts_first: bool = True) -> list[str]:
    """The words that bring it to its end, what is owed before or after the result. Raises Stuck where none leads on."""
    # A road of the office's own people: nobody of those who assigned at random is known here.
    rules = replace(rules, office=replace(rules.office, people=None))
    search = _Search(dossier, rules, max(at, dossier.last_at), debts_first)
    while not search.is_over():
        search.at += timedelta(minutes=1)
        if len(search.done) > TURNS or not any(search.tried(command) for command in search.ways()):
            left = [f"{one.kind.value}/{one.epoch}" for one in search.dossier.obligations if one.is_open]
            state = f"{search.dossier.stage.value} {search.dossier.current_step} status {search.dossier.status}"
            raise Stuck(f"{dossier.code}: no way on from {state}, owed {left}, after {search.done}")
    return search.done
