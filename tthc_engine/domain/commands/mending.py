"""Asking that what went wrong be put right."""

from dataclasses import dataclass

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectResult(Command):
    """The result has an error that officials made: it is made again."""

    word = "correct_result"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    word = "reopen"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLoss(Command):
    """Papers of the applicant were lost or damaged here."""

    word = "report_loss"
    reason: str
    cost: int = 0
    """What getting them again costs, borne by the office, in đồng."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitiseResult(Command):
    """Give a result that was handed over on paper its scan in the office's register of results still valid."""

    word = "digitise_result"
    turn: int
    """Which of the dossier's results, counted from 1."""
    sha256: str
    size: int
    """Bytes."""
    media: str
    """As of a scan: by content and never by name."""
    signed: bool = False
