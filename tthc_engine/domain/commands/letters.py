"""What is asked for a letter after the decision to write it."""

from dataclasses import dataclass

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLetter(Command):
    """`number` is typed from the agency's own register, or allotted by the engine when empty."""

    word = "number_letter"
    letter: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch(Command):
    word = "dispatch"
    letter: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLetter(Command):
    """The rendered file exists: remember its hash. Sent by the machine that rendered it."""

    word = "file_letter"
    letter: str
    sha256: str
    template: str
    fonts: tuple[str, ...] = ()
    word_copy: bool = False
    """It is the letter's Word file, beside the PDF that is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidNumber(Command):
    """Strike a number of the register; the letter takes another one."""

    word = "void_number"
    letter: str
    reason: str
