"""The report of a plan: its targets, tasks and duties with figures, products and difficulties, as one table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from tthc_engine.catalogue.plans import Target, Task, metrics
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.numerals import VIETNAMESE, Numerals
from tthc_engine.reports.plans import narrative
from tthc_engine.reports.plans.duties import DutyStand, FindingStand, Mended
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.reports.plans.judging import Measured, Stand, Verdict
from tthc_engine.reports.plans.span import Span
from tthc_engine.reports.table import Column, Kind, Line, Table, words_of
from tthc_engine.store.plans import Note, State

VERDICTS = {
    Verdict.MET: "Đạt",
    Verdict.AT_RISK: "Có nguy cơ không đạt",
    Verdict.MISSED: "Không đạt",
    Verdict.UNKNOWN: "Chưa có số liệu",
}
STATES = {
    State.NOT_BEGUN: "Chưa thực hiện",
    State.DOING: "Đang thực hiện",
    State.DONE: "Đã hoàn thành",
    State.GIVEN_UP: "Không thực hiện được",
}
MENDED = {
    Mended.OPEN: "Chưa tái kiểm tra",
    Mended.FIXED: "Đã khắc phục",
    Mended.NOT_FIXED: "Chưa khắc phục",
}
OPERATORS = {">=": "từ {low} trở lên", ">": "trên {low}", "=": "bằng {low}", "between": "từ {low} đến {high}"}
CYCLES = {"once": "một lần", "monthly": "hằng tháng", "quarterly": "hằng quý"}
_ALL = 100
"""Percent beyond which nothing lies: "từ 100 % trở lên" says no more than "100 %"."""
RANKS = " bậc"


def of(stood: Stand, *, span: Span | None = None, told: Sequence[Note] = ()) -> Table:
    """The report as it stood at `stood.at`: what is late and what was hard stands beside each line.

    Of a month, quarter or year: the duties that fell due in it, and the sentences below, as somebody kept them or as
    the plan drafts them from what was entered (`told`).
    """
    plan = stood.plan
    lines = [
        _head("I", "CHỈ TIÊU"),
        *_targets(stood),
        _head("II", "NHIỆM VỤ"),
        *_tasks(stood),
        _head("III", "CHẾ ĐỘ BÁO CÁO, CÔNG KHAI"),
        *_duties(stood, span),
    ]
    return Table(
        form=f"plan-{plan.slug}",
        title=f"BÁO CÁO KẾT QUẢ THỰC HIỆN {plan.title.upper()}".replace(f"NĂM {plan.year}", "").strip(),
        number=f"Số: ……/BC{plan.number[plan.number.index('-') :] if '-' in plan.number else ''}",
        unit=stood.adopted.key.unit,
        unit_name=stood.unit_name,
        period_words=f"{span.words if span else f'Năm {plan.year}'}, đến ngày {stood.at.astimezone(HANOI):%d/%m/%Y}",
        known_at=stood.at,
        columns=(
            Column(key="number", words="TT", width=7),
            Column(key="what", words="Nội dung", width=44),
            Column(key="wanted", words="Yêu cầu", width=20),
            Column(key="reached", words="Kết quả", width=20),
            Column(key="verdict", words="Đánh giá", width=16),
            Column(key="owner", words="Chủ trì", width=20),
            Column(key="proof", words="Sản phẩm, minh chứng", width=28),
            Column(key="difficulty", words="Khó khăn, vướng mắc", width=28),
        ),
        lines=tuple(lines),
        notes=tuple(_notes(stood)),
        sections=narrative.sections(stood, told, span) if span is not None else (),
    )


def shown(figure: Figure | None, target: Target, *, ranks: str = RANKS, numerals: Numerals = VIETNAMESE) -> str:
    """A figure as an office writes it; of nothing, a dash. In Vietnamese unless told otherwise."""
    if figure is None or figure.value is None:
        return "—"
    text = numerals.plain(figure.value, most=1) + _unit(target, ranks, numerals)
    if figure.whole is None:
        return text
    return f"{text} ({_plain(figure.part, numerals)}/{_plain(figure.whole, numerals)})"


def wanted(
    target: Target,
    *,
    phrases: Mapping[str, str] = OPERATORS,
    ranks: str = RANKS,
    numerals: Numerals = VIETNAMESE,
) -> str:
    """`từ 95 % trở lên`; `100 %` where all are wanted. In Vietnamese unless told otherwise."""
    unit = _unit(target, ranks, numerals)
    if (metrics()[target.metric].unit, target.op, target.threshold) == ("percent", ">=", _ALL):
        return f"{_plain(_ALL, numerals)}{unit}"
    high = "" if target.upper is None else f"{_plain(target.upper, numerals)}{unit}"
    return phrases[target.op].format(low=f"{_plain(target.threshold, numerals)}{unit}", high=high)


def plain_figure(note: Note, *, numerals: Numerals = VIETNAMESE) -> str:
    """What was entered with a task: `12/15`, or `12`; empty where nothing was."""
    if note.part is None:
        return ""
    part = _plain(note.part, numerals)
    return part if note.whole is None else f"{part}/{_plain(note.whole, numerals)}"


def known_at(written: str, at: datetime) -> datetime | None:
    """The end of the day `2026-10-31`, or now; None for what is no day, or lies ahead."""
    if not written:
        return at
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    end = datetime.combine(day, time.min, HANOI) + timedelta(days=1) - timedelta(microseconds=1)
    return min(end, at) if datetime.combine(day, time.min, HANOI) <= at else None


def _unit(target: Target, ranks: str, numerals: Numerals) -> str:
    return {"percent": numerals.percent_sign, "count": "", "ranks": ranks}[metrics()[target.metric].unit]


def _plain(number: float, numerals: Numerals) -> str:
    return numerals.plain(number, most=4)


def _head(number: str, words: str) -> Line:
    return Line(key=number, values=(number, words, *([None] * 6)))


def _targets(stood: Stand) -> Iterator[Line]:
    for number, one in enumerate(stood.targets, start=1):
        target, note = one.target, one.entered
        yield Line(
            key=target.key,
            values=(
                number,
                f"{metrics()[target.metric].name} ({target.place})",
                wanted(target),
                shown(one.figure, target),
                VERDICTS[one.verdict],
                stood.plan.owners[target.owner].written,
                _source(one, stood),
                note.difficulty if note is not None else "",
            ),
        )


def _source(one: Measured, stood: Stand) -> str:
    if one.entered is not None:
        return f"Nhập tay, nguồn: {one.entered.evidence}"
    if one.fed is not None:
        told = [task.task.text for task in stood.tasks if task.task.key in one.fed.tasks]
        return "; ".join((f"Từ nhiệm vụ: {', '.join(told)}", *filter(None, map(_proof, one.fed.notes))))
    if one.figure is None:
        why = metrics()[one.target.metric].why
        return f"Phải nhập tay: {why}" if why else ""
    return "Tính từ nhật ký hồ sơ, khai báo thủ tục"


def _tasks(stood: Stand) -> Iterator[Line]:
    for number, one in enumerate(stood.tasks, start=1):
        task = one.task
        last = one.last
        late = " (quá thời gian)" if one.late else " (trước ngày lập kế hoạch)" if one.before else ""
        yield Line(
            key=task.key,
            values=(
                number,
                f"{task.text} ({task.place})",
                "; ".join((*task.products, f"chậm nhất {task.until:%d/%m/%Y}")),
                STATES[one.state] + late + (f"; {plain_figure(one.figure)}" if one.figure is not None else ""),
                "",
                ", ".join((stood.plan.owners[task.lead].written, *task.partners)),
                "; ".join(filter(None, map(_proof, one.products))),
                last.difficulty if last is not None else "",
            ),
        )
        yield from (_finding(task, each) for each in one.findings)


def _proof(note: Note) -> str:
    """What was handed in with a note, files by their number."""
    files = f"{len(note.files)} tệp" if note.files else ""
    return ", ".join(filter(None, (note.evidence, files)))


def _finding(task: Task, one: FindingStand) -> Line:
    again = f"tái kiểm tra {one.recheck_on:%d/%m/%Y}" if one.recheck_on is not None else ""
    late = " (quá thời gian)" if one.late else ""
    proof = "; ".join(filter(None, map(_proof, (one.found, *one.rechecks))))
    values = ("", f"- Tồn tại: {one.found.difficulty}", again, MENDED[one.state] + late, "", "", proof, "")
    return Line(key=f"{task.key}-{one.found.id}", values=values)


def _duties(stood: Stand, span: Span | None) -> Iterator[Line]:
    """Each duty once, with all its days in the period."""
    mine = [one for one in stood.duties if span is None or span.holds(one.due_on)]
    for number, (_, several) in enumerate(groupby(mine, key=lambda one: one.duty.key), start=1):
        days = tuple(several)
        duty, done = days[0].duty, [one.done for one in days if one.done is not None]
        yield Line(
            key=duty.key,
            values=(
                number,
                f"{duty.text} ({duty.place})",
                f"chậm nhất {days[0].due_on:%d/%m/%Y}" if len(days) == 1 else f"{len(days)} kỳ, {CYCLES[duty.cycle]}",
                _once(days[0]) if len(days) == 1 else _often(days),
                "",
                stood.plan.owners[duty.owner].written,
                "; ".join(filter(None, map(_proof, done))),
                "; ".join(filter(None, (one.difficulty for one in done))),
            ),
        )


def _once(one: DutyStand) -> str:
    if one.done is not None:
        return f"Đã thực hiện ngày {one.done.at.astimezone(HANOI):%d/%m/%Y}"
    return "Quá thời gian" if one.late else "Trước ngày lập kế hoạch" if one.before else "Chưa đến thời gian"


def _often(days: Sequence[DutyStand]) -> str:
    """`Đã thực hiện 9/12 kỳ; quá thời gian: 31/10/2026; chưa đến thời gian: 2 kỳ`."""
    late = ", ".join(f"{one.due_on:%d/%m/%Y}" for one in days if one.late)
    before = sum(one.before for one in days)
    done = sum(one.done is not None for one in days)
    ahead = sum(not (one.late or one.before or one.done is not None) for one in days)
    told = [f"Đã thực hiện {done}/{len(days)} kỳ"]
    told += [f"quá thời gian: {late}"] if late else []
    told += [f"trước ngày lập kế hoạch: {before} kỳ"] if before else []
    told += [f"chưa đến thời gian: {ahead} kỳ"] if ahead else []
    return "; ".join(told)


def _notes(stood: Stand) -> Iterator[str]:
    if stood.plan.number:
        yield f"Thực hiện Kế hoạch số {stood.plan.number}."
    if stood.plan.based_on:
        yield f"Căn cứ: {stood.plan.based_on}."
    counted = ", ".join(f"{words.lower()} {stood.count(one)}" for one, words in VERDICTS.items())
    yield f"Tổng số {words_of(len(stood.targets), Kind.COUNT)} chỉ tiêu: {counted}."
    yield (
        "Chỉ tiêu tính từ nhật ký hồ sơ đếm đến ngày báo cáo; tỷ lệ trên không hồ sơ nào thì để trống, không coi là "
        "đạt. Có nguy cơ: chưa đạt khi kỳ còn, hoặc 30 ngày gần nhất không đạt."
    )
    for one in stood.targets:
        if one.target.conflicts_with:
            others = [other.place for key in one.target.conflicts_with if (other := stood.plan.target(key)) is not None]
            yield f"{one.target.place}: kế hoạch còn ghi mức khác tại {', '.join(others)}; giữ cả hai."
