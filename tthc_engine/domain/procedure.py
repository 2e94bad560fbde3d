"""The declared shape of an administrative procedure (thủ tục hành chính, TTHC).

One file is one version of one procedure, as the law stood from `in_force_from`. Files say what; they hold no logic.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, StringConstraints, model_validator

from tthc_engine.domain.time_limit import Amount, Declared, Duration, Phase, SupplementMode, Term, Unit

NationalCode = Annotated[str, StringConstraints(pattern=r"^[1-9]\.\d{6}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Channel(StrEnum):
    DIRECT = "direct"
    ONLINE = "online"
    POSTAL = "postal"


class Role(StrEnum):
    """Who acts. `clock` is the system itself; `admin` keeps the house and decides nothing about dossiers."""

    DESK = "desk"
    HANDLER = "handler"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"
    ONESTOP_HEAD = "onestop_head"
    DIRECTOR = "director"
    APPLICANT = "applicant"
    ADMIN = "admin"
    CLOCK = "clock"


STEP_OWNERS = frozenset({Role.DESK, Role.HANDLER, Role.APPROVER, Role.CLERK, Role.DIRECTOR})


class Scope(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class PaperForm(StrEnum):
    """How a paper is handed in."""

    ORIGINAL = "original"
    CERTIFIED_COPY = "certified_copy"
    COPY_WITH_ORIGINAL = "copy_with_original"
    COPY = "copy"
    ELECTRONIC = "electronic"


class LegalBasis(Declared):
    title: str
    number: str = ""
    """The text's number, e.g. `15/2026/TT-BGDĐT`."""
    article: str = ""
    href: HttpUrl | None = None


class Component(Declared):
    """One paper of the dossier (thành phần hồ sơ)."""

    key: Slug
    name: str
    forms: tuple[PaperForm, ...] = (PaperForm.ORIGINAL,)
    originals: int = Field(default=1, ge=0)
    copies: int = Field(default=0, ge=0)
    required: bool = True
    cases: tuple[Slug, ...] = ()
    """Asked only in these cases; empty: always."""
    when: str = ""
    """In words: when the paper applies ("chỉ với học sinh khuyết tật"). Read by people, never evaluated."""
    from_database: bool = False
    """The data can be read from a national database, so the paper may not be demanded (NĐ 118 Đ5.1i, Đ17.1b)."""


class Case(Declared):
    key: Slug
    name: str


class Fee(Declared):
    """An amount in đồng, for one case and channel or for all."""

    key: Slug
    name: str
    amount_vnd: int = Field(gt=0)
    cases: tuple[Slug, ...] = ()
    channels: tuple[Channel, ...] = ()
    legal_basis: str = ""


class Limit(Declared):
    """The period for one case and channel; the first limit that names both, either or none applies."""

    cases: tuple[Slug, ...] = ()
    channels: tuple[Channel, ...] = ()
    phases: tuple[Phase, ...] = Field(min_length=1)
    at_once: bool = False
    """The result is given while the applicant waits (trả kết quả ngay): a receipt only where they ask for one."""
    words: str = ""
    """The rule as the receipt prints it when no date can be named ("24 ngày làm việc kể từ ngày hết hạn nộp hồ sơ")."""


def most_specific(limits: Sequence[Limit], case: str, channel: Channel) -> Limit | None:
    """The limit that names case and channel, else one of them, else neither; None where none fits."""
    fitting = [
        one for one in limits if (not one.cases or case in one.cases) and (not one.channels or channel in one.channels)
    ]
    return max(fitting, key=lambda one: (bool(one.cases), bool(one.channels)), default=None)


class Extension(Declared):
    """A longer limit that this procedure's own law allows while it is being handled (not a re-appointment, OV-2)."""

    key: Slug
    reason: str
    up_to: Amount
    unit: Unit
    legal_basis: str


class Validity(Declared):
    """How long a result stays valid after the day it was given (kết quả còn hiệu lực): years, months or without end."""

    years: int | None = Field(default=None, gt=0)
    months: int | None = Field(default=None, gt=0)
    no_end: bool = False
    """Until somebody withdraws it."""
    legal_basis: str = Field(min_length=1)
    checked_on: date

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum((self.years is not None, self.months is not None, self.no_end)) != 1:
            raise ValueError("a result is valid for `years`, for `months` or with `no_end: true`; name one of them")
        return self


class ResultKind(Declared):
    name: str
    code: str = ""
    one_for_many: bool = False
    """One decision covers many dossiers (a list of children)."""
    valid: Validity | None = None
    """None: nobody read how long it is valid, or it serves once; then it does not enter the register by itself."""


class Sending(StrEnum):
    """How the work reaches the bodies of an inter-agency step (NĐ 61 Đ19.6)."""

    BY_CHANNEL = "by_channel"
    """What came online goes to all at once, paper from one to the next."""
    TOGETHER = "together"
    IN_TURN = "in_turn"


class Body(Declared):
    """One body of an inter-agency step (cơ quan tham gia liên thông): what it does and by when."""

    key: Slug
    name: str
    duty: str
    """Nội dung công việc, as its order names it."""
    within: Term
    """From the instant it got its work, by its own office's hours and days."""
    lead: bool = False
    """Cơ quan chủ trì."""
    after: tuple[Slug, ...] = ()
    """Bodies named before it whose work it needs first; on paper everybody waits for the one before anyway."""


class Step(Declared):
    key: Slug
    name: str
    owner: Role
    within: Duration | None = None
    phase: str = ""
    """The key of the phase whose time this step uses; empty: the first."""
    bodies: tuple[Body, ...] = ()
    """Other bodies that do this step, each by its own limit; its owner gathers what they give back."""
    sending: Sending = Sending.BY_CHANNEL

    @model_validator(mode="after")
    def _owner_works(self) -> Self:
        if self.owner not in STEP_OWNERS:
            raise ValueError(f"a step cannot belong to {self.owner}; use one of {sorted(STEP_OWNERS)}")
        return self

    @model_validator(mode="after")
    def _bodies_follow_each_other(self) -> Self:
        if self.bodies and self.within is not None:
            raise ValueError("a step of other bodies has no limit of its own: each body has one; drop `within`")
        seen: set[str] = set()
        for one in self.bodies:
            if one.key in seen:
                raise ValueError(f"two bodies share the key {one.key!r}")
            if unknown := sorted(set(one.after) - seen):
                raise ValueError(f"body {one.key!r} comes after {unknown}; name those before it")
            seen.add(one.key)
        if sum(one.lead for one in self.bodies) > 1:
            raise ValueError("an inter-agency step has one lead body")
        return self


class Waiver(Declared):
    """A written reason why the steps may together take longer than the statutory limit."""

    reason: str
    decided_by: str


class LocalCut(Declared):
    """A local decision that shortens the limit (cắt giảm thời gian giải quyết): what the receipt promises.

    It never takes the place of the statutory limit: lateness is judged by the law and shown against both.
    """

    province: Slug
    decision: str
    """Number, date and issuer of the decision."""
    legal_basis: str = ""
    in_force_from: date
    in_force_until: date | None = None
    checked_on: date
    limits: tuple[Limit, ...] = Field(min_length=1)
    """Only for the cases and channels that are cut; elsewhere the statutory limit is what is promised."""

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


class Approval(Declared):
    """The decision by which an internal or an electronic workflow was approved (TT 01/2018/TT-VPCP Điều 8)."""

    number: str = Field(min_length=1)
    on: date


class Procedure(Declared):
    slug: Slug
    code: NationalCode
    name: str
    short_name: str = ""
    field: str
    scope: Scope = Scope.PUBLIC
    levels: tuple[str, ...] = Field(min_length=1)
    competent_body: str
    audience: str = ""
    in_force_from: date
    in_force_until: date | None = None
    """The last day on which a dossier may be received under this version."""
    replaces: tuple[NationalCode, ...] = ()
    replaced_by: tuple[NationalCode, ...] = ()
    decision: str = ""
    checked_on: date
    """When a human last compared this file with the published sheet."""
    notes: tuple[str, ...] = ()
    """What the sheet leaves open, said to whoever reads the declaration."""
    legal_basis: tuple[LegalBasis, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    cases: tuple[Case, ...] = ()
    limits: tuple[Limit, ...] = Field(min_length=1)
    supplement_mode: SupplementMode | None = None
    """None: as the regime says."""
    payment_stop: Literal[SupplementMode.CONTINUE, SupplementMode.SHIFT] | None = None
    """How waiting for a fee counts where the procedure's own law lets it stop the clock; None: it does not stop."""
    extension: Extension | None = None
    late_submissions: bool = False
    """Handed in after the intake window closed, a dossier is still considered, from the day it is handed in."""
    fees: tuple[Fee, ...] = ()
    components: tuple[Component, ...] = Field(min_length=1)
    result_kind: ResultKind
    intake: Step
    handling: tuple[Step, ...] = Field(min_length=1)
    result: Step
    waiver: Waiver | None = None
    cut: LocalCut | None = None
    """What a local decision shortens; written in a file of its own under `overlays/`, never here by hand."""
    internal_workflow: Approval | None = None
    """Quy trình nội bộ: the decision that approved these steps; asked for when the version is published."""
    electronic_workflow: Approval | None = None
    """Quy trình điện tử: the decision that approved them for the system."""

    @property
    def steps(self) -> tuple[Step, ...]:
        return (self.intake, *self.handling, self.result)

    @property
    def has_bodies(self) -> bool:
        """Whether some step is other bodies' work."""
        return any(step.bodies for step in self.steps)

    def step(self, key: str) -> Step | None:
        # Asked some ten times a command; a generator would double it.
        for step in self.steps:
            if step.key == key:
                return step
        return None

    def step_after(self, key: str) -> Step | None:
        keys = [step.key for step in self.steps]
        position = keys.index(key) + 1
        return self.steps[position] if position < len(keys) else None

    def limit(self, case: str, channel: Channel) -> Limit:
        """The most specific limit declared for `case` and `channel`; the checks guarantee there is one."""
        found = most_specific(self.limits, case, channel)
        if found is None:
            raise LookupError(f"{self.code}: no limit for {case or 'every case'} by {channel}")
        return found

    def cut_limit(self, case: str, channel: Channel) -> Limit | None:
        """What the local decision leaves of the limit for `case` and `channel`; None where it cuts nothing."""
        return None if self.cut is None else most_specific(self.cut.limits, case, channel)

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)

    @model_validator(mode="after")
    def _keys_are_known_and_unique(self) -> Self:
        for what, keys in {
            "steps": [step.key for step in self.steps],
            "components": [component.key for component in self.components],
            "cases": [case.key for case in self.cases],
            "fees": [fee.key for fee in self.fees],
        }.items():
            if repeated := sorted({key for key in keys if keys.count(key) > 1}):
                raise ValueError(f"{what} share a key: {repeated}")
        known = {case.key for case in self.cases}
        scoped: tuple[Limit | Fee | Component, ...] = (*self.limits, *self.fees, *self.components)
        scoped = (*scoped, *(self.cut.limits if self.cut is not None else ()))
        used = {case for part in scoped for case in part.cases}
        if unknown := sorted(used - known):
            raise ValueError(f"unknown case: {unknown}; declare it under `cases`")
        return self
