"""A due date that became another one: what it makes void, and what is promised now."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.obligations import ObligationKind, no_longer_owed

K = ObligationKind
TIED_TO_THE_DATE = (K.LATENESS_QUESTION, K.APOLOGY, K.ONESTOP_NOTICE)


def new_date(dossier: Dossier, at: datetime) -> Dossier:
    """The due date is another one: nobody owes anything for the old one, and nobody was told of the new one yet."""
    return replace(
        dossier,
        epoch=dossier.epoch + 1,
        obligations=no_longer_owed(dossier.obligations, at, *TIED_TO_THE_DATE),
        delay_declared=None,
        delay_until=None,
        new_appointment=None,
    )


_Moving = (
    e.CalendarApplied
    | e.ClockStopped
    | e.ClockResumed
    | e.PaymentConfirmed
    | e.DossierReopened
    | e.VersionMoved
    | e.DossierTransferred
    | e.ExtensionTakenBack
)


def without_extension(dossier: Dossier) -> Dossier:
    """The period runs by its own law again: what stopped the extended date stops this one.

    Where the date came with the dossier from another system, what stopped the extension stops that one.
    """
    named = dossier.given_due is not None
    return replace(
        dossier,
        extended_until=None,
        suspensions=tuple(replace(one, on_extension=named and one.on_extension) for one in dossier.suspensions),
        payments=tuple(replace(one, on_extension=named and one.on_extension) for one in dossier.payments),
        supplements=tuple(replace(one, on_extension=named and one.on_extension) for one in dossier.supplements),
    )


def moved(dossier: Dossier, event: _Moving) -> Dossier:
    """`dossier` with the date that `event` names, where it named one."""
    if event.due_before == event.due_after:
        return dossier
    return replace(
        new_date(dossier, event.at),
        step_late_for=None,
        appointment=event.appointment,
        appointments=(*dossier.appointments, event.appointment),
        provisional=event.provisional,
    )
