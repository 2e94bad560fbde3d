"""A finished report as one table: what every report is made into before it becomes a page or a file."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.numerals import VIETNAMESE, Numerals
from tthc_engine.reports.official import HEAD, MADE_BY, SIGN_AND_SEAL, SIGN_HERE, UNDEFINED, Cell, known_words

Value = str | int | float | date | datetime | None


class Kind(StrEnum):
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    """In đồng."""
    SHARE = "share"
    """0 to 1; None: a share of nothing, printed as a dash and never as 100 %."""
    POINTS = "points"
    MINUTES = "minutes"
    """Working time."""
    DAY = "day"
    INSTANT = "instant"


ADDS_UP = frozenset({Kind.COUNT, Kind.MONEY})
NARROWEST = 0.036
"""Of a sheet's width: three digits and their margins."""
FIGURES = frozenset({Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.POINTS, Kind.MINUTES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    key: str
    words: str
    kind: Kind = Kind.TEXT
    parts: tuple[str, str] | None = None
    """Of a share: the columns it is a part and a whole of."""
    width: float = 12
    sums: bool = False
    """Points that add up to those of the total."""
    adds: tuple[str, ...] = ()
    """Of a figure: the columns of its own line that it is the sum of."""
    opens: bool = False
    """Its figures open the dossiers behind them."""
    personal: bool = False
    """It names people: a closed copy, which never changes, keeps it empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    key: str
    """By which the dossiers behind its figures are asked for; empty: of all lines."""
    values: tuple[Value, ...]
    dossier: str = ""
    """Reference or id of the one dossier the line is about."""
    entered: bool = False
    """Its figures were entered by hand: there is nothing here that they could open."""
    within: bool = False
    """Its figures are a part of a line above it: a total of all lines must not count them twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences that stand below the table under a heading of their own."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    form: str
    """Key of the report."""
    title: str
    number: str = ""
    """Biểu số …"""
    unit: str = ""
    unit_name: str = ""
    receiver_name: str = ""
    period_words: str = ""
    known_at: datetime
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    head: tuple[Cell, ...] = ()
    """A head of several lines; empty: the columns' own words in one."""

    @property
    def head_lines(self) -> int:
        return max((cell.line + cell.lines for cell in self.head), default=1)

    @property
    def head_cells(self) -> tuple[Cell, ...]:
        return self.head or tuple(Cell(0, at, 1, 1, one.words) for at, one in enumerate(self.columns, start=1))


def words_of(value: Value, kind: Kind, *, numerals: Numerals = VIETNAMESE) -> str:
    """One value as an office writes it: `1.234`, `94,2 %`, `3 giờ 05 phút`, `16/11/2026 07:30`."""
    if value is None:
        return UNDEFINED if kind in (Kind.SHARE, Kind.POINTS) else ""
    if isinstance(value, datetime):
        return f"{value.astimezone(HANOI):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return value
    match kind:
        case Kind.SHARE:
            return numerals.percent(value * 100)
        case Kind.POINTS:
            return numerals.plain(value)
        case Kind.MINUTES:
            return f"{int(value) // 60} giờ {int(value) % 60:02d} phút"
        case _:
            return numerals.plain(value)


def said(table: Table, *, mark: str = "") -> dict[str, Any]:
    """The table in words, ready for a page or a document; `mark` stands on every sheet of the demo."""
    kinds = [column.kind for column in table.columns]

    def told(line: Line) -> list[str]:
        return [words_of(value, kind) for value, kind in zip(line.values, kinds, strict=True)]

    return {
        "number": table.number,
        "title": table.title,
        "agency": table.unit_name,
        "receiver": table.receiver_name,
        "period": table.period_words,
        "known": known_words(table.known_at),
        "year": f"{table.known_at.astimezone(HANOI):%Y}",
        "head": [
            {"line": one.line, "column": one.column - 1, "lines": one.lines, "columns": one.columns, "text": one.text}
            for one in table.head_cells
        ],
        "head_lines": table.head_lines,
        "widths": _widths(table),
        "right": [column.kind in FIGURES for column in table.columns],
        "lines": [told(line) for line in table.lines],
        "total": told(table.total) if table.total is not None else [],
        "notes": list(table.notes),
        "signs": [[MADE_BY, SIGN_HERE], [HEAD, SIGN_AND_SEAL]],
        "mark": mark,
        **_sections(table),
    }


def _widths(table: Table) -> list[float]:
    least = NARROWEST * sum(column.width for column in table.columns)
    return [round(max(column.width, least), 2) for column in table.columns]


def _sections(table: Table) -> dict[str, Any]:
    """Only where there are some: a closed report from before there were any has the same words as ever."""
    if not table.sections:
        return {}
    return {"sections": [{"title": one.title, "paragraphs": list(one.paragraphs)} for one in table.sections]}
