"""Telling cases apart: "15 ngày; riêng đối với thuốc mới là 10 ngày" is two times with the condition of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tthc_engine.domain.time_limit import PhaseStart, Term
from tthc_engine.exchange.sheets import phrases
from tthc_engine.exchange.sheets.lengths import Length, Says, Start, clauses, lengths, lengths_in

REST = "Các trường hợp còn lại"
_SHORTEST, _LONGEST = 6, 600


@dataclass(frozen=True, slots=True)
class Option:
    """A time for one case; the label is empty when it holds for every dossier."""

    label: str
    terms: tuple[Term, ...]
    start: PhaseStart
    words: str
    because: str = ""
    """Which reading of the sheet decided it, where its places are not worded alike; what stood beside it."""


_MARK = r"(?:đối với|với|riêng(?: đối)? với|trường hợp|trong trường hợp|nếu|ở|tại)"
_TIME = "(?:thời hạn|thời gian)"
_BEFORE = re.compile(
    rf"^(?:[a-zđ0-9]+[).] ?)?(?:{_TIME}[\w ]{{0,40}}? )?(?:riêng )?(?P<what>{_MARK} .+?)(?:,|:| thì| là)*$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"^(?:,| )*(?:kể )?(?:từ [^;:]*?)?(?:,| )*(?P<what>(?:áp dụng )?{_MARK} .+)$", re.IGNORECASE)
_UNTIL = r"(?:không quá|trong|tối đa|\d)"
_SUBJECT = re.compile(
    rf"^(?:{_TIME}(?: (?:giải quyết|thực hiện)(?: việc)?)? )?"
    rf"(?P<what>(?!không quá|trong|tối đa)[^;:]{{6,400}}?):? (?:là )?{_UNTIL}",
    re.IGNORECASE,
)
_BY_PROCEDURE = re.compile(rf"{_TIME} (?:giải quyết|thực hiện) (?:đối với )?thủ tục ", re.IGNORECASE)
_BODY_OR_STAGE = re.compile(
    r"(?:sở|bộ|ubnd|ủy ban|cục|chi cục|phòng|trung tâm|chủ tịch|hội đồng|văn phòng|cơ quan|bước|giai đoạn|thời"
    r"|tiếp nhận|thẩm định|thẩm tra|kiểm tra|trình|lập|xem xét|phê duyệt|niêm yết|công khai|thông báo|ký|luân chuyển"
    r"|chuyển hồ sơ)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[,:;\s]+(?:thì|là|thời hạn|thời gian|giải quyết|thực hiện|trả kết quả|được|trong|vòng|không quá|tối đa"
    r"|chậm nhất|kéo dài|tăng|thêm|rút ngắn|ưu tiên|có thể|nhưng|nêu trên|còn|cho|của|các thủ tục này"
    r"|khiếu nại lần đầu))+$",
    re.IGNORECASE,
)
_NO_CASE = re.compile(
    r"hồ sơ (?:đầy đủ|hợp lệ|chưa|không(?! yêu cầu)|đủ|đã|được|đạt)|từ chối|xác minh|thẩm tra|phức tạp|kiểm tra"
    r"|đánh giá thực tế|không (?:cấp|đồng ý|chấp thuận|đủ|đáp ứng|thống nhất|gia hạn|phê duyệt|giải quyết)"
    r"|cần thiết|khắc phục|quá hạn|yêu cầu (?:sửa đổi|bổ sung)|nêu rõ lý do|trả lời|hết thời hạn|thông báo"
    r"|trường hợp này|chờ|khiếu nại|kéo dài"
    r"|(?:trường hợp|như) sau$",
    re.IGNORECASE,
)
"""What an officer cannot know when a dossier comes in is no case to choose then."""
_REMOTE = re.compile(r"miền núi|hải đảo|vùng sâu|vùng xa|đặc biệt khó khăn|biên giới", re.IGNORECASE)
_OPEN = re.compile(r"(?:riêng )?(?:áp dụng )?(?:đối với|đối vơi|trường hợp)\b", re.IGNORECASE)
_OTHER_AREA = re.compile(r"đồng bằng|trung du", re.IGNORECASE)
_JOINT = " – "
_OR = re.compile(r"[ ,]*(?:hoặc|và)?(?: không quá| trong| tối đa)? ?$")
_SUM_OF = re.compile(r"tăng thêm (?:không quá |tối đa )?$", re.IGNORECASE)
_CUT_OF = re.compile(r"rút ngắn (?:còn lại )?$", re.IGNORECASE)
_OF_THE_ABOVE = re.compile(r"^ ?so với (?:tổng )?(?:thời hạn|thời gian)", re.IGNORECASE)


def options_of(answers: Sequence[Length], table: tuple[Term, ...] | None) -> tuple[Option, ...]:
    """The cases that `answers` tell apart; empty where they do not do so clearly, or the table's time is none of them.

    "Đối với các xã miền núi …" is an exception to what was said since the last such exception, so it splits each of
    those cases in two.
    """
    # Two plain periods that both run from the dossier are alternatives; a stage would run from the stage before.
    plainly = [one for one in answers if one.says is Says.LIMIT]
    several = len({one.terms for one in plainly}) > 1 and all(one.start is Start.DOSSIER for one in plainly)
    listed = len(answers) > 1 and all(_listed(one) for one in answers)
    told: dict[str, tuple[Term, ...]] = {}
    open_cases: dict[str, tuple[Term, ...]] = {}
    for length in answers:
        if length.start not in (Start.UNSAID, Start.DOSSIER):
            return ()
        label = label_of(length)
        if not label and (several or listed or _BY_PROCEDURE.match(length.clause)):
            label = _listed(length) if listed else _subject(length)
        if _REMOTE.search(label) or (label and _cut_of_the_above(length)):
            # The table may already hold the sum, so an addition needs the base beside it.
            alone = table if not told and length.says is not Says.LONGER else None
            new = _excepted(length, label, open_cases or ({"": alone} if alone else {}))
            open_cases = {}
        elif length.says is Says.LONGER or (length.says is Says.CONDITION and not label):
            return ()
        else:
            new = {label: length.terms}
            open_cases |= {label: length.terms}
        if not new or any(told.get(case, terms) != terms for case, terms in new.items()):
            return ()
        told |= new
    return _agreeing(told, table)


def _listed(length: Length) -> str:
    """The name in a list of bare names and lengths: "Chuyển trường trong cùng tỉnh: 5 ngày làm việc"."""
    name, _, rest = length.clause.partition(":")
    bare = rest.strip(" .").lower() == length.text.lower() and length.start is Start.UNSAID
    if not bare or _BODY_OR_STAGE.match(name) or not _SHORTEST <= len(name) <= _LONGEST or _NO_CASE.search(name):
        return ""
    return _capital(name.strip())


def _subject(length: Length) -> str:
    """ "Thời gian giải quyết thủ tục gia hạn: không quá 07 ngày" speaks of "Thủ tục gia hạn"."""
    if not (match := _SUBJECT.match(length.clause)):
        return ""
    found = _TAIL.sub("", match["what"]).strip(" ,.:;-")
    return _capital(found) if _SHORTEST <= len(found) <= _LONGEST and not _NO_CASE.search(found) else ""


def case_of_note(note: str) -> str:
    """The case that a row's note says it is for; empty when it names none, or more than one beside the exception."""
    told = [one for one in lengths(note) if one.says not in (Says.SUPPLEMENTING, Says.ASKING)]
    labels = [label_of(one) or _subject(one) for one in told]
    labels += [bare_case(clause) for clause in clauses(note) if not lengths_in(clause)]
    named = [label for label in labels if label and not _REMOTE.search(label)]
    exceptions = [label for label in labels if _REMOTE.search(label)]
    if len(set(named)) > 1 or len(set(exceptions)) > 1:
        return ""
    case = named[0] if named else ""
    return within(case, exceptions[0]) if exceptions else case


def bare_case(clause: str) -> str:
    """A condition that stands alone, the row's time being in the table."""
    label = _TAIL.sub("", clause).strip(" ,.:;-") if _OPEN.match(clause) else ""
    return _capital(label) if _SHORTEST <= len(label) <= _LONGEST and not _NO_CASE.search(label) else ""


def case_name(text: str) -> str:
    """`text` as the name of a case; empty where an officer could not know it when a dossier comes in."""
    return _capital(text) if _SHORTEST <= len(text) <= _LONGEST and not _NO_CASE.search(text) else ""


def is_remote(label: str) -> bool:
    """Whether the case is the exception for remote communes and nothing else."""
    return bool(_REMOTE.search(label)) and _JOINT not in label


def _agreeing(told: dict[str, tuple[Term, ...]], table: tuple[Term, ...] | None) -> tuple[Option, ...]:
    if table is not None and table not in told.values():
        exception = len(told) == 1 and all(is_remote(label) for label in told)
        if not exception or not _shorter(table, next(iter(told.values()))):
            return ()
        told = {"": table, **told}
    return tuple(Option(label or REST, terms, PhaseStart.ACCEPTED, "") for label, terms in told.items())


def _shorter(one: tuple[Term, ...], other: tuple[Term, ...]) -> bool:
    return [term.unit for term in one] == [term.unit for term in other] and one[0].amount < other[0].amount


def within(case: str, exception: str) -> str:
    """The exception as it holds for one case."""
    if _OTHER_AREA.search(case):
        return exception
    return f"{case}{_JOINT}{exception[0].lower()}{exception[1:]}" if case else exception


def label_of(length: Length) -> str:
    """The condition of a length as its clause words it; empty when the clause has none that an officer could tick."""
    at = length.clause.find(length.text)
    before, after = length.clause[:at].strip(), length.clause[at + len(length.text) :].strip(" .")
    if another := phrases.LENGTH.search(after):
        after = _OR.sub("", after[: another.start()])
    match = _BEFORE.match(_TAIL.sub("", before)) or _AFTER.match(after)
    found = _TAIL.sub("", match["what"] if match else "").strip(" ,.:;-")
    if not _SHORTEST <= len(found) <= _LONGEST or _NO_CASE.search(found):
        return ""
    return _capital(found)


def _cut_of_the_above(length: Length) -> bool:
    """ "… được ưu tiên rút ngắn 10 ngày so với thời hạn nêu trên"."""
    before, _, after = length.clause.partition(length.text)
    return bool(_CUT_OF.search(before) and _OF_THE_ABOVE.match(after))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _excepted(length: Length, label: str, parents: dict[str, tuple[Term, ...]]) -> dict[str, tuple[Term, ...]]:
    """The exception as a case of its own within each of `parents`; empty where one of them cannot be reckoned."""
    found: dict[str, tuple[Term, ...]] = {}
    for case, base in parents.items():
        if (terms := _terms(length, base)) is None:
            return {}
        found[within(case, label)] = terms
    return found


def _terms(length: Length, base: tuple[Term, ...]) -> tuple[Term, ...] | None:
    """What the length amounts to; "tăng thêm không quá 10 ngày so với tổng thời gian" is added to the base."""
    if length.says is not Says.LONGER:
        return length.terms
    before = length.clause[: length.clause.find(length.text)]
    if _cut_of_the_above(length) and len(base) == len(length.terms) == 1 and base[0].unit is length.terms[0].unit:
        left = base[0].amount - length.terms[0].amount
        return (Term(amount=left, unit=base[0].unit),) if left > 0 else None
    if not _SUM_OF.search(before) or len(length.terms) != 1:
        return None
    if len(base) > 1 or base[0].unit is not length.terms[0].unit:
        return (*base, *length.terms)
    return (Term(amount=base[0].amount + length.terms[0].amount, unit=base[0].unit),)
