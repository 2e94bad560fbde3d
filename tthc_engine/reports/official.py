"""What form II.06a and the register print: the words of the official blanks, and the notes under the table.

They are Vietnamese in every language of the screen: a form is a form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.numerals import VIETNAMESE
from tthc_engine.domain.procedure import Channel
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import Form06a, Remark
from tthc_engine.reports.periods import Period
from tthc_engine.reports.register import Book, Line

FORM_NUMBER = "Biểu số II.06a/VPCP/KSTT"
FORM_TITLE = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"
UNIT_OF_COUNT = "Đơn vị tính: số hồ sơ"
MADE_BY, HEAD = "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"
SIGN_HERE = "(Ký, ghi rõ họ tên)"
SIGN_AND_SEAL = "(Ký, ghi rõ họ tên, đóng dấu)"
UNDEFINED = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a head: in line `line` from 0, from column `column` from 1."""

    line: int
    column: int
    lines: int
    columns: int
    text: str


FORM_HEAD = (
    Cell(0, 1, 3, 1, "TT"),
    Cell(0, 2, 3, 1, "Lĩnh vực (hoặc đơn vị) giải quyết"),
    Cell(0, 3, 1, 4, "Số lượng hồ sơ tiếp nhận"),
    Cell(0, 7, 1, 4, "Số lượng hồ sơ đã giải quyết"),
    Cell(0, 11, 1, 3, "Số lượng hồ sơ đang giải quyết"),
    Cell(1, 3, 2, 1, "Tổng số"),
    Cell(1, 4, 1, 2, "Trong kỳ"),
    Cell(1, 6, 2, 1, "Từ kỳ trước"),
    Cell(1, 7, 2, 1, "Tổng số"),
    Cell(1, 8, 2, 1, "Trước hạn"),
    Cell(1, 9, 2, 1, "Đúng hạn"),
    Cell(1, 10, 2, 1, "Quá hạn"),
    Cell(1, 11, 2, 1, "Tổng số"),
    Cell(1, 12, 2, 1, "Trong hạn"),
    Cell(1, 13, 2, 1, "Quá hạn"),
    Cell(2, 4, 1, 1, "Trực tuyến"),
    Cell(2, 5, 1, 1, "Trực tiếp, dịch vụ bưu chính"),
)
FORM_CODES = (
    *("(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)", "(6)", "(7)=(8)+(9)+(10)", "(8)", "(9)", "(10)"),
    *("(11)=(12)+(13)", "(12)", "(13)"),
)
FORM_FIELDS = (
    *("TT", "Lĩnh vực (hoặc đơn vị) giải quyết", "Tiếp nhận: Tổng số", "Tiếp nhận trong kỳ: Trực tuyến"),
    *("Tiếp nhận trong kỳ: Trực tiếp, dịch vụ bưu chính", "Tiếp nhận: Từ kỳ trước", "Đã giải quyết: Tổng số"),
    *("Đã giải quyết: Trước hạn", "Đã giải quyết: Đúng hạn", "Đã giải quyết: Quá hạn", "Đang giải quyết: Tổng số"),
    *("Đang giải quyết: Trong hạn", "Đang giải quyết: Quá hạn"),
)
"""The head in one line, for files that have no merged cells and for readers of a screen."""

REGISTER_TITLE = "SỔ THEO DÕI HỒ SƠ"
REGISTER_HEAD = (
    Cell(0, 1, 2, 1, "STT"),
    Cell(0, 2, 2, 1, "Mã hồ sơ"),
    Cell(0, 3, 2, 1, "Tên TTHC"),
    Cell(0, 4, 2, 1, "Số lượng hồ sơ (bộ)"),
    Cell(0, 5, 2, 1, "Tên cá nhân, tổ chức"),
    Cell(0, 6, 2, 1, "Địa chỉ, số điện thoại"),
    Cell(0, 7, 2, 1, "Cơ quan chủ trì giải quyết"),
    Cell(0, 8, 1, 5, "Nhận và trả kết quả"),
    Cell(0, 13, 2, 1, "Ghi chú"),
    Cell(1, 8, 1, 1, "Nhận hồ sơ"),
    Cell(1, 9, 1, 1, "Hẹn trả kết quả"),
    Cell(1, 10, 1, 1, "Trả kết quả"),
    Cell(1, 11, 1, 1, "Phương thức nhận kết quả"),
    Cell(1, 12, 1, 1, "Ký nhận"),
)
REGISTER_FIELDS = (
    *("STT", "Mã hồ sơ", "Tên TTHC", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức", "Địa chỉ, số điện thoại"),
    *("Cơ quan chủ trì giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", "Phương thức nhận kết quả"),
    *("Ký nhận", "Ghi chú"),
)

_SETTLED_OTHERWISE = (
    (Remark.REFUSED, "từ chối giải quyết sau thẩm định"),
    (Remark.WITHDRAWN, "tổ chức, cá nhân rút"),
    (Remark.STOPPED, "dừng thực hiện theo đề nghị của tổ chức, cá nhân"),
    (Remark.CLOSED, "đóng do không bổ sung"),
)
_NOTES = (
    (
        Remark.WITHOUT_DATE,
        "Cột (9) gồm {n} hồ sơ kết thúc khi không có hạn nào đang chạy: thủ tục không quy định thời hạn, hoặc đang tạm "
        "dừng tính thời hạn để chờ bổ sung.",
    ),
    (Remark.WAITING, "Cột (11) gồm {n} hồ sơ đang chờ tổ chức, cá nhân bổ sung."),
    (
        Remark.ENTERED_LATE,
        "Số tiếp nhận trong kỳ gồm {n} hồ sơ nhận trước kỳ nhưng được cập nhật vào hệ thống trong kỳ.",
    ),
    (
        Remark.REOPENED,
        "Số tiếp nhận trong kỳ gồm {n} hồ sơ đã kết thúc trước kỳ và được mở lại trong kỳ để giải quyết tiếp.",
    ),
    (Remark.NOT_RECEIVED, "Ngoài biểu: {n} hồ sơ không được tiếp nhận (phiếu từ chối tiếp nhận)."),
    (Remark.NOT_YET_RECEIVED, "Ngoài biểu: {n} hồ sơ đã nộp, chưa được tiếp nhận."),
    (Remark.OF_OTHERS, "Ngoài biểu: {n} hồ sơ tiếp nhận tại đây, thuộc thẩm quyền giải quyết của cơ quan khác."),
    (
        Remark.OF_VOLUNTARY,
        "Ngoài biểu: {n} hồ sơ của đơn vị áp dụng tự nguyện cơ chế một cửa, có biểu riêng của đơn vị đó.",
    ),
    (
        Remark.HANDED_OVER,
        "Ngoài biểu: {n} hồ sơ tồn từ kỳ trước đã bàn giao cho đơn vị kế thừa, tính ở biểu đơn vị đó.",
    ),
    (Remark.TAKEN_OVER, "Cột (6) gồm {n} hồ sơ nhận bàn giao từ đơn vị được sắp xếp lại."),
    (Remark.INTERNAL, "Ngoài biểu: {n} hồ sơ thủ tục hành chính nội bộ, theo dõi bằng danh sách riêng."),
)
_ENDED = {
    Outcome.REFUSED: "Từ chối giải quyết ngày {on}",
    Outcome.WITHDRAWN: "Rút hồ sơ ngày {on}",
    Outcome.STOPPED_BY_APPLICANT: "Dừng thực hiện theo đề nghị ngày {on}",
    Outcome.CLOSED_UNANSWERED: "Đóng hồ sơ do không bổ sung ngày {on}",
}
_BY: Mapping[Channel, str] = {
    Channel.DIRECT: "Trực tiếp",
    Channel.ONLINE: "Trực tuyến",
    Channel.POSTAL: "Dịch vụ bưu chính công ích",
}


def period_words(period: Period) -> str:
    """`Quý IV năm 2026 (từ ngày 15/09/2026 đến ngày 14/12/2026)`."""
    return f"{period.label} ({span_words(period)})" if period.kind else period.label


def span_words(period: Period) -> str:
    return f"từ ngày {_day(period.first_on)} đến ngày {_day(period.last_on)}"


def notes(form: Form06a) -> list[str]:
    """The sentences under the table: by what rule it counts, and what its columns cannot say."""
    told = [known_words(form.known_at)]
    if form.voluntary_decision is not None:
        by = f" theo {form.voluntary_decision}" if form.voluntary_decision else ""
        told.append(
            f"Đơn vị áp dụng tự nguyện cơ chế một cửa{by}; biểu này của riêng đơn vị, không tổng hợp vào báo cáo chính "
            "thức của cơ quan cấp trên."
        )
    told.append(
        "So theo ngày: trước hạn là kết thúc trước ngày đến hạn, đúng hạn là trong ngày đó, quá hạn là sau ngày đó. "
        + _basis_words(form.basis)
    )
    others = [f"{form.remarks[remark]} hồ sơ {what}" for remark, what in _SETTLED_OTHERWISE if form.remarks.get(remark)]
    if others:
        told.append(f"Cột (7) gồm {'; '.join(others)}, tính theo ngày của văn bản kết thúc.")
    told += [words.format(n=form.remarks[remark]) for remark, words in _NOTES if form.remarks.get(remark)]
    return told


def known_words(at: datetime) -> str:
    return f"Số liệu lập từ nhật ký xử lý hồ sơ, tính đến {_instant(at)}."


def share_words(share: float | None) -> str:
    """`94,2 %`; a dash while nothing is settled, because no share of nothing is 100 %."""
    return UNDEFINED if share is None else VIETNAMESE.percent(share * 100)


def register_notes(line: Line) -> str:
    """Ghi chú of one line: what the other columns cannot say."""
    told = [f"Người nộp: {line.submitter}"] if line.submitter else []
    if line.supplement_on is not None:
        told.append(f"Yêu cầu bổ sung ngày {_day(line.supplement_on)}")
    if line.new_appointment is not None:
        told.append(f"Hẹn lại {_short(line.new_appointment)}")
    if line.settled_at is not None and line.outcome in _ENDED:
        told.append(_ENDED[line.outcome].format(on=_day(line.settled_at)))
    elif line.settled_at is not None and line.returned_at is None:
        told.append(f"Có kết quả ngày {_day(line.settled_at)}")
    if line.late:
        told.append("Quá hạn")
    return "; ".join(told)


def register_cells(line: Line) -> tuple[int | str, ...]:
    """One line as the thirteen columns of the book."""
    return (
        line.number,
        line.reference,
        line.procedure,
        line.sets,
        line.applicant or "(đã xóa dữ liệu cá nhân)",
        line.contact,
        line.authority,
        _short(line.received_at),
        _short(line.appointment) if line.appointment is not None else line.limit_words,
        _short(line.returned_at) if line.returned_at is not None else "",
        _BY[line.receive_result],
        line.received_by,
        register_notes(line),
    )


def book_words(book: Book) -> str:
    return f"Năm {book.year} · {span_words(book.period)} · số liệu tính đến {_instant(book.known_at)}"


def file_name(kind: str, unit: str, period: Period, ending: str) -> str:
    """`II.06a_suoi-ngan_2026-09-15_2026-12-14.xlsx`: sorts by unit and period, safe on every system."""
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-.") else "-" for letter in unit)
    return f"{kind}_{safe}_{period.first_on}_{period.last_on}.{ending}"


def _basis_words(basis: LateBasis) -> str:
    if basis is LateBasis.CUT:
        return "Thủ tục đã được địa phương cắt giảm thời gian thì so với thời hạn còn lại sau khi cắt giảm."
    if basis is LateBasis.RESCHEDULED:
        return "Hồ sơ đã xin lỗi và hẹn lại thì so với ngày hẹn lại."
    return "So với hạn giải quyết theo quy định; việc hẹn lại ngày trả kết quả không thay đổi hạn đó."


def _instant(at: datetime) -> str:
    here = at.astimezone(HANOI)
    return f"{here:%H} giờ {here:%M} phút, ngày {here:%d/%m/%Y}"


def _short(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}"


def _day(on: date | datetime) -> str:
    return f"{on.astimezone(HANOI) if isinstance(on, datetime) else on:%d/%m/%Y}"
