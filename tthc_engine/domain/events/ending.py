"""How a dossier ends."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.commands import Receiver
from tthc_engine.domain.happened import Happened, Personal, Stage


class DossierRefused(Happened):
    kind: Literal["dossier_refused"] = "dossier_refused"
    due_at: AwareDatetime | None = None
    stage: Stage
    reason: str


class DossierWithdrawn(Happened):
    kind: Literal["dossier_withdrawn"] = "dossier_withdrawn"
    due_at: AwareDatetime | None = None
    reason: str = ""


class DossierStopped(Happened):
    """Dừng thực hiện TTHC theo đề nghị của tổ chức, cá nhân (NĐ 118 Đ21)."""

    kind: Literal["dossier_stopped"] = "dossier_stopped"
    due_at: AwareDatetime | None = None
    reason: str = ""


class DossierClosed(Happened):
    kind: Literal["dossier_closed"] = "dossier_closed"
    due_at: AwareDatetime | None = None


class ResultReleased(Happened):
    """The statutory clock ends here, not when the citizen collects."""

    kind: Literal["result_released"] = "result_released"
    due_at: AwareDatetime | None = None
    minutes_late: int = 0
    result_number: str = ""
    note: str = ""
    electronic: bool = False


class ResultReturned(Happened):
    kind: Literal["result_returned"] = "result_returned"
    received_by: str = ""
    """As older logs hold it; a name stands apart in `personal` since."""
    personal: Personal | None = None
    without_receipt: bool = False
    receiver: Receiver | None = None
    shown: str = ""
    electronic: bool = False

    @property
    def taken_by(self) -> str:
        """Who took the result; empty where nobody noted it, or it was purged."""
        return (self.personal.received_by if self.personal is not None else "") or self.received_by


class CollectionReminded(Happened):
    """The applicant was told again that the result waits (it may lie there for months)."""

    kind: Literal["collection_reminded"] = "collection_reminded"
    times: int = 1
    """Which reminder it is, counted from 1."""
