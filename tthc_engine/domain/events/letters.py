"""The life of a letter after the decision to write it."""

from typing import Literal

from tthc_engine.domain.happened import Happened
from tthc_engine.domain.regime import LetterKind


class LetterIssued(Happened):
    kind: Literal["letter_issued"] = "letter_issued"
    letter: str
    """Unique in the dossier: `1`, `2` …"""
    letter_kind: LetterKind
    epoch: str = ""


class LetterNumbered(Happened):
    kind: Literal["letter_numbered"] = "letter_numbered"
    letter: str
    number: str


class LetterDispatched(Happened):
    kind: Literal["letter_dispatched"] = "letter_dispatched"
    letter: str
    how: str = ""


class LetterFiled(Happened):
    kind: Literal["letter_filed"] = "letter_filed"
    letter: str
    sha256: str
    template: str
    fonts: tuple[str, ...] = ()


class WordCopyFiled(Happened):
    """The same letter as a Word file: made once, when it was first wanted, and served again as it was."""

    kind: Literal["word_copy_filed"] = "word_copy_filed"
    letter: str
    sha256: str
    template: str = ""
    """Hash of the office's own template; empty: the software's."""


class NumberVoided(Happened):
    kind: Literal["number_voided"] = "number_voided"
    letter: str
    number: str
    reason: str
