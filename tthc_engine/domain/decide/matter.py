"""What one decision is about, and the checks every kind of decision shares.

Refusals are raised in the order role, stage, law, form: nobody is told the law about a step that is not theirs.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import (
    NewAppointmentOutsideOfficeHours,
    NotYourRole,
    NotYourStep,
    NotYourUnit,
    ReasonMissing,
    TextMissing,
    UnknownDossier,
    WrongStage,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role, Step
from tthc_engine.domain.rules import Rules

_MAY_DO_WHAT = {Role.ONESTOP_HEAD: Role.DESK, Role.DIRECTOR: Role.APPROVER}
"""The head of the one-stop may do what the desk may, the director what the approver may."""


def roles_of(by: Actor) -> frozenset[Role]:
    return by.roles | {_MAY_DO_WHAT[role] for role in by.roles if role in _MAY_DO_WHAT}


_WHERE_IT_IS_DECIDED = frozenset({Role.HANDLER, Role.APPROVER, Role.DIRECTOR})
_ABOUT_THE_HANDLING = frozenset(
    {"suspend", "resume", "reopen", "override", "assign", "reassign", "return_explanation", "move_version"}
)
"""What a supervisor asks about work that is done in the competent unit."""


def acting(by: Actor, dossier: Dossier | None, word: str) -> Actor:
    """The actor with the roles they have about this dossier.

    Where a dossier was handed in for another unit nobody handles or decides it: that is the competent unit's, and once
    it is accepted its supervisor alone steps in. Raises NotYourUnit where nothing else would allow the command.
    """
    if dossier is None or not by.unit or word in ABOUT_A_PART or by.unit == dossier.competent_unit:
        return by
    stepping_in = dossier.accepted and word in _ABOUT_THE_HANDLING
    gone = _WHERE_IT_IS_DECIDED | ({Role.SUPERVISOR} if stepping_in else set())
    here = replace(by, roles=by.roles - gone)
    if roles_of(here).isdisjoint(ROLES[word]) and not roles_of(by).isdisjoint(ROLES[word]):
        raise NotYourUnit
    return here


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One command's surroundings: who asks what, when, under which rules."""

    word: str
    by: Actor
    rules: Rules
    at: datetime
    dossier: Dossier | None = None

    @property
    def known(self) -> Dossier:
        """The dossier; a command on one that does not exist is refused."""
        if self.dossier is None:
            raise UnknownDossier
        return self.dossier

    def said(self, role: Role | None = None) -> dict[str, Any]:
        """The fields every event of this command carries."""
        return {
            "at": self.at,
            "by": self.by.person,
            "role": role or self.acting_role(),
            "stands_for": self.by.stands_for,
            "unit": self.by.unit,
        }

    def acting_role(self) -> Role:
        """In which of their roles somebody acts: the step owner's if they hold it, else the command's."""
        step = self.step if self.dossier is not None else None
        allowed = ROLES[self.word]
        if step is not None and step.owner in self.by.roles & allowed:
            return step.owner
        return next((role for role in sorted(self.by.roles) if {role, _MAY_DO_WHAT.get(role)} & allowed), Role.CLOCK)

    @property
    def step(self) -> Step | None:
        return timing.current_step(self.known, self.rules)

    def due(self) -> datetime | None:
        return timing.due_at(self.known, self.rules)

    # Role.
    def check_role(self) -> None:
        allowed = ROLES[self.word]
        if roles_of(self.by).isdisjoint(allowed):
            raise NotYourRole(command=self.word, allowed=", ".join(sorted(allowed)))
        dossier = self.dossier
        inside = self.by.has(Role.APPLICANT, Role.CLOCK) or not self.by.unit or dossier is None
        if not inside and dossier is not None and self.by.unit not in self._units(dossier):
            raise NotYourUnit

    def _units(self, dossier: Dossier) -> set[str]:
        """Whose people may ask: the receiving unit's, the competent one's, and about its own part a body's."""
        bodies = {one.unit for one in dossier.parts} if self.word in ABOUT_A_PART else set()
        return {dossier.receiving_unit, dossier.competent_unit} | bodies

    def check_step_owner(self) -> Step:
        """The current step, when it is this actor's: by role, and by name where it was assigned."""
        step = self.step
        if step is None:
            raise self.wrong_stage()
        if step.owner not in roles_of(self.by):
            raise NotYourStep(step=step.key, owner=step.owner.value)
        self.check_assignee()
        return step

    def check_assignee(self) -> None:
        given_to = self.known.assignee
        if given_to is not None and given_to not in (self.by.person, self.by.stands_for):
            raise NotYourStep(step=self.known.current_step, owner=given_to)

    def check_assignee_of_handling(self) -> None:
        """Questions about the dossier go to its handler, also while it lies on somebody else's step."""
        step = self.step
        if step is not None and step.owner is Role.HANDLER:
            self.check_assignee()

    # Stage.
    def check_stage(self, *stages: Stage) -> Dossier:
        if self.known.stage not in stages:
            raise self.wrong_stage()
        return self.known

    def check_running(self) -> Dossier:
        """Being handled, and not waiting for the applicant: for a supplement, or for a fee that stops the clock."""
        dossier = self.check_stage(Stage.HANDLING)
        if dossier.waiting is not None or dossier.stopped_for_payment:
            raise self.wrong_stage()
        return dossier

    def wrong_stage(self) -> WrongStage:
        dossier = self.known
        stage = dossier.stage.value
        if dossier.waiting is not None:
            stage = "waiting_supplement"
        elif dossier.stopped_for_payment:
            stage = "waiting_payment"
        return WrongStage(command=self.word, stage=stage, step=dossier.current_step or "")

    # Form.
    def check_reason(self, reason: str) -> None:
        if not reason.strip():
            raise ReasonMissing

    def check_office_hours(self, named: datetime) -> None:
        """A date promised to somebody lies between a working day's opening and its closing."""
        calendar = self.rules.calendar
        day = calendar.local(named).date()
        if not calendar.is_working_day(day) or not calendar.opening(day) <= named <= calendar.closing(day):
            raise NewAppointmentOutsideOfficeHours(new_appointment=named)

    def check_text(self, field: str, text: str) -> None:
        if not text.strip():
            raise TextMissing(field=field)


ABOUT_A_PART = frozenset({"return_part", "explain_part"})
"""What a body's own people may ask of a dossier that other units hold."""

_DESK = frozenset({Role.DESK})
_HANDLER = frozenset({Role.HANDLER})
_APPROVER = frozenset({Role.APPROVER})
_CLERK = frozenset({Role.CLERK})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_APPLICANT = frozenset({Role.APPLICANT})
_ADMIN = frozenset({Role.ADMIN})
_CLOCK = frozenset({Role.CLOCK})

ROLES: dict[str, frozenset[Role]] = {
    "submit": _DESK | _APPLICANT,
    "accept": _DESK,
    "request_supplement": _DESK | _HANDLER,
    "receive_supplement": _DESK | _APPLICANT,
    "refuse": _DESK | _APPROVER,
    "withdraw": _DESK | _APPLICANT,
    "stop": _DESK | _APPLICANT,
    "close_unanswered": _DESK,
    "assign": _APPROVER | _SUPERVISOR,
    "reassign": _APPROVER | _SUPERVISOR,
    "complete": _DESK | _HANDLER | _APPROVER | _CLERK,
    "approve": _APPROVER,
    "send_back": _APPROVER,
    "record_start": _HANDLER,
    "confirm_on_track": _HANDLER,
    "declare_delay": _HANDLER,
    "notify_onestop": _HANDLER,
    "explain": _HANDLER,
    "approve_explanation": _APPROVER,
    "return_explanation": _SUPERVISOR,
    "issue_apology": _APPROVER,
    "extend": _HANDLER,
    "take_back_extension": _HANDLER | _APPROVER,
    "release_result": _APPROVER,
    "return_result": _DESK,
    "override": _SUPERVISOR,
    "number_letter": _CLERK,
    "dispatch": _CLERK,
    "file_letter": _CLERK | _CLOCK,
    "answer_online": _DESK,
    "hand_over": _DESK | _CLERK,
    "consult": _HANDLER,
    "answer_consultation": _HANDLER,
    "chase": _HANDLER,
    "record_verification": _HANDLER,
    "suspend": _SUPERVISOR,
    "resume": _SUPERVISOR,
    "request_payment": _DESK,
    "confirm_payment": _DESK,
    "correct_result": _HANDLER,
    "reopen": _SUPERVISOR,
    "digitise_result": _DESK | _CLERK | _SUPERVISOR,
    "report_loss": _DESK,
    "adjust_content": _APPLICANT,
    "send_part": _HANDLER,
    "return_part": _HANDLER,
    "explain_part": _HANDLER,
    "void_number": _CLERK,
    "attach_scan": _DESK | _HANDLER | _CLERK | _APPLICANT,
    "remind_collection": _DESK,
    "check_clock": _CLOCK,
    "apply_calendar": _SUPERVISOR | _CLOCK,
    "move_version": _SUPERVISOR,
    "transfer": _SUPERVISOR | _CLOCK,
    "import_dossier": _ADMIN | _CLOCK,
    "take_over": _APPROVER | _SUPERVISOR,
}
"""Who may ask for what (architecture, "Who may do what")."""
