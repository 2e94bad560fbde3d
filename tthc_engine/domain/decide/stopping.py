"""What stops the clock besides a supplement: an act, or a fee where the procedure's own law says so."""

from typing import TypeVar

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.cut import passed, promised
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.decide.registering import is_provisional
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import AlreadySuspended, EndNotLater, NoFeeToPay, NotSuspended
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.timing import due_at

Moving = TypeVar("Moving", e.ClockStopped, e.ClockResumed, e.PaymentConfirmed, e.DossierReopened, e.ExtensionTakenBack)


def with_its_date(bare: Moving, matter: Matter) -> list[e.AnyEvent]:
    """`bare` with the date it brings about, and the notice of it where it is another one than was promised."""
    dossier, rules = matter.known, matter.rules
    running = due_at(dossier, rules) if dossier.is_open else None
    # While the clock stood still there was no due date: what was promised last is what moves.
    before = running or dossier.appointment
    evolved = evolve(dossier, bare)
    after = due_at(evolved, rules)
    promise = promised(evolved, rules)
    same = after == before if running is not None else promise == before
    if after is None or same or dossier.breached is not None:
        return [bare.model_copy(update={"appointment": dossier.appointment, "provisional": dossier.provisional})]
    moved = bare.model_copy(
        update={
            "due_before": before,
            "due_after": after,
            "appointment": promise,
            "provisional": is_provisional(after, rules),
            "promise_kept": rules.procedure.cut is not None and promise == dossier.appointment,
        }
    )
    if moved.promise_kept:
        return [moved]
    return [moved, issued(evolve(dossier, moved), matter, LetterKind.APPOINTMENT_NOTICE)]


def may_suspend(matter: Matter) -> None:
    dossier = matter.check_stage(Stage.HANDLING)
    if dossier.stopped_for_payment:
        raise matter.wrong_stage()


def suspend(matter: Matter, command: c.Suspend) -> list[e.AnyEvent]:
    """What begins after the due instant changes nothing, and an overdue dossier stays overdue."""
    dossier = matter.known
    if command.until <= command.since:
        raise EndNotLater(until=command.until, than=command.since)
    matter.check_text("act", command.act)
    for known in dossier.suspensions:
        if known.act and known.since < known.until and known.since < command.until and command.since < known.until:
            raise AlreadySuspended(until=known.until)
    stopped = e.ClockStopped(
        **matter.said(),
        since=command.since,
        until=command.until,
        act=command.act,
        reason=command.reason,
        cut_passed=passed(dossier, matter.rules, matter.at),
    )
    return with_its_date(stopped, matter)


def may_resume(matter: Matter) -> None:
    dossier = matter.check_stage(Stage.HANDLING)
    if not any(one.until > max(matter.at, one.since) for one in dossier.suspensions):
        raise NotSuspended


def resume(matter: Matter, command: c.Resume) -> list[e.AnyEvent]:
    """Everything that suspends it, or only what one act did: what had not begun never was."""
    acts = [one.act for one in matter.known.suspensions if one.until > max(matter.at, one.since)]
    named = command.act.strip()
    if named and named not in acts:
        raise NotSuspended
    return with_its_date(
        e.ClockResumed(**matter.said(), act=named or "; ".join(acts), only=bool(named)),
        matter,
    )


def may_request_payment(matter: Matter) -> None:
    if matter.check_running().unpaid is not None:
        raise matter.wrong_stage()


def request_payment(matter: Matter, command: c.RequestPayment) -> list[e.AnyEvent]:
    """The portal shows 6; whether the clock stops is for the procedure's own law to say, and by default it runs on."""
    dossier = matter.known
    amount = dossier.fee_vnd if command.amount is None else command.amount
    if amount <= 0:
        raise NoFeeToPay
    matter.check_reason(command.reason)
    mode = matter.rules.procedure.payment_stop if dossier.breached is None else None
    return [e.PaymentRequested(**matter.said(), amount_vnd=amount, reason=command.reason, mode=mode)]


def may_confirm_payment(matter: Matter) -> None:
    if matter.check_stage(Stage.HANDLING).unpaid is None:
        raise matter.wrong_stage()


def confirm_payment(matter: Matter, command: c.ConfirmPayment) -> list[e.AnyEvent]:
    unpaid = matter.known.unpaid
    if unpaid is None:
        raise matter.wrong_stage()
    paid = e.PaymentConfirmed(
        **matter.said(), amount_vnd=unpaid.amount_vnd, receipt=command.receipt, online=command.online
    )
    return [paid] if unpaid.mode is None else with_its_date(paid, matter)
