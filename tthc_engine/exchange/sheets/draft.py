"""From a national sheet to a draft declaration: what is certain as YAML, what is not as a list for a person.

A draft whose time was understood loads like any declaration; one whose time was not has no `limits`, so that nobody can
put it in force by mistake. Drafts are named by their code; a person gives folder, slug and first day.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from tthc_engine.catalogue.levels import named_in
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.time_limit import PhaseStart, Term, Unit
from tthc_engine.exchange.sheets import papers
from tthc_engine.exchange.sheets.cases import Option
from tthc_engine.exchange.sheets.lengths import Says, Start, clauses, lengths, plain, shortened
from tthc_engine.exchange.sheets.papers import Found, first_of, unique
from tthc_engine.exchange.sheets.saying import said_terms
from tthc_engine.exchange.sheets.sheet import Sheet
from tthc_engine.exchange.sheets.steps import Steps, propose
from tthc_engine.exchange.sheets.times import Times, understand

_CODE = re.compile(r"[1-9]\.\d{6}")
_NOT_COUNTED = re.compile(r"không (?:tính|bao gồm|kể)", re.IGNORECASE)
_FROM_ANOTHER_MOMENT = re.compile(
    r"thời hạn[^.;]{0,160} được (?:tính|xác định) (?:kể )?từ (?:thời điểm|ngày|khi) (?!nhận (?:đủ )?hồ sơ)",
    re.IGNORECASE,
)
_ORDER = (Channel.DIRECT, Channel.ONLINE, Channel.POSTAL)
_CALLED = {Channel.DIRECT: "trực tiếp", Channel.ONLINE: "trực tuyến", Channel.POSTAL: "bưu chính"}
_WIDTH = 118
_UNKNOWN = "Chưa rõ"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a person must decide: `about` is the key of the declaration, `why` a fixed word where there is one."""

    about: str
    says: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    code: str
    name: str
    text: str
    """The YAML, with the questions as comments at its head."""
    times: Times
    questions: tuple[Question, ...]


class _Writer(yaml.SafeDumper):
    """Declarations use no anchors, and indent their lists."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)


def draft(sheet: Sheet, *, on: date) -> Draft:
    """The draft of one sheet. `on`: the day of the sheets; it stands for the first day until a person knows that."""
    times = understand(sheet)
    channels = [one for one in _ORDER if any(way.channel is one for way in sheet.ways) or one in times.by_channel]
    parts = {
        "legal_basis": papers.legal_basis(sheet),
        "fees": papers.fees(sheet),
        "components": papers.components(sheet, online=Channel.ONLINE in channels),
        "result_kind": papers.result_kind(sheet),
    }
    steps = propose(sheet, _limits_of(times))
    questions = (*_time_questions(times, sheet), *_head_questions(sheet), *_part_questions(parts))
    head = _head(sheet, on=on) | {"legal_basis": parts["legal_basis"].value}
    head |= {"notes": [question.says for question in questions if question.about not in ("in_force_from", "slug")]}
    head |= {"channels": [channel.value for channel in channels]}
    tail = {"fees": parts["fees"].value} if parts["fees"].value else {}
    tail |= {"components": parts["components"].value, "result_kind": parts["result_kind"].value}
    tail |= {"intake": steps.intake, "handling": steps.handling, "result": steps.result}
    sections = [_comments(sheet, questions, steps), _yaml(head), _limits(times), _yaml(tail)]
    return Draft(sheet.code, sheet.name, "\n".join(sections), times, questions)


def _head(sheet: Sheet, *, on: date) -> dict[str, Any]:
    head: dict[str, Any] = {
        "slug": f"tthc_{re.sub(r'[^a-z0-9]+', '_', sheet.code.lower()).strip('_') or 'khong_ma'}",
        "code": sheet.code,
        "name": sheet.name or _UNKNOWN,
        "field": sheet.field or _UNKNOWN,
        "levels": [level.strip() for level in sheet.level.split(",") if level.strip()] or [_UNKNOWN],
        "competent_body": first_of((sheet.competent_body, sheet.performing_body), _UNKNOWN),
    }
    head |= {"audience": sheet.audience} if sheet.audience else {}
    head |= {"in_force_from": on}
    head |= {"decision": sheet.decision} if sheet.decision else {}
    return head | {"checked_on": on}


def _limits(times: Times) -> str:
    """The cases and limits; as comments, row by row, where they are a person's to decide."""
    if not times.decided:
        return "\n".join(["# limits: thời hạn chưa quyết định được. Bản công bố ghi:", *_quoted(times.printed)]) + "\n"
    keys = _case_keys(times.labels)
    found: dict[str, Any] = {}
    if keys:
        found["cases"] = [{"key": key, "name": label} for label, key in keys.items()]
    found["limits"] = [*_limit_entries(times, keys)]
    return _yaml(found)


def _limit_entries(times: Times, keys: dict[str, str]) -> Iterable[dict[str, Any]]:
    """One entry for each case; one for each channel too where channels differ."""
    channels = sorted(times.by_channel, key=_ORDER.index)
    for label in times.labels or (next(iter(times.by_channel.values()))[0].label,):
        by_channel = {channel: _option(times.by_channel[channel], label) for channel in channels}
        same: dict[tuple[tuple[Term, ...], PhaseStart], list[Channel]] = {}
        for channel, option in by_channel.items():
            same.setdefault((option.terms, option.start), []).append(channel)
        for (terms, start), group in same.items():
            entry: dict[str, Any] = {"cases": [keys[label]]} if label in keys else {}
            entry |= {"channels": [channel.value for channel in group]} if len(same) > 1 else {}
            yield entry | {"words": by_channel[group[0]].words or said_terms(terms), "phases": [_phase(terms, start)]}


def _option(options: tuple[Option, ...], label: str) -> Option:
    wanted = label.lower()
    return next((one for one in options if one.label.lower() == wanted), options[-1])


def _phase(terms: tuple[Term, ...], start: PhaseStart) -> dict[str, Any]:
    phase: dict[str, Any] = {} if start is PhaseStart.ACCEPTED else {"start": start.value}
    written = [_term(term) for term in terms]
    return phase | (written[0] if len(written) == 1 else {"terms": written})


def _term(term: Term) -> dict[str, Any]:
    amount = term.amount
    found: dict[str, Any] = {}
    if term.unit not in (Unit.NONE, Unit.SAME_DAY):
        found["amount"] = int(amount) if amount == int(amount) else format(amount.normalize(), "f")
    found["unit"] = term.unit.value
    return found | ({"cutoff": f"{term.cutoff:%H:%M}"} if term.cutoff else {})


def _case_keys(labels: Iterable[str]) -> dict[str, str]:
    taken: set[str] = set()
    return {label: unique(label, taken, otherwise="case") for label in labels}


def _limits_of(times: Times) -> list[tuple[Term, ...]]:
    return [option.terms for options in times.by_channel.values() for option in options]


def _time_questions(times: Times, sheet: Sheet) -> list[Question]:
    """Why there is no limit; or, where there is one, what beside it still wants a look."""
    found = [Question("limits", doubt.says, doubt.why.value) for doubt in times.doubts]
    if not times.decided:
        return found
    found += [Question("limits", says) for says in times.because]
    if times.labels:
        found.append(Question("cases", "Đối chiếu tên từng trường hợp với bản công bố; đặt khóa ngắn dễ hiểu."))
    if told := _apart_by_channel(times):
        found.append(
            Question(
                "limits",
                f"Thời hạn khác nhau theo cách nộp, đúng như bảng ({told}); không chỗ nào nói vì sao."
                " Có thể là trường hợp (như xã khó khăn) nhập vào cột cách nộp: xem lại căn cứ.",
            )
        )
    if longer := next((one for one in lengths(sheet.sequence) if one.says is Says.LONGER), None):
        found.append(Question("extension", f"Trình tự nói đến kéo dài, gia hạn: «{shortened(longer.clause)}»."))
    told = plain("\n".join(way.note for way in sheet.ways))
    known = {option.terms for options in times.by_channel.values() for option in options}
    beside = [one for one in lengths(told) if one.read and one.says is Says.LIMIT and one.start is Start.DOSSIER]
    if not times.labels and (odd := next((one for one in beside if one.terms not in known), None)):
        found.append(Question("limits", f"Ghi chú ghi khác bảng và trình tự: «{shortened(odd.clause)}»."))
    everything = clauses(f"{told}\n{plain(sheet.sequence)}")
    if shifted := next((clause for clause in everything if _FROM_ANOTHER_MOMENT.search(clause)), None):
        found.append(Question("limits", f"Với một số hồ sơ thời hạn tính từ mốc khác: «{shortened(shifted)}»."))
    if excluded := next((clause for clause in clauses(told) if _NOT_COUNTED.search(clause)), None):
        found.append(Question("limits", f"Có thời gian không tính vào thời hạn: «{shortened(excluded)}»."))
    return found


def _apart_by_channel(times: Times) -> str:
    """The times by channel where they differ, in words; empty where every channel has the same."""
    if len({frozenset((option.label.lower(), option.terms) for option in o) for o in times.by_channel.values()}) < 2:
        return ""
    return "; ".join(
        f"{_CALLED[channel]}: {', '.join(dict.fromkeys(said_terms(option.terms) for option in options))}"
        for channel, options in sorted(times.by_channel.items(), key=lambda entry: _ORDER.index(entry[0]))
    )


def _head_questions(sheet: Sheet) -> list[Question]:
    found = [
        Question("in_force_from", "Ngày có hiệu lực: bản công bố không ghi; đang là ngày của bản dữ liệu."),
        Question("slug", "Tên thư mục (slug) tiếng Anh, và chuyển tệp vào thư mục đó dưới tên là ngày có hiệu lực."),
    ]
    if not _CODE.fullmatch(sheet.code):
        found.append(Question("code", f"Mã thủ tục «{sheet.code}» không phải mã quốc gia dạng 1.000000."))
    if not sheet.level:
        found.append(Question("levels", "Bản công bố không ghi cấp thực hiện."))
    named = next(filter(None, map(named_in, (sheet.level, sheet.competent_body, sheet.performing_body))), None)
    if named is not None:
        found.append(
            Question(
                "competent_body", f"Bản công bố còn nêu {named.name.lower()}, đã kết thúc từ {named.ended_on:%d/%m/%Y}."
            )
        )
    if not sheet.competent_body:
        found.append(
            Question("competent_body", "Bản công bố không ghi cơ quan có thẩm quyền; tạm lấy cơ quan thực hiện.")
        )
    if "huyện" in f"{sheet.level} {sheet.competent_body} {sheet.performing_body}".lower():
        found.append(Question("levels", "Bản công bố còn nêu cấp huyện, cấp đã kết thúc ngày 30/06/2025."))
    return found


def _part_questions(parts: dict[str, Found]) -> list[Question]:
    return [Question(about, says) for about, found in parts.items() for says in found.to_decide]


def _comments(sheet: Sheet, questions: Iterable[Question], steps: Steps) -> str:
    lines = [f"Bản nháp của {sheet.code or 'một thủ tục không mã'}, máy đọc từ bản công bố quốc gia, chưa ai so lại."]
    lines.append("Người rà soát phải quyết định:")
    lines += [f"  {number}. [{one.about}] {one.says}" for number, one in enumerate(questions, start=1)]
    lines.append("Các bước là đề xuất đầu tiên; thời gian từng bước phải theo quy trình nội bộ được phê duyệt.")
    lines += [f"  - {sentence}" for sentence in steps.because]
    return "\n".join(
        f"# {' '.join(line.split()) if not line.startswith('  ') else '  ' + ' '.join(line.split())}" for line in lines
    )


def _quoted(printed: Iterable[str]) -> list[str]:
    return [f"#   - {' '.join(row.split())}" for row in printed] or ["#   (không có dòng nào)"]


def _yaml(value: dict[str, Any]) -> str:
    return yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH)
