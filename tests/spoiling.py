"""One office's law in a folder, to be spoilt, and what the catalogue says of it then."""

import shutil
from pathlib import Path

import pytest

from tthc_engine.catalogue import Catalogue
from tthc_engine.domain.errors import DeclarationError, Problem

TRANSFER = Path("education/school_transfer/2026-05-10.yaml")
LUNCH = Path("education/preschool_lunch_support/2025-07-01.yaml")


def an_office_to_spoil(tmp_path: Path) -> Path:
    """A folder with one office's law."""
    root = tmp_path / "procedures"
    for part in ("regimes", "calendars", "education/school_transfer", "education/preschool_lunch_support"):
        shutil.copytree(Catalogue.packaged_root() / part, root / part)
    return root


def spoil(root: Path, file: Path | str, *, old: str, new: str) -> Path:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def line_of(path: Path, words: str) -> int:
    """Where `words` last stand in the file."""
    lines = path.read_text("utf-8").splitlines()
    return max(number for number, line in enumerate(lines, 1) if words in line)


def refused(root: Path) -> list[Problem]:
    with pytest.raises(DeclarationError) as caught:
        Catalogue.load(root)
    return caught.value.problems
