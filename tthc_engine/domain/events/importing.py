"""What another system told of a dossier, and the day somebody here took it over."""

from typing import Literal

from pydantic import AwareDatetime, Field

from tthc_engine.domain.commands.importing import Ending
from tthc_engine.domain.happened import Fact, Happened, Personal, Registered


class Elsewhere(Fact):
    """How a dossier stood in the system it came from; instants as that system wrote them."""

    status: int = Field(ge=1, le=10)
    """The national portal's ten states (TrangThaiHoSo)."""
    words: str = ""
    """The state as the file called it."""
    submitted_at: AwareDatetime | None = None
    received_at: AwareDatetime | None = None
    """None: handed in there and never received."""
    appointment: AwareDatetime | None = None
    """As it was promised there; kept, whatever our own count says."""
    due_at: AwareDatetime | None = None
    """By which lateness is judged: the appointment, or our count where none was told; None: no clock ran."""
    computed_due: AwareDatetime | None = None
    """What the law gives from receipt and procedure alone; None where that cannot be known."""
    outcome: Ending | None = None
    ended_at: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None


class DossierImported(Happened):
    """A dossier of another system came in: it starts no clock here, owes nothing and is told to nobody."""

    kind: Literal["dossier_imported"] = "dossier_imported"
    registered: Registered
    reference: str
    """Mã hồ sơ, as the other system gave it."""
    source: str = ""
    """Which system that is, in the words of whoever imported it."""
    told: Elsewhere
    fee_vnd: int = 0
    personal: Personal | None = None


class ProgressImported(Happened):
    """The other system tells something else now than it did before."""

    kind: Literal["progress_imported"] = "progress_imported"
    told: Elsewhere
    source: str = ""


class DossierTakenOver(Happened):
    """From now on an open imported dossier is handled here, by the date that was promised."""

    kind: Literal["dossier_taken_over"] = "dossier_taken_over"
    step: str
    """Where it goes on."""
    due_at: AwareDatetime | None = None
    settled_there: str = ""
    """The letter by which the other system's users explained and apologised for a date that had passed already."""
    reason: str
