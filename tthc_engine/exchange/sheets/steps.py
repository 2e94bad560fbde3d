"""A first proposal of internal steps from a sheet's "trình tự thực hiện"; never more than a proposal.

The desk takes in, somebody appraises, somebody signs, the desk returns: that is every procedure. Consulting others, a
look on the spot and a council are added where the sequence speaks of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tthc_engine.domain.procedure import Role
from tthc_engine.domain.time_limit import Term, Unit
from tthc_engine.exchange.sheets.lengths import clauses, plain, shortened
from tthc_engine.exchange.sheets.sheet import Sheet

_HALF = Decimal("0.5")
_SHORTEST_TO_DIVIDE = Decimal(2)
_SIGNING_SHARE = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Steps:
    intake: dict[str, Any]
    handling: list[dict[str, Any]]
    result: dict[str, Any]
    because: tuple[str, ...]
    """The sentences of the sequence that each added step rests on."""


_ADDED = (
    (
        "inspect",
        "Kiểm tra, xác minh thực tế",
        re.compile(r"kiểm tra thực tế|thẩm định thực tế|đánh giá thực tế|kiểm tra tại|xác minh", re.IGNORECASE),
    ),
    ("consult", "Lấy ý kiến cơ quan liên quan", re.compile(r"lấy ý kiến|xin ý kiến|văn bản hỏi ý kiến", re.IGNORECASE)),
    (
        "council",
        "Họp hội đồng thẩm định",
        re.compile(r"hội đồng (?:thẩm định|xét|tư vấn|đánh giá|chuyên môn|tuyển)|thành lập hội đồng", re.IGNORECASE),
    ),
)


def propose(sheet: Sheet, limits: Sequence[tuple[Term, ...]]) -> Steps:
    """Steps whose times fit into the shortest of `limits`; without times where that cannot be known."""
    told = clauses(plain(sheet.sequence))
    handling: list[dict[str, Any]] = [_step("appraise", "Thẩm định hồ sơ, dự thảo kết quả", Role.HANDLER)]
    because: list[str] = []
    for key, name, words in _ADDED:
        if sentence := next((clause for clause in told if words.search(clause)), None):
            handling.append(_step(key, name, Role.HANDLER))
            because.append(f"{name}: «{shortened(sentence)}»")
    handling.append(_step("approve", "Ký, phê duyệt kết quả", Role.APPROVER))
    intake = _step("intake", "Tiếp nhận hồ sơ", Role.DESK)
    if (days := _shortest(limits)) is not None and days >= _SHORTEST_TO_DIVIDE:
        signing = max(_HALF, _halves(days * _SIGNING_SHARE))
        intake["within"] = _within(_HALF)
        handling[0]["within"] = _within(days - signing - _HALF)
        handling[-1]["within"] = _within(signing)
    return Steps(intake, handling, _step("return_result", "Trả kết quả", Role.DESK), tuple(because))


def _step(key: str, name: str, owner: Role) -> dict[str, Any]:
    return {"key": key, "name": name, "owner": owner.value}


def _within(amount: Decimal) -> dict[str, str]:
    return {"amount": format(amount.normalize(), "f")}


def _shortest(limits: Sequence[tuple[Term, ...]]) -> Decimal | None:
    """In working days; None where one of the limits is counted otherwise."""
    if not limits or any(len(terms) != 1 or terms[0].unit is not Unit.WORKING_DAYS for terms in limits):
        return None
    return min(terms[0].amount for terms in limits)


def _halves(amount: Decimal) -> Decimal:
    return (amount * 2).to_integral_value(ROUND_FLOOR) / 2
