"""The life of one dossier, written as dated commands: who did what, when, all before the demo's morning."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tthc_engine.domain import commands as c
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, Procedure, Role
from tthc_engine.store.people import HANOI
from tthc_engine.work.demo.office import DemoOffice, citizen


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One command at its instant."""

    at: datetime
    command: c.Command


@dataclass(slots=True, kw_only=True)
class Life:
    """A dossier's acts as they are written down, and what they leave behind for the next one."""

    dossier: str
    office: DemoOffice
    unit: str
    calendar: WorkingCalendar
    procedure: Procedure
    handler: str
    approver: str
    clerk: str
    desk: str
    acts: list[Act] = field(default_factory=list)
    letters: int = 0

    def do(self, at: datetime, command: c.Command) -> None:
        self.acts.append(Act(at=at, command=command))

    def later(self, at: datetime, minutes: int) -> datetime:
        """Working minutes after `at`."""
        return self.calendar.add(at, minutes)

    def works(self, person: str, at: datetime) -> Actor:
        return self.office.at_work(person, at.astimezone(HANOI).date())

    # -- intake ----------------------------------------------------------------------------------------------------

    def submit(self, at: datetime, registration: c.Registration) -> None:
        self.do(at, c.Submit(dossier=self.dossier, by=citizen(self.unit), registration=registration))

    def accept(self, at: datetime, registration: c.Registration | None) -> None:
        """None: as it was submitted."""
        self.do(at, c.Accept(dossier=self.dossier, by=self.works(self.desk, at), registration=registration))
        self.letters += 1

    def ask_at_the_desk(self, at: datetime, item: c.Item, reason: str) -> None:
        by = self.works(self.desk, at)
        self.do(at, c.RequestSupplement(dossier=self.dossier, by=by, items=(item,), reason=reason))
        self.letters += 1

    def refuse_at_the_desk(self, at: datetime, reason: str) -> None:
        self.do(at, c.Refuse(dossier=self.dossier, by=self.works(self.desk, at), reason=reason))
        self._posted(at)

    # -- handling --------------------------------------------------------------------------------------------------

    def assign(self, at: datetime) -> None:
        self.do(at, c.Assign(dossier=self.dossier, by=self.works(self.approver, at), to=self.handler))

    def complete(self, at: datetime, step: str) -> None:
        self.do(at, c.Complete(dossier=self.dossier, by=self.works(self.handler, at), step=step))

    def begin_phase(self, at: datetime, phase: str, document: str) -> None:
        by = self.works(self.handler, at)
        self.do(at, c.RecordStart(dossier=self.dossier, by=by, phase=phase, started_at=at, document=document))

    def allow_supplement(self, at: datetime, reason: str) -> None:
        supervisor = self.office.holders(self.unit, Role.SUPERVISOR)[0]
        self.do(at, c.Override(dossier=self.dossier, by=self.works(supervisor, at), reason=reason))

    def ask(self, at: datetime, item: c.Item, reason: str) -> None:
        by = self.works(self.handler, at)
        self.do(at, c.RequestSupplement(dossier=self.dossier, by=by, items=(item,), reason=reason))
        self.letters += 1

    def answer(self, at: datetime, *, renews_receipt: bool) -> None:
        self.do(at, c.ReceiveSupplement(dossier=self.dossier, by=self.works(self.desk, at)))
        self.letters += 1 if renews_receipt else 0

    def confirm(self, at: datetime) -> None:
        self.do(at, c.ConfirmOnTrack(dossier=self.dossier, by=self.works(self.handler, at)))

    # -- lateness --------------------------------------------------------------------------------------------------

    def declare(self, at: datetime, *, code: str, reason: str, new_date: datetime) -> None:
        by = self.works(self.handler, at)
        self.do(at, c.DeclareDelay(dossier=self.dossier, by=by, reason=reason, reason_code=code, new_date=new_date))

    def notify(self, at: datetime, reason: str) -> None:
        self.do(at, c.NotifyOnestop(dossier=self.dossier, by=self.works(self.handler, at), reason=reason))
        self._posted(at)

    def apologise(self, at: datetime, *, reason: str, new_appointment: datetime | None) -> None:
        by = self.works(self.approver, at)
        self.do(at, c.IssueApology(dossier=self.dossier, by=by, reason=reason, new_appointment=new_appointment))
        self._posted(at)

    def explain(self, at: datetime, *, code: str, reason: str, result_on: datetime | None = None) -> None:
        self.do(
            at,
            c.Explain(
                dossier=self.dossier,
                by=self.works(self.handler, at),
                reason_code=code,
                reason=reason,
                result_number="" if result_on is None else "128/QĐ",
                result_on=None if result_on is None else result_on.astimezone(HANOI).date(),
            ),
        )

    def approve_explanation(self, at: datetime) -> None:
        self.do(at, c.ApproveExplanation(dossier=self.dossier, by=self.works(self.approver, at)))
        self._posted(at)

    # -- endings ---------------------------------------------------------------------------------------------------

    def release(self, at: datetime) -> None:
        """With a number; as an electronic paper where the applicant asked for one."""
        asked = next(one.command.registration for one in self.acts if isinstance(one.command, c.Submit | c.Accept))
        release = c.ReleaseResult(
            dossier=self.dossier,
            by=self.works(self.approver, at),
            result_number=f"{int(self.dossier[1:])}/KQ",
            electronic=asked is not None and asked.receive_result is Channel.ONLINE,
        )
        self.do(at, release)

    def hand_back(self, at: datetime, to: str) -> None:
        self.do(at, c.ReturnResult(dossier=self.dossier, by=self.works(self.desk, at), received_by=to))

    def refuse(self, at: datetime, reason: str) -> None:
        self.do(at, c.Refuse(dossier=self.dossier, by=self.works(self.approver, at), reason=reason))
        self._posted(at)

    def stop(self, at: datetime, reason: str) -> None:
        self.do(at, c.StopDossier(dossier=self.dossier, by=self.works(self.desk, at), reason=reason))
        self._posted(at)

    def close(self, at: datetime) -> None:
        self.do(at, c.CloseUnanswered(dossier=self.dossier, by=self.works(self.desk, at)))
        self._posted(at)

    def _posted(self, at: datetime) -> None:
        """The clerk numbers the letter just issued and sends it, within the next quarter of an hour."""
        self.letters += 1
        numbered = at + timedelta(minutes=6)
        letter, by = str(self.letters), self.works(self.clerk, at)
        self.do(numbered, c.NumberLetter(dossier=self.dossier, by=by, letter=letter))
        sent = at + timedelta(minutes=12)
        self.do(sent, c.Dispatch(dossier=self.dossier, by=by, letter=letter, how="Bưu chính và thư điện tử"))
