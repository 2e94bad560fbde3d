"""The bases of every error, and the two that are no refusals."""

from datetime import datetime
from typing import Any, ClassVar


class TthcError(Exception):
    """Base of every error this package raises on purpose."""


class Refusal(TthcError):
    """The command is understood but not allowed now."""

    says: ClassVar[str] = "This is not allowed now."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.says.format(**facts) if facts else self.says)

    @property
    def name(self) -> str:
        return type(self).__name__


class OfficeBusy(Refusal):
    """Somebody else held what the request needed for too long; nothing happened, and it may be sent again as it is."""

    says = "Another request holds what this one needs. Nothing was changed; send it again in a moment."


class WrittenByNewerVersion(Refusal):
    """In an upgrade: a process of the version before meets what it cannot read, and must not guess."""

    says = "A newer version of this software wrote this, and this process cannot read it. Ask again in a moment."


class Problem:
    """One thing wrong in a declaration: where, what, and what to do about it."""

    __slots__ = ("advice", "file", "line", "what")

    def __init__(self, *, file: str, line: int, what: str, advice: str) -> None:
        self.file = file
        self.line = line
        self.what = what
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.advice}"


class DeclarationError(TthcError):
    """Declared files contradict themselves or the schema."""

    def __init__(self, problems: list[Problem] | str) -> None:
        self.problems = problems if isinstance(problems, list) else []
        super().__init__("\n".join(str(problem) for problem in self.problems) if self.problems else str(problems))


class StaleDossier(TthcError):
    """The dossier changed since it was read; `by`, `kind` and `at` tell who did what in between, and when."""

    def __init__(self, *, by: str = "", kind: str = "", at: datetime | None = None) -> None:
        super().__init__(f"{by} acted first ({kind})." if by else "Somebody acted first.")
        self.by = by
        self.kind = kind
        self.at = at
