"""A declaration in words: for the terminal, and for whoever compares two versions of one procedure."""

from collections.abc import Iterator, Mapping
from datetime import date

from tthc_engine.domain.numerals import VIETNAMESE
from tthc_engine.domain.procedure import Channel, Limit, Procedure, Role, Scope
from tthc_engine.domain.time_limit import Duration, PhaseStart, Term, Unit

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
ROLES = {
    Role.DESK: "Cán bộ tiếp nhận và trả kết quả",
    Role.HANDLER: "Người thụ lý",
    Role.APPROVER: "Lãnh đạo phê duyệt",
    Role.CLERK: "Văn thư",
    Role.DIRECTOR: "Thủ trưởng cơ quan",
}
CHANNELS = {Channel.DIRECT: "Trực tiếp", Channel.ONLINE: "Trực tuyến", Channel.POSTAL: "Dịch vụ bưu chính công ích"}


def day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else "nay"


def described(procedure: Procedure) -> list[str]:
    """One version as an officer reads it."""
    cases = {case.key: case.name for case in procedure.cases}
    lines = [
        f"{procedure.code}  {procedure.name}",
        *(["  Thủ tục hành chính nội bộ"] if procedure.scope is Scope.INTERNAL else []),
        f"  Hiệu lực: {day(procedure.in_force_from)} đến {day(procedure.in_force_until)}",
        f"  Lĩnh vực: {procedure.field}. Cấp: {', '.join(procedure.levels)}. Thẩm quyền: {procedure.competent_body}",
        f"  Cách nộp: {', '.join(CHANNELS[channel] for channel in procedure.channels)}",
    ]
    for title, codes in {"Thay thế": procedure.replaces, "Được thay bởi": procedure.replaced_by}.items():
        if codes:
            lines.append(f"  {title}: {', '.join(codes)}")
    lines.append("  Thời hạn:")
    lines += [f"    - {line}" for limit in procedure.limits for line in _limit(limit, cases)]
    if procedure.extension:
        amount = _term(Term(amount=procedure.extension.up_to, unit=procedure.extension.unit))
        lines.append(f"    - Gia hạn đến {amount}: {procedure.extension.reason} ({procedure.extension.legal_basis})")
    lines += [f"  Phí: {fee.name}: {dong(fee.amount_vnd)}" for fee in procedure.fees]
    lines.append("  Thành phần hồ sơ:")
    lines += [f"    - {part.name}{f' ({part.when})' if part.when else ''}" for part in procedure.components]
    lines.append("  Quy trình:")
    for step in procedure.steps:
        within = f", {_term(Term(amount=step.within.amount, unit=step.within.unit))}" if step.within else ""
        lines.append(f"    - {step.name}: {ROLES[step.owner]}{within}")
        for body in step.bodies:
            lead = " (chủ trì)" if body.lead else ""
            lines.append(f"      + {body.name}{lead}: {body.duty}, {_term(body.within)}")
    lines.append(f"  Kết quả: {procedure.result_kind.name}")
    lines += [f"  Căn cứ: {basis.title} {basis.number} {basis.article}".rstrip() for basis in procedure.legal_basis]
    lines += [f"  Cắt giảm: {line}" for line in _cut(procedure, cases)]
    for what, approval in {
        "quy trình nội bộ": procedure.internal_workflow,
        "quy trình điện tử": procedure.electronic_workflow,
    }.items():
        if approval is not None:
            lines.append(f"  Phê duyệt {what}: {approval.number} ngày {day(approval.on)}")
    lines += [f"  Lưu ý: {note}" for note in procedure.notes]
    return lines


def _cut(procedure: Procedure, cases: Mapping[str, str]) -> Iterator[str]:
    if procedure.cut is not None:
        for limit in procedure.cut.limits:
            yield from (f"{line} ({procedure.cut.decision})" for line in _limit(limit, cases))


def brief_limit(limit: Limit) -> str:
    """One limit in its units alone: "05 ngày làm việc", with its start where that is not the receipt."""
    said = [
        " + ".join(_term(term) for term in phase.terms)
        + ("" if phase.start in (PhaseStart.ACCEPTED, PhaseStart.PREVIOUS_PHASE) else f" {_STARTS[phase.start]}")
        for phase in limit.phases
    ]
    return ", rồi ".join(said)


def within_words(within: Duration | None) -> str:
    """A step's own limit: "0,5 ngày làm việc"; "không quy định" where it has none."""
    return "không quy định" if within is None else _term(Term(amount=within.amount, unit=within.unit))


def summary(procedure: Procedure) -> str:
    """The limits in one line: "5 ngày làm việc; 8 ngày làm việc"."""
    return "; ".join(
        " + ".join(_term(term) for phase in limit.phases for term in phase.terms) for limit in procedure.limits
    )


def _limit(limit: Limit, cases: Mapping[str, str]) -> Iterator[str]:
    to_whom = [*(cases[key] for key in limit.cases), *(CHANNELS[channel] for channel in limit.channels)]
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


def dong(amount: int) -> str:
    """An amount as official papers write it: "1.000 đồng"."""
    return f"{VIETNAMESE.whole(amount)} đồng"
