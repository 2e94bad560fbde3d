"""Lengths of time as Vietnamese sheets write them: "05 (năm) ngày làm việc", "02 tháng và 15 ngày", "sau 15 giờ".

Nothing here decides; it only finds what is written, and says of each find what kind of sentence it stands in. What it
cannot read for certain (a range, a year, minutes, a number in words) is found all the same, as unread.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from tthc_engine.domain.time_limit import Term, Unit


class Says(StrEnum):
    """What the sentence around a length speaks of."""

    LIMIT = "limit"
    CONDITION = "condition"
    """A length for some of the dossiers only ("đối với …", "trường hợp …")."""
    ASKING = "asking"
    """The body's own time to ask for a supplement or to hand an incomplete dossier back."""
    LONGER = "longer"
    """An addition to, or a cut of, another length ("kéo dài thêm", "tăng thêm không quá")."""
    SUPPLEMENTING = "supplementing"
    """The applicant's time, or a time before something happens: no limit of the procedure."""


class Start(StrEnum):
    """What sets the length going."""

    UNSAID = "unsaid"
    DOSSIER = "dossier"
    WINDOW = "window"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Length:
    """One length as found. `terms` is empty where it was seen but not understood; `clause` is the text around it."""

    terms: tuple[Term, ...]
    text: str
    clause: str
    says: Says
    start: Start

    @property
    def read(self) -> bool:
        return bool(self.terms)


_UNITS = {
    "ngày làm việc": Unit.WORKING_DAYS,
    "ngày": Unit.CALENDAR_DAYS,
    "giờ làm việc": Unit.WORKING_HOURS,
    "tháng": Unit.MONTHS,
    "tuần": Unit.CALENDAR_DAYS,
}
_DAYS_A_WEEK = 7
"""What "tuần" means (Bộ luật Dân sự 2015, Điều 146 khoản 2)."""

_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_UNIT = r"ngày[ ]làm[ ]việc|giờ[ ]làm[ ]việc|giờ[ ]hành[ ]chính|tháng|tuần|ngày|giờ|phút|năm"
_ONE = rf"(?P<number>{_NUMBER})\)?[ ]*(?:\([^()]{{1,40}}\)[ ]*)?(?P<unit>{_UNIT})(?![\w/])"
_LENGTH = re.compile(rf"(?<![\w/.,:])(?:(?P<low>{_NUMBER})[ ]*(?:-|–|đến|tới)[ ]*)?{_ONE}", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?<!\w)(?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười|nửa)(?:[ ](?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín|mươi|mười))*"
    rf"[ ](?:{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_SUM = re.compile(r"[ ]*(?:và|cộng|\+)[ ]*")
_NO_LENGTH_BEFORE = re.compile(
    r"(?:ngày|tháng|thứ|từ|lúc|điều|khoản|mục|mẫu|số|sau|vòng|phụ lục|đủ|đến|tuổi|quý|tối thiểu|ít nhất|hàng|hằng)[ ]*$",
    re.IGNORECASE,
)
_LENGTH_AFTER_ALL = re.compile(r"(?:sau|vòng|đủ|đến|tối thiểu|ít nhất)[ ]*$", re.IGNORECASE)
_CLOCK = re.compile(r"[ ]*(?:\d|phút|\w?h\b)", re.IGNORECASE)
_SPACE = re.compile(r"[^\S\n]+")
_CLAUSES = re.compile(
    # a line, a semicolon, a full stop, a bullet, a lettered item, or a sentence whose full stop was forgotten
    r"\n+|;|(?<=[^\W\d])\.(?=\s|$)|(?<=\))\.(?=\s|$)|\.(?=\s+\D)|(?<=[.;:)] )[-+*•](?=\s)|(?:^|\s)[a-zđ]\)(?=\s)"
    r"|(?<=[a-zà-ỹ]) (?=(?:Đối với|Trường hợp|Riêng|Thời hạn|Không quá) )"
)

_OPEN_LIST = re.compile(r"(?:riêng )?(?:đối với|trường hợp|áp dụng)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:các |vùng |đảo\b|đặc khu|hải đảo|biên giới|xã |khu vực )[^.]*")

_LONGER = re.compile(
    # right before the length, or anywhere when nothing else can be meant
    r"(?:gia hạn|tăng|cộng|thêm|giảm)(?: (?!là |thì )[^\s,;:]+){0,5} ?$|kéo dài|rút ngắn",
    re.IGNORECASE,
)
_LONGER_AFTER = re.compile(r"kéo dài|rút ngắn", re.IGNORECASE)
_ASKED = re.compile(
    r"bổ sung|hoàn thiện|(?:không|chưa) (?:bảo|đảm) (?:đảm|bảo)|không hợp lệ|chưa hợp lệ|(?:chưa|không) (?:đầy )?đủ|chưa đúng|không đúng|sai sót|thiếu",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"thông báo|yêu cầu|hướng dẫn|trả lại|trả hồ sơ|đề nghị|văn bản|phản hồi|từ chối|trả lời", re.IGNORECASE
)
_NOT_ASKED = re.compile(
    r"không (?:có )?(?:yêu cầu|phải) (?:sửa đổi|bổ sung)|sau khi (?:đã )?(?:được )?bổ sung|nhận (?:được )?hồ sơ (?:đã )?(?:sửa đổi|bổ sung)",
    re.IGNORECASE,
)
_PEOPLE = (
    r"(?:tổ chức|cá nhân|doanh nghiệp|thương nhân|nhà đầu tư|người (?:nộp|yêu cầu|đề nghị|dân|lao động|sử dụng lao động)|cơ quan chi trả|hai bên"
    r"|thân nhân|công dân|học sinh|sinh viên|học viên|thí sinh|cha mẹ|cha, mẹ|cơ sở|viên|chủ \w+)"
)
_SUPPLEMENTING = re.compile(
    r"(?<!không )(?<!\w)(?:hết|quá|sau)(?: thời (?:hạn|gian))?(?: tối đa)? ?$|trước (?:ngày|khi|thời điểm)[^,;:]{0,80}$"
    r"|(?:ít nhất|tối thiểu|hiệu lực|giá trị|có thời hạn|chậm nhất trước|đủ|khắc phục|lãi|vay|mức hỗ trợ|thời hạn xác minh)"
    r"[^,;:]{0,60}$|(?:niêm yết|công khai)[^,;]{0,220}$|hỗ trợ [^;]{0,120}trong thời gian ?$|gia hạn[^;]{0,60}(?:nhưng )?không quá ?$|ký giấy [^;]{0,60}$|nộp (?:đơn|hồ sơ)[^,;:]{0,40}$"
    rf"|{_PEOPLE}[^,;:]{{0,60}}(?:nộp|bổ sung|hoàn thiện|khắc phục|sửa đổi|gửi|chuẩn bị|lập)[^,;:]{{0,60}}$",
    re.IGNORECASE,
)
_APPLICANTS = re.compile(
    r"^[^;:]{0,10}trước (?:ngày|khi|thời điểm)"
    rf"|{_PEOPLE}[^;:]{{0,120}}(?:(?:phải|có trách nhiệm) (?:\w+ ){{0,2}}(?:nộp|gửi|hồ sơ|bổ sung|hoàn thiện|khắc phục|sửa đổi|chi trả)"
    r"|không bổ sung|chuẩn bị|lập hồ sơ|nộp hồ sơ|(?:viết|nộp|gửi) (?:\\w+ )?đơn|phát hiện|lập báo cáo)",
    re.IGNORECASE,
)
_BROKEN_DOWN = re.compile(r"(?:trong đó|bao gồm)(?: như sau)?$", re.IGNORECASE)
_BREAKDOWN = re.compile(r"\((?:trong đó|bao gồm|gồm)[^()]*\)", re.IGNORECASE)
_CONDITION = re.compile(r"trường hợp|đối với|riêng|nếu|hoặc|với (?:hồ sơ|dự án|các)|tùy|ở (?:vùng|các)", re.IGNORECASE)
_FROM = re.compile(
    r"(?:từ (?:ngày|khi|thời điểm|lúc|giờ)|sau khi)(?P<what>[^,;:]{0,110})(?P<more>[^;:]{0,110})", re.IGNORECASE
)
_AT_ONCE = re.compile(r"^[ ,(]*(?:(?:được )?(?:kể|tính) )?(?=từ |sau khi )", re.IGNORECASE)
_OF_WINDOW = re.compile(
    r"(?:hết|kết thúc|đóng)(?: thời)?(?: hạn| gian)?[^,.;]{0,30}(?:nộp|nhận|tiếp nhận|thu|đăng ký|tuyển chọn|thông báo|niêm yết)|hết hạn",
    re.IGNORECASE,
)
_OF_DOSSIER = re.compile(
    r"hồ sơ|đơn|giấy tờ|yêu cầu|đề nghị|phiếu tiếp nhận|thông báo|tờ khai|công văn|tiếp nhận|thụ lý|nhận (?:được|đủ)|nộp|đăng ký|khai báo",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"nhận (?:được |đủ )*(?:báo cáo|văn bản (?:thẩm định|trả lời|góp ý|của|đồng ý|chấp thuận|thống nhất)|ý kiến|kết quả|tờ trình|"
    r"biên bản|kết luận|quyết định|tiền|đầy đủ ý kiến|hồ sơ (?:trình|và báo cáo|do|từ|của (?:sở|bộ|ủy ban|ubnd|cơ quan|cục|chi cục|phòng|hội đồng)))"
    r"|có (?:kết quả|quyết định|văn bản|kết luận|báo cáo|biên bản)|kết thúc|thông qua|công bố|hoàn thành|hoàn thiện|ban hành"
    r"|xác định|phát hiện|họp|ký |tổ chức (?:thẩm định|họp)|khai giảng",
    re.IGNORECASE,
)


def plain(text: object) -> str:
    """Composed letters and single spaces; line breaks stay. None and numbers are accepted."""
    if text is None:
        return ""
    composed = unicodedata.normalize("NFC", str(text)).replace("\u00a0", " ").replace("\r", "\n")
    return _SPACE.sub(" ", composed).strip()


def clauses(text: str) -> list[str]:
    """`text` (as `plain` gives it) cut at line breaks, bullets, semicolons and full stops.

    A condition that is itself a list ("Đối với các xã miền núi; đảo; vùng khó khăn thì …") stays with its length.
    """
    found: list[str] = []
    for piece in _CLAUSES.split(_BREAKDOWN.sub("", text)):
        clause = (piece or "").strip(" ,.-+*:")
        if not clause:
            continue
        if found and _OPEN_LIST.match(found[-1]) and not _LENGTH.search(found[-1]) and _GOES_ON.match(clause):
            found[-1] = f"{found[-1]}; {clause}"
        else:
            found.append(clause)
    return found


def lengths(text: object) -> list[Length]:
    """Every length in `text`, in order."""
    return [length for clause in clauses(plain(text)) for length in lengths_in(clause)]


def number(written: str) -> Decimal:
    """ "05" and "7,5" as numbers."""
    return Decimal(written.replace(",", "."))


def _without_breakdowns(found: list[Length]) -> list[Length]:
    """ "Không quá 30 ngày làm việc, bao gồm:" and then parts that add up to the 30: the parts are no limits."""
    place = 0
    while place < len(found):
        whole = found[place]
        place += 1
        if not _BROKEN_DOWN.search(whole.clause) or len(whole.terms) != 1:
            continue
        parts, total = place, Decimal(0)
        while parts < len(found) and total < whole.terms[0].amount and len(found[parts].terms) == 1:
            total += found[parts].terms[0].amount
            parts += 1
        if total == whole.terms[0].amount:
            found[place:parts] = [replace(part, says=Says.SUPPLEMENTING) for part in found[place:parts]]
            place = parts
    return found


def lengths_in(clause: str) -> list[Length]:
    """Every length in one clause, in order."""
    return list(_in_clause(clause))


def _in_clause(clause: str) -> Iterator[Length]:
    found = [match for match in _LENGTH.finditer(clause) if _is_length(clause, match)]
    place = 0
    while place < len(found):
        group = [found[place]]
        while place + 1 < len(found) and _SUM.fullmatch(clause[group[-1].end() : found[place + 1].start()]):
            place += 1
            group.append(found[place])
        place += 1
        terms = [_term(match) for match in group]
        whole = tuple(term for term in terms if term is not None)
        around = _around(clause, found, group)
        text = clause[group[0].start() : group[-1].end()]
        before, _, after = around.partition(text)
        yield Length(
            terms=whole if len(whole) == len(terms) else (),
            text=text,
            clause=clause,
            says=_says(before, after),
            start=_start(before, after),
        )
    if not found and (word := _IN_WORDS.search(clause)):
        yield Length(terms=(), text=word[0], clause=clause, says=_says(clause, ""), start=_start(clause, ""))


def _is_length(clause: str, match: re.Match[str]) -> bool:
    """Not a date ("ngày 04 tháng 6"), an hour of the day ("sau 15 giờ", "7 giờ 30") or a year ("2025 năm")."""
    unit, before = match["unit"].lower(), clause[: match.start()]
    if unit in ("giờ", "tháng", "ngày", "tuần", "năm") and _NO_LENGTH_BEFORE.search(before):
        return bool(_LENGTH_AFTER_ALL.search(before)) and unit not in ("giờ", "năm")
    if unit in ("giờ", "tháng", "năm") and _CLOCK.match(clause[match.end() :]):
        return False
    return len(re.split("[.,]", match["number"])[0]) <= len("999")


def _term(match: re.Match[str]) -> Term | None:
    unit = _UNITS.get(match["unit"].lower())
    amount = number(match["number"])
    if match["low"] or unit is None or amount <= 0:
        return None
    if match["unit"].lower() == "tuần":
        amount *= _DAYS_A_WEEK
    if unit in (Unit.CALENDAR_DAYS, Unit.MONTHS) and amount != int(amount):
        return None
    return Term(amount=amount.normalize() if amount != int(amount) else Decimal(int(amount)), unit=unit)


def _around(clause: str, found: list[re.Match[str]], group: list[re.Match[str]]) -> str:
    """The part of the clause that belongs to this length, where the clause has several."""
    if len(found) == len(group):
        return clause
    first, last = found.index(group[0]), found.index(group[-1])
    begin = found[first - 1].end() if first else 0
    end = found[last + 1].start() if last + 1 < len(found) else len(clause)
    return clause[begin:end]


def _says(before: str, after: str) -> Says:
    around = f"{before} … {after}"
    if _LONGER.search(before) or _LONGER_AFTER.search(after):
        return Says.LONGER
    if _ASKED.search(around) and _ASKS.search(around) and not _NOT_ASKED.search(around):
        return Says.ASKING
    if _SUPPLEMENTING.search(before) or _APPLICANTS.search(after):
        return Says.SUPPLEMENTING
    return Says.CONDITION if _CONDITION.search(around) else Says.LIMIT


def _start(before: str, after: str) -> Start:
    """What the words beside the length count from: those right after it, else those before it, else later ones."""
    at_once = _AT_ONCE.match(after)
    earlier = list(_FROM.finditer(before))
    match = _FROM.match(after, at_once.end()) if at_once else None
    match = match or (earlier[-1] if earlier else _FROM.search(after))
    if match is None:
        return Start.UNSAID
    found = _kinds(match["what"]) or _kinds(match["more"])
    # What is named first counts; "nhận được văn bản thẩm định" is found both as a receipt and as somebody's paper.
    return min(found, key=lambda kind: found[kind]) if found else Start.OTHER


def _kinds(what: str) -> dict[Start, int]:
    kinds = {Start.WINDOW: _OF_WINDOW, Start.OTHER: _OF_OTHERS, Start.DOSSIER: _OF_DOSSIER}
    return {kind: place.start() for kind, words in kinds.items() if (place := words.search(what))}
