"""How a dossier comes in: submitted, answered, accepted, its papers passed on."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened, Personal, Registered


class DossierSubmitted(Happened):
    kind: Literal["dossier_submitted"] = "dossier_submitted"
    registered: Registered
    answer_until: AwareDatetime | None = None
    """Online only: the desk answers by then (8 working hours, NĐ 118 Đ17.2)."""
    escalate_at: AwareDatetime | None = None
    personal: Personal | None = None


class DossierAccepted(Happened):
    kind: Literal["dossier_accepted"] = "dossier_accepted"
    registered: Registered
    reference: str
    """Mã hồ sơ."""
    received_at: AwareDatetime
    first_step: str
    window_closes: AwareDatetime | None = None
    """The end of the intake window it falls in, where the procedure counts from it."""
    appointment: AwareDatetime | None = None
    """Promised on the receipt; None: the rule in words."""
    provisional: bool = False
    fee_vnd: int = 0
    handover_until: AwareDatetime | None = None
    """By when its papers are passed to the competent unit; None: nothing to pass, or no period by law."""
    personal: Personal | None = None


class OnlineAnswered(Happened):
    kind: Literal["online_answered"] = "online_answered"
    answer: str


class AnswerEscalated(Happened):
    kind: Literal["answer_escalated"] = "answer_escalated"
    until: AwareDatetime


class ContentAdjusted(Happened):
    """The applicant changed what they ask for (NĐ 118 Đ21)."""

    kind: Literal["content_adjusted"] = "content_adjusted"
    personal: Personal | None = None


class PapersHandedOver(Happened):
    kind: Literal["papers_handed_over"] = "papers_handed_over"
    to_unit: str
    received_by: str = ""


class PhaseStarted(Happened):
    kind: Literal["phase_started"] = "phase_started"
    phase: str
    started_at: AwareDatetime
    document: str
    provisional: bool = False
    """The date that is known now reaches into a year whose working days nobody has published yet."""
    appointment: AwareDatetime | None = None
    """Named with the last start; until then the receipt gives the rule in words."""


class ScanAttached(Happened):
    """A paper was made electronic (số hóa); its bytes are kept outside the log by their hash."""

    kind: Literal["scan_attached"] = "scan_attached"
    component: str = ""
    sha256: str
    size: int
    media: str
    signed: bool = False
