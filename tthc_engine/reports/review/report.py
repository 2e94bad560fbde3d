"""The review as one table: the proposal (phương án đơn giản hóa) with costs, times and what past dossiers say."""

from collections.abc import Callable, Mapping, Sequence

from tthc_engine.catalogue.review import CostRules
from tthc_engine.catalogue.words import brief_limit, day, dong
from tthc_engine.domain.numerals import VIETNAMESE
from tthc_engine.domain.procedure import Limit, Procedure
from tthc_engine.reports.review.choosing import Candidate, Review
from tthc_engine.reports.review.effect import Effect
from tthc_engine.reports.review.proposal import Cost, Proposal, State
from tthc_engine.reports.table import Column, Kind, Line, Section, Table, words_of

STATES = {
    State.REGISTERED: "Đăng ký rà soát",
    State.ADOPTED: "Đã có quyết định cắt giảm",
    State.DROPPED: "Không tiếp tục",
}


def of(review: Review, rules: CostRules, effects: Mapping[str, Effect]) -> Table:
    """`effects` by the procedure's slug; what nobody counted is a dash."""
    rows = review.registered
    lines = [
        _line(number, one, proposal, effects.get(one.procedure.slug))
        for number, (one, proposal) in enumerate(rows, start=1)
    ]
    saved = sum(proposal.saved_vnd for _, proposal in rows)
    now = sum(proposal.year_vnd(proposal.before) for _, proposal in rows)
    return Table(
        form="procedure_review",
        title="PHƯƠNG ÁN ĐƠN GIẢN HÓA, CẮT GIẢM THỜI GIAN GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        number="Theo Thông tư 02/2017/TT-VPCP, Chương V",
        unit=review.unit,
        unit_name=review.unit_name,
        period_words=f"Rà soát năm {review.year}, số liệu hồ sơ {period_in_words(review)}",
        known_at=review.at,
        columns=(
            Column(key="number", words="TT", width=7),
            Column(key="name", words="Thủ tục hành chính", width=38),
            Column(key="code", words="Mã số", width=11),
            Column(key="received", words="Hồ sơ tiếp nhận", kind=Kind.COUNT, width=9),
            Column(key="now", words="Thời hạn hiện hành", width=20),
            Column(key="then", words="Thời hạn đề xuất", width=20),
            Column(key="cut", words="Tỷ lệ cắt giảm thời gian", kind=Kind.SHARE, width=10),
            Column(key="cost_now", words="Chi phí hiện hành (đồng/năm)", kind=Kind.MONEY, width=15),
            Column(key="cost_then", words="Chi phí sau cắt giảm (đồng/năm)", kind=Kind.MONEY, width=15),
            Column(key="saved", words="Tiết kiệm (đồng/năm)", kind=Kind.MONEY, width=14),
            Column(key="cost_cut", words="Tỷ lệ cắt giảm chi phí", kind=Kind.SHARE, width=10),
            Column(key="late", words="Hồ sơ cũ sẽ quá hạn", width=14),
        ),
        lines=tuple(lines),
        total=Line(
            key="",
            values=(
                "",
                "Tổng số",
                "",
                sum(one.received for one, _ in rows),
                "",
                "",
                None,
                now,
                now - saved,
                saved,
                saved / now if now else None,
                "",
            ),
        ),
        notes=tuple(_notes(review, rules)),
        sections=tuple(_section(number, one, proposal, rules) for number, (one, proposal) in enumerate(rows, start=1)),
    )


def period_in_words(review: Review) -> str:
    """`năm 2025`, or the days where the year before had no dossier."""
    first, last = review.period.first_on, review.period.last_on
    year = whole_year(review)
    return f"năm {year}" if year else f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"


def whole_year(review: Review) -> int:
    """The year whose dossiers are counted; 0 where they are counted by days."""
    years = review.period.first_on.year, review.period.last_on.year
    return years[0] if years == (review.year - 1, review.year - 1) else 0


def limits_in_words(
    procedure: Procedure, proposal: Proposal | None = None, *, brief: Callable[[Limit], str] = brief_limit
) -> str:
    """The limits one after the other, with the case each is for; `brief` words one, in Vietnamese unless told."""
    cases = {one.key: one.name for one in procedure.cases}
    limits = procedure.limits if proposal is None else proposal.limits
    return "; ".join(
        f"{', '.join(cases[key] for key in one.cases)}: {brief(one)}" if one.cases else brief(one) for one in limits
    )


def _line(number: int, one: Candidate, proposal: Proposal, effect: Effect | None) -> Line:
    law = one.procedure
    return Line(
        key=law.slug,
        values=(
            number,
            law.name,
            law.code,
            one.received,
            limits_in_words(law),
            limits_in_words(law, proposal),
            proposal.time_cut(law),
            proposal.year_vnd(proposal.before),
            proposal.year_vnd(proposal.after),
            proposal.saved_vnd,
            proposal.cost_cut,
            late_words(effect),
        ),
    )


def late_words(effect: Effect | None) -> str:
    """`3/120 (hiện hành: 1)`; of nothing, a dash."""
    if effect is None or not effect.settled:
        return "—"
    return f"{effect.late_then}/{effect.settled} (hiện hành: {effect.late_now})"


def _section(number: int, one: Candidate, proposal: Proposal, rules: CostRules) -> Section:
    law = one.procedure
    return Section(
        title=f"{number}. {law.name} (mã số {law.code})",
        paragraphs=(
            f"a) Nội dung đơn giản hóa: cắt giảm thời hạn giải quyết từ {limits_in_words(law)} còn "
            f"{limits_in_words(law, proposal)}. Lý do: {proposal.reason or '…'}",
            "b) Kiến nghị thực thi: "
            + (
                f"đã thực hiện theo {proposal.decision}"
                if proposal.decision
                else "cấp có thẩm quyền ban hành quyết định cắt giảm thời gian giải quyết trên địa bàn"
            )
            + (f", áp dụng từ ngày {day(proposal.in_force_from)}." if proposal.in_force_from else "."),
            *_benefit(proposal, rules),
        ),
    )


def _benefit(proposal: Proposal, rules: CostRules) -> Sequence[str]:
    share = words_of(proposal.cost_cut, Kind.SHARE)
    return (
        "c) Lợi ích phương án đơn giản hóa:",
        f"- Chi phí tuân thủ trước khi đơn giản hóa: {dong(proposal.year_vnd(proposal.before))}/năm "
        f"({_formula(proposal, proposal.before, rules)});",
        f"- Chi phí tuân thủ sau khi đơn giản hóa: {dong(proposal.year_vnd(proposal.after))}/năm "
        f"({_formula(proposal, proposal.after, rules)});",
        f"- Chi phí tiết kiệm: {dong(proposal.saved_vnd)}/năm; tỷ lệ cắt giảm chi phí: {share}.",
    )


def _formula(proposal: Proposal, cost: Cost, rules: CostRules) -> str:
    """How the figure is made, so that anybody may count it again."""
    names = {one.key: one.name.lower() for one in rules.parts}
    said = [
        f"{names.get(key, key)} {_plain(one.hours)} giờ" + (f" + {dong(one.services_vnd)}" if one.services_vnd else "")
        for key, one in cost.work.items()
        if one.hours or one.services_vnd
    ]
    tasks = f"[({'; '.join(said)}) x {dong(proposal.per_hour_vnd)}/giờ" if said else "[0"
    once = f"{tasks} + phí, lệ phí {dong(cost.fees_vnd)}]"
    return f"{once} x {_plain(proposal.times_a_year)} lần x {_plain(proposal.subjects)} đối tượng"


def _plain(number: float) -> str:
    return VIETNAMESE.plain(number, most=6)


def _notes(review: Review, rules: CostRules) -> Sequence[str]:
    share = "—" if review.share is None else VIETNAMESE.percent(review.share)
    income = rules.income
    return (
        f"Đăng ký {len(review.registered)}/{len(review.candidates)} thủ tục ({share}); mức kế hoạch "
        f"{_plain(rules.to_register.low)}-{_plain(rules.to_register.high)} %, chọn thủ tục phát sinh nhiều hồ sơ.",
        f"Chi phí tuân thủ: {rules.legal_basis}. Chi phí một năm = chi phí một lần x số lần x số đối tượng; không tính "
        "chi phí cơ hội.",
        f"Thu nhập một giờ mặc định {dong(income.per_hour_vnd)} = {dong(income.gdp_per_head_vnd)} ({income.source}) / "
        f"{income.months} tháng / {income.days_a_month} ngày / {income.hours_a_day} giờ"
        + ("." if income.sure else "; cách tính theo hướng dẫn trước đây, cơ quan xác nhận."),
        "Tỷ lệ cắt giảm thời gian là mức thấp nhất trong các thời hạn của thủ tục.",
        "Hồ sơ sẽ quá hạn: hồ sơ đã có kết quả của kỳ trên, tính lại hạn theo thời hạn đề xuất bằng chính lịch làm "
        "việc, thời gian chờ bổ sung và tạm dừng của từng hồ sơ.",
    )
