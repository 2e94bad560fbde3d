"""A derivation as Vietnamese sentences, for the screen, the printed sheet and the terminal."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from tthc_engine.domain.derivation_lines import Line, LineKind, folded
from tthc_engine.domain.time_limit import Counting, FractionRule, PhaseStart, SupplementMode, Term, Unit

if TYPE_CHECKING:
    from tthc_engine.domain.derivation import Derivation, PhaseCount

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_AWAITED = {
    PhaseStart.ACCEPTED: "ngày tiếp nhận đủ hồ sơ hợp lệ",
    PhaseStart.WINDOW_CLOSED: "ngày hết hạn nhận hồ sơ của đợt",
    PhaseStart.EXTERNAL: "ngày ghi trong văn bản làm căn cứ",
    PhaseStart.PREVIOUS_PHASE: "lúc giai đoạn trước hết hạn",
}
_MINUTES_AN_HOUR = 60


def day_in_words(day: date) -> str:
    """ "thứ Hai, 08/06/2026"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def instant_in_words(at: datetime) -> str:
    """ "17:00 thứ Hai, 08/06/2026"; `at` is on the office's wall clock already."""
    return f"{at:%H:%M} {day_in_words(at.date())}"


def minutes_in_words(minutes: int) -> str:
    """ "3 giờ 20 phút" of working time."""
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    parts = [f"{hours} giờ"] * bool(hours) + [f"{rest} phút"] * bool(rest or not hours)
    return " ".join(parts)


def terms_in_words(terms: tuple[Term, ...]) -> str:
    """ "02 tháng + 15 ngày làm việc", as the receipt prints a limit."""
    return " + ".join(_term(term) for term in terms)


def rounding(count: "PhaseCount") -> str:
    """Which way the last day is found and a fraction is rounded, in one sentence."""
    units = {term.unit for term in count.phase.terms}
    sentences = []
    if Unit.WORKING_DAYS in units and count.counting is Counting.RUNNING_HOURS:
        sentences.append(f"Mỗi ngày làm việc tính là {_number(count.phase.hours_per_day)} giờ làm việc liên tục.")
    elif _has_fractions(count):
        sentences.append(_FRACTIONS[count.phase.fraction].format(hours=_number(count.phase.hours_per_day)))
    if Unit.WORKING_DAYS in units and not _in_minutes(count):
        sentences.append("Ngày cuối cùng kết thúc vào giờ hết làm việc của cơ quan.")
    if Unit.WORKING_HOURS in units or _in_minutes(count):
        sentences.append("Hết hạn khi phút làm việc cuối cùng trôi qua.")
    if units & {Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.FIXED_DATE}:
        sentences.append("Ngày cuối là ngày nghỉ thì hạn là giờ kết thúc của ngày làm việc tiếp theo.")
    if Unit.SAME_DAY in units:
        sentences.append("Trả kết quả trong ngày; quá giờ nhận trong ngày thì trả trong ngày làm việc tiếp theo.")
    return " ".join(sentences)


def _has_fractions(count: "PhaseCount") -> bool:
    in_days = [term.amount for term in count.phase.terms if term.unit is Unit.WORKING_DAYS]
    return any(amount != int(amount) for amount in in_days)


def _in_minutes(count: "PhaseCount") -> bool:
    """Whether declared working days are counted as running working time."""
    if not any(term.unit is Unit.WORKING_DAYS for term in count.phase.terms):
        return False
    in_hours = count.phase.fraction is FractionRule.HOURS and _has_fractions(count)
    return in_hours or count.counting is Counting.RUNNING_HOURS


_FRACTIONS = {
    FractionRule.CEIL: "Phần lẻ của ngày được tính tròn một ngày làm việc.",
    FractionRule.SESSION: "Nửa ngày kết thúc vào cuối buổi thứ nhất của ngày tiếp theo.",
    FractionRule.HOURS: "Có phần lẻ nên cả thời hạn đổi ra giờ: mỗi ngày làm việc là {hours} giờ làm việc.",
}


def sentences(derivation: "Derivation") -> list[str]:
    """The whole derivation, in the order in which an officer would tell it."""
    return [
        *_rule(derivation),
        *(sentence for count in derivation.phases for sentence in _phase(count, derivation)),
        *_answer(derivation),
        f"Lịch làm việc: {derivation.calendar}, phiên bản {derivation.calendar_version}.",
    ]


def _rule(derivation: "Derivation") -> Iterator[str]:
    rule = derivation.rule
    if rule.procedure:
        yield f"Thủ tục: {rule.procedure}."
    if rule.limit:
        yield f"Thời hạn giải quyết: {rule.limit}."
    if rule.regime:
        yield f"Quy định về một cửa: {rule.regime}."
    yield from dict.fromkeys(words for count in derivation.phases if (words := _convention(count, derivation)))
    for restart in derivation.restarts:
        citation = f" ({rule.supplement_citation})" if rule.supplement_citation else ""
        reason = f" ({restart.reason})" if restart.reason else ""
        yield (
            f"Yêu cầu bổ sung lúc {instant_in_words(restart.requested)}{reason}; nhận đủ lúc "
            f"{instant_in_words(restart.answered)}: thời hạn tính lại từ đầu{citation}."
        )


def _convention(count: "PhaseCount", derivation: "Derivation") -> str:
    """How days are counted in this phase; empty where nothing is counted in days or hours."""
    units = {term.unit for term in count.phase.terms}
    in_days = units & {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS} and not _in_minutes(count)
    if not in_days and Unit.WORKING_HOURS not in units and not _in_minutes(count):
        return ""
    rolled = (
        "hồ sơ nhận từ giờ kết thúc làm việc hoặc vào ngày nghỉ được coi là nhận khi bắt đầu ngày làm việc tiếp theo"
    )
    day = "ngày làm việc" if Unit.WORKING_DAYS in units else "ngày"
    ways = [
        *[rolled] * (count.counting is Counting.ROLLED),
        f"không tính ngày bắt đầu, {day} liền sau là ngày thứ nhất"
        if in_days
        else "tính từng phút làm việc kể từ lúc bắt đầu",
    ]
    citation = derivation.rule.counting_citation
    return f"Cách tính: {'; '.join(ways)}{f' ({citation})' if citation else ''}."


def _phase(count: "PhaseCount", derivation: "Derivation") -> Iterator[str]:
    title = f"{count.phase.name}: " if count.phase.name else ""
    if count.start is None or count.begun is None:
        yield f"{title}{terms_in_words(count.phase.terms)}, tính từ {_AWAITED[count.phase.start]}; chưa bắt đầu."
        return
    yield f"{title}{terms_in_words(count.phase.terms)}, bắt đầu lúc {instant_in_words(count.start)}."
    if count.begun != count.start:
        yield f"Ngoài giờ làm việc nên được coi là bắt đầu lúc {instant_in_words(count.begun)}."
    for line in folded(count.lines):
        yield _line(line, derivation)
    if words := rounding(count):
        yield words
    if count.due is not None and len(derivation.phases) > 1:
        yield f"{title}hết hạn lúc {instant_in_words(count.due)}."


def _line(line: Line, derivation: "Derivation") -> str:
    days = day_in_words(line.on)
    if line.until > line.on:
        days += f" – {day_in_words(line.until)}"
    return f"{days[0].upper()}{days[1:]}: {_said(line, derivation)}."


def _said(line: Line, derivation: "Derivation") -> str:
    match line.kind:
        case LineKind.COUNTED if line.first:
            numbers = f"{line.first}–{line.last}" if line.last > line.first else f"{line.first}"
            return f"ngày thứ {numbers} · {line.reason}"
        case LineKind.COUNTED | LineKind.MADE_GOOD if line.minutes:
            return f"{minutes_in_words(line.minutes)} · {line.reason}"
        case LineKind.SKIPPED:
            return f"không tính · {line.reason}"
        case LineKind.STOPPED:
            lasting = derivation.stopped and line == derivation.lines[-1]
            words = "đang tạm dừng tính thời hạn" if lasting else f"tạm dừng {minutes_in_words(line.minutes)} làm việc"
            return f"{words} · {line.reason}"
        case _:
            return line.reason


def _answer(derivation: "Derivation") -> Iterator[str]:
    if derivation.due is not None:
        yield f"Hạn giải quyết: {instant_in_words(derivation.due)}."
    elif derivation.stopped:
        yield "Chưa có hạn giải quyết vì đang tạm dừng tính thời hạn."
    elif all(count.start is None for count in derivation.phases):
        yield "Chưa có hạn giải quyết vì thời hạn chưa bắt đầu."
    else:
        yield "Không quy định thời hạn giải quyết."
    if derivation.provisional:
        years = ", ".join(str(year) for year in derivation.provisional_years)
        yield f"Ngày này là tạm tính: lịch nghỉ năm {years} chưa công bố, sẽ tính lại."
    if derivation.due is not None and any(line.kind is LineKind.STOPPED for line in derivation.lines):
        modes = {stop.mode or derivation.mode for stop in derivation.stops}
        yield from (words for mode, words in _MODES.items() if mode in modes)


_MODES = {
    SupplementMode.CONTINUE: "Sau khi tạm dừng, phần thời hạn còn lại được tính tiếp từ lúc tiếp tục.",
    SupplementMode.SHIFT: "Thời gian làm việc trong lúc tạm dừng được cộng thêm vào hạn giải quyết.",
}


def _term(term: Term) -> str:
    match term.unit:
        case Unit.WORKING_DAYS:
            return f"{_number(term.amount)} ngày làm việc"
        case Unit.WORKING_HOURS:
            return f"{_number(term.amount)} giờ làm việc"
        case Unit.CALENDAR_DAYS:
            return f"{_number(term.amount)} ngày"
        case Unit.MONTHS:
            return f"{_number(term.amount)} tháng"
        case Unit.SAME_DAY:
            return "Trong ngày" + (
                f" (nhận sau {term.cutoff:%H:%M} thì trong ngày làm việc sau)" if term.cutoff else ""
            )
        case Unit.FIXED_DATE:
            return f"Ngày {term.on:%d/%m/%Y}" if term.on is not None else "Ngày được ấn định"
        case Unit.NONE:
            return "Không quy định thời hạn"
        case _:
            assert_never(term.unit)


def _number(amount: Decimal | None) -> str:
    """ "05", "7,5": as Vietnamese sheets print them."""
    if amount is None:
        return ""
    return f"{int(amount):02d}" if amount == int(amount) else str(amount.normalize()).replace(".", ",")
