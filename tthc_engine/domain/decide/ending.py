"""How a dossier ends: result released and returned, refused, withdrawn, stopped, closed unanswered."""

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain import parting
from tthc_engine.domain.decide.matter import Matter, roles_of
from tthc_engine.domain.decide.mending import corrected
from tthc_engine.domain.decide.moving import completed
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import BodiesAtWork, ClosingNotAllowed, NotUnderThisRegime, NotYourRole, NotYourUnit
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind


def may_release(matter: Matter) -> None:
    """After the last handling step, or in it when it is the approver's own: signing is releasing."""
    if matter.known.stage is Stage.CORRECTING:
        return
    matter.check_running()
    procedure, step = matter.rules.procedure, matter.step
    if step is None or step.key == procedure.result.key:
        return
    if step.key != procedure.handling[-1].key or step.owner not in (Role.APPROVER, Role.DIRECTOR):
        raise matter.wrong_stage()
    matter.check_step_owner()
    if left := parting.awaited(step, matter.known):
        raise BodiesAtWork(bodies=", ".join(one.name for one in left))


def release(matter: Matter, command: c.ReleaseResult) -> list[e.AnyEvent]:
    dossier, procedure = matter.known, matter.rules.procedure
    if dossier.stage is Stage.CORRECTING:
        return corrected(matter, command)
    events: list[e.AnyEvent] = []
    if dossier.current_step != procedure.result.key:
        events.append(completed(dossier, matter, step=matter.check_step_owner()))
    events.append(
        e.ResultReleased(
            **matter.said(),
            due_at=matter.due(),
            minutes_late=_minutes_late(matter),
            result_number=command.result_number,
            note=command.note,
            electronic=command.electronic,
        )
    )
    return events


def _minutes_late(matter: Matter) -> int:
    due = matter.due()
    return matter.rules.calendar.between(due, matter.at) if due is not None and matter.at > due else 0


def may_return(matter: Matter) -> None:
    """The result goes back to where the dossier was handed in, and is given there (NĐ 61 Đ19.7)."""
    dossier = matter.check_stage(Stage.RELEASED)
    if matter.by.unit and matter.by.unit != dossier.receiving_unit:
        raise NotYourUnit


def hand_over_result(matter: Matter, command: c.ReturnResult) -> list[e.AnyEvent]:
    """To somebody without the receipt, or to who is authorised: who they are and what they showed is noted.

    The name stands with the dossier's other personal data; where those were purged, none is written any more.
    """
    if command.receiver is c.Receiver.AUTHORISED:
        matter.check_text("received_by", command.received_by)
    if command.receiver is c.Receiver.AUTHORISED or (command.without_receipt and command.receiver is not None):
        matter.check_text("shown", command.shown)
    done = completed(matter.known, matter, step=matter.rules.procedure.result)
    who = matter.known.personal
    return [
        done,
        e.ResultReturned(
            **matter.said(Role.DESK),
            personal=None if who is None else who.model_copy(update={"received_by": command.received_by}),
            without_receipt=command.without_receipt,
            receiver=command.receiver,
            shown=command.shown,
            electronic=command.electronic,
        ),
    ]


def remind(matter: Matter, _: c.RemindCollection) -> list[e.AnyEvent]:
    return [e.CollectionReminded(**matter.said(Role.DESK), times=matter.known.reminded + 1)]


def may_refuse(matter: Matter) -> None:
    """The desk refuses at intake, the approver after appraisal (PR-5)."""
    dossier = matter.known
    needed = Role.APPROVER if dossier.accepted else Role.DESK
    if dossier.is_open and needed not in roles_of(matter.by):
        raise NotYourRole(command=matter.word, allowed=needed.value)
    matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)


def refuse(matter: Matter, command: c.Refuse) -> list[e.AnyEvent]:
    dossier = matter.known
    matter.check_reason(command.reason)
    refused = e.DossierRefused(
        **matter.said(Role.APPROVER if dossier.accepted else Role.DESK),
        stage="appraisal" if dossier.accepted else "intake",
        reason=command.reason,
        due_at=matter.due(),
    )
    return _with_letter(matter, refused, LetterKind.REFUSAL)


def may_withdraw(matter: Matter) -> None:
    """NĐ 61's word, and anybody's before acceptance; NĐ 118 calls it stopping afterwards (Đ21)."""
    dossier = matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)
    if dossier.accepted and matter.rules.regime.stop_by_applicant is not None:
        raise NotUnderThisRegime(command=matter.word, regime=matter.rules.regime.slug)


def withdraw(matter: Matter, command: c.Withdraw) -> list[e.AnyEvent]:
    return [e.DossierWithdrawn(**matter.said(), reason=command.reason, due_at=matter.due())]


def may_stop(matter: Matter) -> None:
    dossier = matter.check_stage(Stage.SUBMITTED, Stage.HANDLING)
    if not dossier.accepted or matter.rules.regime.stop_by_applicant is None:
        raise NotUnderThisRegime(command=matter.word, regime=matter.rules.regime.slug)


def stop(matter: Matter, command: c.StopDossier) -> list[e.AnyEvent]:
    stopped = e.DossierStopped(**matter.said(), reason=command.reason, due_at=matter.due())
    return _with_letter(matter, stopped, LetterKind.STOP_NOTICE)


def may_close(matter: Matter) -> None:
    """Unanswered for fifteen days (NĐ 118 Đ19.5); never by the clock itself, never under NĐ 61."""
    dossier = matter.check_stage(Stage.HANDLING)
    waiting = dossier.waiting
    if waiting is None:
        raise matter.wrong_stage()
    if waiting.closable_from is None or matter.at < waiting.closable_from:
        raise ClosingNotAllowed(closable_from=waiting.closable_from)


def close(matter: Matter, _: c.CloseUnanswered) -> list[e.AnyEvent]:
    closed = e.DossierClosed(**matter.said(), due_at=matter.due())
    return _with_letter(matter, closed, LetterKind.STOP_NOTICE)


def _with_letter(matter: Matter, event: e.AnyEvent, kind: LetterKind) -> list[e.AnyEvent]:
    return [event, issued(evolve(matter.known, event), matter, kind)]
