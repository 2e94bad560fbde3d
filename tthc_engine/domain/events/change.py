"""A dossier in flight meets another version of its procedure, or another unit."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened


class VersionMoved(Happened):
    """From now on judged by another version; steps done and dates promised before stay on record."""

    kind: Literal["version_moved"] = "version_moved"
    procedure: str
    """Slug."""
    code: str
    in_force_from: date
    digest: str
    version_before: date
    case: str = ""
    step: str | None = None
    """Where it goes on; None before acceptance."""
    window_closes: AwareDatetime | None = None
    reason: str
    legal_basis: str
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    """Both None: the due date did not move."""
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False


class DossierTransferred(Happened):
    """The unit that had it was reorganised: its successor goes on, under the code and the dates it has."""

    kind: Literal["dossier_transferred"] = "dossier_transferred"
    from_unit: str
    to_unit: str
    act: str
    calendar: str
    """Version of the successor's calendar."""
    unassigned: bool = False
    """Whoever had the current step does not work for the successor."""
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    cut_passed: AwareDatetime | None = None
    """The local cut's date, where it had passed by then: like an overdue date it stays."""
