"""What a plan's report says in sentences: difficulties, solutions, proposals; drafted from the plan, kept as edited."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from tthc_engine.catalogue.plans import metrics
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.plans.judging import Stand, Verdict
from tthc_engine.reports.plans.span import Span
from tthc_engine.reports.table import Section
from tthc_engine.store.plans import Note

SECTION = "section"


class Part(StrEnum):
    DIFFICULTIES = "difficulties"
    SOLUTIONS = "solutions"
    PROPOSALS = "proposals"


TITLES: Mapping[Part, str] = {
    Part.DIFFICULTIES: "IV. KHÓ KHĂN, VƯỚNG MẮC, NGUYÊN NHÂN",
    Part.SOLUTIONS: "V. GIẢI PHÁP, NHIỆM VỤ KỲ TỚI",
    Part.PROPOSALS: "VI. KIẾN NGHỊ, ĐỀ XUẤT",
}
NOTHING = "Không có."


def kept(told: Sequence[Note], span: Span) -> dict[Part, Note]:
    """The newest text of each part that somebody kept for this period."""
    return {Part(one.about): one for one in told if one.kind == SECTION and one.period == span.written}


def text_of(part: Part, stood: Stand, told: Sequence[Note], span: Span) -> str:
    """As somebody kept it, even empty; else as the plan drafts it."""
    mine = kept(told, span).get(part)
    return mine.evidence if mine is not None else drafted(part, stood, told, span)


def drafted(part: Part, stood: Stand, told: Sequence[Note], span: Span) -> str:
    """One sentence a line. Nothing is made up: difficulties are those that people entered, solutions what is behind."""
    match part:
        case Part.DIFFICULTIES:
            lines = list(_difficulties(stood, told, span))
        case Part.SOLUTIONS:
            lines = list(_behind(stood, span))
        case Part.PROPOSALS:
            lines = []
    return "\n".join(lines)


def sections(stood: Stand, told: Sequence[Note], span: Span) -> tuple[Section, ...]:
    return tuple(
        Section(
            title=TITLES[part],
            paragraphs=tuple(line.strip() for line in text_of(part, stood, told, span).split("\n") if line.strip())
            or (NOTHING,),
        )
        for part in Part
    )


def _difficulties(stood: Stand, told: Sequence[Note], span: Span) -> Iterator[str]:
    """What was entered as hard in the period, each with what it was about."""
    names = {one.key: metrics()[one.metric].name for one in stood.plan.targets}
    names |= {one.key: one.text for one in stood.plan.tasks} | {one.key: one.text for one in stood.plan.duties}
    for one in told:
        if one.difficulty and one.kind != SECTION and span.holds(one.at.astimezone(HANOI).date()):
            yield f"- {names.get(one.about, one.about)}: {one.difficulty}."


def _behind(stood: Stand, span: Span) -> Iterator[str]:
    """What is not reached or late at the period's end: whoever answers for it says what will be done."""
    owners = stood.plan.owners
    for one in stood.targets:
        if one.verdict in (Verdict.AT_RISK, Verdict.MISSED):
            name = metrics()[one.target.metric].name
            yield f"- {name}: chưa đạt, {owners[one.target.owner].written} đề xuất giải pháp."
    for task in stood.tasks:
        if task.late:
            until = f"{task.task.until:%d/%m/%Y}"
            yield f"- {task.task.text}: quá thời gian ({until}), {owners[task.task.lead].written} hoàn thành."
    for duty in stood.duties:
        if duty.late and duty.due_on <= span.last_on:
            yield f"- {duty.duty.text} ({duty.due_on:%d/%m/%Y}): quá thời gian, thực hiện ngay."
