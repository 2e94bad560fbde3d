"""What people are asked when they get their result, and how a sheet of answers is summed up."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from tthc_engine.domain.feedback import Rating
from tthc_engine.domain.time_limit import Declared

_WORST = (Rating.DISSATISFIED, Rating.NEUTRAL, Rating.SATISFIED)


class Question(Declared):
    key: str
    vi: str
    en: str

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class Survey(Declared):
    """The parameters as declared."""

    checked_on: date
    legal_basis: str
    questions: tuple[Question, ...] = Field(min_length=1, max_length=6)
    fewest: int = Field(ge=1)
    link_days: int = Field(ge=1)
    most_slips: int = Field(ge=1)


def verdict(answers: Mapping[str, Rating]) -> Rating:
    """The worst answer of a sheet: whoever is dissatisfied with one thing is not counted as satisfied."""
    return next(one for one in _WORST if one in answers.values())
