"""Dossiers of another system: what its export tells is taken as told, and one day somebody may take one over."""

from datetime import datetime

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.commands.importing import Ending
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.registering import fee_vnd, window_closes
from tthc_engine.domain.decide.ticking import tick
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import (
    EndNotLater,
    IntakeWindowClosed,
    NothingToApologiseFor,
    ReceivedInFuture,
    StepNotInVersion,
    TextMissing,
    UnknownCase,
    WrongStage,
)
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.procedure import Procedure

REFUSED_AT_INTAKE, WAITING, WITHDRAWN, STOPPED, RELEASED, RETURNED = 3, 5, 7, 8, 9, 10
_OUTCOMES: dict[int, Ending] = {
    REFUSED_AT_INTAKE: "refused",
    WITHDRAWN: "withdrawn",
    STOPPED: "refused",
    RELEASED: "granted",
    RETURNED: "granted",
}
SETTLED = frozenset(_OUTCOMES)
"""The portal's states after which nothing runs."""


def may_import(matter: Matter) -> None:
    """What was registered or taken over here is decided here: another system's word changes nothing about it."""
    if matter.dossier is not None:
        matter.check_stage(Stage.FOLLOWED)


def take_in(matter: Matter, command: c.ImportDossier) -> list[e.AnyEvent]:
    """As it is told; the same told again is no event."""
    _check_dates(matter, command)
    case, computed = _case(matter, command)
    told = _told(matter, command, computed)
    if matter.dossier is None:
        return [
            e.DossierImported(
                **matter.said(),
                registered=_registered(matter, command, case),
                reference=command.reference,
                source=command.source,
                told=told,
                fee_vnd=fee_vnd(matter.rules.procedure, case, command.registration.channel),
                personal=_personal(command),
            )
        ]
    return [] if _same(matter, told) else [e.ProgressImported(**matter.said(), told=told, source=command.source)]


def _check_dates(matter: Matter, command: c.ImportDossier) -> None:
    if not command.reference.strip():
        raise TextMissing(field="reference")
    received, ended = command.received_at, command.ended_at
    for one in (received, ended, command.returned_at):
        if one is not None and one > matter.at:
            raise ReceivedInFuture(received_at=one)
    if received is not None and ended is not None and ended < received:
        raise EndNotLater(until=ended, than=received)
    if command.status in SETTLED and ended is None:
        raise TextMissing(field="ended_at")
    if received is None and command.status not in (1, REFUSED_AT_INTAKE, WITHDRAWN):
        raise TextMissing(field="received_at")


def _told(matter: Matter, command: c.ImportDossier, computed: datetime | None) -> e.Elsewhere:
    settled = command.status in SETTLED
    runs = command.received_at is not None and command.status != WAITING
    return e.Elsewhere(
        status=command.status,
        words=command.words,
        submitted_at=command.submitted_at,
        received_at=command.received_at,
        appointment=command.appointment,
        due_at=(command.appointment or computed) if runs else None,
        computed_due=computed,
        outcome=_outcome(matter, command),
        ended_at=command.ended_at if settled else None,
        returned_at=command.returned_at if command.status == RETURNED else None,
    )


def _outcome(matter: Matter, command: c.ImportDossier) -> Ending | None:
    """What the applicant took back after acceptance is called otherwise since NĐ 118 (Điều 21)."""
    if command.outcome:
        return command.outcome
    found = _OUTCOMES.get(command.status)
    stops = matter.rules.regime.stop_by_applicant is not None and command.received_at is not None
    return "stopped_by_applicant" if found == "withdrawn" and stops else found


def _same(matter: Matter, told: e.Elsewhere) -> bool:
    """Whether nothing is told that is not known; our own count is no news of the other system's."""
    dossier = matter.known
    outcome = dossier.outcome.value if dossier.outcome is not None else None
    return (
        dossier.status,
        dossier.received_at,
        dossier.appointment,
        outcome,
        dossier.ended_at,
        dossier.returned_at,
    ) == (told.status, told.received_at, told.appointment, told.outcome, told.ended_at, told.returned_at)


def _case(matter: Matter, command: c.ImportDossier) -> tuple[str, datetime | None]:
    """The case and our own count for it; where the export names none, the case that gives the date it promised."""
    procedure = matter.rules.procedure
    known = [case.key for case in procedure.cases]
    named = command.registration.case
    if named and named not in known:
        raise UnknownCase(procedure=procedure.code, case=named)
    tried = [named] if named else known or [""]
    counted = [(case, _computed(matter, command, procedure, case)) for case in tried]
    if len(counted) > 1 and command.appointment is not None:
        promised = matter.rules.calendar.local(command.appointment).date()
        for case, due in counted:
            if due is not None and matter.rules.calendar.local(due).date() == promised:
                return case, due
    return counted[0]


def _computed(matter: Matter, command: c.ImportDossier, procedure: Procedure, case: str) -> datetime | None:
    """Until when the law allows from the receipt alone; what was waited for there is not known here."""
    if command.received_at is None:
        return None
    try:
        closes = window_closes(
            procedure, case, command.registration.channel, matter.rules, received_at=command.received_at
        )
    except IntakeWindowClosed:
        return None
    return timing.counted_from(
        procedure.limit(case, command.registration.channel).phases,
        command.received_at,
        matter.rules,
        window_closes=closes,
    )


def _registered(matter: Matter, command: c.ImportDossier, case: str) -> e.Registered:
    registration, procedure = command.registration, matter.rules.procedure
    competent = registration.competent_unit or matter.by.unit
    return e.Registered(
        procedure=procedure.slug,
        code=procedure.code,
        in_force_from=procedure.in_force_from,
        digest=matter.rules.digest,
        regime=matter.rules.regime.slug,
        calendar=matter.rules.calendar.version,
        case=case,
        channel=registration.channel,
        receiving_unit=command.receiving_unit or competent,
        competent_unit=competent,
        receive_result=registration.receive_result,
    )


def _personal(command: c.ImportDossier) -> e.Personal | None:
    registration = command.registration
    if not registration.owner.name.strip():
        return None
    return e.Personal(
        owner=registration.owner,
        submitter=registration.submitter or registration.owner,
        relation=registration.relation,
        content=registration.content,
    )


def may_take_over(matter: Matter) -> None:
    """An open dossier that was received there; what is settled stays as it was told."""
    dossier = matter.check_stage(Stage.FOLLOWED)
    if not dossier.is_open or not dossier.accepted:
        stage = Stage.SUBMITTED if dossier.is_open else Stage.ENDED
        raise WrongStage(command=matter.word, stage=stage.value, step="")


def take_over(matter: Matter, command: c.TakeOver) -> list[e.AnyEvent]:
    """Handled here by the date that was promised there; a date that has passed is owed here, unless it was settled."""
    matter.check_reason(command.reason)
    procedure, dossier = matter.rules.procedure, matter.known
    known = [step.key for step in procedure.handling]
    step = command.step or known[0]
    if step not in known:
        raise StepNotInVersion(step=step, known=", ".join(known))
    due = dossier.given_due
    settled = command.settled_there.strip()
    if settled and (due is None or matter.at <= due):
        raise NothingToApologiseFor
    taken = e.DossierTakenOver(
        **matter.said(), step=step, due_at=due, settled_there=settled, reason=command.reason.strip()
    )
    return [taken, *_breach(matter, taken)]


def _breach(matter: Matter, taken: e.DossierTakenOver) -> list[e.AnyEvent]:
    """The clock looks at once: who takes a late dossier over sees what is owed for it."""
    found, _ = tick(evolve(matter.known, taken), matter.rules, matter.at)
    return found
