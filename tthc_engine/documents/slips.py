"""The forms that are filled in line by line, in the order of the circulars' blanks."""

from tthc_engine.documents.view import (
    Field,
    Paragraph,
    View,
    contact_words,
    head_view,
    paragraphs,
    qr_text,
    recipients_view,
    request_line,
    signature_view,
    submitter_line,
)
from tthc_engine.documents.words import count_in_words, day_in_words, instant_in_words
from tthc_engine.domain.letter_parts import Subject
from tthc_engine.domain.letters import Receipt, ReceivedPaper, RefusalNotice, RefusalStage, SupplementRequest
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
        "columns": ["TT", "Tên thành phần hồ sơ", *columns],
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
        "qr": qr_text(letter.head),
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
        "qr": qr_text(letter.head),
        "fields": [
            *([("Mã hồ sơ", letter.head.dossier_code)] if letter.head.dossier_code else []),
            ("Hồ sơ của", subject.owner),
            *([("Người nộp hồ sơ", submitter_line(subject))] if subject.submitter else []),
            ("Nội dung yêu cầu giải quyết", request_line(subject)),
            *_reach(subject),
        ],
        "items_title": "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "items": [f"{position}. {item}" for position, item in enumerate(letter.items, 1)],
        "reason": _said("Lý do: ", paragraphs(letter.reason)),
        "notes": notes,
        "contact": _guidance(letter),
        "signature": signature_view(letter.signatory),
        "recipients": recipients_view(letter.recipients),
    }


def _said(mark: str, said: list[Paragraph]) -> list[Paragraph]:
    """The first paragraph goes on after the mark: "Lý do: …", "2. …"."""
    first, *more = said or [[]]
    return [[mark, *first], *more]


def _reasons(letter: RefusalNotice) -> list[Paragraph]:
    marks = [f"{position}. " for position in range(1, len(letter.reasons) + 1)] if len(letter.reasons) > 1 else [""]
    said = zip(marks, letter.reasons, strict=True)
    return [paragraph for mark, reason in said for paragraph in _said(mark, paragraphs(reason))]


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
        "reasons": _reasons(letter),
        "contact": _guidance(letter),
        "submitter": signature_view(letter.submitter_signature) if letter.submitter_signature else None,
        "signature": signature_view(letter.signatory),
        "recipients": recipients_view(letter.recipients),
    }
