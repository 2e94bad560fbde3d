"""Why the engine says no.

* TthcError
  + Refusal                      the law or the procedure forbids it; show the reason to the officer
  + DeclarationError             a procedure, regime or calendar file is wrong; fix the file
    - CalendarNotPublished
  + StaleDossier                 somebody else acted first; reload and try again

A refusal's class name is its key in timelines, the API and the message catalogue (`refusal.SupplementTooLate`); its
`facts` fill the message. The English sentence in `str()` is for logs and developers.
"""

from datetime import datetime
from typing import Any, ClassVar


class TthcError(Exception):
    """Base of every error this package raises on purpose."""


class Refusal(TthcError):
    """The command is understood but not allowed now."""

    says: ClassVar[str] = "This is not allowed now."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.says.format(**facts) if facts else self.says)

    @property
    def name(self) -> str:
        return type(self).__name__


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


class WindowsOverlap(Refusal):
    says = "Another window runs from {opens} to {closes}."


class WindowInUse(Refusal):
    says = "{received} dossiers were received in the window of {opens}; open another one."


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


class KeyTaken(Refusal):
    says = "There is a {key} already."


class KeyWrong(Refusal):
    says = "{key} is no key: small letters, digits, dot, dash; a letter first."


class UnknownLetter(Refusal):
    says = "There is no letter {letter}."


# A right to sign.
class DelegationNeedsDocument(Refusal):
    says = "Signing by order or by authorisation rests on a document: give its number and date."


class DelegationNeedsEnd(Refusal):
    says = "An authorisation to sign is limited in time: give its last day."


class DelegationNeedsKinds(Refusal):
    says = "An authorisation to sign is limited in content: name the kinds of letters."


# An office's own template of a letter.
class TemplateNotWord(Refusal):
    says = "The file is not a Word document (.docx)."


class TemplateTooLarge(Refusal):
    says = "A template is at most {limit_mb} MB."


class TemplateUnsafe(Refusal):
    """`what`: macro, object, control, external, import, field, entity, path or bomb."""

    says = "The file holds what no letter needs: {what} {where}."


class TemplateFails(Refusal):
    says = "The template fails on sample {sample} of {of}: {problem}."


class TemplateLacks(Refusal):
    says = "With sample {sample} of {of} the letter does not say: {missing}."


class TemplateKept(Refusal):
    says = "This very file is version {version} already."


class UnknownTemplateVersion(Refusal):
    says = "There is no version {version} of that template."


# A decision about working days.
class DecisionNumberMissing(Refusal):
    says = "Name the decision by its number."


class DecisionNumberDiffers(Refusal):
    says = "Calendar {version} was entered under the decision {act}."


class NoDayNamed(Refusal):
    says = "Name the days that the decision changes, or give a whole year."


class DayAlreadyOff(Refusal):
    says = "{day} is not worked anyway."


class DayAlreadyWorked(Refusal):
    says = "{day} is worked anyway."


class DayBothOffAndWorked(Refusal):
    says = "{day} would be both off and worked; enter the whole year instead."


class MakeUpWithoutDayOff(Refusal):
    says = "{day} is worked for which day off of the same year?"


class CalendarYearUnknown(Refusal):
    says = "The office's calendar does not know {year}; enter that whole year first."


class CalendarYearNotDecided(Refusal):
    says = "The file of {year} says `published: false`; only a decided year is entered."


class CalendarRevisionNotRaised(Refusal):
    says = "The calendar of {year} has revision {revision} already; write a higher one."


class CalendarUnchanged(Refusal):
    says = "The decision changes nothing in the office's calendar."


class SameVersion(Refusal):
    says = "The dossier is handled by the version of {version} of {procedure} already."


class UnknownVersion(Refusal):
    says = "{procedure} has no version {version}, and nothing that replaced it has."


class StepNotInVersion(Refusal):
    says = "The new version has no step '{step}'; say where the dossier goes on: {known}."


class NothingToTransfer(Refusal):
    says = "The dossier is not with {unit}."


class ApprovalMissing(Refusal):
    says = "Name the decisions that approved the internal and the electronic workflow."


class AlreadyPublished(Refusal):
    says = "The version of {version} of {procedure} is published here already."


class NoUnitNamed(Refusal):
    says = "Name the units whose dossiers are meant."


class UnitNotEnded(Refusal):
    says = "{unit} has not ended: name its last day and its successor first."


class UnitEndsBeforeItBegan(Refusal):
    says = "{unit} began on {began}; it cannot end before."


class SuccessorWithoutOffice(Refusal):
    says = "{unit} cannot take over: a successor has an office of its own and is another unit."


class UnitEnded(Refusal):
    says = "{unit} ended on {on}; {successor} receives now."


class UnknownCalendar(Refusal):
    says = "No calendar {version} waits in this office."


# A reflection or complaint of a citizen, and what people think of the service.
class UnknownFeedback(Refusal):
    says = "There is no such reflection."


class FeedbackNotYours(Refusal):
    says = "To {feedback_act} a reflection belongs to {allowed}."


class FeedbackNotNow(Refusal):
    says = "Cannot {feedback_act} a reflection that is {feedback_state}."


class FeedbackTextMissing(Refusal):
    says = "To {feedback_act} a reflection needs words."


class FeedbackNamesSender(Refusal):
    says = "What is published may not name the sender."


class FeedbackRatedAlready(Refusal):
    says = "The handling was rated already."


class Problem:
    """One thing wrong in a declaration: where, what, and what to do about it."""

    __slots__ = ("advice", "file", "line", "what")

    def __init__(self, *, file: str, line: int, what: str, advice: str) -> None:
        self.file = file
        self.line = line
        self.what = what
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.advice}"


class DeclarationError(TthcError):
    """Declared files contradict themselves or the schema."""

    def __init__(self, problems: list[Problem] | str) -> None:
        self.problems = problems if isinstance(problems, list) else []
        super().__init__("\n".join(str(problem) for problem in self.problems) if self.problems else str(problems))


class StaleDossier(TthcError):
    """The dossier changed since it was read; `by`, `kind` and `at` tell who did what in between, and when."""

    def __init__(self, *, by: str = "", kind: str = "", at: datetime | None = None) -> None:
        super().__init__(f"{by} acted first ({kind})." if by else "Somebody acted first.")
        self.by = by
        self.kind = kind
        self.at = at
