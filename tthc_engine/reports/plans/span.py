"""Of which month, quarter or year a plan is reported: `2026-06`, `2026-Q2`, `2026`."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tthc_engine.domain.calendar import HANOI

_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_ROMAN = ("", "I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whole days, both included."""

    written: str
    words: str
    words_en: str
    first_on: date
    last_on: date

    def holds(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    def known_at(self, at: datetime) -> datetime:
        """Its last instant, or now while it still runs: a report of June knows nothing of July."""
        end = datetime.combine(self.last_on + timedelta(days=1), time.min, HANOI) - timedelta(microseconds=1)
        return min(end, at)


def span(written: str, year: int) -> Span | None:
    """The month, quarter or whole of that plan's year; None for what is none of them."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or int(found[1]) != year:
        return None
    if found[2]:
        number = int(found[2])
        return _months(
            written, f"Quý {_ROMAN[number]} năm {year}", f"Quarter {number} of {year}", year, 3 * number - 2, 3 * number
        )
    if found[3]:
        month = int(found[3])
        return _months(written, f"Tháng {month} năm {year}", f"{calendar.month_name[month]} {year}", year, month, month)
    return _months(written, f"Năm {year}", f"Year {year}", year, 1, 12)


def spans(year: int, today: date) -> list[Span]:
    """Those that have begun by today: the year, its quarters, its months; the newest first of each."""
    written = [f"{year}", *(f"{year}-Q{number}" for number in range(4, 0, -1))]
    written += [f"{year}-{month:02d}" for month in range(12, 0, -1)]
    found = [each for one in written if (each := span(one, year)) is not None]
    return [one for one in found if one.first_on <= today]


def _months(written: str, words: str, words_en: str, year: int, first: int, last: int) -> Span:
    return Span(
        written=written,
        words=words,
        words_en=words_en,
        first_on=date(year, first, 1),
        last_on=date(year, last, calendar.monthrange(year, last)[1]),
    )
