"""Everything that can happen to a dossier, in the past tense.

Events are facts: never edited, never deleted, one row each, readable for ever. `personal` is stored apart with its own
salt; when it is purged the rest still replays and the hash chain still holds. Kinds are stored: a renamed class keeps
its kind, and a changed payload gets a new kind beside the old.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from tthc_engine.domain.events.change import DossierTransferred as DossierTransferred
from tthc_engine.domain.events.change import VersionMoved as VersionMoved
from tthc_engine.domain.events.consulting import BodyChased as BodyChased
from tthc_engine.domain.events.consulting import ConsultationAnswered as ConsultationAnswered
from tthc_engine.domain.events.consulting import ConsultationRanLate as ConsultationRanLate
from tthc_engine.domain.events.consulting import ConsultationRequested as ConsultationRequested
from tthc_engine.domain.events.ending import CollectionReminded as CollectionReminded
from tthc_engine.domain.events.ending import DossierClosed as DossierClosed
from tthc_engine.domain.events.ending import DossierRefused as DossierRefused
from tthc_engine.domain.events.ending import DossierStopped as DossierStopped
from tthc_engine.domain.events.ending import DossierWithdrawn as DossierWithdrawn
from tthc_engine.domain.events.ending import ResultReleased as ResultReleased
from tthc_engine.domain.events.ending import ResultReturned as ResultReturned
from tthc_engine.domain.events.handling import CalendarApplied as CalendarApplied
from tthc_engine.domain.events.handling import DossierExtended as DossierExtended
from tthc_engine.domain.events.handling import ExtensionTakenBack as ExtensionTakenBack
from tthc_engine.domain.events.handling import HandlerAssigned as HandlerAssigned
from tthc_engine.domain.events.handling import StepCompleted as StepCompleted
from tthc_engine.domain.events.handling import StepRanLate as StepRanLate
from tthc_engine.domain.events.handling import StepSentBack as StepSentBack
from tthc_engine.domain.events.handling import SupervisorOverrode as SupervisorOverrode
from tthc_engine.domain.events.handling import VerificationRecorded as VerificationRecorded
from tthc_engine.domain.events.importing import DossierImported as DossierImported
from tthc_engine.domain.events.importing import DossierTakenOver as DossierTakenOver
from tthc_engine.domain.events.importing import Elsewhere as Elsewhere
from tthc_engine.domain.events.importing import ProgressImported as ProgressImported
from tthc_engine.domain.events.intake import AnswerEscalated as AnswerEscalated
from tthc_engine.domain.events.intake import ContentAdjusted as ContentAdjusted
from tthc_engine.domain.events.intake import DossierAccepted as DossierAccepted
from tthc_engine.domain.events.intake import DossierSubmitted as DossierSubmitted
from tthc_engine.domain.events.intake import OnlineAnswered as OnlineAnswered
from tthc_engine.domain.events.intake import PapersHandedOver as PapersHandedOver
from tthc_engine.domain.events.intake import PhaseStarted as PhaseStarted
from tthc_engine.domain.events.intake import ScanAttached as ScanAttached
from tthc_engine.domain.events.lateness import ApologyIssued as ApologyIssued
from tthc_engine.domain.events.lateness import AppointmentBroken as AppointmentBroken
from tthc_engine.domain.events.lateness import DeadlineBreached as DeadlineBreached
from tthc_engine.domain.events.lateness import DelayDeclared as DelayDeclared
from tthc_engine.domain.events.lateness import DelayExplained as DelayExplained
from tthc_engine.domain.events.lateness import ExplanationApproved as ExplanationApproved
from tthc_engine.domain.events.lateness import ExplanationReturned as ExplanationReturned
from tthc_engine.domain.events.lateness import LatenessAsked as LatenessAsked
from tthc_engine.domain.events.lateness import OnestopNotified as OnestopNotified
from tthc_engine.domain.events.lateness import OnTrackConfirmed as OnTrackConfirmed
from tthc_engine.domain.events.lateness import QuestionUnanswered as QuestionUnanswered
from tthc_engine.domain.events.lateness import Spent as Spent
from tthc_engine.domain.events.letters import LetterDispatched as LetterDispatched
from tthc_engine.domain.events.letters import LetterFiled as LetterFiled
from tthc_engine.domain.events.letters import LetterIssued as LetterIssued
from tthc_engine.domain.events.letters import LetterNumbered as LetterNumbered
from tthc_engine.domain.events.letters import NumberVoided as NumberVoided
from tthc_engine.domain.events.letters import WordCopyFiled as WordCopyFiled
from tthc_engine.domain.events.mending import CorrectionStarted as CorrectionStarted
from tthc_engine.domain.events.mending import DossierReopened as DossierReopened
from tthc_engine.domain.events.mending import LossApologised as LossApologised
from tthc_engine.domain.events.mending import PapersLost as PapersLost
from tthc_engine.domain.events.mending import ResultCorrected as ResultCorrected
from tthc_engine.domain.events.mending import ResultDigitised as ResultDigitised
from tthc_engine.domain.events.parts import PartExplained as PartExplained
from tthc_engine.domain.events.parts import PartRanLate as PartRanLate
from tthc_engine.domain.events.parts import PartReturned as PartReturned
from tthc_engine.domain.events.parts import PartSent as PartSent
from tthc_engine.domain.events.stops import ClockResumed as ClockResumed
from tthc_engine.domain.events.stops import ClockStopped as ClockStopped
from tthc_engine.domain.events.stops import PaymentConfirmed as PaymentConfirmed
from tthc_engine.domain.events.stops import PaymentRequested as PaymentRequested
from tthc_engine.domain.events.supplements import ClosingFellDue as ClosingFellDue
from tthc_engine.domain.events.supplements import SupplementReceived as SupplementReceived
from tthc_engine.domain.events.supplements import SupplementRequested as SupplementRequested
from tthc_engine.domain.happened import Fact as Fact
from tthc_engine.domain.happened import Happened as Happened
from tthc_engine.domain.happened import Personal as Personal
from tthc_engine.domain.happened import Registered as Registered
from tthc_engine.domain.happened import Stage as Stage

AnyEvent = (
    DossierSubmitted
    | DossierAccepted
    | StepCompleted
    | StepSentBack
    | StepRanLate
    | HandlerAssigned
    | SupplementRequested
    | SupplementReceived
    | DossierRefused
    | DossierWithdrawn
    | DossierStopped
    | ClosingFellDue
    | DossierClosed
    | AnswerEscalated
    | PhaseStarted
    | LatenessAsked
    | QuestionUnanswered
    | OnTrackConfirmed
    | DelayDeclared
    | DeadlineBreached
    | AppointmentBroken
    | OnestopNotified
    | DelayExplained
    | ExplanationApproved
    | ExplanationReturned
    | ApologyIssued
    | DossierExtended
    | ExtensionTakenBack
    | VersionMoved
    | DossierTransferred
    | CalendarApplied
    | ResultReleased
    | ResultReturned
    | SupervisorOverrode
    | LetterIssued
    | LetterNumbered
    | LetterDispatched
    | LetterFiled
    | WordCopyFiled
    | OnlineAnswered
    | ContentAdjusted
    | PapersHandedOver
    | ConsultationRequested
    | ConsultationAnswered
    | BodyChased
    | ConsultationRanLate
    | VerificationRecorded
    | ClockStopped
    | ClockResumed
    | PaymentRequested
    | PaymentConfirmed
    | CorrectionStarted
    | ResultCorrected
    | DossierReopened
    | PapersLost
    | LossApologised
    | NumberVoided
    | PartSent
    | PartReturned
    | PartRanLate
    | PartExplained
    | ScanAttached
    | CollectionReminded
    | DossierImported
    | ProgressImported
    | DossierTakenOver
    | ResultDigitised
)
Event = Annotated[AnyEvent, Field(discriminator="kind")]

event_adapter: TypeAdapter[AnyEvent] = TypeAdapter(Event)
