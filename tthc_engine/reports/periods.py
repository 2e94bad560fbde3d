"""Reporting periods (kỳ báo cáo): spans of whole days on the office's wall calendar; their cut-offs are data."""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.errors import TthcError
from tthc_engine.domain.time_limit import Declared

_MONTHS_A_YEAR = 12
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HALVES = ("", "đầu", "cuối")
_WRITTEN = re.compile(r"(?P<kind>[a-z_]+):(?P<year>\d{4})(?:-(?P<number>\d{1,2}))?")
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Dates outside are a slip of the keyboard, not a period."""


class NoSuchPeriod(TthcError):
    """What was asked for is no reporting period; the text says what is."""


class PeriodKind(Declared):
    """One declared kind of period."""

    key: str
    name: str
    label: str
    name_en: str = ""
    label_en: str = ""
    """For pages in English; without it, they show what is printed."""
    months: int = Field(ge=1, le=_MONTHS_A_YEAR)
    first_day: int = Field(ge=1, le=28)
    month_before: bool
    legal_basis: str

    @property
    def count(self) -> int:
        """How many of them a year has."""
        return _MONTHS_A_YEAR // self.months

    def of(self, year: int, number: int) -> "Period":
        """The `number`-th of that year, from 1. Raises NoSuchPeriod."""
        if not (1 <= number <= self.count and FIRST_YEAR <= year <= LAST_YEAR):
            raise NoSuchPeriod(f"There is no {self.key} {number} in {year}; numbers go from 1 to {self.count}.")
        months = year * _MONTHS_A_YEAR + (number - 1) * self.months - (1 if self.month_before else 0)
        half = _HALVES[number] if self.count < len(_HALVES) else ""
        return Period(
            kind=self.key,
            year=year,
            number=number,
            first_on=_day_of(months, self.first_day),
            last_on=_day_of(months + self.months, self.first_day) - _DAY,
            label=self.label.format(number=number, year=year, roman=_ROMAN[number], half=half),
            label_en=(self.label_en or self.label).format(
                number=number, year=year, roman=_ROMAN[number], half=half, month=month_name[number]
            ),
        )

    def holding(self, day: date) -> "Period":
        """The period of this kind in which `day` lies."""
        around = (self.of(day.year + ahead, number) for ahead in (0, 1, -1) for number in range(1, self.count + 1))
        return next(one for one in around if one.first_on <= day <= one.last_on)


class _Declared(Declared):
    checked_on: date
    kinds: tuple[PeriodKind, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days from `first_on` to `last_on`, both included, of the office's wall calendar."""

    first_on: date
    last_on: date
    label: str
    label_en: str = ""
    kind: str = ""
    """Key of its kind; empty for days freely chosen."""
    year: int = 0
    number: int = 0

    @property
    def since(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first_on, time.min, HANOI)

    @property
    def until(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last_on + _DAY, time.min, HANOI)

    def known_at(self, at: datetime) -> datetime:
        """The instant whose knowledge a report printed at `at` shows: its end, or now while it still runs."""
        return min(at, self.until - _INSTANT)

    @property
    def written(self) -> str:
        """As `period` reads it back: `quarter:2026-4`, `2026-10-01..2026-10-31`."""
        if not self.kind:
            return f"{self.first_on}..{self.last_on}"
        return f"{self.kind}:{self.year}" + (f"-{self.number}" if kind(self.kind).count > 1 else "")


def days(first_on: date, last_on: date) -> Period:
    """Any span of days. Raises NoSuchPeriod where it ends before it begins, or lies in no sensible year."""
    if not FIRST_YEAR <= first_on.year <= last_on.year <= LAST_YEAR or last_on < first_on:
        raise NoSuchPeriod(f"{first_on} to {last_on} is no period: it must begin before it ends.")
    return Period(
        first_on=first_on,
        last_on=last_on,
        label=f"Từ ngày {first_on:%d/%m/%Y} đến ngày {last_on:%d/%m/%Y}",
        label_en=f"From {first_on:%d/%m/%Y} to {last_on:%d/%m/%Y}",
    )


def period(written: str) -> Period:
    """Read `quarter:2026-4`, `year:2026` or `2026-10-01..2026-10-31`. Raises NoSuchPeriod."""
    first, dots, last = written.strip().partition("..")
    if dots:
        try:
            return days(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise NoSuchPeriod(f"{written} is no period; write 2026-10-01..2026-10-31.") from error
    found = _WRITTEN.fullmatch(first)
    if found is None:
        raise NoSuchPeriod(f"{written!r} is no period; write quarter:2026-4, year:2026 or 2026-10-01..2026-10-31.")
    one = kind(found["kind"])
    if found["number"] is None and one.count > 1:
        raise NoSuchPeriod(f"A year has {one.count} of {one.key}; write {one.key}:{found['year']}-1.")
    return one.of(int(found["year"]), int(found["number"] or 1))


def before(this: Period) -> Period:
    """The period that ends on the day before `this` begins: the previous of its kind, or as many days."""
    if this.kind:
        return kind(this.kind).holding(this.first_on - _DAY)
    length = this.last_on - this.first_on
    return days(this.first_on - _DAY - length, this.first_on - _DAY)


def kind(key: str) -> PeriodKind:
    """Raises NoSuchPeriod for an undeclared kind."""
    known = {one.key: one for one in kinds()}
    if key not in known:
        raise NoSuchPeriod(f"There is no kind of period {key!r}; there are: {', '.join(known)}.")
    return known[key]


@cache
def kinds() -> Sequence[PeriodKind]:
    """Every declared kind, in declared order."""
    return parse(read(shipped("indicators", "reporting_periods.yaml")), _Declared).kinds


def _day_of(months: int, day: int) -> date:
    """That day of the `months`-th month since year 0."""
    year, month = divmod(months, _MONTHS_A_YEAR)
    return date(year, month + 1, day)
