"""Asking other bodies, and what they answer."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Command):
    """Ask another body for its opinion; the period goes on."""

    word = "consult"
    body: str
    question: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase(Command):
    """Remind in writing a body whose opinion or part of the work is late (đôn đốc)."""

    word = "chase"
    body: str
    """The name of a body that was asked, or the key of one that is at work."""
    answer_by: datetime | None = None
    """None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConsultation(Command):
    word = "answer_consultation"
    body: str
    answer: str
