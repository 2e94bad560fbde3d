"""What may not be done with a dossier, in the order in which it is refused: role, stage, law, form."""

from tthc_engine.domain.errors.base import Refusal


# Role: refused first.
class NotYourRole(Refusal):
    says = "{command} belongs to {allowed}."


class NotYourStep(Refusal):
    says = "Step {step} belongs to {owner}."


class NotYourUnit(Refusal):
    says = "The dossier is not in your unit."


# Stage.
class WrongStage(Refusal):
    says = "Cannot {command} while the dossier is {stage}."


class UnknownDossier(Refusal):
    says = "There is no such dossier."


# Law.
class UnknownProcedure(Refusal):
    says = "No procedure {procedure} is declared."


class NotInForce(Refusal):
    says = "Procedure {procedure} is not in force on {on}."


class ProcedureRetired(NotInForce):
    """Ended by an act: since that day nothing is received any more; what is in flight goes on."""

    says = "Procedure {procedure} is retired since {since} by {act} of {act_on}."


class ProcedureOfNewerVersion(Refusal):
    """No `NotInForce`: it is in force, and nobody may fall back to another version of it."""

    says = "Procedure {procedure} was published by a newer version of this software, which this process cannot read."


class UnknownCase(Refusal):
    says = "Procedure {procedure} has no case {case}."


class UnknownComponent(Refusal):
    says = "The procedure's list has no paper {component}."


class ReservedCodeUnknown(Refusal):
    says = "No blank receipt with the code {reference} was given out by this unit."


class ReservedCodeUsed(Refusal):
    says = "The blank receipt {reference} was entered already."


class ReservedCodeOtherDay(Refusal):
    says = "The blank receipt {reference} is of another day than {on}, on which the papers were received."


class ChannelNotOffered(Refusal):
    says = "Procedure {procedure} does not accept channel {channel}."


class IntakeWindowClosed(Refusal):
    says = "The intake window of {procedure} is not open on {on}."


class SupplementAlreadyRequested(Refusal):
    says = "A supplement was already requested at this stage ({stage})."


class SupplementTooLate(Refusal):
    says = "A supplement could be requested until {until}."


class ItemNotOnList(Refusal):
    says = "{item} may not be demanded: its data is in a national database."


class AlreadyReappointed(Refusal):
    says = "The result was already re-appointed to {new_appointment}; the law allows {allowed}."


class NewAppointmentNotLater(Refusal):
    says = "The new appointment must be later than {than}."


class NewAppointmentMissing(Refusal):
    says = "The apology names one new appointment."


class NewAppointmentOutsideOfficeHours(Refusal):
    says = "{new_appointment} is not in office time."


class NothingToApologiseFor(Refusal):
    says = "The dossier is neither late nor declared to become late."


class ResultAlreadyGiven(Refusal):
    says = "The result was given on {ended_at}: apologise without a new date."


class EvidenceMissing(Refusal):
    says = "Reason {reason_code} needs the number and date of the result, earlier than the due date."


class ClosingNotAllowed(Refusal):
    says = "The dossier may not be closed before {closable_from}."


class ExtensionNotAllowed(Refusal):
    says = "The procedure's own law allows no extension now."


class ExtensionTooLong(Refusal):
    says = "The extension may run until {until} at the latest."


class NotExtended(Refusal):
    says = "The dossier has no extension that could be taken back."


class NotUnderThisRegime(Refusal):
    says = "{command} is not known to {regime}."


class OnlyOnline(Refusal):
    says = "{command} is only for dossiers that were sent online."


class NothingToHandOver(Refusal):
    says = "The papers lie where the dossier is decided."


class NotConsulted(Refusal):
    says = "No answer of {body} is awaited."


class AlreadyConsulted(Refusal):
    says = "{body} was asked and may answer until {until}."


class BodiesAtWork(Refusal):
    says = "Still at work: {bodies}."


class BodyAtWork(Refusal):
    says = "{body} is still at work."


class NotAtWork(Refusal):
    says = "Nothing is awaited of {body}."


class UnknownBody(Refusal):
    says = "The step has no body {body}."


class AlreadySuspended(Refusal):
    says = "The clock is suspended until {until} already."


class NotSuspended(Refusal):
    says = "No suspension of the clock is running or to come."


class NoFeeToPay(Refusal):
    says = "The procedure has no fee; name the amount."


class AlreadyOnList(Refusal):
    says = "{name} stands on the list already."


class LetterAlreadyFiled(Refusal):
    says = "The letter is out under the number {number}."


class LetterAlreadySent(Refusal):
    says = "The letter went out on {sent_at}."


class LetterNotNumbered(Refusal):
    says = "The letter has no number."


class LetterAlreadyNumbered(Refusal):
    says = "The letter already has the number {number}."


class LetterNumberTaken(Refusal):
    says = "Number {number} of this year's register belongs to another letter."


# Form.
class LetterNumberWrong(Refusal):
    says = "{number} is not a number of the register."


class ReasonMissing(Refusal):
    says = "Say why."


class TextMissing(Refusal):
    says = "{field} is missing."


class EndNotLater(Refusal):
    says = "The end {until} must lie after {than}."


class NothingRequested(Refusal):
    says = "Name at least one item."


class ReceivedInFuture(Refusal):
    says = "The receipt {received_at} lies after now."


class ReceivedTooEarly(Refusal):
    says = "The receipt {received_at} lies before {earliest}."


class ApplicantIncomplete(Refusal):
    says = "{field} is missing or wrong."


class UnknownReason(Refusal):
    says = "There is no reason code {reason_code}."


class UnknownPerson(Refusal):
    says = "{person} is not known in this unit."


class UnknownLetter(Refusal):
    says = "There is no letter {letter}."


# Another version of its procedure, another unit.
class SameVersion(Refusal):
    says = "The dossier is handled by the version of {version} of {procedure} already."


class UnknownVersion(Refusal):
    says = "{procedure} has no version {version}, and nothing that replaced it has."


class StepNotInVersion(Refusal):
    says = "The new version has no step '{step}'; say where the dossier goes on: {known}."


class NothingToTransfer(Refusal):
    says = "The dossier is not with {unit}."
