"""What a piece of due work says of itself when it is done."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


class Report(Protocol):
    @property
    def failed(self) -> Mapping[str, str]:
        """What went wrong to why; empty when all went well."""

    def in_words(self) -> str:
        """One line for logs and histories, without a name of anybody."""

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""


@runtime_checkable
class Tabled(Protocol):
    """A report that has more to show than a line."""

    def tables(self) -> Mapping[str, list[dict[str, Any]]]:
        """Name of a table (`sweep-certificate`) to its rows; no name of anybody."""


@runtime_checkable
class Coded(Protocol):
    """A report whose failures are dossiers that have a code."""

    @property
    def codes(self) -> Mapping[str, str]:
        """Dossier id to code, for those that failed."""


def failures(report: Report) -> Mapping[str, str]:
    """What failed to why, dossiers under their codes: for people."""
    codes = report.codes if isinstance(report, Coded) else {}
    return {codes.get(what) or what: reason for what, reason in report.failed.items()}


def why(error: Exception) -> str:
    """An error as it is kept beside what failed: its kind, and its own words in one line."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}"[:300] if words else type(error).__name__
