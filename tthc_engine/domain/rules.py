"""Everything a decision needs to know besides the dossier: the law, the calendar, the office, its counters."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.regime import Period, Regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An intake window (đợt tiếp nhận) of one procedure in one office and school year; both days included."""

    procedure: str
    """National code."""
    opens: date
    closes: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayReason:
    """One official reason of lateness."""

    code: str
    wording: str
    where: str
    objective: bool
    """Khách quan; else chủ quan."""
    needs_evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a body of an inter-agency procedure works in this system; empty: nowhere, its paper comes in."""

    unit: str = ""
    calendar: str = ""
    """Version of that unit's calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The facts of the office that a decision may need; they live in the database and change there."""

    unit: str
    windows: tuple[Window, ...] = ()
    explanation_within: Period | None = None
    """None: as the regime's parameter says."""
    people: frozenset[str] | None = None
    """Whom work may be given to; None: not checked."""
    bodies: Mapping[str, Place] = field(default_factory=dict)
    """By a body's key in the declarations: which unit of this system that is."""

    def window(self, procedure: str, on: date) -> Window | None:
        """The window open on that day, else the latest that closed before it (late submissions are looked at too)."""
        mine = sorted((one for one in self.windows if one.procedure == procedure), key=lambda one: one.opens)
        holding = [one for one in mine if one.opens <= on <= one.closes]
        return holding[-1] if holding else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotted:
    """Numbers the engine took from the office's counters for one command, in its transaction."""

    reference: str = ""
    """Mã hồ sơ."""
    secret: str = ""
    letter_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    procedure: Procedure
    regime: Regime
    calendar: WorkingCalendar
    office: Office
    digest: str = ""
    reasons: Mapping[str, DelayReason] = field(default_factory=dict)
    allotted: Allotted = Allotted()
    calendars: Mapping[str, WorkingCalendar] = field(default_factory=dict)
    """Other bodies' calendars by version, where they work by their own."""
    calendar_before: WorkingCalendar | None = None
    """The calendar the dossier had, where a command applies another one; None for every other command."""

    procedure_before: Procedure | None = None
    """The version the dossier had, where a command moves it to another one; None for every other command."""

    def settled(self) -> "Rules":
        """As the dossier is judged once the command is done: there is nothing before it any more."""
        return replace(self, calendar_before=None, procedure_before=None)

    def before(self) -> "Rules":
        """As the dossier was judged until now."""
        if self.calendar_before is None and self.procedure_before is None:
            return self
        return replace(
            self,
            calendar=self.calendar_before or self.calendar,
            procedure=self.procedure_before or self.procedure,
            calendar_before=None,
            procedure_before=None,
        )
