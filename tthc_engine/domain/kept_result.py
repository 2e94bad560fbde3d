"""A result that is still valid, as the register of such results keeps it (số hóa kết quả còn hiệu lực). Pure."""

import calendar
from dataclasses import dataclass
from datetime import date

from tthc_engine.domain.procedure import Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResult:
    """One paper that an office once gave: to whom, under which number, until when it is valid."""

    kind: str
    """What it is called, as a procedure's list of papers prints it."""
    number: str
    """Số, ký hiệu."""
    issued_on: date
    holder: str
    identifier: str = ""
    """The holder's identity number; empty on papers older than it."""
    issuer: str = ""
    valid_from: date
    valid_until: date | None = None
    """Included; None: without an end."""

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def last_day(validity: Validity, given_on: date) -> date | None:
    """The last day on which a result of `given_on` is valid: the day of that number, or the month's last (BLDS Đ148.3).

    None: without an end.
    """
    if validity.no_end:
        return None
    months = 12 * (validity.years or 0) + (validity.months or 0) + given_on.month - 1
    year, month = given_on.year + months // 12, months % 12 + 1
    return date(year, month, min(given_on.day, calendar.monthrange(year, month)[1]))
