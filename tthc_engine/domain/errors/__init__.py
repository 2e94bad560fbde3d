"""Why the engine says no.

* TthcError
  + Refusal                      the law or the procedure forbids it; show the reason to the officer
  + DeclarationError             a procedure, regime or calendar file is wrong; fix the file
    - CalendarNotPublished
  + StaleDossier                 somebody else acted first; reload and try again

A refusal's class name is its key in timelines, the API and the message catalogue (`refusal.SupplementTooLate`); its
`facts` fill the message. The English sentence in `str()` is for logs and developers.
"""

from tthc_engine.domain.errors.base import DeclarationError as DeclarationError
from tthc_engine.domain.errors.base import Problem as Problem
from tthc_engine.domain.errors.base import Refusal as Refusal
from tthc_engine.domain.errors.base import StaleDossier as StaleDossier
from tthc_engine.domain.errors.base import TthcError as TthcError
from tthc_engine.domain.errors.dossier import AlreadyConsulted as AlreadyConsulted
from tthc_engine.domain.errors.dossier import AlreadyOnList as AlreadyOnList
from tthc_engine.domain.errors.dossier import AlreadyReappointed as AlreadyReappointed
from tthc_engine.domain.errors.dossier import AlreadySuspended as AlreadySuspended
from tthc_engine.domain.errors.dossier import ApplicantIncomplete as ApplicantIncomplete
from tthc_engine.domain.errors.dossier import BodiesAtWork as BodiesAtWork
from tthc_engine.domain.errors.dossier import BodyAtWork as BodyAtWork
from tthc_engine.domain.errors.dossier import ChannelNotOffered as ChannelNotOffered
from tthc_engine.domain.errors.dossier import ClosingNotAllowed as ClosingNotAllowed
from tthc_engine.domain.errors.dossier import EndNotLater as EndNotLater
from tthc_engine.domain.errors.dossier import EvidenceMissing as EvidenceMissing
from tthc_engine.domain.errors.dossier import ExtensionNotAllowed as ExtensionNotAllowed
from tthc_engine.domain.errors.dossier import ExtensionTooLong as ExtensionTooLong
from tthc_engine.domain.errors.dossier import IntakeWindowClosed as IntakeWindowClosed
from tthc_engine.domain.errors.dossier import ItemNotOnList as ItemNotOnList
from tthc_engine.domain.errors.dossier import LetterAlreadyFiled as LetterAlreadyFiled
from tthc_engine.domain.errors.dossier import LetterAlreadyNumbered as LetterAlreadyNumbered
from tthc_engine.domain.errors.dossier import LetterAlreadySent as LetterAlreadySent
from tthc_engine.domain.errors.dossier import LetterNotNumbered as LetterNotNumbered
from tthc_engine.domain.errors.dossier import LetterNumberTaken as LetterNumberTaken
from tthc_engine.domain.errors.dossier import LetterNumberWrong as LetterNumberWrong
from tthc_engine.domain.errors.dossier import NewAppointmentMissing as NewAppointmentMissing
from tthc_engine.domain.errors.dossier import NewAppointmentNotLater as NewAppointmentNotLater
from tthc_engine.domain.errors.dossier import NewAppointmentOutsideOfficeHours as NewAppointmentOutsideOfficeHours
from tthc_engine.domain.errors.dossier import NoFeeToPay as NoFeeToPay
from tthc_engine.domain.errors.dossier import NotAtWork as NotAtWork
from tthc_engine.domain.errors.dossier import NotConsulted as NotConsulted
from tthc_engine.domain.errors.dossier import NotExtended as NotExtended
from tthc_engine.domain.errors.dossier import NothingRequested as NothingRequested
from tthc_engine.domain.errors.dossier import NothingToApologiseFor as NothingToApologiseFor
from tthc_engine.domain.errors.dossier import NothingToHandOver as NothingToHandOver
from tthc_engine.domain.errors.dossier import NothingToTransfer as NothingToTransfer
from tthc_engine.domain.errors.dossier import NotInForce as NotInForce
from tthc_engine.domain.errors.dossier import NotSuspended as NotSuspended
from tthc_engine.domain.errors.dossier import NotUnderThisRegime as NotUnderThisRegime
from tthc_engine.domain.errors.dossier import NotYourRole as NotYourRole
from tthc_engine.domain.errors.dossier import NotYourStep as NotYourStep
from tthc_engine.domain.errors.dossier import NotYourUnit as NotYourUnit
from tthc_engine.domain.errors.dossier import OnlyOnline as OnlyOnline
from tthc_engine.domain.errors.dossier import ProcedureRetired as ProcedureRetired
from tthc_engine.domain.errors.dossier import ReasonMissing as ReasonMissing
from tthc_engine.domain.errors.dossier import ReceivedInFuture as ReceivedInFuture
from tthc_engine.domain.errors.dossier import ReceivedTooEarly as ReceivedTooEarly
from tthc_engine.domain.errors.dossier import ReservedCodeOtherDay as ReservedCodeOtherDay
from tthc_engine.domain.errors.dossier import ReservedCodeUnknown as ReservedCodeUnknown
from tthc_engine.domain.errors.dossier import ReservedCodeUsed as ReservedCodeUsed
from tthc_engine.domain.errors.dossier import ResultAlreadyGiven as ResultAlreadyGiven
from tthc_engine.domain.errors.dossier import SameVersion as SameVersion
from tthc_engine.domain.errors.dossier import StepNotInVersion as StepNotInVersion
from tthc_engine.domain.errors.dossier import SupplementAlreadyRequested as SupplementAlreadyRequested
from tthc_engine.domain.errors.dossier import SupplementTooLate as SupplementTooLate
from tthc_engine.domain.errors.dossier import TextMissing as TextMissing
from tthc_engine.domain.errors.dossier import UnknownBody as UnknownBody
from tthc_engine.domain.errors.dossier import UnknownCase as UnknownCase
from tthc_engine.domain.errors.dossier import UnknownComponent as UnknownComponent
from tthc_engine.domain.errors.dossier import UnknownDossier as UnknownDossier
from tthc_engine.domain.errors.dossier import UnknownLetter as UnknownLetter
from tthc_engine.domain.errors.dossier import UnknownPerson as UnknownPerson
from tthc_engine.domain.errors.dossier import UnknownProcedure as UnknownProcedure
from tthc_engine.domain.errors.dossier import UnknownReason as UnknownReason
from tthc_engine.domain.errors.dossier import UnknownVersion as UnknownVersion
from tthc_engine.domain.errors.dossier import WrongStage as WrongStage
from tthc_engine.domain.errors.house import ActNotYetSigned as ActNotYetSigned
from tthc_engine.domain.errors.house import AlreadyPublished as AlreadyPublished
from tthc_engine.domain.errors.house import AlreadyRetired as AlreadyRetired
from tthc_engine.domain.errors.house import ApprovalMissing as ApprovalMissing
from tthc_engine.domain.errors.house import CalendarRevisionNotRaised as CalendarRevisionNotRaised
from tthc_engine.domain.errors.house import CalendarUnchanged as CalendarUnchanged
from tthc_engine.domain.errors.house import CalendarYearNotDecided as CalendarYearNotDecided
from tthc_engine.domain.errors.house import CalendarYearUnknown as CalendarYearUnknown
from tthc_engine.domain.errors.house import DayAlreadyOff as DayAlreadyOff
from tthc_engine.domain.errors.house import DayAlreadyWorked as DayAlreadyWorked
from tthc_engine.domain.errors.house import DayBothOffAndWorked as DayBothOffAndWorked
from tthc_engine.domain.errors.house import DecisionNumberDiffers as DecisionNumberDiffers
from tthc_engine.domain.errors.house import DecisionNumberMissing as DecisionNumberMissing
from tthc_engine.domain.errors.house import DelegationNeedsDocument as DelegationNeedsDocument
from tthc_engine.domain.errors.house import DelegationNeedsEnd as DelegationNeedsEnd
from tthc_engine.domain.errors.house import DelegationNeedsKinds as DelegationNeedsKinds
from tthc_engine.domain.errors.house import KeyTaken as KeyTaken
from tthc_engine.domain.errors.house import KeyWrong as KeyWrong
from tthc_engine.domain.errors.house import MakeUpWithoutDayOff as MakeUpWithoutDayOff
from tthc_engine.domain.errors.house import NoDayNamed as NoDayNamed
from tthc_engine.domain.errors.house import NotRetired as NotRetired
from tthc_engine.domain.errors.house import NoUnitNamed as NoUnitNamed
from tthc_engine.domain.errors.house import SuccessorWithoutOffice as SuccessorWithoutOffice
from tthc_engine.domain.errors.house import TemplateFails as TemplateFails
from tthc_engine.domain.errors.house import TemplateKept as TemplateKept
from tthc_engine.domain.errors.house import TemplateLacks as TemplateLacks
from tthc_engine.domain.errors.house import TemplateNotWord as TemplateNotWord
from tthc_engine.domain.errors.house import TemplateTooLarge as TemplateTooLarge
from tthc_engine.domain.errors.house import TemplateUnsafe as TemplateUnsafe
from tthc_engine.domain.errors.house import UnitEnded as UnitEnded
from tthc_engine.domain.errors.house import UnitEndsBeforeItBegan as UnitEndsBeforeItBegan
from tthc_engine.domain.errors.house import UnitNotEnded as UnitNotEnded
from tthc_engine.domain.errors.house import UnknownCalendar as UnknownCalendar
from tthc_engine.domain.errors.house import UnknownKeptResult as UnknownKeptResult
from tthc_engine.domain.errors.house import UnknownTemplateVersion as UnknownTemplateVersion
from tthc_engine.domain.errors.house import WindowInUse as WindowInUse
from tthc_engine.domain.errors.house import WindowsOverlap as WindowsOverlap
from tthc_engine.domain.errors.rating import RatingMonthRuns as RatingMonthRuns
from tthc_engine.domain.errors.rating import RatingNotYours as RatingNotYours
from tthc_engine.domain.errors.rating import RatingOfOneself as RatingOfOneself
from tthc_engine.domain.errors.rating import RatingReasonMissing as RatingReasonMissing
from tthc_engine.domain.errors.rating import RatingUnconfirmed as RatingUnconfirmed
from tthc_engine.domain.errors.rating import RatingUnknown as RatingUnknown
from tthc_engine.domain.errors.voices import FeedbackNamesSender as FeedbackNamesSender
from tthc_engine.domain.errors.voices import FeedbackNotNow as FeedbackNotNow
from tthc_engine.domain.errors.voices import FeedbackNotYours as FeedbackNotYours
from tthc_engine.domain.errors.voices import FeedbackRatedAlready as FeedbackRatedAlready
from tthc_engine.domain.errors.voices import FeedbackTextMissing as FeedbackTextMissing
from tthc_engine.domain.errors.voices import UnknownFeedback as UnknownFeedback
