"""Days for each step of a citizen's reflection, and what people are asked at the return (`procedures/feedback/`)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.feedback import Limits
from tthc_engine.domain.survey import Survey

_FOLDER = "feedback"
_FILES: Mapping[str, type[BaseModel]] = {"house.yaml": Limits, "survey.yaml": Survey}


@cache
def limits() -> Limits:
    """The parameters that came with this software."""
    return parse(read(shipped(_FOLDER, "house.yaml")), Limits)


@cache
def survey() -> Survey:
    """The questions that came with this software."""
    return parse(read(shipped(_FOLDER, "survey.yaml")), Survey)


def check_feedback(root: Path) -> list[Problem]:
    """What is wrong with the parameters below `root`; a folder without them has nothing wrong."""
    return [problem for name, kind in _FILES.items() for problem in wrong_with(root / _FOLDER / name, kind)]
