"""A result that is still valid, as the register of such results keeps it (số hóa kết quả còn hiệu lực). Pure."""

from dataclasses import dataclass
from datetime import date


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
