"""One real-looking letter of each kind, from an invented school and commune: what templates are tried on."""

from tthc_engine.documents.samples.letters import (
    apology,
    appointment_notice,
    consultation_request,
    explanation_report,
    loss_apology,
    onestop_notice,
    receipt,
    refusal,
    reminder,
    stop_notice,
    supplement_request,
)
from tthc_engine.documents.samples.paths import every_letter, on_form, paths
from tthc_engine.documents.samples.people import CIRCULAR, DEPUTY, PUPIL, VICE_CHAIR, at, head
from tthc_engine.documents.samples.sheets import (
    class_list,
    handover,
    handover_of_results,
    register,
    result_list,
    tracking_sheet,
)

__all__ = [
    "CIRCULAR",
    "DEPUTY",
    "PUPIL",
    "VICE_CHAIR",
    "apology",
    "appointment_notice",
    "at",
    "class_list",
    "consultation_request",
    "every_letter",
    "explanation_report",
    "handover",
    "handover_of_results",
    "head",
    "loss_apology",
    "on_form",
    "onestop_notice",
    "paths",
    "receipt",
    "refusal",
    "register",
    "reminder",
    "result_list",
    "stop_notice",
    "supplement_request",
    "tracking_sheet",
]
