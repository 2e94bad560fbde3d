"""When the clock may have something to say about a dossier next: what the sweep is woken for."""

from datetime import datetime

from tthc_engine.domain import parting, timing
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.timing import JUST_AFTER


def next_check(dossier: Dossier, rules: Rules) -> datetime | None:
    """The next instant at which the clock may have something to say; None when it never will."""
    if not dossier.is_open or dossier.stage is Stage.FOLLOWED:
        return None
    instants = _before_acceptance(dossier) if not dossier.accepted else _while_handling(dossier, rules)
    return min(instants) if instants else None


def _before_acceptance(dossier: Dossier) -> list[datetime]:
    owed = dossier.owed(ObligationKind.ONLINE_ANSWER)
    return [dossier.escalate_at] if owed and dossier.escalate_at and not dossier.escalated else []


def _while_handling(dossier: Dossier, rules: Rules) -> list[datetime]:
    instants: list[datetime] = []
    waiting = dossier.waiting
    if waiting is not None and waiting.closable_from and not closing_told(dossier):
        instants.append(waiting.closable_from)
    due = timing.due_at(dossier, rules)
    if due is not None:
        instants += _around_due(dossier, due, rules)
    instants += [one.until + JUST_AFTER for one in dossier.consulted if not one.ran_late]
    for part in dossier.at_work:
        until = parting.part_due(part, dossier, rules) if part.late_for is None else None
        if until is not None:
            instants.append(until + JUST_AFTER)
    planned = timing.step_due(dossier, rules)
    if planned is not None and dossier.step_late_for is None and dossier.breached is None:
        instants.append(planned + JUST_AFTER)
    return instants


def closing_told(dossier: Dossier) -> bool:
    """Whether somebody was told already that the dossier may be closed for want of this supplement."""
    return any(
        one.kind is ObligationKind.CLOSE_UNANSWERED and one.epoch == str(len(dossier.supplements))
        for one in dossier.obligations
    )


def _around_due(dossier: Dossier, due: datetime, rules: Rules) -> list[datetime]:
    epoch = str(dossier.epoch)
    if dossier.breached is not None:
        unbroken = dossier.new_appointment is not None and not dossier.broken
        return [max(dossier.new_appointment, due) + JUST_AFTER] if unbroken and dossier.new_appointment else []
    instants = [due + JUST_AFTER]
    if dossier.asked_for != epoch and dossier.answered != epoch:
        instants.append(timing.soon_from(due, rules))
    elif dossier.answered != epoch and dossier.silent != epoch:
        instants.append(timing.notice_until(dossier, due, rules) + JUST_AFTER)
    return instants
