"""What a sheet demands, costs and gives: components with their counts, fees, results and legal basis."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tthc_engine.catalogue.search import fold
from tthc_engine.domain.procedure import Channel, PaperForm
from tthc_engine.exchange.sheets.lengths import plain, shortened
from tthc_engine.exchange.sheets.sheet import Paper, Sheet, Way, says_nothing

_LEAD = re.compile(r"^(?:[-+*•▪]+|\(?[ivx\d]{1,3}[.)]+|\(?[a-zđ]\)|\d+(?:\.\d+)+\.?)\s*", re.IGNORECASE)
_IF_ANY = re.compile(r"\(?\bnếu có\b\)?", re.IGNORECASE)
_ON_CONDITION = re.compile(r"^(?:trường hợp|đối với|trong trường hợp|nếu)\b(?P<when>[^:]{5,200}):", re.IGNORECASE)
_CERTIFIED = re.compile(r"chứng thực|công chứng", re.IGNORECASE)
_BESIDE_ORIGINAL = re.compile(
    r"đối chiếu|xuất trình (?:bản chính|bản gốc)|kèm (?:theo )?bản (?:chính|gốc)", re.IGNORECASE
)
_COUNT_IN_NAME = re.compile(
    r"0*(?P<count>\d{1,2}) (?:\([^()]{1,12}\) )?(?:ảnh|bản|bộ|phiếu|tờ|giấy|tấm|cuốn|quyển)\b", re.IGNORECASE
)
_A_COPY = re.compile(r"bản (?:sao|chụp|photo)", re.IGNORECASE)
_FOR_SOME = re.compile(r"(?:trường hợp|đối với|trong trường hợp)\b", re.IGNORECASE)
_A_REQUEST = re.compile(r"(?:mẫu số \d+\W+)?(?:đơn|văn bản|tờ trình|công văn)(?: xin)? đề nghị", re.IGNORECASE)
_TEXT_NUMBER = re.compile(r"\d+(?:\.\d+)?/\d{4}/[A-ZĐ][A-Za-zĐ]*\d*(?:-[A-ZĐ][A-Za-zĐ]*\d*)*")
_KEY_WORDS = 5
_RESULT_CODE = re.compile(r"\(?\s*Mã:?\s*`?(?P<code>[\w.\-]+)`?\s*\)?")
_NO_RESULT = re.compile(
    r"không (?:cấp|đồng ý|chấp thuận|công nhận|xác nhận|đủ)|từ chối|yêu cầu (?:sửa|bổ)|trả lại", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)\s*(?P<scale>nghìn|ngàn|triệu)?\s*(?P<unit>đồng|vnđ|vnd|đ\b)",
    re.IGNORECASE,
)
_BARE_AMOUNT = re.compile(r"(?:phí|lệ phí)?\s*:?\s*(?P<number>\d{1,3}(?:[.,]\d{3})+|\d{4,})", re.IGNORECASE)
_FREE = re.compile(
    r"^(?:phí|lệ phí|phí, lệ phí)?[\s:]*"
    r"(?:0|không|miễn|đồng|chưa|không (?:thu|có|quy định|mất|phải).*|miễn (?:phí|lệ phí).*)?[\s:.]*"
    r"(?:đồng|phí|lệ phí|vnđ)?[\s.]*$",
    re.IGNORECASE,
)
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000}
_FEE_WORDS = re.compile(r"\b(?:lệ phí|phí)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A part of the draft as it goes into YAML, and what a person must still decide about it."""

    value: Any
    to_decide: tuple[str, ...] = ()


def components(sheet: Sheet, *, online: bool) -> Found:
    """The papers, one entry each. `online`: an electronic copy is accepted too."""
    found: list[dict[str, Any]] = []
    doubts: list[str] = []
    taken: set[str] = set()
    for paper in sheet.papers:
        name = _LEAD.sub("", " ".join(paper.name.split())).strip(" ;.")
        if name.endswith(":"):
            doubts.append(f"«{name}» là tiêu đề một nhóm giấy tờ, không phải một giấy tờ: bỏ hay tách ra?")
            continue
        entry, unclear = _component(paper, name, online=online)
        doubts += unclear
        found.append({"key": unique(name, taken, otherwise="paper")} | entry)
    for name, times in Counter(entry["name"].lower() for entry in found).items():
        if times > 1:
            doubts.append(f"«{shortened(name)}» có {times} lần: thuộc các trường hợp khác nhau hay ghi trùng?")
    if not found:
        doubts.append("Bản công bố không liệt kê thành phần hồ sơ.")
    return Found(found, tuple(doubts))


def fees(sheet: Sheet) -> Found:
    """Amounts in đồng where each cell names at most one; anything else is left to a person, word for word."""
    amounts: dict[Channel, int] = {}
    doubts: dict[str, None] = {}
    for way in sheet.ways:
        read = _fee(way)
        if isinstance(read, str):
            doubts[read] = None
        elif read and way.channel and amounts.setdefault(way.channel, read) != read:
            doubts[f"Nhiều mức phí cho một cách thức nộp: {amounts[way.channel]} và {read} đồng."] = None
        if _FEE_WORDS.search(way.note) and not _FREE.match(way.note):
            doubts[f"Ghi chú nhắc đến phí, lệ phí: «{shortened(way.note)}»."] = None
    if doubts:
        return Found([], tuple(doubts))
    offered = {way.channel for way in sheet.ways if way.channel}
    return Found(_fee_entries(amounts, offered))


def result_kind(sheet: Sheet) -> Found:
    """The first result that is not a refusal; the others are named for a person to look at."""
    read = [_result(text) for text in sheet.results]
    granted = [one for one in read if not _NO_RESULT.search(one["name"])]
    if not read:
        return Found({"name": "Chưa rõ kết quả"}, ("Bản công bố không ghi kết quả.",))
    chosen = (granted or read)[0]
    others = [one["name"] for one in granted if one is not chosen]
    doubts = [f"Có nhiều kết quả, đã lấy kết quả đầu; còn: {'; '.join(others)}."] if others else []
    if _A_REQUEST.match(chosen["name"]):
        doubts.append(f"Kết quả ghi trên bản công bố giống giấy đề nghị: «{shortened(chosen['name'])}».")
    return Found(chosen, tuple(doubts))


def legal_basis(sheet: Sheet) -> Found:
    """The texts as listed; the decision that published the sheet where none is."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for basis in sheet.bases:
        title, number = " ".join(basis.title.split()), _number(" ".join(basis.number.split()))
        if title or number:
            found[title, number] = {"title": title or number} | ({"number": number} if number else {})
    if found:
        return Found(list(found.values()))
    if sheet.decision:
        published = {"title": "Quyết định công bố thủ tục hành chính", "number": sheet.decision}
        return Found([published], ("Bản công bố không ghi căn cứ pháp lý; tạm ghi quyết định công bố.",))
    return Found([], ("Bản công bố không ghi căn cứ pháp lý.",))


def _number(written: str) -> str:
    """ "Thông tư 43/2018/TT-BCT." as "43/2018/TT-BCT"; as it stands where it holds no such number or several."""
    found = _TEXT_NUMBER.findall(written)
    return found[0] if len(found) == 1 else written


def unique(name: str, taken: set[str], *, otherwise: str) -> str:
    """A key made of the first words of `name`, different from those already `taken`."""
    words = re.findall(r"[a-z][a-z0-9]*", fold(name))[:_KEY_WORDS]
    key = "_".join(words) or otherwise
    candidate, number = key, 2
    while candidate in taken:
        candidate, number = f"{key}_{number}", number + 1
    taken.add(candidate)
    return candidate


def _component(paper: Paper, name: str, *, online: bool) -> tuple[dict[str, Any], list[str]]:
    doubts: list[str] = []
    originals, copies = _count(paper.originals), _count(paper.copies)
    if originals is None or copies is None or originals + copies == 0:
        doubts.append(f"Số bản chính, bản sao chưa rõ: «{shortened(name)}».")
    else:
        doubts += _unlike_its_name(name, originals, copies)
    originals, copies = originals or 0, copies or 0
    forms = [PaperForm.ORIGINAL] if originals or not copies else []
    if copies:
        certified, beside = _CERTIFIED.search(name), _BESIDE_ORIGINAL.search(name)
        forms += [PaperForm.CERTIFIED_COPY] if certified else []
        forms += [PaperForm.COPY_WITH_ORIGINAL] if beside else []
        forms += [] if certified or beside else [PaperForm.COPY]
    if online:
        forms.append(PaperForm.ELECTRONIC)
    entry: dict[str, Any] = {"name": name, "forms": [form.value for form in forms]}
    entry |= {"originals": originals} if originals != 1 else {}
    entry |= {"copies": copies} if copies else {}
    if condition := _ON_CONDITION.match(name):
        entry |= {"required": False, "when": condition[0].strip(" :")}
    elif _IF_ANY.search(name):
        entry |= {"required": False, "when": "nếu có"}
    elif _FOR_SOME.match(name):
        doubts.append(f"Chỉ nộp trong một số trường hợp: «{shortened(name)}».")
    return entry, doubts


def _unlike_its_name(name: str, originals: int, copies: int) -> list[str]:
    """Where the name of a paper says another count or form than the columns beside it."""
    found: list[str] = []
    counted = _COUNT_IN_NAME.match(name)
    if counted and int(counted["count"]) not in (originals, copies, originals + copies):
        beside = f"cột số lượng ghi {originals} bản chính, {copies} bản sao"
        found.append(f"Tên giấy tờ ghi số lượng {counted['count']}, {beside}: «{shortened(name)}».")
    if _A_COPY.match(name) and originals and not copies:
        found.append(f"Tên giấy tờ ghi bản sao, cột số lượng ghi bản chính: «{shortened(name)}».")
    return found


def _count(text: str) -> int | None:
    number = re.match(r"\s*0*(\d{1,2})\b", text)
    return int(number[1]) if number else None


def _fee(way: Way) -> int | str:
    """The amount of one cell, 0 for none; a sentence where a person must look."""
    text = " ".join(plain(way.fee).split())
    if says_nothing(text) or _FREE.match(text):
        return 0
    found = list(_AMOUNT.finditer(text))
    bare = _BARE_AMOUNT.fullmatch(text)
    if len(found) == 1 and not re.search(r"trường hợp|đối với|từ|đến|/|%", text, re.IGNORECASE):
        return _dong(found[0]["number"], found[0]["scale"])
    if bare:
        return _dong(bare["number"], None)
    return f"Phí, lệ phí cần người đọc: «{shortened(text)}»."


def _dong(number: str, scale: str | None) -> int:
    if scale:
        return int(float(number.replace(",", ".")) * _SCALES[scale.lower()])
    return int(re.sub(r"[.,]", "", number))


def _fee_entries(amounts: dict[Channel, int], offered: Iterable[Channel]) -> list[dict[str, Any]]:
    if not amounts:
        return []
    if set(amounts) == set(offered) and len(set(amounts.values())) == 1:
        return [{"key": "fee", "name": "Phí, lệ phí", "amount_vnd": next(iter(amounts.values()))}]
    return [
        {"key": f"fee_{channel.value}", "name": "Phí, lệ phí", "amount_vnd": amount, "channels": [channel.value]}
        for channel, amount in amounts.items()
    ]


def _result(text: str) -> dict[str, str]:
    code = _RESULT_CODE.search(text)
    name = " ".join(_RESULT_CODE.sub("", text).split()).strip(" ;.:")
    while name.endswith(")") and name.count(")") > name.count("("):
        name = name[:-1].rstrip(" ;.:")
    name = name or "Chưa rõ kết quả"
    return {"name": name} | ({"code": code["code"]} if code else {})


def first_of(texts: Sequence[str], otherwise: str) -> str:
    """The first text that says something."""
    return next((" ".join(text.split()) for text in texts if not says_nothing(text)), otherwise)
