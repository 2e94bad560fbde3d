"""The forms that are filled in line by line, in the order of the circulars' blanks."""

from tthc_engine.documents.view import (
    Field,
    View,
    contact_words,
    head_view,
    paragraphs,
    qr_svg,
    recipients_view,
    request_line,
    signature_view,
    submitter_line,
)
from tthc_engine.documents.words import count_in_words, day_in_words, instant_in_table, instant_in_words
from tthc_engine.domain.letter_parts import Subject
from tthc_engine.domain.letters import (
    Handover,
    Receipt,
    ReceivedPaper,
    RefusalNotice,
    RefusalStage,
    SupplementRequest,
    TrackingSheet,
)
from tthc_engine.domain.time_limit import SupplementMode

_NOT_GIVEN = "………………"

_PERIOD_AFTER = {
    SupplementMode.RESTART: "Thời hạn giải quyết được tính lại từ đầu kể từ ngày nhận đủ hồ sơ hợp lệ.",
    SupplementMode.CONTINUE: "Thời hạn giải quyết được tính tiếp kể từ ngày nhận đủ hồ sơ hợp lệ.",
    SupplementMode.SHIFT: "Thời gian chờ bổ sung không tính vào thời hạn giải quyết.",
}


def _reach(subject: Subject) -> list[Field]:
    return [
        ("Địa chỉ", subject.address or _NOT_GIVEN),
        ("Số điện thoại", f"{subject.phone or _NOT_GIVEN}    Email: {subject.email or _NOT_GIVEN}"),
    ]


def _papers(papers: tuple[ReceivedPaper, ...]) -> View:
    """The table of components; the electronic column stands only where an electronic paper came in."""
    columns = ["Bản chính", "Chứng thực", "Bản sao"]
    rows = [[paper.originals, paper.certified_copies, paper.copies] for paper in papers]
    if any(paper.electronic for paper in papers):
        columns.append("Điện tử")
        rows = [[*row, paper.electronic] for row, paper in zip(rows, papers, strict=True)]
    return {
        "columns": columns,
        "rows": [
            [str(position), paper.name, *(count_in_words(amount) if amount else "" for amount in row)]
            for position, (paper, row) in enumerate(zip(papers, rows, strict=True), 1)
        ],
    }


def receipt(letter: Receipt) -> View:
    subject = letter.subject
    promise = letter.due_rule if letter.appointment is None else instant_in_words(letter.appointment)
    if letter.provisional:
        promise += f" (tạm tính: {letter.provisional})"
    facts: list[Field] = [
        ("Số lượng hồ sơ", f"{count_in_words(letter.sets)} (bộ)"),
        ("Thời gian giải quyết hồ sơ theo quy định", letter.time_limit),
        ("Thời gian nhận hồ sơ", instant_in_words(letter.received_at)),
        ("Thời gian trả kết quả giải quyết hồ sơ", promise),
        *(("Phí, lệ phí", fee) for fee in letter.fees),
        ("Đăng ký nhận kết quả tại", letter.collect_at),
        (
            "Vào Sổ theo dõi hồ sơ, Quyển số",
            f"{letter.book or _NOT_GIVEN}    Số thứ tự: {letter.book_entry or _NOT_GIVEN}",
        ),
    ]
    return {
        "head": head_view(letter.head, from_desk=True),
        "qr": qr_svg(letter.head),
        "copy_for": f"(Liên: {letter.copy_for})" if letter.copy_for else "",
        "fields": [
            ("Bộ phận tiếp nhận", letter.head.onestop or letter.head.agency),
            ("Tiếp nhận hồ sơ của", subject.owner),
            ("Người nộp hồ sơ", submitter_line(subject)),
            *_reach(subject),
            ("Số định danh cá nhân/CCCD/hộ chiếu", subject.id_number or _NOT_GIVEN),
            ("Nội dung yêu cầu giải quyết", request_line(subject)),
        ],
        "papers_title": "Thành phần hồ sơ nộp gồm:",
        "papers": _papers(letter.papers),
        "facts": facts,
        "lookup": _lookup(letter),
        "signatures": [signature_view(letter.submitter_signature), signature_view(letter.officer)],
    }


def _lookup(letter: Receipt) -> list[Field]:
    if not letter.lookup_secret:
        return []
    where: list[Field] = [("Tra cứu tình trạng hồ sơ tại", letter.lookup_url)] if letter.lookup_url else []
    return [*where, ("Mã tra cứu (không cho người khác biết)", letter.lookup_secret)]


def supplement_request(letter: SupplementRequest) -> View:
    subject = letter.subject
    notes = []
    if letter.answer_until is not None:
        notes.append(
            f"Đề nghị bổ sung, hoàn thiện hồ sơ chậm nhất {day_in_words(letter.answer_until)}; "
            "quá thời hạn này mà không bổ sung, hồ sơ được đóng theo quy định."
        )
    if letter.period_after is not None:
        notes.append(_PERIOD_AFTER[letter.period_after])
    return {
        "head": head_view(letter.head, from_desk=True),
        "qr": qr_svg(letter.head),
        "fields": [
            ("Hồ sơ của", subject.owner),
            *([("Người nộp hồ sơ", submitter_line(subject))] if subject.submitter else []),
            ("Nội dung yêu cầu giải quyết", request_line(subject)),
            *_reach(subject),
        ],
        "items_title": "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "items": list(letter.items),
        "reason_title": "Lý do:",
        "reason": paragraphs(letter.reason),
        "notes": notes,
        "contact": _guidance(letter),
        "signature": signature_view(letter.signatory),
        "recipients": recipients_view(letter.recipients),
    }


def _guidance(letter: SupplementRequest | RefusalNotice) -> str:
    """Whom to ask, on the two slips."""
    if not (words := contact_words(letter.contact)):
        return ""
    if isinstance(letter, SupplementRequest):
        return f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, xin liên hệ {words} để được hướng dẫn."
    return f"Nếu cần biết thêm, xin liên hệ {words}."


def refusal(letter: RefusalNotice) -> View:
    subject, head = letter.subject, letter.head
    at_desk = letter.stage is RefusalStage.INTAKE
    issuer = head.onestop if at_desk and head.onestop else head.agency
    verdict = "không tiếp nhận, giải quyết hồ sơ này" if at_desk else "từ chối giải quyết hồ sơ này"
    came_in: list[Field] = []
    if letter.submitted_at is not None:
        came_in = [("Thời gian nộp hồ sơ", instant_in_words(letter.submitted_at))]
    return {
        "head": head_view(head, from_desk=at_desk),
        "fields": [
            ("Tiếp nhận hồ sơ của", subject.owner),
            *([("Người nộp hồ sơ", submitter_line(subject))] if subject.submitter else []),
            *([("Mã hồ sơ", head.dossier_code)] if head.dossier_code else []),
            *came_in,
            *([("Số định danh cá nhân/CCCD/hộ chiếu", subject.id_number)] if subject.id_number else []),
            *_reach(subject),
            ("Nội dung yêu cầu giải quyết", request_line(subject)),
        ],
        "verdict": f"Qua xem xét, {issuer} thông báo {verdict} với lý do cụ thể như sau:",
        "reasons": [paragraphs(reason) for reason in letter.reasons],
        "contact": _guidance(letter),
        "submitter": signature_view(letter.submitter_signature) if letter.submitter_signature else None,
        "signature": signature_view(letter.signatory),
        "recipients": recipients_view(letter.recipients),
    }


def tracking_sheet(letter: TrackingSheet) -> View:
    promise = instant_in_words(letter.appointment) if letter.appointment else letter.due_rule or _NOT_GIVEN
    return {
        "head": head_view(letter.head, from_desk=True),
        "qr": qr_svg(letter.head),
        "fields": [
            ("Mã hồ sơ", letter.head.dossier_code or _NOT_GIVEN),
            ("Kèm theo hồ sơ của", letter.subject.owner),
            ("Nội dung yêu cầu giải quyết", request_line(letter.subject)),
            ("Ngày, giờ nhận hồ sơ", instant_in_words(letter.received_at)),
            ("Ngày, giờ hẹn trả kết quả", promise),
            ("Cơ quan (bộ phận) giải quyết", letter.competent),
            *([("Cơ quan phối hợp giải quyết", "; ".join(letter.partners))] if letter.partners else []),
        ],
        "columns": ["Tên cơ quan", "Thời gian giao, nhận hồ sơ", "Kết quả giải quyết hồ sơ", "Ghi chú"],
        "rows": [
            {
                "who": [f"1. Giao: {row.giver}", f"2. Nhận: {row.receiver}"],
                "when": instant_in_words(row.at) if row.at else "…… giờ …… phút, ngày …… tháng …… năm ……",
                "giver": row.giver_name,
                "receiver": row.receiver_name,
                "result": row.result,
                "note": row.note,
            }
            for row in letter.rows
        ],
    }


def handover(letter: Handover) -> View:
    return {
        "head": head_view(letter.head, from_desk=False),
        "fields": [
            ("Bên giao", letter.giver),
            ("Bên nhận", letter.receiver),
            ("Thời gian bàn giao", instant_in_words(letter.handed_at)),
            *([("Lý do bàn giao", letter.ground)] if letter.ground else []),
        ],
        "columns": ["TT", "Mã hồ sơ", "Chủ hồ sơ", "Nội dung", "Giấy tờ", "Hạn giải quyết", "Ghi chú"],
        "rows": [
            [
                str(position),
                one.code,
                one.owner,
                one.content,
                one.papers,
                instant_in_table(one.due) if one.due else "",
                one.note,
            ]
            for position, one in enumerate(letter.dossiers, 1)
        ],
        "total": f"Tổng số: {count_in_words(len(letter.dossiers))} hồ sơ.",
        "signatures": [signature_view(letter.giver_signature), signature_view(letter.receiver_signature)],
    }
