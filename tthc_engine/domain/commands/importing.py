"""What is asked of a dossier that another system keeps or kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tthc_engine.domain.commands.asked import Command, Registration

Ending = Literal["granted", "refused", "withdrawn", "stopped_by_applicant", "closed_unanswered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDossier(Command):
    """Take what another system's export tells of one dossier; said twice it changes nothing."""

    word = "import_dossier"
    registration: Registration
    reference: str
    status: int
    """The national portal's ten states."""
    words: str = ""
    """The state as the file calls it."""
    source: str = ""
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    appointment: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    outcome: Ending | None = None
    """None: as the state says."""
    receiving_unit: str = ""
    """Empty: the unit that decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver(Command):
    """Go on here with an open dossier that was only followed."""

    word = "take_over"
    step: str = ""
    """Where it goes on; empty: the first handling step."""
    settled_there: str = ""
    """Number and date of the apology issued there, where the date has passed; empty: none was, and it is owed here."""
    reason: str
