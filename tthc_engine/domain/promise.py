"""What accepting would promise, and why a dossier's date is that date."""

from dataclasses import dataclass, replace
from datetime import datetime

from tthc_engine.domain import timing
from tthc_engine.domain.commands import Registration
from tthc_engine.domain.cut import as_cut
from tthc_engine.domain.decide.registering import promised, registered_as
from tthc_engine.domain.derivation import Derivation, Restart, Rule, derive
from tthc_engine.domain.derivation_phrases import vietnamese
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import NotInForce, ReceivedInFuture
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.time_limit import Phase, SupplementMode, Term, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Seen before acceptance: the date with its derivation, or the rule in words where no date can be named."""

    due_at: datetime | None
    """What the law allows."""
    appointment: datetime | None
    """What the receipt will promise: the date of a local cut where there is one, else `due_at`."""
    provisional: bool
    words: str
    """The limit as the sheet prints it."""
    cut: str
    """The decision that shortens it here; empty where nothing is cut."""
    fee_vnd: int
    derivation: Derivation


def preview(
    registration: Registration, by: Actor, rules: Rules, *, at: datetime, received_at: datetime | None = None
) -> Promise:
    """What `accept` would promise now; nothing about people is checked.

    Raises:
        UnknownCase, ChannelNotOffered, NotInForce, IntakeWindowClosed, ReceivedInFuture.
    """
    received = received_at or at
    if received > at:
        raise ReceivedInFuture(received_at=received)
    day = rules.calendar.local(received).date()
    if not rules.procedure.in_force(day):
        raise NotInForce(procedure=rules.procedure.code, on=day)
    said = {"at": at, "by": by.person, "role": Role.DESK, "unit": by.unit}
    accepted = promised(registered_as(registration, rules, unit=by.unit), rules, at=at, received_at=received, said=said)
    dossier = evolve(None, accepted)
    return Promise(
        due_at=timing.due_at(dossier, rules),
        appointment=accepted.appointment,
        provisional=accepted.provisional,
        words=timing.limit_of(dossier, rules).words,
        cut=cut_words(dossier, rules),
        fee_vnd=accepted.fee_vnd,
        derivation=derivation(dossier, rules),
    )


def cut_derivation(dossier: Dossier, rules: Rules) -> Derivation | None:
    """Why the local cut's date is that date; None where nothing is cut for this dossier."""
    shorter = as_cut(dossier, rules)
    return None if shorter is None or dossier.date_is_named else derivation(dossier, shorter)


def cut_words(dossier: Dossier, rules: Rules) -> str:
    """The limit that a local decision leaves, with its decision; empty where nothing is cut for this dossier."""
    procedure = rules.procedure
    limit = procedure.cut_limit(dossier.case, dossier.channel)
    return "" if limit is None or procedure.cut is None else f"{limit.words} ({procedure.cut.decision})"


def derivation(dossier: Dossier, rules: Rules) -> Derivation:
    """Why the dossier's due date is that date: rule, calendar, every day, every stop and restart.

    An overdue or finished dossier is derived as it stood when its date last moved.
    """
    mode = timing.mode_of(rules)
    phases = _phases(dossier, rules)
    first = dossier.received_at if mode is not SupplementMode.RESTART else dossier.run_from
    derived = derive(
        phases,
        timing.known_starts(dossier, rules, phases, first or dossier.registered_at),
        rules.calendar,
        counting=timing.counting_of(rules),
        stops=timing.stops_of(dossier, mode),
        mode=mode,
        rule=_rule(dossier, rules),
        restarts=[
            Restart(requested=one.requested_at, answered=one.answered_at, reason=one.reason)
            for one in dossier.supplements
            if one.restarted and one.answered_at is not None
        ],
    )
    hour = dossier.extended_until or dossier.given_due  # what is named may be an earlier hour than the closing
    return derived if hour is None or derived.due is None else replace(derived, due=rules.calendar.local(hour))


def _phases(dossier: Dossier, rules: Rules) -> tuple[Phase, ...]:
    """What is counted: the limit's phases, or, once extended, the day that the extension named."""
    if dossier.given_due is not None:
        given = Term(unit=Unit.FIXED_DATE, on=rules.calendar.local(dossier.given_due).date())
        return (Phase(name="Ngày hẹn trả theo hệ thống trước", terms=(given,)),)
    until, extension = dossier.extended_until, rules.procedure.extension
    if until is None or extension is None:
        return timing.current_phases(dossier, rules)
    named = Term(unit=Unit.FIXED_DATE, on=rules.calendar.local(until).date())
    return (Phase(name=extension.reason, terms=(named,)),)


def _changed(dossier: Dossier, rules: Rules, words: str) -> tuple[str, str, datetime, str] | None:
    """An act set the date, not the declared limit: how that is said, until when and why."""
    extension = rules.procedure.extension
    if dossier.given_due is not None:
        return "limit_given", words, rules.calendar.local(dossier.given_due), ""
    if dossier.extended_until is None or extension is None:
        return None
    why = f"{extension.reason} ({extension.legal_basis})"
    return "limit_extended", words, rules.calendar.local(dossier.extended_until), why


def _rule(dossier: Dossier, rules: Rules) -> Rule:
    procedure, regime = rules.procedure, rules.regime
    words = timing.limit_of(dossier, rules).words
    rule = Rule(
        limit=words,
        regime=regime.name,
        counting_citation=regime.counting.citation,
        supplement_citation=regime.supplement_mode.citation,
        version=(procedure.code, procedure.in_force_from),
        changed=_changed(dossier, rules, words),
    )
    return replace(rule, procedure=rule.procedure_in(vietnamese), limit=rule.limit_in(vietnamese))
