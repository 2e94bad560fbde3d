"""What may not be entered in the house: rights to sign, templates, decisions about days, publishing, units, windows."""

from tthc_engine.domain.errors.base import Refusal


# The register of results that are still valid.
class UnknownKeptResult(Refusal):
    says = "The register has no such result, or it has its file or its end already."


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


# Publishing, units and what belongs to them.
class ApprovalMissing(Refusal):
    says = "Name the decisions that approved the internal and the electronic workflow."


class AlreadyPublished(Refusal):
    says = "The version of {version} of {procedure} is published here already."


class AlreadyRetired(Refusal):
    says = "{act} of {act_on} ends procedure {procedure} already, since {since}."


class NotRetired(Refusal):
    says = "No act ends procedure {procedure} here."


class ActNotYetSigned(Refusal):
    says = "An act of {act_on} is not signed yet."


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


class WindowsOverlap(Refusal):
    says = "Another window runs from {opens} to {closes}."


class WindowInUse(Refusal):
    says = "{received} dossiers were received in the window of {opens}; open another one."


class KeyTaken(Refusal):
    says = "There is a {key} already."


class KeyWrong(Refusal):
    says = "{key} is no key: small letters, digits, dot, dash; a letter first."
