"""What an event of ours is called in an event log, and which of its facts may leave the house.

The whole list is positive: a field that is not named here is never exported, so that no reason, note or name of a
citizen can slip out with a new kind of event.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from tthc_engine.domain import events as e
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.exchange.logs.trace import Value

NAMES: Mapping[str, str] = {
    "dossier_submitted": "Nộp hồ sơ",
    "dossier_accepted": "Tiếp nhận hồ sơ",
    "step_completed": "Xong bước",
    "step_sent_back": "Trả lại bước",
    "step_ran_late": "Bước chậm tiến độ",
    "handler_assigned": "Giao người thụ lý",
    "supplement_requested": "Yêu cầu bổ sung hồ sơ",
    "supplement_received": "Tiếp nhận hồ sơ bổ sung",
    "dossier_refused": "Từ chối hồ sơ",
    "dossier_withdrawn": "Rút hồ sơ",
    "dossier_stopped": "Dừng thực hiện theo đề nghị",
    "closing_fell_due": "Hết thời gian chờ bổ sung",
    "dossier_closed": "Đóng hồ sơ do không bổ sung",
    "answer_escalated": "Báo chưa phản hồi hồ sơ trực tuyến",
    "phase_started": "Ghi mốc bắt đầu tính thời hạn",
    "lateness_asked": "Hỏi khả năng kịp hạn",
    "question_unanswered": "Chưa trả lời về khả năng kịp hạn",
    "on_track_confirmed": "Xác nhận bảo đảm đúng hạn",
    "delay_declared": "Báo cáo dự kiến quá hạn",
    "deadline_breached": "Hồ sơ quá hạn",
    "appointment_broken": "Ngày hẹn lại đã qua",
    "onestop_notified": "Thông báo chậm cho Bộ phận Một cửa",
    "delay_explained": "Giải trình lý do quá hạn",
    "explanation_approved": "Phê duyệt báo cáo giải trình",
    "explanation_returned": "Trả lại báo cáo giải trình",
    "apology_issued": "Ban hành văn bản xin lỗi",
    "dossier_extended": "Gia hạn hồ sơ",
    "extension_taken_back": "Thôi gia hạn hồ sơ",
    "calendar_applied": "Áp dụng lịch làm việc",
    "version_moved": "Chuyển sang phiên bản khác của thủ tục",
    "dossier_transferred": "Chuyển giao hồ sơ do sắp xếp đơn vị",
    "result_released": "Chuyển kết quả về Bộ phận Một cửa",
    "result_returned": "Trả kết quả",
    "supervisor_overrode": "Cho phép yêu cầu bổ sung ngoài quy định chung",
    "letter_issued": "Lập văn bản",
    "letter_numbered": "Cấp số văn bản",
    "letter_dispatched": "Phát hành văn bản",
    "letter_filed": "Lưu tệp văn bản",
    "word_copy_filed": "Lưu bản Word của văn bản",
    "number_voided": "Hủy số văn bản",
    "online_answered": "Trả lời hồ sơ trực tuyến",
    "content_adjusted": "Điều chỉnh nội dung yêu cầu",
    "papers_handed_over": "Bàn giao hồ sơ giấy",
    "scan_attached": "Số hóa giấy tờ",
    "collection_reminded": "Nhắc nhận kết quả",
    "consultation_requested": "Lấy ý kiến",
    "consultation_answered": "Nhận ý kiến trả lời",
    "body_chased": "Đôn đốc cơ quan chậm",
    "consultation_ran_late": "Quá hạn trả lời ý kiến",
    "verification_recorded": "Thẩm tra, xác minh",
    "clock_stopped": "Tạm dừng tính thời hạn",
    "clock_resumed": "Tiếp tục tính thời hạn",
    "payment_requested": "Yêu cầu nộp phí, lệ phí",
    "payment_confirmed": "Xác nhận nộp phí, lệ phí",
    "correction_started": "Ghi nhận kết quả có sai sót",
    "result_corrected": "Chuyển kết quả đã sửa",
    "result_digitised": "Số hóa kết quả",
    "dossier_reopened": "Mở lại hồ sơ",
    "papers_lost": "Ghi nhận mất, hư hỏng giấy tờ",
    "loss_apologised": "Xin lỗi về giấy tờ bị mất, hư hỏng",
    "part_sent": "Chuyển xử lý liên thông",
    "part_returned": "Nhận kết quả của cơ quan phối hợp",
    "part_ran_late": "Cơ quan phối hợp chậm phần việc",
    "dossier_imported": "Nhập hồ sơ từ hệ thống khác",
    "progress_imported": "Cập nhật tiến độ từ hệ thống khác",
    "dossier_taken_over": "Nhận xử lý hồ sơ của hệ thống khác",
    "part_explained": "Cơ quan phối hợp nêu lý do chậm",
}

DETAILS: Mapping[str, str] = {
    **dict.fromkeys(("step", "next_step", "to_step", "stage", "reason_code", "letter", "letter_kind"), "string"),
    **dict.fromkeys(("to", "calendar", "reference", "from_unit", "to_unit"), "string"),
    **dict.fromkeys(("entered_at", "planned", "received_at", "started_at", "due_at", "until", "appointment"), "date"),
    **dict.fromkeys(("new_appointment", "answer_until", "due_before", "due_after"), "date"),
    **dict.fromkeys(("minutes", "difference", "minutes_late", "fee_vnd"), "int"),
    **dict.fromkeys(("restarts", "stops_clock", "provisional", "electronic", "signed"), "boolean"),
}
"""Facts of events that are nobody's personal data, with their type in XES. `to` is an officer's key."""

ACTING: Mapping[str, str] = dict.fromkeys(("kind", "role", "unit", "stands_for"), "string")
"""Facts that every event has."""

APPLICANT = "applicant"
"""Stands for whoever handed a dossier in: citizens are not told apart in an event log."""


def activity(event: e.AnyEvent, procedure: Procedure) -> str:
    """The event's `concept:name`, in the officials' words; a step is called by its name in the declaration."""
    name = NAMES[event.kind]
    if not isinstance(event, e.StepCompleted | e.StepSentBack | e.StepRanLate):
        return name
    step = procedure.step(event.step)
    return f"{name}: {step.name if step is not None else event.step}"


def transition(event: e.AnyEvent) -> str:
    """The event's place in the standard life cycle of XES (IEEE 1849)."""
    match event:
        case e.SupplementRequested(stops_clock=True) | e.ClockStopped():
            return "suspend"
        case e.SupplementReceived() | e.ClockResumed():
            return "resume"
        case e.HandlerAssigned():
            return "assign" if event.before is None else "reassign"
        case e.DossierWithdrawn():
            return "withdraw"
        case e.DossierRefused() | e.DossierStopped() | e.DossierClosed():
            return "pi_abort"
        case _:
            return "complete"


def resource(event: e.AnyEvent) -> str:
    """The officer's key, `clock` for the machine, `applicant` for any citizen."""
    return APPLICANT if event.role is Role.APPLICANT else event.by


def details(event: e.AnyEvent) -> dict[str, Value]:
    """What may leave of the event; facts that it does not have are left out."""
    told = {name: _value(getattr(event, name, None)) for name in (*ACTING, *DETAILS)}
    return {name: value for name, value in told.items() if value is not None and value != ""}


def _value(given: Any) -> Value | None:
    match given:
        case StrEnum():
            return given.value
        case str() | bool() | int() | datetime():
            return given
        case _:
            return None
