"""The law as loaded: every declared procedure, regime and calendar, checked once."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tthc_engine.catalogue.checks import DeclaredFile, check
from tthc_engine.catalogue.files import CalendarYear, Minutes, OfficePresets, minutes
from tthc_engine.catalogue.overlays import FOLDER as OVERLAYS
from tthc_engine.catalogue.overlays import Overlay
from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.catalogue.search import ranked
from tthc_engine.domain.calendar import Closure, DayOff, MakeUpDay, WorkingCalendar
from tthc_engine.domain.errors import DeclarationError, NotInForce, Problem, ReceivedTooEarly, UnknownProcedure
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.regime import Regime

HOURS = "hours.yaml"
_READ_ELSEWHERE = frozenset(
    {"reasons", "plans", "indicators", "telling", "feedback", "levels", "portal", "retention", "review", "waits"}
)
"""Folders whose declarations are of other kinds; `reasons.py` and their like read them."""
Week = Sequence[Sequence[tuple[Minutes, Minutes]]]


class Catalogue:
    """Immutable; cheap to share. `Catalogue.load` and `packaged` make one."""

    def __init__(
        self,
        *,
        procedures: Iterable[Procedure],
        regimes: Iterable[Regime],
        calendar_years: Iterable[CalendarYear],
        presets: OfficePresets,
        overlays: Iterable[Overlay] = (),
    ) -> None:
        self.procedures: tuple[Procedure, ...] = tuple(
            sorted(procedures, key=lambda one: (one.slug, one.in_force_from))
        )
        """Every version of every procedure."""
        self.regimes: tuple[Regime, ...] = tuple(sorted(regimes, key=lambda one: one.received_from))
        self.calendar_years: tuple[CalendarYear, ...] = tuple(sorted(calendar_years, key=lambda one: one.year))
        self.presets = presets.presets
        self.overlays: tuple[Overlay, ...] = tuple(overlays)
        """Local decisions that shorten a limit."""
        self._versions: dict[str, list[Procedure]] = {}
        for procedure in self.procedures:
            for name in {procedure.code, procedure.slug}:
                self._versions.setdefault(name, []).append(procedure)
        self._calendars: dict[str, WorkingCalendar] = {}

    @classmethod
    def load(cls, root: Path) -> "Catalogue":
        """Everything below `root`. Raises DeclarationError with every problem found, never only the first."""
        found, problems = _read_all(root)
        # What could not be read may be what another file refers to: name each mistake once.
        problems += check(found, alone=bool(problems))
        if problems:
            raise DeclarationError(sorted(problems, key=lambda one: (one.file, one.line)))
        return cls(
            procedures=[one.value for one in found if isinstance(one.value, Procedure)],
            regimes=[one.value for one in found if isinstance(one.value, Regime)],
            calendar_years=[one.value for one in found if isinstance(one.value, CalendarYear)],
            presets=next(one.value for one in found if isinstance(one.value, OfficePresets)),
            overlays=[one.value for one in found if isinstance(one.value, Overlay)],
        )

    def versions(self, code_or_slug: str) -> tuple[Procedure, ...]:
        """Oldest first. Raises UnknownProcedure."""
        if not (found := self._versions.get(code_or_slug)):
            raise UnknownProcedure(procedure=code_or_slug)
        return tuple(found)

    def in_force(self, code_or_slug: str, on: date) -> Procedure:
        """The version a dossier received on that day is handled under until it ends.

        Raises UnknownProcedure, or NotInForce when no version covers `on`.
        """
        for procedure in self.versions(code_or_slug):
            if procedure.in_force(on):
                return procedure
        raise NotInForce(procedure=code_or_slug, on=on)

    def version(self, slug: str, in_force_from: date) -> Procedure:
        """The version named by a log. Raises UnknownProcedure or NotInForce."""
        for procedure in self.versions(slug):
            if procedure.in_force_from == in_force_from:
                return procedure
        raise NotInForce(procedure=slug, on=in_force_from)

    def regime(self, slug: str) -> Regime:
        """The decree named by a log. Raises DeclarationError for a slug nobody declared."""
        for regime in self.regimes:
            if regime.slug == slug:
                return regime
        raise DeclarationError(f"No regime {slug} is declared; there are {[one.slug for one in self.regimes]}.")

    def regime_on(self, received: date) -> Regime:
        """The decree that governs a dossier received on that day. Raises ReceivedTooEarly before the first."""
        for regime in reversed(self.regimes):
            if regime.received_from <= received:
                return regime
        raise ReceivedTooEarly(received_at=received, earliest=self.regimes[0].received_from)

    def search(self, words: str, on: date, *, used: Mapping[str, int] = MappingProxyType({})) -> list[Procedure]:
        """Procedures in force `on` that day in which every word occurs, best first; diacritics do not matter.

        `used` counts by code how often each was received: of equal fits the most used comes first.
        """
        return ranked((one for one in self.procedures if one.in_force(on)), words, used=used)

    def matching(self, words: str) -> list[Procedure]:
        """As `search`, but every version, in force or not."""
        return ranked(self.procedures, words)

    @staticmethod
    def packaged_root() -> Path:
        """Where the declarations that came with this software lie."""
        return shipped()

    def office_calendar(self, preset: str) -> WorkingCalendar:
        """The calendar of an office with the hours of `procedures/calendars/hours.yaml` (`vn-a`, `vn-sat`, …).

        Raises KeyError for a preset nobody declared.
        """
        if preset not in self._calendars:
            hours = self.presets[preset]
            self._calendars[preset] = self.calendar(name=preset, week=hours.week, receive_only=hours.receive_only)
        return self._calendars[preset]

    def calendar(
        self,
        *,
        name: str,
        week: Week,
        receive_only: Week = (),
        days_off: Iterable[DayOff] = (),
        make_up_days: Iterable[MakeUpDay] = (),
        closures: Iterable[Closure] = (),
    ) -> WorkingCalendar:
        """The national days with one office's hours (minutes of the day, Monday first) and its own closures.

        `days_off`, `make_up_days` and `closures` are the office's; on the same day they win over the national ones.
        """
        closed = {day.on: day for day in days_off}
        worked = {day.on: day for day in make_up_days}
        off = {
            day.on: DayOff(day.on, day.reason, day.decision)
            for year in self.calendar_years
            for day in year.days_off
            if day.on not in worked
        }
        make_up = {
            day.on: MakeUpDay(day.on, None if day.sessions is None else tuple(map(minutes, day.sessions)), day.decision)
            for year in self.calendar_years
            for day in year.make_up_days
            if day.on not in closed
        }
        return WorkingCalendar(
            name=name,
            week=week,
            days_off=(off | closed).values(),
            make_up_days=(make_up | worked).values(),
            published=frozenset(year.year for year in self.calendar_years if year.published),
            provisional=frozenset(year.year for year in self.calendar_years if not year.published),
            receive_only=receive_only,
            closures=closures,
        )


@cache
def packaged() -> Catalogue:
    """The declarations that came with this software; loaded once a process."""
    return Catalogue.load(Catalogue.packaged_root())


def load_procedure(path: Path) -> Procedure:
    """One declaration by its path, checked by itself. Raises DeclarationError."""
    source = read(path)
    procedure = parse(source, Procedure)
    if problems := check([DeclaredFile(path, source, procedure)], alone=True):
        raise DeclarationError(problems)
    return procedure


def digest(procedure: Procedure) -> str:
    """sha256 of what the declaration says: the same for the same law, however the file is laid out.

    Keys left at their default do not count, so a key added by a newer version of this software changes nothing.
    """
    said = procedure.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _read_all(root: Path) -> tuple[list[DeclaredFile], list[Problem]]:
    found: list[DeclaredFile] = []
    problems: list[Problem] = []
    for path in sorted(root.rglob("*.yaml")):
        if path.relative_to(root).parts[0] in _READ_ELSEWHERE:
            continue
        try:
            found.append(_read_one(path, root))
        except DeclarationError as error:
            problems += error.problems
    return found, problems


def _read_one(path: Path, root: Path) -> DeclaredFile:
    folder = path.relative_to(root).parts[0]
    source = read(path)
    value: Procedure | Regime | CalendarYear | OfficePresets | Overlay
    if folder == "regimes":
        value = parse(source, Regime)
    elif folder == "calendars":
        value = parse(source, OfficePresets) if path.name == HOURS else parse(source, CalendarYear)
    elif folder == OVERLAYS:
        value = parse(source, Overlay)
    else:
        value = parse(source, Procedure)
    return DeclaredFile(path, source, value)
