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
