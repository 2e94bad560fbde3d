"""What follows from a command: `decide(dossier, command, rules, at) -> events`. Pure; raises a typed refusal.

Each word has a guard (role, stage, law) and an act (form, events). The guard alone answers whether somebody may ask
for it now, so that a refused command can stay visible on the screen with its reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide import (
    changing,
    consulting,
    ending,
    extending,
    importing,
    judging,
    lateness,
    mending,
    moving,
    parting,
    posting,
    registering,
    stopping,
    supplementing,
)
from tthc_engine.domain.decide.matter import ROLES, Matter, acting, roles_of
from tthc_engine.domain.decide.ticking import tick
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import Refusal, UnknownDossier
from tthc_engine.domain.fold import replay
from tthc_engine.domain.people import Actor
from tthc_engine.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Decision:
    guard: Callable[[Matter], None]
    act: Callable[[Matter, Any], list[e.AnyEvent]]


DECISIONS: dict[str, Decision] = {
    "submit": Decision(registering.may_register, registering.submit),
    "accept": Decision(registering.may_accept, registering.accept),
    "request_supplement": Decision(supplementing.may_request, supplementing.request),
    "receive_supplement": Decision(supplementing.may_receive, supplementing.receive),
    "override": Decision(supplementing.may_override, supplementing.override),
    "refuse": Decision(ending.may_refuse, ending.refuse),
    "withdraw": Decision(ending.may_withdraw, ending.withdraw),
    "stop": Decision(ending.may_stop, ending.stop),
    "close_unanswered": Decision(ending.may_close, ending.close),
    "release_result": Decision(ending.may_release, ending.release),
    "return_result": Decision(ending.may_return, ending.hand_over_result),
    "assign": Decision(moving.may_assign, moving.assign),
    "reassign": Decision(moving.may_assign, moving.reassign),
    "complete": Decision(moving.may_complete, moving.complete),
    "approve": Decision(moving.may_approve, moving.approve),
    "send_back": Decision(moving.may_send_back, moving.send_back),
    "record_start": Decision(moving.may_record_start, moving.record_start),
    "extend": Decision(extending.may_extend, extending.extend),
    "take_back_extension": Decision(extending.may_take_back, extending.take_back),
    "confirm_on_track": Decision(lateness.may_answer, lateness.confirm),
    "declare_delay": Decision(lateness.may_declare, lateness.declare),
    "notify_onestop": Decision(lateness.may_notify, lateness.notify),
    "explain": Decision(lateness.may_explain, lateness.explain),
    "approve_explanation": Decision(lateness.may_judge_explanation, lateness.approve_explanation),
    "return_explanation": Decision(lateness.may_judge_explanation, lateness.return_explanation),
    "issue_apology": Decision(lateness.may_apologise, lateness.apologise),
    "number_letter": Decision(posting.may_post, posting.number),
    "dispatch": Decision(posting.may_post, posting.dispatch),
    "file_letter": Decision(posting.may_post, posting.file),
    "void_number": Decision(posting.may_post, posting.void),
    "answer_online": Decision(registering.may_answer_online, registering.answer_online),
    "adjust_content": Decision(registering.may_adjust, registering.adjust),
    "hand_over": Decision(moving.may_hand_over, moving.hand_over),
    "consult": Decision(consulting.may_consult, consulting.consult),
    "answer_consultation": Decision(consulting.may_answer, consulting.answer),
    "chase": Decision(consulting.may_chase, consulting.chase),
    "record_verification": Decision(consulting.may_verify, consulting.verify),
    "suspend": Decision(stopping.may_suspend, stopping.suspend),
    "resume": Decision(stopping.may_resume, stopping.resume),
    "request_payment": Decision(stopping.may_request_payment, stopping.request_payment),
    "confirm_payment": Decision(stopping.may_confirm_payment, stopping.confirm_payment),
    "correct_result": Decision(mending.may_correct, mending.correct),
    "reopen": Decision(mending.may_reopen, mending.reopen),
    "digitise_result": Decision(mending.may_digitise, mending.digitise),
    "report_loss": Decision(mending.may_report_loss, mending.report_loss),
    "send_part": Decision(parting.may_send, parting.send),
    "return_part": Decision(parting.may_return, parting.give_back),
    "explain_part": Decision(parting.may_explain, parting.explain),
    "attach_scan": Decision(registering.may_attach, registering.attach),
    "remind_collection": Decision(ending.may_return, ending.remind),
    "apply_calendar": Decision(judging.may_apply, judging.apply),
    "move_version": Decision(changing.may_move, changing.move),
    "import_dossier": Decision(importing.may_import, importing.take_in),
    "take_over": Decision(importing.may_take_over, importing.take_over),
    "transfer": Decision(changing.may_transfer, changing.transfer),
}
_CREATES = frozenset({"submit", "accept", "import_dossier"})

if forgotten := set(c.REQUESTS) - set(DECISIONS) - {"check_clock"}:
    raise RuntimeError(f"nobody decides {sorted(forgotten)}")


def decide(dossier: Dossier | None, command: c.Command, rules: Rules, *, at: datetime) -> list[e.AnyEvent]:
    """The events that follow, oldest first; the clock acts at the command's own instant before the command does.

    Args:
        dossier: None when nothing was registered yet.
        at: now, aware. An instant before the dossier's last event counts as that event's.

    Raises:
        Refusal: and then nothing happened.
    """
    moment = at if dossier is None else max(at, dossier.last_at)
    if isinstance(command, c.ApplyCalendar):
        noticed, dossier = _until_it_was_followed(dossier, command, rules, moment)
    else:
        noticed, dossier = _let_the_clock_act(dossier, rules.before(), moment)
    if isinstance(command, c.CheckClock):
        if dossier is None:
            raise UnknownDossier
        return noticed
    by = acting(command.by, dossier, command.word)
    matter = Matter(word=command.word, by=by, rules=rules, at=moment, dossier=dossier)
    decision = DECISIONS[command.word]
    _guard(matter, decision)
    events = decision.act(matter, command)
    if isinstance(command, c.ImportDossier) or not rules.procedure.has_bodies:
        # Nothing is sent on: an imported dossier's work is done elsewhere, most procedures' in one office.
        return [*noticed, *events]
    return [*noticed, *events, *parting.sent_on(replay(events, start=dossier), matter)]


def permitted(dossier: Dossier | None, word: str, by: Actor, rules: Rules, *, at: datetime) -> Refusal | None:
    """Why `by` may not ask for `word` now by role, stage or law; None when they may (the form is still checked)."""
    moment = at if dossier is None else max(at, dossier.last_at)
    _, dossier = _let_the_clock_act(dossier, rules, moment)
    try:
        here = acting(by, dossier, word)
        _guard(Matter(word=word, by=here, rules=rules, at=moment, dossier=dossier), DECISIONS[word])
    except Refusal as refusal:
        return refusal
    return None


def ever_asks(word: str, by: Actor) -> bool:
    """Whether the actor's roles ever have this command; what a role never has is hidden."""
    return not roles_of(by).isdisjoint(ROLES[word])


def _guard(matter: Matter, decision: Decision) -> None:
    if matter.dossier is None and matter.word not in _CREATES:
        raise UnknownDossier
    matter.check_role()
    decision.guard(matter)


def _until_it_was_followed(
    dossier: Dossier | None, command: c.ApplyCalendar, rules: Rules, at: datetime
) -> tuple[list[e.AnyEvent], Dossier | None]:
    """What the clock had to say by the dossier's own calendar, recorded now: also where no sweep ran for days."""
    until = at if command.since is None else min(at, command.since)
    noticed, _ = _let_the_clock_act(dossier, rules.before(), until)
    noticed = [event.model_copy(update={"at": at}) for event in noticed]
    return noticed, replay(noticed, start=dossier)


def _let_the_clock_act(dossier: Dossier | None, rules: Rules, at: datetime) -> tuple[list[e.AnyEvent], Dossier | None]:
    return ([], None) if dossier is None else tick(dossier, rules, at)
