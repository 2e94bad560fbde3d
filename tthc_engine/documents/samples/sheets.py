"""Sheets of rows, one of each kind; every argument can be changed."""

from datetime import date
from typing import Any

from tthc_engine.documents.samples.people import (
    CIRCULAR,
    CODE,
    DEPUTY,
    PUPIL,
    RECEPTION,
    SCHOOL,
    at,
    commune_head,
    head,
)
from tthc_engine.domain.letter_parts import Signatory
from tthc_engine.domain.letters import (
    ClassList,
    HandedDossier,
    HandOver,
    Handover,
    ListedDossier,
    ListedResult,
    Register,
    RegisterLine,
    ResultList,
    TrackingSheet,
)


def tracking_sheet(**changed: Any) -> TrackingSheet:
    given: dict[str, Any] = {
        "head": head(
            "Phiếu kiểm soát quá trình giải quyết hồ sơ",
            "PKS",
            onestop="Bộ phận tiếp nhận và trả kết quả",
            form_number="Mẫu số 06",
            citation=CIRCULAR,
        ),
        "subject": PUPIL,
        "received_at": at("2026-11-06T09:12:00"),
        "appointment": at("2026-11-18T17:00:00"),
        "competent": SCHOOL,
        "partners": ("Trường Tiểu học Nậm Sen",),
        "rows": (
            HandOver(
                giver="Bộ phận tiếp nhận và trả kết quả",
                receiver="Giáo vụ",
                at=at("2026-11-06T10:02:00"),
                giver_name="Vàng Thị Sen",
                receiver_name="Trần Văn Hùng",
                result="Trước hạn",
            ),
            HandOver(
                giver="Giáo vụ",
                receiver="Ban Giám hiệu",
                at=at("2026-11-18T10:00:00"),
                giver_name="Trần Văn Hùng",
                receiver_name="Nguyễn Quang Minh",
                result="Quá hạn",
                note="Chờ trường chuyển đi xác nhận",
            ),
            HandOver(giver="Ban Giám hiệu", receiver="Bộ phận tiếp nhận và trả kết quả"),
        ),
    }
    return TrackingSheet(**(given | changed))


def handover(**changed: Any) -> Handover:
    given: dict[str, Any] = {
        "head": commune_head("Phiếu bàn giao hồ sơ", "PBG", number=2, dossier_code=""),
        "giver": "Phòng Văn hóa - Xã hội xã Suối Ngần",
        "receiver": "Trung tâm Phục vụ hành chính công xã Suối Ngần",
        "handed_at": at("2026-11-16T16:30:00"),
        "ground": "Chuyển hồ sơ giấy đến cơ quan có thẩm quyền trong 01 ngày làm việc",
        "dossiers": tuple(
            HandedDossier(
                code=f"H99.58-20261113-{position:04d}",
                owner=owner,
                content="Cấp bản sao văn bằng, chứng chỉ từ sổ gốc",
                papers="02 bản chính",
                due=at("2026-11-16T17:00:00"),
            )
            for position, owner in enumerate(("Sùng A Dế", "Đặng Thu Trang", "Vũ Ngọc Ánh"), 1)
        ),
        "giver_signature": Signatory(title="Người giao", name="Vũ Ngọc Anh"),
        "receiver_signature": Signatory(title="Người nhận", name="Đặng Thu Trang"),
    }
    return Handover(**(given | changed))


def handover_of_results(**changed: Any) -> Handover:
    given: dict[str, Any] = {
        "head": commune_head("Phiếu bàn giao kết quả", "PBG", number=3, dossier_code=""),
        "ground": "Bàn giao kết quả giải quyết hồ sơ để trả cho tổ chức, cá nhân",
        "dossiers": tuple(
            HandedDossier(
                code=f"H99.58-20261113-{position:04d}",
                owner=owner,
                address="Bản Nà Hin, xã Suối Ngần",
                content="Cấp bản sao văn bằng, chứng chỉ từ sổ gốc",
                result=f"Bản sao số {position:02d}/BS",
                fee="Không thu",
                post="BCCI" if position == 2 else "Trực tiếp",
            )
            for position, owner in enumerate(("Sùng A Dế", "Đặng Thu Trang", "Vũ Ngọc Ánh"), 1)
        ),
    }
    return handover(**(given | changed))


def register(**changed: Any) -> Register:
    given: dict[str, Any] = {
        "head": head(
            "Sổ theo dõi hồ sơ",
            "",
            onestop="Bộ phận tiếp nhận và trả kết quả",
            form_number="Mẫu số 07",
            citation=CIRCULAR,
            dossier_code="",
        ),
        "year": 2026,
        "first_on": date(2026, 11, 2),
        "last_on": date(2026, 11, 6),
        "rows": (
            RegisterLine(
                number=117,
                code="H99.58.04-20261105-0001",
                procedure="Hỗ trợ chi phí học tập",
                applicant="Hoàng Thị Mây",
                contact="Bản Nà Lúa, xã Suối Ngần; 0123 045 120",
                authority=SCHOOL,
                received_at=at("2026-11-05T08:10:00"),
                due_rule="10 ngày làm việc kể từ ngày hết hạn nộp hồ sơ",
                receive_result="Trực tiếp",
            ),
            RegisterLine(
                number=118,
                code=CODE,
                procedure="Chuyển trường và tiếp nhận học sinh",
                applicant="Lường Bảo Ngọc",
                contact="Bản Nà Hin, xã Suối Ngần; 0123 045 118",
                authority=SCHOOL,
                received_at=at("2026-11-06T09:12:00"),
                appointment=at("2026-11-18T17:00:00"),
                new_appointment=at("2026-11-20T17:00:00"),
                returned_at=at("2026-11-20T15:00:00"),
                receive_result="Trực tiếp",
                received_by="Lường Văn Thắng",
                note="Quá hạn, đã xin lỗi",
            ),
        ),
        "keeper": Signatory(name="Vàng Thị Sen", title="Người giữ sổ"),
    }
    return Register(**(given | changed))


def class_list(**changed: Any) -> ClassList:
    given: dict[str, Any] = {
        "head": head(
            "Danh sách hồ sơ tiếp nhận", "DSTN", number=4, onestop="Bộ phận tiếp nhận và trả kết quả", dossier_code=""
        ),
        "submitter": "Quàng Văn Tâm",
        "relation": "giáo viên chủ nhiệm lớp 6A",
        "procedure": "Xét duyệt học sinh bán trú",
        "procedure_code": "2.002770",
        "received_at": at("2026-09-14T08:00:00"),
        "appointment": at("2026-10-01T17:00:00"),
        "dossiers": tuple(
            ListedDossier(
                code=f"H99.58.04-20260914-{position:04d}",
                owner=owner,
                born_on=date(2015, position, 2 + position),
                group="Lớp 6A",
                papers="Đơn, bản sao giấy khai sinh",
            )
            for position, owner in enumerate(("Giàng A Pháo", "Lò Thị Mai", "Tòng Văn Lả"), 1)
        ),
        "submitter_signature": Signatory(title="Người nộp hồ sơ", name="Quàng Văn Tâm"),
        "officer": RECEPTION,
    }
    return ClassList(**(given | changed))


def result_list(**changed: Any) -> ResultList:
    given: dict[str, Any] = {
        "head": head("Danh sách hồ sơ có kết quả", "DSKQ", number=2, dossier_code="", letter_date=date(2026, 10, 1)),
        "procedure": "Xét duyệt học sinh bán trú",
        "procedure_code": "2.002770",
        "decision": "Quyết định số 25/QĐ-THTHCSSN",
        "decided_on": date(2026, 10, 1),
        "released_at": at("2026-10-01T15:30:00"),
        "results": tuple(
            ListedResult(
                code=f"H99.58.04-20260914-{position:04d}",
                owner=owner,
                born_on=date(2015, position, 2 + position),
                result="Được hưởng chính sách học sinh bán trú",
            )
            for position, owner in enumerate(("Giàng A Pháo", "Lò Thị Mai", "Tòng Văn Lả"), 1)
        ),
        "signatory": DEPUTY,
    }
    return ResultList(**(given | changed))
