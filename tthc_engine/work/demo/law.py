"""What the law and the calendar say about one invented dossier, so that its life can be laid out around its dates."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from tthc_engine.catalogue import Catalogue
from tthc_engine.domain import clock, timing
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.procedure import Channel, Procedure
from tthc_engine.domain.regime import Regime
from tthc_engine.work.demo.office import DemoOffice


@dataclass(frozen=True)
class Law:
    """The rules of one office for one procedure; `window_closes` is set where its period counts from there."""

    procedure: Procedure
    regime: Regime
    calendar: WorkingCalendar
    window_closes: datetime | None = None

    def due(self, case: str, channel: Channel, run_from: datetime) -> datetime | None:
        """The due instant of a dossier whose period runs from `run_from`; None where the law sets none."""
        phases = self.procedure.limit(case, channel).phases
        starts = timing.starts_of(
            phases,
            run_from=run_from,
            window_closes=self.window_closes,
            entered={},
            late_submissions=self.procedure.late_submissions,
        )
        return clock.due_at(phases, starts, self.calendar, counting=self.regime.counting.value)

    def soon_from(self, due: datetime) -> datetime:
        """When the clock asks the handler whether the date will hold."""
        return clock.working_time_before(due, self.regime.due_soon_before, self.calendar)

    def apology_until(self, due: datetime) -> datetime:
        return clock.last_instant_before(due, self.regime.apology_before, self.calendar)

    def ask_until(self, received: datetime) -> datetime:
        """The last instant at which a supplement may be asked for without the supervisor."""
        return clock.period_end(self.regime.supplement_within, received, self.calendar)

    def closable_from(self, asked: datetime) -> datetime:
        """When a dossier whose applicant never answered may be closed. Raises ValueError where no rule allows it."""
        if self.regime.supplement_answer is None:
            raise ValueError(f"{self.regime.slug} closes nothing")
        until = clock.period_end(self.regime.supplement_answer, asked, self.calendar)
        return self.calendar.opening(self.calendar.working_day_after(self.calendar.local(until).date()))

    @cached_property
    def handlers_steps(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.procedure.handling[:-1])


class Lawbook:
    """The laws of the demo's offices, each made once."""

    def __init__(self, catalogue: Catalogue, office: DemoOffice) -> None:
        self._catalogue = catalogue
        self._office = office
        self._calendars = {unit.id: catalogue.office_calendar(unit.hours) for unit in office.units if unit.hours}
        self._laws: dict[tuple[str, str, date], Law] = {}

    def calendar(self, unit: str) -> WorkingCalendar:
        return self._calendars[unit]

    def in_force(self, codes: tuple[str, ...], on: date) -> list[str]:
        """Those of `codes` under which a dossier may be received that day."""
        return [code for code in codes if any(version.in_force(on) for version in self._catalogue.versions(code))]

    def law(self, unit: str, code: str, on: date) -> Law:
        procedure = self._catalogue.in_force(code, on)
        key = (unit, procedure.slug, procedure.in_force_from)
        if key not in self._laws:
            window = self._office.window(unit, code)
            self._laws[key] = Law(
                procedure=procedure,
                regime=self._catalogue.regime_on(on),
                calendar=self.calendar(unit),
                window_closes=self._closing(unit, window.closes) if window else None,
            )
        return self._laws[key]

    def _closing(self, unit: str, day: date) -> datetime:
        calendar = self.calendar(unit)
        return calendar.closing(day) if calendar.is_working_day(day) else calendar.at(day, 24 * 60 - 1)
