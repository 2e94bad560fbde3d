"""What stops the clock besides a supplement: an act, or a fee where the procedure's law says so."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Payment, Suspension
from tthc_engine.domain.folding.dates import TIED_TO_THE_DATE, moved, new_date
from tthc_engine.domain.obligations import no_longer_owed


def clock_stopped(dossier: Dossier, event: e.ClockStopped) -> Dossier:
    suspended = Suspension(
        since=event.since,
        until=event.until,
        act=event.act,
        reason=event.reason,
        on_extension=dossier.date_is_named,
    )
    kept = event.cut_passed or dossier.cut_passed
    return moved(replace(dossier, suspensions=(*dossier.suspensions, suspended), cut_passed=kept), event)


def clock_resumed(dossier: Dossier, event: e.ClockResumed) -> Dossier:
    """Whatever would still run ends now; what had not begun never was."""
    ended = tuple(
        replace(one, until=max(one.since, event.at))
        if one.until > event.at and (not event.only or one.act == event.act)
        else one
        for one in dossier.suspensions
    )
    return moved(replace(dossier, suspensions=ended), event)


def payment_requested(dossier: Dossier, event: e.PaymentRequested) -> Dossier:
    asked = Payment(
        amount_vnd=event.amount_vnd,
        reason=event.reason,
        requested_at=event.at,
        mode=event.mode,
        status_after=dossier.status,
        on_extension=dossier.date_is_named,
    )
    owed = dossier.obligations
    if event.mode is not None:
        owed = no_longer_owed(owed, event.at, *TIED_TO_THE_DATE)
    return replace(dossier, payments=(*dossier.payments, asked), obligations=owed)


def payment_confirmed(dossier: Dossier, event: e.PaymentConfirmed) -> Dossier:
    *earlier, last = dossier.payments
    paid = replace(last, confirmed_at=event.at, online=event.online)
    after = moved(replace(dossier, payments=(*earlier, paid), status=last.status_after), event)
    if last.mode is not None and after.epoch == dossier.epoch:
        # Paid before any working time was lost: the date is the same, but what was asked about it was dropped.
        return new_date(after, event.at)
    return after


def shown_as_unpaid(dossier: Dossier) -> Dossier:
    """While a fee is waited for the portal shows 6; what it would show otherwise is remembered."""
    unpaid = dossier.unpaid
    if unpaid is None or dossier.waiting is not None or dossier.status == 6:
        return dossier
    *earlier, _ = dossier.payments
    return replace(dossier, status=6, payments=(*earlier, replace(unpaid, status_after=dossier.status)))
