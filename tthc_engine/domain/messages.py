"""Which events are told to the applicant, by what kind of message and with which letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tthc_engine.domain import events as e
from tthc_engine.domain.regime import LetterKind

NUMBERED_AT_ONCE = frozenset({LetterKind.RECEIPT, LetterKind.SUPPLEMENT_REQUEST})
"""Slips of the desk's own book take their number when they are issued; the clerk numbers every other letter."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message kind, and the letter of the same command that goes with it."""

    kind: str
    letter: LetterKind | None = None


TOLD: Mapping[type[e.Happened], Told] = MappingProxyType(
    {
        e.DossierSubmitted: Told("submitted"),
        e.DossierAccepted: Told("receipt", LetterKind.RECEIPT),
        e.SupplementRequested: Told("supplement_request", LetterKind.SUPPLEMENT_REQUEST),
        e.SupplementReceived: Told("supplement_received", LetterKind.RECEIPT),
        e.ApologyIssued: Told("apology", LetterKind.APOLOGY),
        e.DossierRefused: Told("refusal", LetterKind.REFUSAL),
        e.DossierStopped: Told("stopped", LetterKind.STOP_NOTICE),
        e.DossierClosed: Told("closed_unanswered", LetterKind.STOP_NOTICE),
        e.ResultReleased: Told("result_released"),
        e.DossierExtended: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.ExtensionTakenBack: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.OnlineAnswered: Told("online_answer"),
        e.PaymentRequested: Told("payment_request"),
        e.ResultCorrected: Told("result_corrected"),
        e.LossApologised: Told("loss_apology", LetterKind.APOLOGY),
        e.ClockStopped: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.ClockResumed: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.PaymentConfirmed: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.DossierReopened: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.CollectionReminded: Told("result_waiting"),
        e.CalendarApplied: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.VersionMoved: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
        e.DossierTransferred: Told("appointment_moved", LetterKind.APPOINTMENT_NOTICE),
    }
)


def told(event: e.AnyEvent) -> Told | None:
    """What the applicant is told of `event`; of what could move the date and did not, nothing."""
    what = TOLD.get(type(event))
    if what is None:
        return None
    unmoved = hasattr(event, "due_after") and event.due_after is None
    return None if unmoved or getattr(event, "promise_kept", False) else what
