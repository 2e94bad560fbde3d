"""Which HTTP status a refusal becomes. The law raises types; the web alone turns them into numbers."""

from tthc_engine.domain import errors
from tthc_engine.domain.errors import Refusal

IN_A_MOMENT = (errors.OfficeBusy, errors.ProcedureOfNewerVersion, errors.WrittenByNewerVersion)
ROLE = (
    errors.FeedbackNotYours,
    errors.NotYourRole,
    errors.NotYourStep,
    errors.NotYourUnit,
    errors.RatingNotYours,
    errors.RatingOfOneself,
)
UNKNOWN = (
    errors.UnknownCalendar,
    errors.UnknownDossier,
    errors.UnknownFeedback,
    errors.UnknownKeptResult,
    errors.UnknownLetter,
    errors.UnknownTemplateVersion,
)
FORM = (
    errors.ApplicantIncomplete,
    errors.ChannelNotOffered,
    errors.DecisionNumberMissing,
    errors.EvidenceMissing,
    errors.FeedbackNamesSender,
    errors.FeedbackTextMissing,
    errors.ItemNotOnList,
    errors.KeyWrong,
    errors.MakeUpWithoutDayOff,
    errors.NewAppointmentMissing,
    errors.NewAppointmentNotLater,
    errors.NewAppointmentOutsideOfficeHours,
    errors.NoDayNamed,
    errors.NothingRequested,
    errors.RatingReasonMissing,
    errors.RatingUnknown,
    errors.ReasonMissing,
    errors.ReceivedInFuture,
    errors.ReceivedTooEarly,
    errors.ReservedCodeOtherDay,
    errors.ReservedCodeUnknown,
    errors.TemplateFails,
    errors.TemplateLacks,
    errors.TemplateNotWord,
    errors.TemplateTooLarge,
    errors.TemplateUnsafe,
    errors.UnknownCase,
    errors.UnknownComponent,
    errors.UnknownPerson,
    errors.UnknownProcedure,
    errors.UnknownReason,
)


def status_of(refusal: Refusal) -> int:
    """403 not yours, 404 unknown, 422 typed wrongly, 503 in a moment, 409 not now (stage or law)."""
    if isinstance(refusal, IN_A_MOMENT):
        return 503
    if isinstance(refusal, ROLE):
        return 403
    if isinstance(refusal, UNKNOWN):
        return 404
    return 422 if isinstance(refusal, FORM) else 409
