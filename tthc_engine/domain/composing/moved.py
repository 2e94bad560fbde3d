"""Letters about a date that moved or a dossier that was stopped."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain.composing.writing import Writing
from tthc_engine.domain.letters import AppointmentNotice, LetterContext, StopGround, StopNotice


def appointment_notice(w: Writing) -> LetterContext:
    before, reason = next((told for event in w.cause if (told := _moved_by(event)) is not None), (None, ""))
    now = w.dossier.appointment or w.promised()
    if w.rules.procedure.cut is not None and len(w.dossier.appointments) > 1:
        # What moved for the applicant is the date they were promised, not the statutory one.
        before = w.dossier.appointments[-2]
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


def _moved_by(event: e.AnyEvent) -> tuple[datetime | None, str] | None:
    """The date until now and why it is another one; None for an event that moves none."""
    match event:
        case e.CalendarApplied():
            return event.due_before, f"Lịch làm việc thay đổi theo {event.act}" if event.act else ""
        case e.DossierExtended():
            return event.before, "; ".join(filter(None, (event.reason, event.legal_basis)))
        case e.ExtensionTakenBack():
            return event.due_before, f"Thôi gia hạn thời hạn giải quyết: {event.reason}"
        case e.ClockStopped():
            reason = f": {event.reason}" if event.reason else ""
            return event.due_before, f"Tạm dừng tính thời hạn giải quyết theo {event.act}{reason}"
        case e.ClockResumed():
            return event.due_before, "Tiếp tục tính thời hạn giải quyết sớm hơn thời gian tạm dừng đã thông báo"
        case e.PaymentConfirmed():
            return (
                event.due_before,
                "Đã nộp phí, lệ phí; thời gian chờ không tính vào thời hạn giải quyết",
            )
        case e.DossierReopened():
            return event.due_before, f"Hồ sơ được giải quyết lại: {event.reason}"
        case e.VersionMoved():
            return event.due_before, f"Thủ tục được giải quyết theo quy định mới: {event.legal_basis}. {event.reason}"
        case e.DossierTransferred():
            return event.due_before, f"Hồ sơ được chuyển giao theo {event.act}"
        case _:
            return None


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
