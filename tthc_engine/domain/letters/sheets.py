"""The sheets that go with papers from hand to hand: the tracking sheet, the note of what was handed over."""

from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from tthc_engine.domain.letter_parts import Filled, LetterPart, Line, Minutes, Signatory, Subject, TemplateName
from tthc_engine.domain.letters.frame import Letter
from tthc_engine.domain.regime import LetterKind


class HandOver(LetterPart):
    """One passing of the dossier; the receiver of a row gives in the next."""

    giver: Filled
    receiver: Filled
    at: AwareDatetime | None = None
    giver_name: Line = ""
    receiver_name: Line = ""
    result: Line = ""
    """ "Trước hạn", "Đúng hạn" or "Quá hạn", of the giver's own step."""
    planned_minutes: Minutes | None = None
    """The giver's step's own limit, working minutes; None: it has none."""
    actual_minutes: Minutes | None = None
    """Working minutes the giver had it; None: still has."""
    note: Line = ""


class TrackingSheet(Letter):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    kind: Literal[LetterKind.TRACKING_SHEET] = LetterKind.TRACKING_SHEET
    template: TemplateName = "tracking_sheet@1"
    subject: Subject
    received_at: AwareDatetime
    appointment: AwareDatetime | None = None
    due_rule: Line = ""
    competent: Filled
    partners: tuple[Line, ...] = ()
    rows: tuple[HandOver, ...] = Field(min_length=1)
    day_minutes: int = Field(default=0, ge=0)
    """Working minutes of the office's ordinary day, by which the rows' minutes are said as days; 0: as hours."""
    known_at: AwareDatetime | None = None
    """When the sheet was printed, of a dossier that is still on its way."""

    @model_validator(mode="after")
    def _hands_join(self) -> Self:
        for before, after in zip(self.rows, self.rows[1:], strict=False):
            if before.receiver != after.giver:
                raise ValueError(f"{before.receiver} received the dossier but {after.giver} passed it on")
        return self


class HandedDossier(LetterPart):
    code: Filled
    owner: Filled
    content: Filled
    papers: Line = ""
    due: AwareDatetime | None = None
    result: Line = ""
    """What is passed on, where it is a result: "Quyết định số 12/QĐ-UBND"."""
    address: Line = ""
    fee: Line = ""
    post: Line = ""
    """How the result reaches the applicant: "BCCI", "Trực tiếp"."""
    note: Line = ""


class Handover(Letter):
    """Phiếu bàn giao hồ sơ or kết quả, for one dossier or a whole cabinet; the head's title says which."""

    kind: Literal[LetterKind.HANDOVER] = LetterKind.HANDOVER
    template: TemplateName = "handover@1"
    giver: Filled
    receiver: Filled
    handed_at: AwareDatetime
    ground: Line = ""
    dossiers: tuple[HandedDossier, ...] = Field(min_length=1)
    giver_signature: Signatory
    receiver_signature: Signatory
