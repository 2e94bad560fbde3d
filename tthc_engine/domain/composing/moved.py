"""Letters about a date that moved or a dossier that was stopped."""

from tthc_engine.domain import events as e
from tthc_engine.domain.composing.writing import Writing
from tthc_engine.domain.letters import AppointmentNotice, LetterContext, StopGround, StopNotice


def appointment_notice(w: Writing) -> LetterContext:
    applied = next((event for event in w.cause if isinstance(event, e.CalendarApplied)), None)
    extended = next((event for event in w.cause if isinstance(event, e.DossierExtended)), None)
    before = applied.due_before if applied is not None else extended.before if extended is not None else None
    reason = f"Lịch làm việc thay đổi theo {applied.act}" if applied is not None and applied.act else ""
    if extended is not None:
        reason = "; ".join(filter(None, (extended.reason, extended.legal_basis)))
    now = w.dossier.appointment or w.promised()
    return AppointmentNotice(
        head=w.head(),
        addressee=w.addressee(),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        previous=before or now,
        appointment=now,
        reason=reason or "Ngày hẹn được tính lại theo lịch làm việc đã công bố",
        provisional="Ngày hẹn vẫn là ngày tạm tính" if w.dossier.provisional else "",
        contact=w.contact(),
        signatory=w.signatory(w.letter.by),
    )


def stop_notice(w: Writing) -> LetterContext:
    stopped = next((event for event in w.cause if isinstance(event, e.DossierStopped)), None)
    asked = w.dossier.supplements[-1].requested_at if w.dossier.supplements else w.at
    return StopNotice(
        head=w.head(),
        addressee=w.addressee(),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        ground=StopGround.APPLICANT if stopped is not None else StopGround.UNANSWERED,
        ground_on=w.day(w.at if stopped is not None else asked),
        stopped_at=w.at,
        reason=stopped.reason if stopped is not None else "",
        contact=w.contact(),
        signatory=w.signatory(w.letter.by),
    )
