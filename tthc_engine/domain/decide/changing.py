"""A change of the law or of the house reaches a dossier in flight: by a named person, with the act that allows it."""

from datetime import datetime

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.cut import passed, promised
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.decide.registering import is_provisional, window_closes
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import (
    ChannelNotOffered,
    NothingToTransfer,
    NotInForce,
    SameVersion,
    StepNotInVersion,
    UnknownCase,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.timing import due_at

_Changed = e.VersionMoved | e.DossierTransferred


def may_move(matter: Matter) -> None:
    """While it is open: what was decided stays decided by the law of its day."""
    matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)


def move(matter: Matter, command: c.MoveVersion) -> list[e.AnyEvent]:
    """`rules` carry the version it moves to and the one before it.

    The period runs from the same start by the new limit; what was overdue by the old version stays overdue.
    """
    dossier, rules = matter.known, matter.rules
    procedure = rules.procedure
    if rules.procedure_before is None or dossier.digest == rules.digest:
        raise SameVersion(procedure=procedure.code, version=procedure.in_force_from)
    if procedure.in_force_from > rules.calendar.local(matter.at).date():
        raise NotInForce(procedure=procedure.code, on=rules.calendar.local(matter.at).date())
    matter.check_reason(command.reason)
    matter.check_text("legal_basis", command.legal_basis)
    if dossier.channel not in procedure.channels:
        raise ChannelNotOffered(procedure=procedure.code, channel=dossier.channel.value)
    case = _case(dossier, procedure, command)
    moved = e.VersionMoved(
        **matter.said(Role.SUPERVISOR),
        procedure=procedure.slug,
        code=procedure.code,
        in_force_from=procedure.in_force_from,
        digest=rules.digest,
        version_before=dossier.in_force_from,
        case=case,
        step=_step(dossier, procedure, command),
        window_closes=_window(dossier, case, matter),
        reason=command.reason,
        legal_basis=command.legal_basis,
    )
    return _dated(moved, matter)


def _case(dossier: Dossier, procedure: Procedure, command: c.MoveVersion) -> str:
    known = [case.key for case in procedure.cases]
    case = command.case or (dossier.case if known else "")
    if case not in (known or [""]):
        raise UnknownCase(procedure=procedure.code, case=case)
    return case


def _step(dossier: Dossier, procedure: Procedure, command: c.MoveVersion) -> str | None:
    if dossier.stage is Stage.SUBMITTED:
        return None
    key = command.step or dossier.current_step or ""
    handled = [step.key for step in procedure.handling]
    if key not in (*handled, procedure.result.key):
        raise StepNotInVersion(step=key, known=", ".join(handled))
    return key


def _window(dossier: Dossier, case: str, matter: Matter) -> datetime | None:
    if dossier.received_at is None or dossier.window_closes is not None:
        return dossier.window_closes
    rules = matter.rules
    return window_closes(rules.procedure, case, dossier.channel, rules, received_at=dossier.received_at)


def may_transfer(matter: Matter) -> None:
    """Whatever somebody still has to do with: a result that waits or is made again, and what is owed after the end.

    What is open in another system too: whose it is there, the successor's it is here.
    """
    if matter.known.stage is Stage.FOLLOWED and matter.known.is_open:
        return
    if not any(one.is_open for one in matter.known.obligations):
        matter.check_stage(Stage.SUBMITTED, Stage.HANDLING, Stage.RELEASED, Stage.CORRECTING)


def transfer(matter: Matter, command: c.Transfer) -> list[e.AnyEvent]:
    """`rules` carry the successor's calendar and the one before it."""
    dossier, rules = matter.known, matter.rules
    matter.check_text("act", command.act)
    if command.unit not in (dossier.receiving_unit, dossier.competent_unit) or command.to == command.unit:
        raise NothingToTransfer(unit=command.unit)
    people = rules.office.people
    transferred = e.DossierTransferred(
        **matter.said(),
        from_unit=command.unit,
        to_unit=command.to,
        act=command.act,
        calendar=rules.calendar.version,
        cut_passed=passed(dossier, rules.before(), matter.at),
        unassigned=dossier.assignee is not None and people is not None and dossier.assignee not in people,
    )
    return _dated(transferred, matter)


def _dated(bare: _Changed, matter: Matter) -> list[e.AnyEvent]:
    """`bare` with the date it brings about, and the notice of it where another one was promised.

    While the clock stands still, after the due instant and once the dossier ended nothing moves.
    """
    dossier, rules = matter.known, matter.rules
    after = evolve(dossier, bare)
    before, due = due_at(dossier, rules.before()), due_at(after, rules)
    fixed = (
        not dossier.is_open
        or dossier.stage is Stage.FOLLOWED
        or dossier.breached is not None
        or dossier.waiting is not None
    )
    if fixed or dossier.stopped_for_payment or due is None or due == before:
        return [bare.model_copy(update={"appointment": dossier.appointment, "provisional": dossier.provisional})]
    promise = promised(after, rules)
    kept = promise == dossier.appointment
    dated = bare.model_copy(
        update={
            "due_before": before,
            "due_after": due,
            "appointment": promise,
            "provisional": is_provisional(due, rules),
            "promise_kept": kept,
        }
    )
    return [dated] if kept else [dated, issued(evolve(dossier, dated), matter, LetterKind.APPOINTMENT_NOTICE)]
