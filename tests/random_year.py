"""A year of an office's dossiers, drawn at random and written into the log in bulk: for recounts and measurements.

The first event of each kind of dossier is a real one, accepted at the desk; the lives that follow are drawn. Events are
appended as the engine appends them, and their fact rows are written by the same functions.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tests.builders import AnOffice, hanoi
from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.commands import IdentityCheck, Paper, PaperState, Payway
from tthc_engine.domain.dossier import Dossier, Outcome
from tthc_engine.domain.fold import replay
from tthc_engine.domain.procedure import Channel, PaperForm, Role
from tthc_engine.domain.rules import Rules
from tthc_engine.store import facts, log, projection
from tthc_engine.store.log import Judged
from tthc_engine.store.sql import Session

PROCEDURES = ("2.002854", "3.000466", "1.012969", "2.002850")
REASONS = ("", "R01", "R02", "R05", "R08", "R99")
"""Official reasons that are drawn; empty: none was named."""
HANDS = ("school.desk", "school.handler", "school.approver")
FIRST = hanoi("2026-06-01 08:00")
"""Every declared version used here is in force from then on."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A real acceptance, and the texts it was judged by."""

    event: e.DossierAccepted
    judged: Judged
    rules: Rules


def patterns(office: AnOffice) -> list[Pattern]:
    found = []
    for number, code in enumerate(PROCEDURES):
        done = office.accept(f"2026-06-01 08:{number:02d}", procedure=code)
        with office.app.read() as session:
            (stored, *_) = log.load(session, done.dossier_id)
            rules = office.app.engine.rulebook.of_dossier(session, done.dossier, stored.judged.regime).rules
        assert isinstance(stored.event, e.DossierAccepted)
        found.append(Pattern(stored.event.model_copy(update={"personal": None}), stored.judged, rules))
    return found


def fill(
    office: AnOffice, count: int, *, seed: int = 118, days: int = 365, again: float = 0.02, listed: bool = False
) -> None:
    """`count` dossiers more, in one transaction; the share `again` is opened again after its end.

    `listed` writes the lists' rows too, which exports narrow by.
    """
    drawn = random.Random(seed)
    kinds = patterns(office)
    with office.app.transaction() as session:
        for number in range(count):
            pattern = drawn.choice(kinds)
            write(
                session,
                f"r{number:07d}",
                list(life(pattern, drawn, number, days=days, again=again)),
                pattern,
                listed=listed,
            )


def write(session: Session, dossier_id: str, events: list[e.AnyEvent], pattern: Pattern, *, listed: bool) -> None:
    head = log.append(session, dossier_id, events, after=log.Head(0, log.GENESIS), judged=pattern.judged, entropy=bytes)
    dossier: Dossier | None = None
    states = []
    for group in facts.together(events):
        dossier = replay(group, start=dossier)
        assert dossier is not None
        states.append((dossier.last_at, facts.fact_row(dossier, pattern.rules, dossier_id)))
    for row in facts.folded(states):
        session.insert("fact", row)
    if dossier is not None:
        for row in projection.obligation_rows(dossier, dossier_id):
            session.insert("obligation", row)
    if dossier is not None and listed:
        around = projection.Projected(dossier_id, head, "school")
        session.insert("dossier", projection.dossier_row(dossier, pattern.rules, around))


def life(pattern: Pattern, drawn: random.Random, number: int, *, days: int, again: float) -> Iterator[e.AnyEvent]:
    """What happened to one dossier, in the order of time."""
    story = _Story(pattern, drawn)
    at = FIRST + timedelta(minutes=drawn.randrange(days * 24 * 60))
    entered = at + timedelta(days=drawn.choice((0, 0, 0, 0, 0, 1, 9)))
    yield story.accepted(received=at, at=entered, number=number)
    if drawn.random() < 0.2:
        yield from story.supplement()
    if drawn.random() < 0.03:
        # Still in hand.
        return
    yield from story.money()
    yield from story.scans()
    ends = story.ends()
    if number % 3 == 0:
        yield from story.steps(before=ends)
    if story.due is not None and ends > story.due + timedelta(days=1) and drawn.random() < 0.7:
        yield from story.declared()
        yield story.apology()
    yield from story.breach(ends)
    yield story.ending(ends)
    yield from story.after()
    yield from story.explanation()
    if drawn.random() < again:
        yield story.again()
        if drawn.random() < 0.7:
            yield story.ending(story.ends())


class _Story:
    def __init__(self, pattern: Pattern, drawn: random.Random) -> None:
        self._pattern = pattern
        self._drawn = drawn
        # Drawn apart, so that what is drawn here moves no date of the lives.
        self._more = random.Random(drawn.randrange(1 << 30))
        self._beside = random.Random(self._more.randrange(1 << 30))
        self.dossier: Dossier | None = None
        self.at = FIRST

    @property
    def due(self) -> datetime | None:
        assert self.dossier is not None
        return timing.due_at(self.dossier, self._pattern.rules)

    def accepted(self, *, received: datetime, at: datetime, number: int) -> e.AnyEvent:
        channel = self._drawn.choice(tuple(Channel))
        more = {"channel": channel, "receive_result": self._more.choice(tuple(Channel)), "papers": self._papers()}
        more["submitter_checked"] = self._beside.choice((None, *IdentityCheck))
        more["paid"] = self._beside.choice((None, None, None, None, *Payway))
        registered = self._pattern.event.registered.model_copy(update=more)
        draft = self._pattern.event.model_copy(
            update={
                "at": at,
                "received_at": received,
                "registered": registered,
                "reference": f"H99-{number:07d}",
                "appointment": None,
                "fee_vnd": self._more.choice((0, 0, 0, 15_000, 250_000)),
            }
        )
        self.dossier = replay([draft])
        return self._told(draft.model_copy(update={"appointment": self.due}), anew=True)

    def _papers(self) -> tuple[Paper, ...]:
        """Each component on paper, as a file, from another dossier, missing, or not handed in at all."""
        found = []
        for one in self._pattern.rules.procedure.components:
            drawn = self._more.random()
            form = PaperForm.ELECTRONIC if drawn < 0.5 else PaperForm.ORIGINAL
            state = PaperState.MISSING if 0.5 <= drawn < 0.6 else PaperState.PRESENT
            source = "H99-0000001" if 0.6 <= drawn < 0.7 else ""
            if drawn < 0.95:
                found.append(Paper(component=one.key, form=form, state=state, reused_from=source))
        return tuple(found)

    def money(self) -> Iterator[e.AnyEvent]:
        """A fee asked for while it is handled, mostly paid."""
        if self._more.random() < 0.2:
            amount = self._more.choice((10_000, 300_000))
            asked = e.PaymentRequested(**self._by(self.at + timedelta(minutes=1)), amount_vnd=amount, reason="Phí")
            yield self._told(asked)
            if self._more.random() < 0.8:
                paid = {"amount_vnd": amount, "online": self._more.random() < 0.5}
                yield self._told(e.PaymentConfirmed(**self._by(self.at + timedelta(minutes=1)), **paid))

    def scans(self) -> Iterator[e.AnyEvent]:
        """The desk scans a paper while the dossier is in hand."""
        if self._more.random() < 0.3:
            one = self._more.choice(self._pattern.rules.procedure.components)
            scan = {"component": one.key, "sha256": "ab" * 32, "size": 1, "media": "application/pdf"}
            yield self._told(e.ScanAttached(**self._by(self.at + timedelta(minutes=1)), **scan))

    def steps(self, *, before: datetime) -> Iterator[e.AnyEvent]:
        """One after the other, each by somebody, mostly within its limit; the last one is left at the end."""
        procedure, rules = self._pattern.rules.procedure, self._pattern.rules
        keys = [procedure.intake.key, *(one.key for one in procedure.handling), procedure.result.key]
        until = min(before, (self.due or before) - timedelta(hours=21))
        spare = max(until - self.at, timedelta(minutes=len(keys) * 2))
        for number, (key, following) in enumerate(pairwise(keys)):
            assert self.dossier is not None and self.dossier.entered_at is not None
            entered = self.dossier.entered_at
            at = self.at + (timedelta(seconds=1) if number == 0 else spare * self._beside.random() / len(keys))
            minutes = timing.worked(self.dossier, rules, entered, at)
            done = {"step": key, "next_step": following, "entered_at": entered, "minutes": minutes}
            yield self._told(e.StepCompleted(**self._by(at, self._beside.choice(HANDS)), **done))

    def after(self) -> Iterator[e.AnyEvent]:
        """A result is scanned while it waits, collected, and now and then corrected and collected again."""
        assert self.dossier is not None
        if self.dossier.outcome is not Outcome.GRANTED:
            return
        drawn = self._beside.random()
        if drawn < 0.1:
            one = self._beside.choice(self._pattern.rules.procedure.components)
            scan = {"component": one.key, "sha256": "cd" * 32, "size": 1, "media": "application/pdf"}
            yield self._told(e.ScanAttached(**self._later(20), **scan))
        if drawn < 0.8:
            yield from self._collected()
            if drawn < 0.04:
                yield self._told(e.CorrectionStarted(**self._later(400), number=1, reason="Sai họ tên"))
                yield self._told(e.ResultCorrected(**self._later(100), number=1))
                yield from self._collected()

    def _collected(self) -> Iterator[e.AnyEvent]:
        assert self.dossier is not None
        collected = self._later(300)
        step, entered = self.dossier.current_step, self.dossier.entered_at
        if step is not None and entered is not None:
            minutes = timing.worked(self.dossier, self._pattern.rules, entered, collected["at"])
            done = {"step": step, "next_step": None, "entered_at": entered, "minutes": minutes}
            yield self._told(e.StepCompleted(**collected, **done))
        yield self._told(e.ResultReturned(**collected))

    def _later(self, hours: int) -> dict:
        return self._by(self.at + timedelta(minutes=self._beside.randrange(1, hours * 60)))

    def declared(self) -> Iterator[e.AnyEvent]:
        """A delay declared before the apology, with an official reason or without."""
        due = self.due
        if due is not None and self._more.random() < 0.8:
            code = self._more.choice(REASONS)
            told = {"epoch": self._epoch, "due_at": due, "until": due, "reason": "Chậm", "reason_code": code}
            yield self._told(e.DelayDeclared(**self._by(self.at + timedelta(seconds=1)), **told))

    def breach(self, ends: datetime) -> Iterator[e.AnyEvent]:
        """The clock notices that the limit passed before the end."""
        due = self.due
        if due is not None and ends > due:
            at = max(due, self.at) + timedelta(seconds=1)
            told = {"epoch": self._epoch, "due_at": due, "apology_until": due}
            yield self._told(e.DeadlineBreached(**self._by(at), **told, explanation_until=due + timedelta(days=2)))

    def explanation(self) -> Iterator[e.AnyEvent]:
        """Whoever was late explains, and mostly it is approved."""
        assert self.dossier is not None
        epoch = self.dossier.breach_epoch
        if epoch is None or self._more.random() < 0.1:
            return
        at = self.at + timedelta(hours=self._more.randrange(1, 200))
        code = self._more.choice(REASONS) or "R99"
        yield self._told(e.DelayExplained(**self._by(at), epoch=epoch, reason_code=code, reason="Vì"))
        if self._more.random() < 0.8:
            approved = at + timedelta(hours=self._more.randrange(1, 100))
            yield self._told(e.ExplanationApproved(**self._by(approved), epoch=epoch))

    @property
    def _epoch(self) -> str:
        assert self.dossier is not None
        return str(self.dossier.epoch)

    def supplement(self) -> Iterator[e.AnyEvent]:
        asked = self.at + timedelta(hours=self._drawn.randrange(2, 60))
        yield self._told(
            e.SupplementRequested(
                **self._by(asked), stage="appraisal", items=(), reason="Thiếu giấy tờ", stops_clock=True
            )
        )
        if self._drawn.random() < 0.95:
            back = asked + timedelta(hours=self._drawn.randrange(1, 400))
            draft = e.SupplementReceived(**self._by(back), stage="appraisal", received_at=back, restarts=True)
            held, self.dossier = self.dossier, replay([draft], start=self.dossier)
            appointment, self.dossier = self.due, held
            yield self._told(draft.model_copy(update={"appointment": appointment}))

    def ends(self) -> datetime:
        """Mostly before the due day, sometimes on it, sometimes late."""
        due = self.due or self.at + timedelta(days=5)
        return max(self.at + timedelta(hours=1), due + timedelta(hours=self._drawn.randrange(-120, 30)))

    def apology(self) -> e.AnyEvent:
        due = self.due
        assert due is not None
        at = max(self.at + timedelta(minutes=1), due - timedelta(hours=20))
        new = due + timedelta(days=self._drawn.randrange(1, 5))
        return self._told(e.ApologyIssued(**self._by(at), epoch=self._epoch, new_appointment=new, reason="Chậm"))

    def ending(self, at: datetime) -> e.AnyEvent:
        told = {**self._by(max(at, self.at + timedelta(minutes=1))), "due_at": self.due}
        drawn = self._drawn.random()
        if drawn < 0.9:
            return self._told(e.ResultReleased(**told))
        if drawn < 0.94:
            return self._told(e.DossierRefused(**told, stage="appraisal", reason="Không đủ điều kiện"))
        return self._told(e.DossierStopped(**told, reason="Đổi ý") if drawn < 0.97 else e.DossierClosed(**told))

    def again(self) -> e.AnyEvent:
        at = self.at + timedelta(days=self._drawn.randrange(1, 60))
        step = self._pattern.event.first_step
        draft = e.DossierReopened(**self._by(at), reason="Xem lại", step=step)
        held, self.dossier = self.dossier, replay([draft], start=self.dossier)
        due, self.dossier = self.due, held
        return self._told(draft.model_copy(update={"due_after": due, "appointment": due}))

    def _by(self, at: datetime, person: str = "school.desk") -> dict:
        return {"at": at, "by": person, "role": Role.DESK, "unit": "school"}

    def _told(self, event: e.AnyEvent, *, anew: bool = False) -> e.AnyEvent:
        self.dossier = replay([event], start=None if anew else self.dossier)
        self.at = event.at
        return event
