"""Days for each step of a citizen's reflection, and what people are asked at the return (`procedures/feedback/`)."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from tthc_engine.catalogue.reading import parse, read
from tthc_engine.domain.errors import DeclarationError, Problem
from tthc_engine.domain.feedback import Limits
from tthc_engine.domain.survey import Survey


@cache
def limits() -> Limits:
    """The parameters that came with this software."""
    return parse(read(_file(Path(str(files("procedures"))))), Limits)


@cache
def survey() -> Survey:
    """The questions that came with this software."""
    return parse(read(_file(Path(str(files("procedures"))), "survey.yaml")), Survey)


def check_feedback(root: Path) -> list[Problem]:
    """What is wrong with the parameters below `root`; a folder without them has nothing wrong."""
    found: list[Problem] = []
    for name, kind in (("house.yaml", Limits), ("survey.yaml", Survey)):
        path = _file(root, name)
        try:
            if path.exists():
                parse(read(path), kind)
        except DeclarationError as error:
            found += error.problems
    return found


def _file(root: Path, name: str = "house.yaml") -> Path:
    return root / "feedback" / name
