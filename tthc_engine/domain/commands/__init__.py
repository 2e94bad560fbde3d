"""What an officer, an applicant or the clock asks of one dossier. Verbs; a command may still be refused.

Every command names its dossier and who asks. The words are fixed across code, timelines and API
(`REQUESTS["accept"]`); instants are aware datetimes, durations never appear.
"""

from tthc_engine.domain.commands.asked import Command as Command
from tthc_engine.domain.commands.asked import IdentityCheck as IdentityCheck
from tthc_engine.domain.commands.asked import Item as Item
from tthc_engine.domain.commands.asked import Paper as Paper
from tthc_engine.domain.commands.asked import PaperState as PaperState
from tthc_engine.domain.commands.asked import Party as Party
from tthc_engine.domain.commands.asked import Payway as Payway
from tthc_engine.domain.commands.asked import Registration as Registration
from tthc_engine.domain.commands.change import MoveVersion as MoveVersion
from tthc_engine.domain.commands.change import Transfer as Transfer
from tthc_engine.domain.commands.consulting import AnswerConsultation as AnswerConsultation
from tthc_engine.domain.commands.consulting import Chase as Chase
from tthc_engine.domain.commands.consulting import Consult as Consult
from tthc_engine.domain.commands.ending import Receiver as Receiver
from tthc_engine.domain.commands.ending import Refuse as Refuse
from tthc_engine.domain.commands.ending import ReleaseResult as ReleaseResult
from tthc_engine.domain.commands.ending import RemindCollection as RemindCollection
from tthc_engine.domain.commands.ending import ReturnResult as ReturnResult
from tthc_engine.domain.commands.ending import StopDossier as StopDossier
from tthc_engine.domain.commands.ending import Withdraw as Withdraw
from tthc_engine.domain.commands.handling import ApplyCalendar as ApplyCalendar
from tthc_engine.domain.commands.handling import Approve as Approve
from tthc_engine.domain.commands.handling import Assign as Assign
from tthc_engine.domain.commands.handling import CheckClock as CheckClock
from tthc_engine.domain.commands.handling import Complete as Complete
from tthc_engine.domain.commands.handling import Extend as Extend
from tthc_engine.domain.commands.handling import Override as Override
from tthc_engine.domain.commands.handling import Reassign as Reassign
from tthc_engine.domain.commands.handling import RecordVerification as RecordVerification
from tthc_engine.domain.commands.handling import SendBack as SendBack
from tthc_engine.domain.commands.handling import TakeBackExtension as TakeBackExtension
from tthc_engine.domain.commands.importing import ImportDossier as ImportDossier
from tthc_engine.domain.commands.importing import TakeOver as TakeOver
from tthc_engine.domain.commands.intake import Accept as Accept
from tthc_engine.domain.commands.intake import AdjustContent as AdjustContent
from tthc_engine.domain.commands.intake import AnswerOnline as AnswerOnline
from tthc_engine.domain.commands.intake import AttachScan as AttachScan
from tthc_engine.domain.commands.intake import HandOver as HandOver
from tthc_engine.domain.commands.intake import RecordStart as RecordStart
from tthc_engine.domain.commands.intake import Submit as Submit
from tthc_engine.domain.commands.lateness import ApproveExplanation as ApproveExplanation
from tthc_engine.domain.commands.lateness import ConfirmOnTrack as ConfirmOnTrack
from tthc_engine.domain.commands.lateness import DeclareDelay as DeclareDelay
from tthc_engine.domain.commands.lateness import Explain as Explain
from tthc_engine.domain.commands.lateness import IssueApology as IssueApology
from tthc_engine.domain.commands.lateness import NotifyOnestop as NotifyOnestop
from tthc_engine.domain.commands.lateness import ReturnExplanation as ReturnExplanation
from tthc_engine.domain.commands.letters import Dispatch as Dispatch
from tthc_engine.domain.commands.letters import FileLetter as FileLetter
from tthc_engine.domain.commands.letters import NumberLetter as NumberLetter
from tthc_engine.domain.commands.letters import VoidNumber as VoidNumber
from tthc_engine.domain.commands.mending import CorrectResult as CorrectResult
from tthc_engine.domain.commands.mending import DigitiseResult as DigitiseResult
from tthc_engine.domain.commands.mending import Reopen as Reopen
from tthc_engine.domain.commands.mending import ReportLoss as ReportLoss
from tthc_engine.domain.commands.parts import ExplainPart as ExplainPart
from tthc_engine.domain.commands.parts import ReturnPart as ReturnPart
from tthc_engine.domain.commands.parts import SendPart as SendPart
from tthc_engine.domain.commands.stops import ConfirmPayment as ConfirmPayment
from tthc_engine.domain.commands.stops import RequestPayment as RequestPayment
from tthc_engine.domain.commands.stops import Resume as Resume
from tthc_engine.domain.commands.stops import Suspend as Suspend
from tthc_engine.domain.commands.supplements import CloseUnanswered as CloseUnanswered
from tthc_engine.domain.commands.supplements import ReceiveSupplement as ReceiveSupplement
from tthc_engine.domain.commands.supplements import RequestSupplement as RequestSupplement

REQUESTS: dict[str, type[Command]] = {command.word: command for command in Command.__subclasses__()}
