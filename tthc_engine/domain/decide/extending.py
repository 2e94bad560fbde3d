"""A longer period where the procedure's own law has one, and taking it back."""

from datetime import datetime
from decimal import Decimal

from tthc_engine.domain import clock, timing
from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.decide.stopping import with_its_date
from tthc_engine.domain.decide.ticking import tick
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import ExtensionNotAllowed, ExtensionTooLong, NotExtended
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.regime import Certainty, LetterKind, Period
from tthc_engine.domain.time_limit import Phase, Term


def may_extend(matter: Matter) -> None:
    """Only where the procedure's own law has it, before the first due date passes, and once."""
    dossier = matter.check_running()
    matter.check_assignee_of_handling()
    extended = dossier.breached is not None or dossier.extended_until is not None
    if matter.rules.procedure.extension is None or extended or matter.due() is None:
        raise ExtensionNotAllowed(procedure=dossier.code)


def extend(matter: Matter, command: c.Extend) -> list[e.AnyEvent]:
    dossier, due = matter.known, matter.due()
    longest = _longest(matter, dossier)
    if due is None or command.until <= due:
        raise ExtensionNotAllowed(procedure=dossier.code)
    if command.until > longest:
        raise ExtensionTooLong(until=longest)
    matter.check_office_hours(command.until)
    matter.check_reason(command.reason)
    matter.check_reason(command.legal_basis)
    extended = e.DossierExtended(
        **matter.said(),
        before=due,
        until=command.until,
        reason=command.reason,
        legal_basis=command.legal_basis,
        provisional=matter.rules.calendar.is_provisional(matter.rules.calendar.local(command.until).date()),
    )
    return [extended, issued(evolve(dossier, extended), matter, LetterKind.APPOINTMENT_NOTICE)]


def may_take_back(matter: Matter) -> None:
    """While it holds and the clock runs. It gives no time to anybody, so whoever may extend may take it back."""
    dossier = matter.check_running()
    matter.check_assignee_of_handling()
    if dossier.extended_until is None or dossier.breached is not None:
        raise NotExtended


def take_back(matter: Matter, command: c.TakeBackExtension) -> list[e.AnyEvent]:
    """The law's own date holds again, with every stop since. Where it had passed, the dossier is overdue at once."""
    dossier = matter.known
    matter.check_reason(command.reason)
    if dossier.extended_until is None:
        raise NotExtended
    bare = e.ExtensionTakenBack(**matter.said(), until=dossier.extended_until, reason=command.reason)
    back, *notice = with_its_date(bare, matter)
    due = timing.due_at(evolve(dossier, back), matter.rules)
    if due is None or due > matter.at:
        return [back, *notice]
    # No date that is past is promised to anybody: the breach is found now, and the apology names the new one.
    passed = back.model_copy(update={"promise_kept": True})
    found, _ = tick(evolve(dossier, passed), matter.rules, matter.at)
    return [passed, *found]


def _longest(matter: Matter, dossier: Dossier) -> datetime:
    """The last instant the extension may reach, from the same start by the same convention, stops given back."""
    extension = matter.rules.procedure.extension
    if extension is None:
        raise ExtensionNotAllowed(procedure=dossier.code)
    mode = timing.mode_of(matter.rules)
    phase = Phase(terms=(Term(amount=Decimal(extension.up_to), unit=extension.unit),))
    longest = clock.due_at(
        [phase],
        {phase.key: dossier.run_from or matter.at},
        matter.rules.calendar,
        counting=timing.counting_of(matter.rules),
        stops=timing.stops_of(dossier, mode),
        mode=mode,
    )
    if longest is None:
        period = Period(value=extension.up_to, unit=extension.unit, citation="", certainty=Certainty.TEXT)
        return clock.period_end(period, dossier.run_from or matter.at, matter.rules.calendar)
    return longest
