"""Sheets of rows: tracking sheet, hand-over note, register, and the lists of a group of dossiers."""

from tthc_engine.documents.view import (
    Field,
    View,
    head_view,
    qr_text,
    recipients_view,
    request_line,
    signature_view,
)
from tthc_engine.documents.words import (
    count_in_words,
    day_in_table,
    day_in_words,
    instant_in_table,
    instant_in_words,
    working_time,
)
from tthc_engine.domain.letters import ClassList, HandedDossier, HandOver, Handover, Register, ResultList, TrackingSheet
from tthc_engine.domain.letters.lists import RegisterLine

_NOT_GIVEN = "………………"
_BY_HAND = "…… giờ …… phút, ngày …… tháng …… năm ……"


def tracking_sheet(letter: TrackingSheet) -> View:
    promise = instant_in_words(letter.appointment) if letter.appointment else letter.due_rule or _NOT_GIVEN
    known: list[Field] = []
    if letter.known_at is not None:
        known = [("In tại thời điểm", instant_in_words(letter.known_at))]
    return {
        "head": head_view(letter.head, from_desk=True),
        "qr": qr_text(letter.head),
        "fields": [
            ("Mã hồ sơ", letter.head.dossier_code or _NOT_GIVEN),
            ("Kèm theo hồ sơ của", letter.subject.owner),
            ("Nội dung yêu cầu giải quyết", request_line(letter.subject)),
            ("Ngày, giờ nhận hồ sơ", instant_in_words(letter.received_at)),
            ("Ngày, giờ hẹn trả kết quả", promise),
            ("Cơ quan (bộ phận) giải quyết", letter.competent),
            ("Cơ quan phối hợp giải quyết", "; ".join(letter.partners) or "không"),
            *known,
        ],
        "columns": ["Tên cơ quan, bộ phận", "Thời gian giao, nhận hồ sơ", "Kết quả giải quyết hồ sơ", "Ghi chú"],
        "hands": ["Người giao", "Người nhận"],
        "rows": [
            {
                "who": [f"1. Giao: {row.giver}", f"2. Nhận: {row.receiver}"],
                "when": instant_in_words(row.at) if row.at else _BY_HAND,
                "giver": row.giver_name,
                "receiver": row.receiver_name,
                "result": _kept(row, letter.day_minutes),
                "note": row.note,
            }
            for row in letter.rows
        ],
    }


def _kept(row: HandOver, day_minutes: int) -> list[str]:
    """How the giver kept the limit of the step, and the planned beside the actual working time."""
    said = [row.result] if row.result else []
    if row.planned_minutes is not None:
        said.append(f"Thời hạn: {working_time(row.planned_minutes, day_minutes)}")
    if row.actual_minutes is not None:
        said.append(f"Thực tế: {working_time(row.actual_minutes, day_minutes)}")
    return said


def handover(letter: Handover) -> View:
    results = any(one.result for one in letter.dossiers)
    columns = ["TT", "Mã hồ sơ", "Chủ hồ sơ", "Nội dung", "Giấy tờ", "Hạn giải quyết", "Ghi chú"]
    if results:
        columns = ["TT", "Mã hồ sơ", "Nội dung", "Kết quả", "Chủ hồ sơ, địa chỉ", "Phí, lệ phí", "Cách trả", "Ghi chú"]
    return {
        "head": head_view(letter.head, from_desk=False),
        "fields": [
            ("Bên giao", letter.giver),
            ("Bên nhận", letter.receiver),
            ("Thời gian bàn giao", instant_in_words(letter.handed_at)),
            *([("Lý do bàn giao", letter.ground)] if letter.ground else []),
        ],
        "results": results,
        "columns": columns,
        "rows": [
            [str(position), *(_result_cells(one) if results else _paper_cells(one))]
            for position, one in enumerate(letter.dossiers, 1)
        ],
        "total": f"Tổng số: {count_in_words(len(letter.dossiers))} hồ sơ.",
        "signatures": [signature_view(letter.giver_signature), signature_view(letter.receiver_signature)],
    }


def _paper_cells(one: HandedDossier) -> list[str]:
    due = instant_in_table(one.due) if one.due else ""
    return [one.code, one.owner, one.content, one.papers, due, one.note]


def _result_cells(one: HandedDossier) -> list[str]:
    who = ", ".join(filter(None, (one.owner, one.address)))
    return [one.code, one.content, one.result, who, one.fee, one.post, one.note]


def register(letter: Register) -> View:
    return {
        "head": head_view(letter.head, from_desk=True),
        "book": f"Quyển số {letter.book}, năm {letter.year}",
        "pages": f"Từ {day_in_words(letter.first_on)} đến {day_in_words(letter.last_on)}",
        "group": "Nhận và trả kết quả",
        "columns": [
            "STT",
            "Mã hồ sơ",
            "Tên thủ tục hành chính",
            "Số lượng hồ sơ (bộ)",
            "Tên cá nhân, tổ chức",
            "Địa chỉ, số điện thoại",
            "Cơ quan chủ trì giải quyết",
            "Ngày nhận hồ sơ",
            "Ngày hẹn trả kết quả",
            "Ngày trả kết quả",
            "Phương thức nhận kết quả",
            "Ký nhận",
            "Ghi chú",
        ],
        "rows": [_line(one) for one in letter.rows],
        "total": f"Tổng số: {count_in_words(len(letter.rows))} hồ sơ.",
        "signature": signature_view(letter.keeper),
    }


def _line(one: RegisterLine) -> list[str]:
    promise = day_in_table(one.appointment) if one.appointment else one.due_rule
    if one.new_appointment is not None:
        promise += f"; hẹn lại {day_in_table(one.new_appointment)}"
    return [
        str(one.number),
        one.code,
        one.procedure,
        count_in_words(one.sets),
        one.applicant,
        one.contact,
        one.authority,
        day_in_table(one.received_at),
        promise,
        day_in_table(one.returned_at) if one.returned_at else "",
        one.receive_result,
        one.received_by,
        one.note,
    ]


def class_list(letter: ClassList) -> View:
    promise = instant_in_words(letter.appointment) if letter.appointment else letter.due_rule
    who = f"{letter.submitter} ({letter.relation})" if letter.relation else letter.submitter
    return {
        "head": head_view(letter.head, from_desk=True),
        "fields": [
            ("Người nộp hồ sơ", who),
            ("Nội dung yêu cầu giải quyết", _procedure(letter.procedure, letter.procedure_code)),
            ("Thời gian nhận hồ sơ", instant_in_words(letter.received_at)),
            ("Thời gian trả kết quả giải quyết hồ sơ", promise),
        ],
        "columns": ["TT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày sinh", "Lớp, đơn vị", "Giấy tờ nộp", "Ghi chú"],
        "rows": [
            [
                str(position),
                one.code,
                one.owner,
                f"{one.born_on:%d/%m/%Y}" if one.born_on else "",
                one.group,
                one.papers,
                one.note,
            ]
            for position, one in enumerate(letter.dossiers, 1)
        ],
        "total": f"Tổng số: {count_in_words(len(letter.dossiers))} hồ sơ.",
        "signatures": [signature_view(letter.submitter_signature), signature_view(letter.officer)],
    }


def result_list(letter: ResultList) -> View:
    return {
        "head": head_view(letter.head, from_desk=False),
        "about": f"(Kèm theo {letter.decision} {day_in_words(letter.decided_on)})",
        "fields": [
            ("Nội dung", _procedure(letter.procedure, letter.procedure_code)),
            ("Thời gian có kết quả", instant_in_words(letter.released_at)),
        ],
        "columns": ["TT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày sinh", "Kết quả", "Ký nhận", "Ghi chú"],
        "rows": [
            [
                str(position),
                one.code,
                one.owner,
                f"{one.born_on:%d/%m/%Y}" if one.born_on else "",
                one.result,
                "",
                one.note,
            ]
            for position, one in enumerate(letter.results, 1)
        ],
        "total": f"Danh sách có {count_in_words(len(letter.results))} hồ sơ.",
        "signature": signature_view(letter.signatory),
        "recipients": recipients_view(letter.recipients),
    }


def _procedure(name: str, code: str) -> str:
    return f"{name} (mã thủ tục {code})" if code else name
