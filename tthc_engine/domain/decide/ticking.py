"""What the clock itself notices. It asks, counts and tells; it never decides about a dossier.

Every finding is made once for each due date (`epoch`): a sweep fired 0, 1, 2 or 50 times leaves the same events.
"""

from collections.abc import Callable
from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain import parting, timing
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.next_check import closing_told
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rules import Rules

Finding = Callable[[Dossier, Rules, datetime], "e.AnyEvent | None"]


def tick(dossier: Dossier, rules: Rules, at: datetime) -> tuple[list[e.AnyEvent], Dossier]:
    """Everything the clock has to say at `at`, in order, and the dossier after it."""
    found: list[e.AnyEvent] = []
    if not dossier.is_open or dossier.stage is Stage.FOLLOWED:
        return found, dossier
    for look in _FINDINGS:
        # Several may be found by one look: two bodies may be late with their answers at one instant.
        while (event := look(dossier, rules, at)) is not None:
            found.append(event)
            dossier = evolve(dossier, event)
    return found, dossier


def _said(at: datetime) -> dict[str, object]:
    return {"at": at, "by": THE_CLOCK.person, "role": Role.CLOCK}


def _unanswered_online(dossier: Dossier, _: Rules, at: datetime) -> e.AnyEvent | None:
    owed = dossier.owed(ObligationKind.ONLINE_ANSWER)
    if owed is None or owed.until is None or dossier.escalated or dossier.escalate_at is None:
        return None
    return e.AnswerEscalated.model_validate({**_said(at), "until": owed.until}) if at >= dossier.escalate_at else None


def _closing(dossier: Dossier, _: Rules, at: datetime) -> e.AnyEvent | None:
    waiting = dossier.waiting
    if waiting is None or waiting.closable_from is None or at < waiting.closable_from:
        return None
    if closing_told(dossier):
        return None
    return e.ClosingFellDue.model_validate({**_said(at), "closable_from": waiting.closable_from})


def _question(dossier: Dossier, rules: Rules, at: datetime) -> e.AnyEvent | None:
    epoch = str(dossier.epoch)
    due = timing.due_at(dossier, rules)
    if due is None or dossier.breached is not None or epoch in (dossier.asked_for, dossier.answered):
        return None
    if not timing.soon_from(due, rules) <= at <= due:
        return None
    until = timing.notice_until(dossier, due, rules)
    return e.LatenessAsked.model_validate({**_said(at), "epoch": epoch, "due_at": due, "until": until})


def _silence(dossier: Dossier, rules: Rules, at: datetime) -> e.AnyEvent | None:
    epoch = str(dossier.epoch)
    question = dossier.owed(ObligationKind.LATENESS_QUESTION, epoch)
    due = timing.due_at(dossier, rules)
    if question is None or question.until is None or due is None or dossier.silent == epoch:
        return None
    return e.QuestionUnanswered.model_validate({**_said(at), "epoch": epoch}) if question.until < at <= due else None


def _slow_step(dossier: Dossier, rules: Rules, at: datetime) -> e.AnyEvent | None:
    planned = timing.step_due(dossier, rules)
    if planned is None or at <= planned or dossier.step_late_for is not None or dossier.breached is not None:
        return None
    due = timing.due_at(dossier, rules)
    if due is not None and at > due:
        return None
    return e.StepRanLate.model_validate({**_said(at), "step": dossier.current_step, "planned": planned})


def _late_consultation(dossier: Dossier, _: Rules, at: datetime) -> e.AnyEvent | None:
    late = next((one for one in dossier.consulted if not one.ran_late and at > one.until), None)
    if late is None:
        return None
    return e.ConsultationRanLate.model_validate(
        {**_said(at), "number": late.number, "body": late.body, "until": late.until}
    )


def _late_part(dossier: Dossier, rules: Rules, at: datetime) -> e.AnyEvent | None:
    """Each body is late by its own limit, whether or not the dossier is (Điều 12 khoản 5)."""
    for part in dossier.at_work:
        planned = parting.part_due(part, dossier, rules) if part.late_for is None else None
        if planned is not None and at > planned:
            late = {"number": part.number, "body": part.body, "name": part.name, "planned": planned}
            return e.PartRanLate.model_validate({**_said(at), **late})
    return None


def _breach(dossier: Dossier, rules: Rules, at: datetime) -> e.AnyEvent | None:
    due = timing.due_at(dossier, rules)
    if due is None or at <= due or dossier.breached is not None:
        return None
    return e.DeadlineBreached.model_validate(
        {
            **_said(at),
            "epoch": str(dossier.epoch),
            "due_at": due,
            "apology_until": timing.notice_until(dossier, due, rules),
            "explanation_until": timing.explanation_until(due, rules),
        }
    )


def _second_passing(dossier: Dossier, _: Rules, at: datetime) -> e.AnyEvent | None:
    named = dossier.new_appointment
    if named is None or dossier.breached is None or dossier.broken or at <= named:
        return None
    epoch = f"{dossier.breach_epoch}.2"
    return e.AppointmentBroken.model_validate({**_said(at), "epoch": epoch, "new_appointment": named})


_FINDINGS: tuple[Finding, ...] = (
    _unanswered_online,
    _closing,
    _question,
    _silence,
    _slow_step,
    _late_consultation,
    _late_part,
    _breach,
    _second_passing,
)
