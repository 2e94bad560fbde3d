"""What went wrong is put right."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened


class CorrectionStarted(Happened):
    kind: Literal["correction_started"] = "correction_started"
    number: int
    reason: str
    until: AwareDatetime | None = None
    """None: the regime names no period."""


class ResultCorrected(Happened):
    """The result made anew lies at the one-stop; the statutory clock had ended with the first."""

    kind: Literal["result_corrected"] = "result_corrected"
    number: int
    result_number: str = ""
    note: str = ""
    electronic: bool = False


class ResultDigitised(Happened):
    """A result that was given on paper got its electronic copy afterwards (số hóa kết quả còn hiệu lực)."""

    kind: Literal["result_digitised"] = "result_digitised"
    turn: int
    """Which of the dossier's results, counted from 1."""
    sha256: str
    size: int
    media: str
    signed: bool = False


class DossierReopened(Happened):
    """Handled again; the time while it was closed does not count, everything before stays on record."""

    kind: Literal["dossier_reopened"] = "dossier_reopened"
    reason: str
    step: str
    owed_again: bool = False
    """What was owed no more only because it ended is owed again, and a new date that was kept is none to be broken."""
    due_before: AwareDatetime | None = None
    due_after: AwareDatetime | None = None
    appointment: AwareDatetime | None = None
    provisional: bool = False
    promise_kept: bool = False
    """Only the statutory date moved: a local cut's date, which was promised, stays."""


class PapersLost(Happened):
    kind: Literal["papers_lost"] = "papers_lost"
    number: int
    reason: str
    cost_vnd: int = 0


class LossApologised(Happened):
    kind: Literal["loss_apologised"] = "loss_apologised"
    epoch: str
    reason: str
    cost_vnd: int = 0
