"""Slips and letters in sentences, one of each kind; every argument can be changed."""

from datetime import date
from typing import Any

from tthc_engine.documents.samples.people import (
    CIRCULAR,
    CLERK,
    DEPUTY,
    FATHER,
    PUPIL,
    RECEPTION,
    VICE_CHAIR,
    at,
    commune_head,
    head,
)
from tthc_engine.domain.letter_parts import Addressee, Signatory
from tthc_engine.domain.letters import (
    ApologyGround,
    ApologyLetter,
    ApplicantTime,
    AppointmentNotice,
    ConsultationRequest,
    ExplanationReport,
    OnestopNotice,
    ReasonNature,
    Receipt,
    ReceivedPaper,
    RefusalNotice,
    RefusalStage,
    Reminder,
    StopGround,
    StopNotice,
    SupplementRequest,
    TimeSpent,
)
from tthc_engine.domain.time_limit import SupplementMode


def receipt(**changed: Any) -> Receipt:
    given: dict[str, Any] = {
        "head": head(
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
            "TNHS",
            onestop="Bộ phận tiếp nhận và trả kết quả",
            number=118,
            letter_date=date(2026, 11, 6),
            form_number="Mẫu số 01",
            citation=CIRCULAR,
        ),
        "subject": PUPIL,
        "papers": (
            ReceivedPaper(name="Đơn đề nghị chuyển trường", originals=1),
            ReceivedPaper(name="Học bạ (bản giấy hoặc bản điện tử)", originals=1, electronic=1),
            ReceivedPaper(name="Bảng tổng hợp kết quả đánh giá rèn luyện và học tập", certified_copies=1),
        ),
        "time_limit": "08 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
        "received_at": at("2026-11-06T09:12:00"),
        "appointment": at("2026-11-18T17:00:00"),
        "fees": ("Không thu",),
        "collect_at": "Bộ phận tiếp nhận và trả kết quả của nhà trường",
        "book": "01",
        "book_entry": "0118",
        "lookup_url": "https://motcua.example.org/tra-cuu",
        "lookup_secret": "K7PQ-29XM",
        "submitter_signature": Signatory(title="Người nộp hồ sơ", name="Lường Văn Thắng"),
        "officer": RECEPTION,
    }
    return Receipt(**(given | changed))


def supplement_request(**changed: Any) -> SupplementRequest:
    given: dict[str, Any] = {
        "head": head(
            "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
            "HDHS",
            onestop="Bộ phận tiếp nhận và trả kết quả",
            number=9,
            form_number="Mẫu số 02",
            citation=CIRCULAR,
        ),
        "subject": PUPIL,
        "items": (
            "Bảng tổng hợp kết quả đánh giá rèn luyện và học tập",
            "Đơn đề nghị chuyển trường theo mẫu hiện hành, có chữ ký của cha, mẹ hoặc người giám hộ",
        ),
        "reason": "Thiếu bảng tổng hợp kết quả đánh giá rèn luyện và học tập; đơn chưa có chữ ký.",
        "period_after": SupplementMode.RESTART,
        "answer_until": date(2026, 11, 24),
        "contact": CLERK,
        "signatory": Signatory(name="Trần Văn Hùng", title="Người hướng dẫn"),
    }
    return SupplementRequest(**(given | changed))


def refusal(**changed: Any) -> RefusalNotice:
    given: dict[str, Any] = {
        "head": head(
            "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
            "PTC",
            onestop="Bộ phận tiếp nhận và trả kết quả",
            number=3,
            form_number="Mẫu số 03",
            citation=CIRCULAR,
        ),
        "stage": RefusalStage.INTAKE,
        "subject": PUPIL,
        "submitted_at": at("2026-11-16T08:05:00"),
        "reasons": (
            "Học sinh chưa đủ điều kiện tuyển sinh vào lớp 6 theo kế hoạch của nhà trường.",
            "Hồ sơ thuộc thẩm quyền giải quyết của cơ quan khác.",
        ),
        "contact": CLERK,
        "submitter_signature": Signatory(title="Người nộp hồ sơ", name="Lường Văn Thắng"),
        "signatory": RECEPTION,
    }
    return RefusalNotice(**(given | changed))


def apology(**changed: Any) -> ApologyLetter:
    given: dict[str, Any] = {
        "head": head(
            "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
            "PXL",
            number=7,
            form_number="Mẫu số 04",
            citation=CIRCULAR,
        ),
        "addressee": FATHER,
        "subject": PUPIL,
        "received_on": date(2026, 11, 6),
        "time_limit": "08 ngày làm việc",
        "appointment": at("2026-11-18T17:00:00"),
        "written_at": at("2026-11-16T15:40:00"),
        "reason": "Cơ quan, đơn vị được lấy ý kiến trả lời chậm so với thời hạn lấy ý kiến (trường chuyển đi xác nhận "
        "kết quả đánh giá rèn luyện và học tập ngày 16 tháng 11 năm 2026, chậm 03 ngày làm việc)",
        "new_appointment": at("2026-11-20T17:00:00"),
        "contact": CLERK,
        "signatory": DEPUTY,
        "recipients": ("Như trên", "Bộ phận tiếp nhận (để điều chỉnh ngày hẹn)", "Lưu: VT, hồ sơ"),
    }
    return ApologyLetter(**(given | changed))


def onestop_notice(**changed: Any) -> OnestopNotice:
    given: dict[str, Any] = {
        "head": commune_head("Thông báo về việc chậm giải quyết hồ sơ", "TB", number=12),
        "addressee": Addressee(name="Trung tâm Phục vụ hành chính công xã Suối Ngần", salutation="", address_as=""),
        "subject": PUPIL,
        "received_on": date(2026, 11, 6),
        "appointment": at("2026-11-18T17:00:00"),
        "written_at": at("2026-11-16T15:40:00"),
        "reason": "Cơ quan, đơn vị được lấy ý kiến trả lời chậm so với thời hạn lấy ý kiến",
        "new_appointment": at("2026-11-20T17:00:00"),
        "signatory": VICE_CHAIR,
    }
    return OnestopNotice(**(given | changed))


def loss_apology(**changed: Any) -> ApologyLetter:
    """Papers were lost: no date, and the office pays."""
    given: dict[str, Any] = {
        "ground": ApologyGround.LOSS,
        "reason": "Học bạ bị ướt khi lưu kho",
        "cost_vnd": 50_000,
        "new_appointment": None,
    }
    return apology(**(given | changed))


def consultation_request(**changed: Any) -> ConsultationRequest:
    given: dict[str, Any] = {
        "head": head("Văn bản lấy ý kiến", "CV", number=31),
        "addressee": Addressee(name="Công an xã Suối Ngần", salutation="", address_as="quý cơ quan"),
        "subject": PUPIL,
        "received_on": date(2026, 11, 6),
        "appointment": at("2026-11-18T17:00:00"),
        "question": "Nơi thường trú của học sinh và của cha mẹ học sinh?",
        "answer_until": at("2026-11-11T17:00:00"),
        "signatory": DEPUTY,
    }
    return ConsultationRequest(**(given | changed))


def explanation_report(**changed: Any) -> ExplanationReport:
    given: dict[str, Any] = {
        "head": head("Báo cáo giải trình", "BC", number=21, letter_date=date(2026, 11, 19)),
        "addressee": Addressee(name="Hiệu trưởng Trường TH&THCS Suối Ngần", salutation=""),
        "subject": PUPIL,
        "received_at": at("2026-11-06T09:12:00"),
        "time_limit": "08 ngày làm việc",
        "due_at": at("2026-11-18T17:00:00"),
        "reported_at": at("2026-11-19T10:30:00"),
        "late_minutes": 180,
        "day_minutes": 450,
        "spent": (
            TimeSpent(
                step="Tiếp nhận, kiểm tra hồ sơ",
                unit="Bộ phận tiếp nhận",
                person="Vàng Thị Sen",
                entered_at=at("2026-11-06T09:12:00"),
                left_at=at("2026-11-06T10:02:00"),
                planned_minutes=225,
                actual_minutes=50,
            ),
            TimeSpent(
                step="Thẩm định, lấy ý kiến trường chuyển đi",
                unit="Giáo vụ",
                person="Trần Văn Hùng",
                entered_at=at("2026-11-06T10:02:00"),
                left_at=at("2026-11-18T10:00:00"),
                planned_minutes=2700,
                actual_minutes=3598,
            ),
            TimeSpent(
                step="Ký duyệt",
                unit="Ban Giám hiệu",
                person="Nguyễn Quang Minh",
                entered_at=at("2026-11-18T10:00:00"),
                planned_minutes=450,
                actual_minutes=450,
            ),
        ),
        "applicant_time": (
            ApplicantTime(
                reason="Chờ bổ sung bảng tổng hợp kết quả",
                from_at=at("2026-11-09T08:00:00"),
                until_at=at("2026-11-10T09:30:00"),
                minutes=540,
            ),
        ),
        "reason_code": "R02",
        "reason": "Cơ quan, đơn vị được lấy ý kiến trả lời chậm so với thời hạn lấy ý kiến",
        "nature": ReasonNature.OBJECTIVE,
        "detail": "Trường chuyển đi xác nhận kết quả ngày 16 tháng 11 năm 2026, chậm 03 ngày làm việc.\n"
        "Giáo vụ đã gọi điện đôn đốc hai lần, ngày 12 và ngày 13 tháng 11 năm 2026.",
        "remedy": "Trình ký trong ngày 20 tháng 11 năm 2026; gửi văn bản đôn đốc ngay khi quá thời hạn lấy ý kiến.",
        "new_appointment": at("2026-11-20T17:00:00"),
        "apology": "Văn bản số 07/PXL-THTHCSSN ngày 16 tháng 11 năm 2026",
        "author": Signatory(name="Trần Văn Hùng", title="Người giải trình"),
        "signatory": DEPUTY,
    }
    return ExplanationReport(**(given | changed))


def appointment_notice(**changed: Any) -> AppointmentNotice:
    given: dict[str, Any] = {
        "head": head("Thông báo về việc điều chỉnh ngày hẹn trả kết quả", "TB", number=None),
        "addressee": FATHER,
        "subject": PUPIL,
        "received_on": date(2026, 11, 6),
        "previous": at("2026-11-23T17:00:00"),
        "appointment": at("2026-11-25T17:00:00"),
        "reason": "Hoán đổi ngày làm việc thứ Hai, ngày 23 tháng 11 năm 2026 theo quyết định của cơ quan có thẩm quyền",
        "contact": CLERK,
        "signatory": DEPUTY,
    }
    return AppointmentNotice(**(given | changed))


def stop_notice(**changed: Any) -> StopNotice:
    given: dict[str, Any] = {
        "head": head("Thông báo dừng giải quyết hồ sơ", "TB", number=4, form_number="Mẫu số 05", citation=CIRCULAR),
        "addressee": FATHER,
        "subject": PUPIL,
        "received_on": date(2026, 11, 6),
        "ground": StopGround.APPLICANT,
        "ground_on": date(2026, 11, 13),
        "stopped_at": at("2026-11-13T14:00:00"),
        "papers_back": "Bản chính giấy tờ đã nộp được trả lại tại Bộ phận tiếp nhận và trả kết quả.",
        "contact": CLERK,
        "signatory": DEPUTY,
    }
    return StopNotice(**(given | changed))


def reminder(**changed: Any) -> Reminder:
    given: dict[str, Any] = {
        "head": head("Văn bản đôn đốc", "CV", number=34),
        "addressee": Addressee(name="Công an xã Suối Ngần", salutation="", address_as="quý cơ quan"),
        "subject": PUPIL,
        "received_on": date(2026, 11, 6),
        "appointment": at("2026-11-18T17:00:00"),
        "asked": "Nơi thường trú của học sinh và của cha mẹ học sinh?",
        "asked_on": date(2026, 11, 9),
        "asked_by": "Công văn số 31/CV-THTHCSSN",
        "until": at("2026-11-11T17:00:00"),
        "answer_by": at("2026-11-17T11:30:00"),
        "signatory": DEPUTY,
    }
    return Reminder(**(given | changed))
