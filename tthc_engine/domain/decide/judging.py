"""Being judged by another version of the calendar, because of a decision somebody names."""

from dataclasses import replace

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.cut import passed, promised
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.decide.registering import is_provisional
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.timing import due_at


def may_apply(matter: Matter) -> None:
    matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)


def apply(matter: Matter, command: c.ApplyCalendar) -> list[e.AnyEvent]:
    """`rules` carry the new calendar and the one before it; a dossier that has it already says nothing.

    A moved date is told by an appointment notice, not by an apology. What is overdue, or stopped, does not move.
    """
    dossier, rules = matter.known, matter.rules
    if dossier.calendar == command.calendar:
        return []
    before, after = due_at(dossier, rules.before()), due_at(dossier, rules)
    moves = before != after
    applied = e.CalendarApplied(
        **matter.said(),
        calendar=command.calendar,
        act=command.act,
        due_before=before if moves else None,
        due_after=after if moves else None,
        appointment=dossier.appointment,
        provisional=after is not None and is_provisional(after, rules),
        cut_passed=passed(
            dossier, rules.before(), matter.at if command.since is None else min(matter.at, command.since)
        ),
    )
    if not moves:
        return [applied]
    promise = promised(replace(dossier, calendar=command.calendar, cut_passed=applied.cut_passed), rules)
    kept = rules.procedure.cut is not None and promise == dossier.appointment
    applied = applied.model_copy(update={"appointment": promise, "promise_kept": kept})
    if kept:
        return [applied]
    return [applied, issued(evolve(dossier, applied), matter, LetterKind.APPOINTMENT_NOTICE)]
