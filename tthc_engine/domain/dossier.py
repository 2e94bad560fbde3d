"""A dossier (hồ sơ) as its events left it. What follows from one event is `fold.py`; dates are `timing.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tthc_engine.domain.commands import IdentityCheck, Item, Paper, Payway
from tthc_engine.domain.events import Personal, Spent
from tthc_engine.domain.obligations import Obligation, ObligationKind, Obligations
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.time_limit import SupplementMode


class Stage(StrEnum):
    SUBMITTED = "submitted"
    """Handed in or sent, not yet accepted: no clock runs."""
    HANDLING = "handling"
    RELEASED = "released"
    """The result waits at the one-stop."""
    RETURNED = "returned"
    CORRECTING = "correcting"
    """The result is being made again because of an error; the statutory clock stays ended."""
    ENDED = "ended"
    """Refused, withdrawn, stopped or closed."""
    FOLLOWED = "followed"
    """Another system's, open or settled there; here it is only told."""


class Outcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED_BY_APPLICANT = "stopped_by_applicant"
    CLOSED_UNANSWERED = "closed_unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    stage: str
    items: tuple[Item, ...]
    reason: str
    requested_at: datetime
    stops_clock: bool
    answer_until: datetime | None = None
    closable_from: datetime | None = None
    overridden: bool = False
    answered_at: datetime | None = None
    restarted: bool = False
    on_extension: bool = False
    """Asked for when the date was an extended one: where it does not restart the period it moves that date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One stay in one step, frozen when it was left."""

    step: str
    person: str
    role: Role
    unit: str
    entered_at: datetime
    left_at: datetime
    minutes: int
    planned: datetime | None = None
    difference: int | None = None
    sent_back: bool = False
    void: bool = False
    """Time before a restart: it was spent, but the period began again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    epoch: str
    by: str
    at: datetime
    reason_code: str
    reason: str
    spent: tuple[Spent, ...]
    responsible: str = ""
    """A unit, or another body's name; empty: nobody went beyond a plan."""
    returned: str = ""
    """The supervisor's reason for sending it back; empty unless it must be written again."""
    approved_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    letter: str
    kind: LetterKind
    issued_at: datetime
    signed_by: str
    epoch: str = ""
    number: str = ""
    dispatched_at: datetime | None = None
    sha256: str = ""
    word_sha256: str = ""
    """Of its Word file; empty: nobody wanted one yet."""
    template: str = ""
    voided: tuple[str, ...] = ()
    """Numbers that were struck from the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One body asked for its opinion."""

    number: int
    body: str
    question: str
    asked_at: datetime
    until: datetime
    answer: str = ""
    answered_at: datetime | None = None
    ran_late: bool = False
    """The one-stop was told that no answer had come in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The work of one body in an inter-agency dossier."""

    number: int
    step: str
    body: str
    """Key in the declaration."""
    name: str
    unit: str = ""
    """Its own unit where it works in this system."""
    calendar: str = ""
    sent_at: datetime
    returned_at: datetime | None = None
    answer: str = ""
    minutes: int = 0
    difference: int | None = None
    late_for: datetime | None = None
    """Its own limit, once that passed."""
    reason: str = ""
    """Why it is late, in its own words."""
    new_date: datetime | None = None
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Working time that does not count: by an act, or while the dossier was closed before it was reopened."""

    since: datetime
    until: datetime
    act: str = ""
    reason: str = ""
    on_extension: bool = False
    """Decided when the date was an extended one: it moves that date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A paper made electronic (số hóa): which component, and the content by its hash."""

    component: str
    sha256: str
    attached_at: datetime
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    amount_vnd: int
    reason: str
    requested_at: datetime
    mode: SupplementMode | None = None
    """How the waiting counts; None: it does not stop the clock."""
    confirmed_at: datetime | None = None
    status_after: int = 4
    """The portal's state to which the dossier returns when it is paid."""
    on_extension: bool = False
    online: bool = False
    """Confirmed as paid online."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenResult:
    """One result that was released; a later one takes its place."""

    number: str
    released_at: datetime
    electronic_at: datetime | None = None
    """Since when it is there as a file; None: on paper alone."""
    withdrawn_at: datetime | None = None
    """When a corrected one took its place, or the dossier was opened again."""
    withdrawn_why: str = ""
    sha256: str = ""
    """Of its scan in the office's register; empty: none was attached there."""


# Without slots: of eighty fields a fold's copy takes a tenth of the time as one dictionary (changing.py).
@dataclass(frozen=True, kw_only=True)
class Dossier:
    procedure: str
    """Slug."""
    code: str
    in_force_from: date
    digest: str
    regime: str
    calendar: str
    case: str
    channel: Channel
    receiving_unit: str
    competent_unit: str
    receive_result: Channel
    sets: int
    papers: tuple[Paper, ...]
    stage: Stage
    status: int
    """The national portal's ten states (law.md §8.1)."""
    registered_at: datetime
    last_at: datetime
    version: int = 0
    """How many events made it."""
    reference: str = ""
    source: str = ""
    """The other system it was imported from; empty: registered here."""
    list_key: str = ""
    """The class list or group it came in with; empty: by itself."""
    list_name: str = ""
    personal: Personal | None = None
    """None: purged."""
    owner_checked: IdentityCheck | None = None
    submitter_checked: IdentityCheck | None = None
    paid: Payway | None = None
    """How the fee was paid at intake; a fee asked for later is in `payments`."""
    money_receipt: str = ""
    scans: tuple[Scan, ...] = ()

    received_at: datetime | None = None
    accepted_at: datetime | None = None
    window_closes: datetime | None = None
    run_from: datetime | None = None
    """Where the running period began: receipt, or the receipt of a supplement that restarted it."""
    starts: tuple[tuple[str, datetime], ...] = ()
    """Instants entered for `external` phases."""
    epoch: int = 1
    """Counts the due dates this dossier has had; obligations about lateness are keyed by it."""
    extended_until: datetime | None = None
    given_due: datetime | None = None
    """The date an imported dossier brought with it; it stands for our own count until a supplement restarts it."""
    cut_passed: datetime | None = None
    """The date of a local cut that had passed when a calendar, a late act or another unit would have moved it."""
    supplements: tuple[Supplement, ...] = ()
    overrides_left: int = 0

    suspensions: tuple[Suspension, ...] = ()
    payments: tuple[Payment, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    parts: tuple[Part, ...] = ()
    verifications: int = 0
    handed_over_at: datetime | None = None
    losses: int = 0
    lost_worth: int = 0
    """What getting the papers lost last again costs, in đồng."""
    corrections: int = 0
    reopened: int = 0

    appointment: datetime | None = None
    appointments: tuple[datetime | None, ...] = ()
    provisional: bool = False
    new_appointment: datetime | None = None
    fee_vnd: int = 0

    current_step: str | None = None
    entered_at: datetime | None = None
    step_late_for: datetime | None = None
    assignees: tuple[tuple[str, str], ...] = ()
    """(step, person), the last one counts."""
    steps: tuple[StepRecord, ...] = ()

    asked_for: str | None = None
    """Epoch whose lateness question was asked."""
    answered: str | None = None
    silent: str | None = None
    escalate_at: datetime | None = None
    """When an unanswered online submission goes to the head of the one-stop."""
    escalated: bool = False
    delay_declared: str | None = None
    delay_until: datetime | None = None
    """The date that was proposed with it, for the notice to the one-stop; the apology alone promises one."""
    breached: datetime | None = None
    """The due instant that passed."""
    breach_epoch: str | None = None
    broken: bool = False
    """The one new appointment passed as well."""
    apologies: int = 0
    reappointed: int = 0
    """How often a new appointment was named; the law allows one (OV-2)."""
    explanation: Explanation | None = None

    obligations: Obligations = ()
    letters: tuple[Letter, ...] = ()
    ended_at: datetime | None = None
    """When the statutory clock ended: release of the result, or the act that closed the dossier."""
    returned_at: datetime | None = None
    given_back: tuple[tuple[datetime, datetime], ...] = ()
    """When it had been handed over before, and since when that was no longer so: it is corrected, or handled again."""
    reminded: int = 0
    """How often the applicant was told again that the result waits."""
    due_when_ended: datetime | None = None
    outcome: Outcome | None = None
    results: tuple[GivenResult, ...] = ()
    """Everything that was released here, the last one counts."""

    @property
    def waiting(self) -> Supplement | None:
        """The unanswered supplement request, if any."""
        last = self.supplements[-1] if self.supplements else None
        return last if last is not None and last.answered_at is None and self.is_open else None

    @property
    def unpaid(self) -> Payment | None:
        """The fee that is waited for, if any."""
        last = self.payments[-1] if self.payments else None
        return last if last is not None and last.confirmed_at is None and self.is_open else None

    @property
    def stopped_for_payment(self) -> bool:
        return self.unpaid is not None and self.unpaid.mode is not None

    @property
    def consulted(self) -> tuple[Consultation, ...]:
        """The bodies whose answer is still awaited."""
        return tuple(one for one in self.consultations if one.answered_at is None)

    @property
    def at_work(self) -> tuple[Part, ...]:
        """The parts of other bodies that are not back yet."""
        return tuple(one for one in self.parts if one.returned_at is None)

    @property
    def is_open(self) -> bool:
        if self.stage is Stage.FOLLOWED:
            return self.ended_at is None
        return self.stage in (Stage.SUBMITTED, Stage.HANDLING)

    @property
    def date_is_named(self) -> bool:
        """By an extension or by the system it came from, not counted from its start."""
        return self.extended_until is not None or self.given_due is not None

    @property
    def accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def assignee(self) -> str | None:
        """Whose the current step is; None: any holder of the owner's role."""
        mine = [person for step, person in self.assignees if step == self.current_step]
        return mine[-1] if mine else None

    def owed(self, kind: ObligationKind, epoch: str | None = None) -> Obligation | None:
        """The open obligation of that kind, if any."""
        return next(
            (one for one in self.obligations if one.is_open and one.kind is kind and epoch in (None, one.epoch)), None
        )

    def letter(self, key: str) -> Letter | None:
        return next((one for one in self.letters if one.letter == key), None)
