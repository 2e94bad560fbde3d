"""How long the law allows: units, terms, phases and the conventions by which they are counted.

A limit is a list of phases. Each phase has its own start and a sum of terms ("02 tháng + 15 ngày làm việc"). Nothing
here counts; counting is `clock.py`.
"""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

Amount = Annotated[Decimal, Field(ge=0), PlainSerializer(str, return_type=str)]
"""A declared number: whole, or a fraction such as 7.5. Never a float."""


class Declared(BaseModel):
    """Base of everything read from `procedures/`: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    SAME_DAY = "same_day"
    """By the closing of the receipt day, or of the next working day when received after the cut-off."""
    FIXED_DATE = "fixed_date"
    NONE = "none"
    """The law sets no period ("không quy định thời hạn"): no appointment is promised."""


class Counting(StrEnum):
    """The three conventions in use; the regime names the default (CL-7), a procedure may choose another."""

    NEXT_DAY = "next_day"
    """Day 1 is the first working day after the calendar date of receipt, at whatever hour it was received."""
    ROLLED = "rolled"
    """A receipt at or after closing, or on a day off, first moves to the next working day's opening."""
    RUNNING_HOURS = "running_hours"
    """Every working minute from the receipt instant counts; a day has the declared `hours_per_day`."""


class FractionRule(StrEnum):
    """What 7.5 working days means."""

    CEIL = "ceil"
    SESSION = "session"
    HOURS = "hours"


class SupplementMode(StrEnum):
    """What a supplement does to the period: the law restarts (NĐ 61 Đ19.4, NĐ 118 Đ19.5); others only compare."""

    RESTART = "restart"
    CONTINUE = "continue"
    SHIFT = "shift"


class PhaseStart(StrEnum):
    ACCEPTED = "accepted"
    WINDOW_CLOSED = "window_closed"
    EXTERNAL = "external"
    PREVIOUS_PHASE = "previous_phase"


class Term(Declared):
    amount: Amount = Decimal(0)
    unit: Unit
    cutoff: time | None = None
    """`same_day` only: received after this wall-clock time counts from the next working day; 15:00 sharp does not."""
    on: date | None = None
    """`fixed_date` only."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.unit is Unit.FIXED_DATE and self.on is None:
            raise ValueError("fixed_date needs `on: YYYY-MM-DD`")
        if self.unit is not Unit.FIXED_DATE and self.on is not None:
            raise ValueError("`on` belongs to fixed_date only")
        if self.unit is not Unit.SAME_DAY and self.cutoff is not None:
            raise ValueError("`cutoff` belongs to same_day only")
        counted = self.unit not in (Unit.SAME_DAY, Unit.FIXED_DATE, Unit.NONE)
        if counted and self.amount <= 0:
            raise ValueError(f"{self.unit} needs an amount above 0")
        if not counted and self.amount:
            raise ValueError(f"{self.unit} takes no amount")
        if self.unit in (Unit.CALENDAR_DAYS, Unit.MONTHS) and self.amount != int(self.amount):
            raise ValueError(f"{self.unit} must be whole")
        return self


class Phase(Declared):
    """One stretch of the period with its own start.

    In YAML either `{start, amount, unit}` for a single term or `{start, terms: [...]}` for a sum.
    """

    key: str = "main"
    name: str = ""
    start: PhaseStart = PhaseStart.ACCEPTED
    terms: tuple[Term, ...] = Field(min_length=1)
    owner: str = ""
    """Who answers for this stretch: a role or the body's name as the sheet prints it."""
    counting: Counting | None = None
    """None: as the regime says."""
    fraction: FractionRule = FractionRule.CEIL
    hours_per_day: Amount | None = None
    """Working hours in one working day, for `fraction: hours` and `running_hours`; declared, never assumed."""

    @model_validator(mode="before")
    @classmethod
    def _single_term(cls, data: Any) -> Any:
        if isinstance(data, dict) and "terms" not in data and "unit" in data:
            rest = dict(data)
            term = {key: rest.pop(key) for key in ("amount", "unit", "cutoff", "on") if key in rest}
            return rest | {"terms": [term]}
        return data

    @model_validator(mode="after")
    def _hours_are_declared(self) -> Self:
        in_hours = self.fraction is FractionRule.HOURS or self.counting is Counting.RUNNING_HOURS
        if in_hours and self.hours_per_day is None and any(t.unit is Unit.WORKING_DAYS for t in self.terms):
            raise ValueError("declare `hours_per_day`: how many working hours one working day has")
        return self


class Duration(Declared):
    """A step's own limit (thời hạn bước): running working time from the instant the step was entered.

    A working day here is the office's ordinary day as its calendar declares it (7.5 h in a 07:30-17:00 office).
    """

    amount: Amount
    unit: Unit = Unit.WORKING_DAYS

    @model_validator(mode="after")
    def _is_working_time(self) -> Self:
        if self.unit not in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
            raise ValueError("a step's limit is in working_days or working_hours")
        if self.amount <= 0:
            raise ValueError("a step's limit is above 0; leave `within` out where there is none")
        return self
