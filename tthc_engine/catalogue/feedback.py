"""Days for each step of a citizen's reflection or complaint (`procedures/feedback/house.yaml`)."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from tthc_engine.catalogue.reading import parse, read
from tthc_engine.domain.errors import DeclarationError, Problem
from tthc_engine.domain.feedback import Limits


@cache
def limits() -> Limits:
    """The parameters that came with this software."""
    return parse(read(_file(Path(str(files("procedures"))))), Limits)


def check_feedback(root: Path) -> list[Problem]:
    """What is wrong with the parameters below `root`; a folder without them has nothing wrong."""
    path = _file(root)
    try:
        if path.exists():
            parse(read(path), Limits)
    except DeclarationError as error:
        return list(error.problems)
    return []


def _file(root: Path) -> Path:
    return root / "feedback" / "house.yaml"
