"""What is asked about the work of other bodies in an inter-agency procedure (liên thông)."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPart(Command):
    """Pass a body its work once more; the first time each body gets it by itself when the step begins."""

    word = "send_part"
    body: str
    """The body's key in the declaration."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPart(Command):
    """A body has done its work: entered by its own people, or by the lead body's handler on its paper."""

    word = "return_part"
    body: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainPart(Command):
    """A body that is late says why, apologises and names a new date (NĐ 61 and NĐ 118, khoản 5 Điều 12)."""

    word = "explain_part"
    body: str
    reason: str
    new_date: datetime
    document: str = ""
    """Number and date of that body's own letter; empty where the body works in this system and writes it here."""
