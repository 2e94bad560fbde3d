"""National procedure sheets: read, understood as far as that is certain, and turned into draft declarations."""

from tthc_engine.exchange.sheets.doubts import Doubt, Why
from tthc_engine.exchange.sheets.draft import Draft, Question, draft
from tthc_engine.exchange.sheets.sheet import Sheet, read_sheets, sheet
from tthc_engine.exchange.sheets.times import Times, understand
from tthc_engine.exchange.sheets.writing import Summary, write_drafts

__all__ = [
    "Doubt",
    "Draft",
    "Question",
    "Sheet",
    "Summary",
    "Times",
    "Why",
    "draft",
    "read_sheets",
    "sheet",
    "understand",
    "write_drafts",
]
