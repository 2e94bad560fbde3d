"""A declaration in words: for the terminal, and for whoever compares two versions of one procedure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tthc_engine.domain.procedure import Channel, Limit, Procedure, Role
from tthc_engine.domain.time_limit import PhaseStart, Term, Unit

_UNITS = {
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.MONTHS: "tháng",
}
_STARTS = {
    PhaseStart.ACCEPTED: "từ ngày nhận đủ hồ sơ hợp lệ",
    PhaseStart.WINDOW_CLOSED: "từ ngày hết hạn đợt tiếp nhận",
    PhaseStart.EXTERNAL: "từ mốc được nhập kèm văn bản",
    PhaseStart.PREVIOUS_PHASE: "từ khi hết giai đoạn trước",
}
_ROLES = {
    Role.DESK: "Cán bộ tiếp nhận và trả kết quả",
    Role.HANDLER: "Người thụ lý",
    Role.APPROVER: "Lãnh đạo phê duyệt",
    Role.CLERK: "Văn thư",
    Role.DIRECTOR: "Thủ trưởng cơ quan",
}
_CHANNELS = {Channel.DIRECT: "Trực tiếp", Channel.ONLINE: "Trực tuyến", Channel.POSTAL: "Dịch vụ bưu chính công ích"}


def day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else "nay"


def described(procedure: Procedure) -> list[str]:
    """One version as an officer reads it."""
    cases = {case.key: case.name for case in procedure.cases}
    lines = [
        f"{procedure.code}  {procedure.name}",
        f"  Hiệu lực: {day(procedure.in_force_from)} đến {day(procedure.in_force_until)}",
        f"  Lĩnh vực: {procedure.field}. Cấp: {', '.join(procedure.levels)}. Thẩm quyền: {procedure.competent_body}",
        f"  Cách nộp: {', '.join(_CHANNELS[channel] for channel in procedure.channels)}",
    ]
    for title, codes in {"Thay thế": procedure.replaces, "Được thay bởi": procedure.replaced_by}.items():
        if codes:
            lines.append(f"  {title}: {', '.join(codes)}")
    lines.append("  Thời hạn:")
    lines += [f"    - {line}" for limit in procedure.limits for line in _limit(limit, cases)]
    if procedure.extension:
        amount = _term(Term(amount=procedure.extension.up_to, unit=procedure.extension.unit))
        lines.append(f"    - Gia hạn đến {amount}: {procedure.extension.reason} ({procedure.extension.legal_basis})")
    lines += [f"  Phí: {fee.name}: {_dong(fee.amount_vnd)}" for fee in procedure.fees]
    lines.append("  Thành phần hồ sơ:")
    lines += [f"    - {part.name}{f' ({part.when})' if part.when else ''}" for part in procedure.components]
    lines.append("  Quy trình:")
    for step in procedure.steps:
        within = f", {_term(Term(amount=step.within.amount, unit=step.within.unit))}" if step.within else ""
        lines.append(f"    - {step.name}: {_ROLES[step.owner]}{within}")
        for body in step.bodies:
            lead = " (chủ trì)" if body.lead else ""
            lines.append(f"      + {body.name}{lead}: {body.duty}, {_term(body.within)}")
    lines.append(f"  Kết quả: {procedure.result_kind.name}")
    lines += [f"  Căn cứ: {basis.title} {basis.number} {basis.article}".rstrip() for basis in procedure.legal_basis]
    lines += [f"  Lưu ý: {note}" for note in procedure.notes]
    return lines


def difference(before: Procedure, after: Procedure) -> list[str]:
    """What changed from one declaration to the other: `-` gone, `+` new, `~` changed; empty when they say the same."""
    one, other = (procedure.model_dump(mode="json", exclude_defaults=True) for procedure in (before, after))
    return list(_changes(one, other, ""))


def summary(procedure: Procedure) -> str:
    """The limits in one line: "5 ngày làm việc; 8 ngày làm việc"."""
    return "; ".join(
        " + ".join(_term(term) for phase in limit.phases for term in phase.terms) for limit in procedure.limits
    )


def _limit(limit: Limit, cases: Mapping[str, str]) -> Iterator[str]:
    to_whom = [*(cases[key] for key in limit.cases), *(_CHANNELS[channel] for channel in limit.channels)]
    if limit.words:
        yield f"{', '.join(to_whom)}: {limit.words}" if to_whom else limit.words
    if len(limit.phases) > 1 or not limit.words:
        for phase in limit.phases:
            amount = " + ".join(_term(term) for term in phase.terms)
            yield f"{phase.name or phase.key}: {amount} {_STARTS[phase.start]}"


def _term(term: Term) -> str:
    match term.unit:
        case Unit.SAME_DAY:
            return f"trong ngày (trước {term.cutoff:%H:%M})" if term.cutoff else "trong ngày"
        case Unit.FIXED_DATE:
            return f"ngày {day(term.on)}"
        case Unit.NONE:
            return "không quy định thời hạn"
        case _:
            return f"{_number(format(term.amount.normalize(), 'f'))} {_UNITS[term.unit]}"


def _number(text: str) -> str:
    """As official papers write it: "05", but "0,5"."""
    whole, _, fraction = text.partition(".")
    return f"{whole},{fraction}" if fraction else whole.zfill(2)


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"


def _changes(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from _changes(one.get(key), other.get(key), f"{path}.{key}" if path else key)
    elif _by_key(one) is not None and _by_key(other) is not None:
        ones, others = _by_key(one) or {}, _by_key(other) or {}
        for key in [*ones, *(key for key in others if key not in ones)]:
            yield from _changes(ones.get(key), others.get(key), f"{path}[{key}]")
    elif one != other and one is None:
        yield f"+ {path}: {_brief(other)}"
    elif one != other and other is None:
        yield f"- {path}: {_brief(one)}"
    elif one != other:
        yield f"~ {path}: {_brief(one)} → {_brief(other)}"


def _by_key(value: Any) -> dict[str, Any] | None:
    """Items by what names them, so that an inserted step is one insertion; None where nothing names them."""
    if not isinstance(value, list | type(None)):
        return None
    names = [_named(item) for item in value or []]
    if any(name is None for name in names):
        return None
    return {str(name): item for name, item in zip(names, value or [], strict=True)}


def _named(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    if "phases" in item:
        return "+".join([*item.get("cases", []), *item.get("channels", [])]) or "*"
    name = item.get("key") or item.get("number")
    return str(name) if name else None


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return str(
            value.get("words") or value.get("name") or value.get("title") or ", ".join(map(_brief, value.values()))
        )
    if isinstance(value, list):
        return ", ".join(map(_brief, value))
    return str(value)
