"""Sổ theo dõi hồ sơ as one table, like every other report: the same lines as the book, names and all.

A period across two years has pages of two books: numbers begin again with the year. Closed, it keeps no names: they are
personal data, which may have to go, and a closed copy never changes.
"""

from dataclasses import replace
from datetime import date

from tthc_engine.engine import Engine
from tthc_engine.reports import official, periods, register
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.table import Column, Line, Table
from tthc_engine.store.sql import Session

_WIDTHS = (7, 20, 24, 8, 18, 22, 16, 17, 17, 17, 13, 13, 20)
_PERSONAL = frozenset({4, 5, 11, 12})
"""Applicant, address, who signed for it, and remarks, which name who handed in."""


def book(engine: Engine, session: Session, look: Look) -> Table:
    """The register of the unit of `look` and its period, in the order of acceptance."""
    lines: list[Line] = []
    for part in _by_year(look.period):
        this = replace(register.book(session, look.unit, part, at=look.then), known_at=look.then)
        for one in register.lines(engine, session, this):
            cells = official.register_cells(one)
            lines.append(Line(key=one.dossier, values=cells, dossier=one.reference or one.dossier))
    return Table(
        form="register",
        title=official.REGISTER_TITLE,
        **look.headed,
        columns=tuple(
            Column(
                key="number" if at == 0 else "reference" if at == 1 else f"c{at + 1}",
                words=words,
                width=_WIDTHS[at],
                personal=at in _PERSONAL,
            )
            for at, words in enumerate(official.REGISTER_FIELDS)
        ),
        lines=tuple(lines),
        notes=(f"Tổng số {len(lines)} hồ sơ đơn vị tiếp nhận trong kỳ; số thứ tự theo sổ của từng năm.",),
        head=official.REGISTER_HEAD,
    )


def _by_year(period: periods.Period) -> list[periods.Period]:
    first, last = period.first_on, period.last_on
    return [
        periods.days(max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    ]
