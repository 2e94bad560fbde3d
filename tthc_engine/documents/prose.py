"""The letters written in sentences: apology, notices, the explanation report."""

from typing import Any

from tthc_engine.documents.view import (
    Field,
    Paragraph,
    View,
    addressee_line,
    bold,
    ending,
    enquiries,
    head_view,
    paragraphs,
    recipients_view,
    request_line,
    signature_view,
    submitter_line,
)
from tthc_engine.documents.words import (
    capitalised,
    day_in_words,
    instant_in_table,
    instant_in_words,
    working_time,
)
from tthc_engine.domain.letter_parts import Subject
from tthc_engine.domain.letters import (
    ApologyGround,
    ApologyLetter,
    AppointmentNotice,
    ConsultationRequest,
    ExplanationReport,
    OnestopNotice,
    ReasonNature,
    Reminder,
    StopGround,
    StopNotice,
)
from tthc_engine.domain.numerals import VIETNAMESE

_Plain = ApologyLetter | OnestopNotice | AppointmentNotice | StopNotice | ConsultationRequest | Reminder

_NATURE = {ReasonNature.OBJECTIVE: "nguyên nhân khách quan", ReasonNature.SUBJECTIVE: "nguyên nhân chủ quan"}


def _frame(letter: _Plain) -> View:
    """Head, addressee and foot, which the letters of plain paragraphs share."""
    title, subtitle = _title(letter.head.title)
    return {
        "head": head_view(letter.head, from_desk=False) | {"title": title, "subtitle": subtitle},
        "to": f"Kính gửi: {addressee_line(letter.addressee)}",
        "signature": signature_view(letter.signatory),
        "recipients": recipients_view(letter.recipients),
    }


def _title(title: str) -> tuple[str, str]:
    """The kind of text in capitals and, beneath, what it is about (NĐ 30/2020, Phụ lục I)."""
    for joint in ("về việc", "và"):
        kind, found, about = title.partition(f" {joint} ")
        if found:
            return kind.upper(), f"{capitalised(joint) if joint == 'về việc' else joint} {about}"
    return title.upper(), ""


def _reason(reason: str) -> list[Paragraph]:
    """The reason's first line goes on after "Lý do:", further ones stand as paragraphs of their own."""
    return paragraphs(reason.rstrip(". ") + ".")


def _code(letter: _Plain) -> str:
    return f", mã hồ sơ {letter.head.dossier_code}" if letter.head.dossier_code else ""


def apology(letter: ApologyLetter) -> View:
    return _for_lateness(letter) if letter.ground is ApologyGround.LATENESS else _for_a_loss(letter)


def _for_a_loss(letter: ApologyLetter) -> View:
    agency, you = letter.head.agency, letter.addressee.address_as
    first, *more = _reason(letter.reason)
    frame = _frame(letter)
    # Nothing is re-appointed and no time extended, so the second half of the form's title would not be true.
    frame["head"]["subtitle"] = ""
    cost = f" {agency} chịu chi phí cấp lại là {VIETNAMESE.whole(letter.cost_vnd)} đồng." if letter.cost_vnd else ""
    return frame | {
        "paragraphs": [
            [f"{capitalised(day_in_words(letter.received_on))}, {agency} tiếp nhận hồ sơ của {you}{_code(letter)}."],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}."],
            [
                f"Trong quá trình giải quyết, giấy tờ trong hồ sơ của {you} bị mất, bị thất lạc hoặc bị hư hỏng. ",
                *first,
            ],
            *more,
            [f"{agency} xin lỗi {you} về việc này và chịu trách nhiệm khắc phục.{cost}"],
            [ending((f"{agency} mong {you} thông cảm.", enquiries(letter.contact)))],
        ],
    }


def consultation_request(letter: ConsultationRequest) -> View:
    agency, you = letter.head.agency, letter.addressee.address_as
    first, *more = paragraphs(letter.question)
    promised = ""
    if letter.appointment is not None:
        promised = f" Thời gian hẹn trả kết quả cho người nộp hồ sơ: {instant_in_words(letter.appointment)}."
    return _frame(letter) | {
        "paragraphs": [
            [
                f"{agency} đang giải quyết hồ sơ của {letter.subject.owner}{_code(letter)}, "
                f"tiếp nhận {day_in_words(letter.received_on)}."
            ],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}.{promised}"],
            [f"{agency} đề nghị {you} cho ý kiến về nội dung sau: ", *first],
            *more,
            [
                "Văn bản trả lời xin gửi trước ",
                bold(instant_in_words(letter.answer_until)),
                ". Thời gian lấy ý kiến nằm trong thời hạn giải quyết hồ sơ./.",
            ],
        ],
    }


def reminder(letter: Reminder) -> View:
    agency, you = letter.head.agency, letter.addressee.address_as
    first, *more = paragraphs(letter.asked)
    promised = ""
    if letter.appointment is not None:
        promised = f" Thời gian hẹn trả kết quả cho người nộp hồ sơ: {instant_in_words(letter.appointment)}."
    now: Paragraph = [f"{agency} đề nghị {you} trả lời ngay để kịp thời hạn giải quyết hồ sơ./."]
    if letter.answer_by is not None:
        answer_by = bold(instant_in_words(letter.answer_by))
        now = [f"{agency} đề nghị {you} trả lời trước ", answer_by, " để kịp thời hạn giải quyết hồ sơ./."]
    return _frame(letter) | {
        "paragraphs": [
            [
                f"{agency} đang giải quyết hồ sơ của {letter.subject.owner}{_code(letter)}, "
                f"tiếp nhận {day_in_words(letter.received_on)}."
            ],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}.{promised}"],
            [f"{_asked(letter)} ", *first],
            *more,
            [f"Thời hạn trả lời: {instant_in_words(letter.until)}. Đến nay, {agency} chưa nhận được trả lời."],
            now,
        ],
    }


def _asked(letter: Reminder) -> str:
    on = day_in_words(letter.asked_on)
    by = f"{letter.asked_by} {on}" if letter.asked_by else f"Văn bản {on}"
    return f"{by} của {letter.head.agency} đề nghị {letter.addressee.address_as}:"


def _for_lateness(letter: ApologyLetter) -> View:
    agency, you = letter.head.agency, letter.addressee.address_as
    first, *more = _reason(letter.reason)
    frame = _frame(letter)
    if letter.new_appointment is None:
        # Without a new date nothing is re-appointed, so the second half of the form's title would not be true.
        frame["head"]["subtitle"] = ""
    return frame | {
        "paragraphs": [
            [
                f"{capitalised(day_in_words(letter.received_on))}, {letter.received_by or agency} tiếp nhận hồ sơ "
                f"của {you}{_code(letter)}."
            ],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}."],
            [
                f"Thời hạn giải quyết theo quy định: {letter.time_limit}. "
                f"Thời gian hẹn trả kết quả: {instant_in_words(letter.appointment)}."
            ],
            [f"{_delay(letter)} Lý do: ", *first],
            *more,
            _promise(letter),
            [ending((f"{agency} mong {you} thông cảm.", enquiries(letter.contact)))],
        ],
    }


def _delay(letter: ApologyLetter) -> str:
    agency = letter.head.agency
    if letter.released_at is not None:
        done = instant_in_words(letter.released_at)
        return f"Tuy nhiên, đến {done}, hồ sơ mới có kết quả giải quyết, chậm so với thời gian hẹn nêu trên."
    if letter.broken_appointment is not None:
        again = instant_in_words(letter.broken_appointment)
        return f"{agency} đã xin lỗi và hẹn lại thời gian trả kết quả vào {again}. Đến nay vẫn chưa có kết quả."
    if letter.written_at <= letter.appointment:
        return f"Đến nay, {agency} dự kiến không trả kết quả đúng thời gian hẹn nêu trên."
    return f"Tuy nhiên, đến nay {agency} chưa trả kết quả đúng thời gian hẹn nêu trên."


def _promise(letter: ApologyLetter) -> Paragraph:
    sorry = f"{letter.head.agency} xin lỗi {letter.addressee.address_as} vì sự chậm trễ này"
    if letter.new_appointment is not None:
        date = bold(instant_in_words(letter.new_appointment))
        return [f"{sorry} và sẽ trả kết quả vào ", date, ". Việc hẹn lại ngày trả kết quả được thực hiện một lần."]
    if letter.broken_appointment is not None:
        return [
            f"{sorry}. Việc hẹn lại ngày trả kết quả chỉ được thực hiện một lần nên văn bản này không hẹn thêm ngày; "
            f"{letter.head.agency} tập trung giải quyết hồ sơ và thông báo ngay khi có kết quả."
        ]
    return [f"{sorry}."]


def onestop_notice(letter: OnestopNotice) -> View:
    agency, desk = letter.head.agency, letter.head.onestop or "Bộ phận Một cửa"
    first, *more = _reason(letter.reason)
    state = (
        "dự kiến không hoàn thành đúng thời gian hẹn trả kết quả"
        if letter.written_at <= letter.appointment
        else "chưa hoàn thành đúng thời gian hẹn trả kết quả"
    )
    asked: Paragraph = [
        f"Đề nghị {desk} theo dõi, thông báo cho người nộp hồ sơ; khi có kết quả, {agency} chuyển ngay đến {desk}./."
    ]
    if letter.proposed is not None:
        asked = ["Thời gian đề nghị gia hạn trả kết quả: đến ", bold(instant_in_words(letter.proposed)), ". ", *asked]
    if letter.new_appointment is not None:
        asked = [
            f"Đề nghị {desk} điều chỉnh thời gian hẹn trả kết quả trên Hệ thống thông tin giải quyết thủ tục "
            "hành chính thành ",
            bold(instant_in_words(letter.new_appointment)),
            " và thông báo cho người nộp hồ sơ./.",
        ]
    return _frame(letter) | {
        "paragraphs": [
            [
                f"{agency} đang giải quyết hồ sơ của {letter.subject.owner}{_code(letter)}, "
                f"tiếp nhận {day_in_words(letter.received_on)}."
            ],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}."],
            [f"Thời gian hẹn trả kết quả: {instant_in_words(letter.appointment)}."],
            [f"{agency} thông báo: hồ sơ nêu trên {state}. Lý do: ", *first],
            *more,
            asked,
        ],
    }


def appointment_notice(letter: AppointmentNotice) -> View:
    agency = letter.head.agency
    first, *more = _reason(letter.reason)
    tail = f" (tạm tính: {letter.provisional})." if letter.provisional else "."
    return _frame(letter) | {
        "paragraphs": [
            [
                f"{capitalised(day_in_words(letter.received_on))}, {agency} tiếp nhận hồ sơ của "
                f"{letter.addressee.address_as}{_code(letter)}."
            ],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}."],
            [f"Thời gian hẹn trả kết quả đã thông báo: {instant_in_words(letter.previous)}."],
            ["Thời gian hẹn trả kết quả được điều chỉnh thành: ", bold(instant_in_words(letter.appointment)), tail],
            ["Lý do: ", *first],
            *more,
            [ending(("Thời hạn giải quyết theo quy định không thay đổi.", enquiries(letter.contact)))],
        ],
    }


def stop_notice(letter: StopNotice) -> View:
    agency = letter.head.agency
    on = day_in_words(letter.ground_on)
    ground = {
        StopGround.APPLICANT: f"theo đề nghị dừng thực hiện thủ tục hành chính của người nộp hồ sơ {on}",
        StopGround.UNANSWERED: f"do đã quá thời hạn bổ sung, hoàn thiện hồ sơ theo yêu cầu {on} mà không nhận được "
        "hồ sơ bổ sung",
    }[letter.ground]
    return _frame(letter) | {
        "paragraphs": [
            [
                f"{capitalised(day_in_words(letter.received_on))}, {agency} tiếp nhận hồ sơ của "
                f"{letter.subject.owner}{_code(letter)}."
            ],
            [f"Nội dung yêu cầu giải quyết: {request_line(letter.subject)}."],
            [f"{agency} thông báo dừng giải quyết hồ sơ nêu trên từ {instant_in_words(letter.stopped_at)}, {ground}."],
            *paragraphs(letter.reason),
            *paragraphs(letter.papers_back),
            [
                ending(
                    (
                        "Khi có nhu cầu, tổ chức, cá nhân nộp lại hồ sơ để được giải quyết theo quy định.",
                        enquiries(letter.contact),
                    )
                )
            ],
        ],
    }


def explanation_report(letter: ExplanationReport) -> View:
    title, subtitle = _title(letter.head.title)
    about = subtitle or "Về việc chậm giải quyết hồ sơ thủ tục hành chính"
    return {
        "head": head_view(letter.head, from_desk=False) | {"title": title, "subtitle": about},
        "to": f"Kính gửi: {addressee_line(letter.addressee)}",
        "dossier_title": "1. Hồ sơ",
        "fields": _late_dossier(letter),
        "spent_title": "2. Thời gian làm việc đã sử dụng ở từng bước",
        "spent": _spent(letter),
        "applicant_title": "Thời gian thuộc về người nộp hồ sơ (không tính vào thời hạn giải quyết):",
        "applicant": [
            f"- {one.reason}: từ {instant_in_table(one.from_at)} đến "
            f"{instant_in_table(one.until_at) if one.until_at else 'nay'}, "
            f"{working_time(one.minutes, letter.day_minutes)} làm việc."
            for one in letter.applicant_time
        ],
        "cause_title": "3. Nguyên nhân",
        "cause": _cause(letter),
        "remedy_title": "4. Biện pháp khắc phục",
        "remedy": _remedy(letter),
        "author": signature_view(letter.author),
        "signature": signature_view(letter.signatory) if letter.signatory else None,
        "recipients": recipients_view(letter.recipients),
    }


def _late_dossier(letter: ExplanationReport) -> list[Field]:
    subject: Subject = letter.subject
    end = letter.released_at
    late = working_time(letter.late_minutes, letter.day_minutes)
    return [
        ("Mã hồ sơ", letter.head.dossier_code),
        ("Chủ hồ sơ", subject.owner),
        *([("Người nộp hồ sơ", submitter_line(subject))] if subject.submitter else []),
        ("Nội dung", request_line(subject)),
        ("Thời gian nhận hồ sơ", instant_in_words(letter.received_at)),
        ("Thời hạn giải quyết", letter.time_limit),
        ("Hạn giải quyết", instant_in_words(letter.due_at)),
        ("Thời gian có kết quả", instant_in_words(end) if end else "chưa có kết quả"),
        ("Quá hạn", f"{late} làm việc (tính đến {instant_in_words(end or letter.reported_at)})"),
    ]


def _spent(letter: ExplanationReport) -> dict[str, Any]:
    day = letter.day_minutes
    rows = [
        [
            str(position),
            "\n".join(filter(None, (one.step, one.unit, one.person))),
            instant_in_table(one.entered_at),
            instant_in_table(one.left_at) if one.left_at else "đang xử lý",
            working_time(one.planned_minutes, day) if one.planned_minutes is not None else "",
            working_time(one.actual_minutes, day),
            _difference(one.planned_minutes, one.actual_minutes, day),
        ]
        for position, one in enumerate(letter.spent, 1)
    ]
    planned = sum(one.planned_minutes or 0 for one in letter.spent)
    actual = sum(one.actual_minutes for one in letter.spent)
    return {
        "columns": ["TT", "Bước, đơn vị, người thực hiện", "Nhận", "Chuyển", "Thời hạn", "Thực tế", "Chênh lệch"],
        "rows": rows,
        "sum": "Cộng",
        "total": [working_time(planned, day), working_time(actual, day), _difference(planned, actual, day)],
    }


def _difference(planned: int | None, actual: int, day_minutes: int) -> str:
    if planned is None:
        return ""
    if actual == planned:
        return "đúng thời hạn"
    length = working_time(abs(actual - planned), day_minutes)
    return f"chậm {length}" if actual > planned else f"sớm {length}"


def _cause(letter: ExplanationReport) -> list[Paragraph]:
    nature = f" ({_NATURE[letter.nature]})" if letter.nature else ""
    code = f"{letter.reason_code}. " if letter.reason_code else ""
    return [[f"{code}{letter.reason}{nature}."], *paragraphs(letter.detail)]


def _remedy(letter: ExplanationReport) -> list[Paragraph]:
    said = paragraphs(letter.remedy)
    if letter.apology:
        said.append([f"Đã xin lỗi tổ chức, cá nhân: {letter.apology}."])
    if letter.new_appointment is not None:
        said.append(["Thời gian hẹn lại: ", bold(instant_in_words(letter.new_appointment)), "."])
    if not said:
        said = [["Không có."]]
    return said
