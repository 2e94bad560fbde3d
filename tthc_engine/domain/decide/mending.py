"""What went wrong here and is put right: a wrong result, lost papers, a dossier that was closed too early."""

from tthc_engine.domain import clock
from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.stopping import with_its_date
from tthc_engine.domain.dossier import Outcome, Stage
from tthc_engine.domain.errors import UnknownKeptResult
from tthc_engine.domain.procedure import Role


def may_correct(matter: Matter) -> None:
    """A result that was given has an error which officials made (NĐ 61 Đ21, NĐ 118 Đ23.1)."""
    dossier = matter.check_stage(Stage.RELEASED, Stage.RETURNED)
    if dossier.outcome is not Outcome.GRANTED:
        raise matter.wrong_stage()


def correct(matter: Matter, command: c.CorrectResult) -> list[e.AnyEvent]:
    """The statutory clock stays ended; the correction has a period of its own where the regime names one."""
    matter.check_reason(command.reason)
    within = matter.rules.regime.correction
    return [
        e.CorrectionStarted(
            **matter.said(Role.HANDLER),
            number=matter.known.corrections + 1,
            reason=command.reason,
            until=None if within is None else clock.period_end(within, matter.at, matter.rules.calendar),
        )
    ]


def corrected(matter: Matter, command: c.ReleaseResult) -> list[e.AnyEvent]:
    """The result made anew goes back to the one-stop."""
    return [
        e.ResultCorrected(
            **matter.said(Role.APPROVER),
            number=matter.known.corrections,
            result_number=command.result_number,
            note=command.note,
            electronic=command.electronic,
        )
    ]


def may_reopen(matter: Matter) -> None:
    """Whatever was accepted and ended; what was refused at intake is simply handed in again."""
    dossier = matter.check_stage(Stage.RELEASED, Stage.RETURNED, Stage.ENDED)
    if not dossier.accepted:
        raise matter.wrong_stage()


def reopen(matter: Matter, command: c.Reopen) -> list[e.AnyEvent]:
    """Handled again from where it stood, or from the last handling step where the result was out."""
    matter.check_reason(command.reason)
    dossier, procedure = matter.known, matter.rules.procedure
    here = dossier.current_step if dossier.stage is Stage.ENDED else None
    step = here or procedure.handling[-1].key
    again = e.DossierReopened(**matter.said(Role.SUPERVISOR), reason=command.reason, step=step, owed_again=True)
    return with_its_date(again, matter)


def may_report_loss(matter: Matter) -> None:
    """At any time: papers lie in the office before the dossier is accepted and after it ended."""
    _ = matter.known


def report_loss(matter: Matter, command: c.ReportLoss) -> list[e.AnyEvent]:
    """Papers lost or damaged here: the office bears the cost and apologises (NĐ 61 Đ21, NĐ 118 Đ23)."""
    matter.check_reason(command.reason)
    return [
        e.PapersLost(
            **matter.said(Role.DESK),
            number=matter.known.losses + 1,
            reason=command.reason,
            cost_vnd=max(command.cost, 0),
        )
    ]


def may_digitise(matter: Matter) -> None:
    """Some result was given and stands; of whom nothing personal is kept any more, no paper may be kept either."""
    dossier = matter.known
    if not dossier.results or dossier.personal is None:
        raise UnknownKeptResult
    if dossier.results[-1].withdrawn_at is not None:
        raise UnknownKeptResult


def digitise(matter: Matter, command: c.DigitiseResult) -> list[e.AnyEvent]:
    """One scan, once: of the result that stands. The same bytes again change nothing."""
    results = matter.known.results
    if command.turn != len(results):
        raise UnknownKeptResult
    if results[-1].sha256 == command.sha256:
        return []
    if results[-1].sha256:
        raise UnknownKeptResult
    return [
        e.ResultDigitised(
            **matter.said(),
            turn=command.turn,
            sha256=command.sha256,
            size=command.size,
            media=command.media,
            signed=command.signed,
        )
    ]
