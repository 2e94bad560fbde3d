"""Why a due date is that date: the rule, the calendar, every day counted or skipped, every stop and restart.

A derivation carries all that is needed to count again without this software: a second, independent checker does so in
the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, assert_never

from tthc_engine.domain import derivation_words
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.clock import Stop, Stretch, course, start_of
from tthc_engine.domain.derivation_lines import Line, LineKind, folded, lines_of
from tthc_engine.domain.derivation_phrases import Reason, Say, vietnamese
from tthc_engine.domain.time_limit import Counting, Phase, PhaseStart, SupplementMode

__all__ = ["Derivation", "Line", "LineKind", "PhaseCount", "Restart", "Rule", "derive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where the counted limit stands: texts for people, quoted as given, never evaluated."""

    procedure: str = ""
    """Code and version, e.g. `2.002854, hiệu lực từ 10/05/2026`."""
    limit: str = ""
    """The limit as the sheet prints it: "05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ"."""
    regime: str = ""
    """The one-stop decree by which the dossier is handled."""
    counting_citation: str = ""
    supplement_citation: str = ""
    version: tuple[str, date] | None = None
    """Code and first day in force, where `procedure` was made of them: other languages word it themselves."""
    changed: tuple[str, str, datetime, str] | None = None
    """Where `limit` tells of a date that an act set: phrase, the limit as the sheet has it, the date, why."""

    def procedure_in(self, say: Say) -> str:
        return (
            say("version", code=self.version[0], day=f"{self.version[1]:%d/%m/%Y}") if self.version else self.procedure
        )

    def limit_in(self, say: Say) -> str:
        if self.changed is None:
            return self.limit
        phrase, limit, until, why = self.changed
        return say(phrase, limit=limit, time=f"{until:%H:%M}", day=f"{until:%d/%m/%Y}", why=why)


_QUOTED = ("procedure", "limit", "regime", "counting_citation", "supplement_citation")
"""What is kept of a rule, as texts."""


@dataclass(frozen=True, slots=True)
class Restart:
    """A supplement after which the period was counted again from the beginning."""

    requested: datetime
    answered: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PhaseCount:
    """One phase as it was counted."""

    phase: Phase
    counting: Counting
    start: datetime | None
    """None: what starts this phase has not happened yet."""
    begun: datetime | None
    """Where counting really began: `start`, or the opening it rolled to."""
    due: datetime | None
    lines: tuple[Line, ...]
    """Day by day; `folded` shortens them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A due date and everything behind it."""

    due: datetime | None
    """On the office's wall clock; None as in `clock.due_at`."""
    stopped: bool
    """An open stop is why there is no due instant."""
    provisional: bool
    """The count reaches into a year whose days off are not decided: "tạm tính"."""
    provisional_years: tuple[int, ...]
    counting: Counting
    mode: SupplementMode
    rule: Rule
    calendar: str
    calendar_version: str
    zone: str
    phases: tuple[PhaseCount, ...]
    stops: tuple[Stop, ...]
    restarts: tuple[Restart, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for phase in self.phases for line in phase.lines)

    def in_words(self, say: Say = vietnamese) -> list[str]:
        """The derivation as sentences, in the order in which an officer would tell it; in Vietnamese unless told."""
        return derivation_words.sentences(self, say)

    def to_json(self) -> dict[str, Any]:
        """Plain data that `json.dumps` accepts; instants in ISO 8601 with their offset."""
        return {
            "due": _iso(self.due),
            "stopped": self.stopped,
            "provisional": self.provisional,
            "provisional_years": list(self.provisional_years),
            "counting": str(self.counting),
            "mode": str(self.mode),
            "rule": {name: getattr(self.rule, name) for name in _QUOTED},
            "calendar": {"name": self.calendar, "version": self.calendar_version, "zone": self.zone},
            "rounding": [derivation_words.rounding(count) for count in self.phases],
            "phases": [_phase_json(count) for count in self.phases],
            "stops": [
                {
                    "since": _iso(stop.since),
                    "until": _iso(stop.until),
                    "reason": stop.reason,
                    "mode": str(stop.mode or self.mode),
                }
                for stop in self.stops
            ],
            "restarts": [
                {"requested": _iso(one.requested), "answered": _iso(one.answered), "reason": one.reason}
                for one in self.restarts
            ],
            "words": self.in_words(),
        }


def derive(
    phases: Sequence[Phase],
    starts: Mapping[str, datetime],
    calendar: WorkingCalendar,
    *,
    counting: Counting,
    stops: Sequence[Stop] = (),
    mode: SupplementMode = SupplementMode.RESTART,
    rule: Rule | None = None,
    restarts: Sequence[Restart] = (),
) -> Derivation:
    """`clock.due_at` with its reasons; the first arguments are the same and so is the due instant.

    `restarts` only tell how the start came about: the caller has put the restarted start into `starts`.
    """
    counts: list[PhaseCount] = []
    due: datetime | None = None
    stopped = False
    for phase in phases:
        start = start_of(phase, starts, due)
        walked: tuple[Stretch, ...] = ()
        if start is not None:
            walked = course(phase, start, calendar, counting=counting, stops=stops, mode=mode)
            due = walked[-1].due
            stopped = walked[-1].stop is not None
        counts.append(
            PhaseCount(
                phase=phase,
                counting=phase.counting or counting,
                start=calendar.local(start) if start is not None else None,
                begun=calendar.local(walked[0].start) if walked else None,
                due=walked[-1].due if walked else None,
                lines=tuple(lines_of(walked, calendar, start_day=_start_day(phase, restarts))),
            )
        )
    years = _provisional_years(counts, calendar)
    return Derivation(
        due=due,
        stopped=stopped,
        provisional=bool(years),
        provisional_years=years,
        counting=counting,
        mode=mode,
        rule=rule or Rule(),
        calendar=calendar.name,
        calendar_version=calendar.version,
        zone=calendar.zone.key,
        phases=tuple(counts),
        stops=tuple(sorted(stops, key=lambda stop: stop.since)),
        restarts=tuple(restarts),
    )


def _start_day(phase: Phase, restarts: Sequence[Restart]) -> Reason:
    match phase.start:
        case PhaseStart.ACCEPTED:
            return Reason("start_supplement" if restarts else "start_accepted")
        case PhaseStart.WINDOW_CLOSED:
            return Reason("start_window")
        case PhaseStart.EXTERNAL | PhaseStart.PREVIOUS_PHASE:
            return Reason("start_begun")
        case _:
            assert_never(phase.start)


def _provisional_years(counts: Sequence[PhaseCount], calendar: WorkingCalendar) -> tuple[int, ...]:
    days = {day for count in counts for line in count.lines for day in (line.on, line.until)}
    days |= {count.due.date() for count in counts if count.due is not None}
    return tuple(sorted({day.year for day in days if calendar.is_provisional(day)}))


def _phase_json(count: PhaseCount) -> dict[str, Any]:
    phase = count.phase
    return {
        "key": phase.key,
        "name": phase.name,
        "starts_with": str(phase.start),
        "start": _iso(count.start),
        "begun": _iso(count.begun),
        "due": _iso(count.due),
        "counting": str(count.counting),
        "fraction": str(phase.fraction),
        "hours_per_day": str(phase.hours_per_day) if phase.hours_per_day is not None else None,
        "terms": [
            {
                "amount": str(term.amount),
                "unit": str(term.unit),
                "cutoff": term.cutoff.isoformat() if term.cutoff is not None else None,
                "on": term.on.isoformat() if term.on is not None else None,
            }
            for term in phase.terms
        ],
        "lines": [line.to_json() for line in folded(count.lines)],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
