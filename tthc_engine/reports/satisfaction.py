"""Mức độ hài lòng: what people answered at the return, by unit and officer, as one table.

An officer with fewer sheets than the survey asks for is not shown: one person's answer could be told. Nobody asked is a
share of nothing. A sheet has a day and no hour, so that a past date gives the sheets of the days before it.
"""

from dataclasses import replace
from datetime import timedelta

from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.feedback import Rating
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store import people, surveys
from tthc_engine.store.sql import Session
from tthc_engine.store.surveys import Tally


def satisfaction(session: Session, look: Look) -> Table:
    """A line a unit, its officers below it."""
    last = min(look.period.last_on, look.then.astimezone(HANOI).date())
    told = surveys.tallies(session, look.units, look.period.first_on, last + timedelta(days=1))
    names = {key: one.name for key, one in people.names(session, {officer for _, officer in told}).items()}
    lines: list[Line] = []
    for number, unit in enumerate(sorted({unit for unit, _ in told}, key=lambda one: look.unit_names.get(one, one)), 1):
        mine = {officer: tally for (where, officer), tally in told.items() if where == unit}
        lines.append(_line(unit, number, look.unit_names.get(unit, unit), surveys.together(mine.values())))
        shown = sorted((names.get(one, one), one) for one, tally in mine.items() if tally.sheets >= survey().fewest)
        lines += [
            replace(_line(f"{unit}/{officer}", "", f"– {name}", mine[officer]), within=True) for name, officer in shown
        ]
    return Table(
        form="satisfaction",
        title="MỨC ĐỘ HÀI LÒNG TRONG TIẾP NHẬN, GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="name", words="Đơn vị, người trả kết quả", width=44),
            Column(key="sheets", words="Số phiếu", kind=Kind.COUNT, width=12, opens=True),
            Column(key="satisfied", words="Hài lòng", kind=Kind.COUNT, width=12, opens=True),
            Column(key="neutral", words="Bình thường", kind=Kind.COUNT, width=12, opens=True),
            Column(key="dissatisfied", words="Không hài lòng", kind=Kind.COUNT, width=12, opens=True),
            Column(key="share", words="Tỷ lệ hài lòng", kind=Kind.SHARE, parts=("satisfied", "sheets"), width=12),
        ),
        lines=tuple(lines),
        total=_line("", "", "Tổng số", surveys.together(told.values())),
        notes=(
            "Phiếu hài lòng khi mọi câu trả lời hài lòng, không hài lòng khi có một câu không hài lòng.",
            f"Người có dưới {survey().fewest} phiếu không hiện riêng; khảo sát không gắn với hồ sơ không tính ở đây.",
        ),
    )


def _line(key: str, number: int | str, name: str, one: Tally) -> Line:
    counts = (one.verdicts[Rating.SATISFIED], one.verdicts[Rating.NEUTRAL], one.verdicts[Rating.DISSATISFIED])
    return Line(key=key, values=(number, name, one.sheets, *counts, one.satisfied))
