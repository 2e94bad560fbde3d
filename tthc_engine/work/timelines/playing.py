"""Play a timeline through `decide` and `fold` on the office's real calendar, and say where it differs."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from tthc_engine.catalogue import Catalogue, digest
from tthc_engine.catalogue.checks import DeclaredFile, check
from tthc_engine.catalogue.overlays import Overlay, fits, with_cut
from tthc_engine.catalogue.reading import parse
from tthc_engine.catalogue.reading import read as read_declaration
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain import commands as c
from tthc_engine.domain import cut, timing
from tthc_engine.domain.absence import Substitution
from tthc_engine.domain.alerts import told
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.decide import decide
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import DeclarationError, NotInForce, Refusal, UnknownVersion
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.fold import replay
from tthc_engine.domain.obligations import Settled
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.domain.requests import UnknownWord, command
from tthc_engine.domain.rules import Allotted, Office, Rules, Window
from tthc_engine.domain.standing import Standing
from tthc_engine.work.timelines.persons import UNIT, somebody, substitution
from tthc_engine.work.timelines.reading import Line, Timeline, TimelineError

_SETS = frozenset({"owed", "met", "alerts", "bodies_at_work", "late_bodies"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    where: str
    story: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.story}: {self.what}"


def play(timeline: Timeline, catalogue: Catalogue) -> list[Difference]:
    """What differs from the story; empty when it holds.

    Raises:
        TimelineError: a line cannot be understood (unknown command, role, procedure, office).
    """
    stage = _Stage(timeline=timeline, catalogue=catalogue, calendar=_calendar(timeline, catalogue))
    return [difference for line in timeline.lines for difference in _played(stage, line)]


def _calendar(timeline: Timeline, catalogue: Catalogue) -> WorkingCalendar:
    try:
        return catalogue.office_calendar(timeline.office)
    except (KeyError, ValueError) as error:
        raise TimelineError(f"{timeline.file}:{timeline.number}: unknown office {timeline.office!r}") from error


@dataclass(slots=True, kw_only=True)
class _Stage:
    """Where one story stands."""

    timeline: Timeline
    catalogue: Catalogue
    calendar: WorkingCalendar
    procedure: Procedure | None = None
    rules: Rules | None = None
    dossier: Dossier | None = None
    alerts: set[str] = field(default_factory=set)
    absences: list[Substitution] = field(default_factory=list)
    last: AnyEvent | None = None
    """What a person did last."""

    def instant(self, given: Any) -> datetime:
        """An instant of the office's wall clock, to the minute; another zone is not understood."""
        text = str(given).strip().replace("T", " ").removesuffix(":00" if str(given).count(":") > 1 else "")
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=self.calendar.zone)
        except ValueError as error:
            raise UnknownWord(f'{given!r} is not an instant; write "2026-06-01 09:00"') from error

    def happened(self, events: list[AnyEvent]) -> None:
        self.dossier = replay(events, self.dossier)
        self.last = next((event for event in reversed(events) if event.by != THE_CLOCK.person), self.last)
        self.alerts |= {role.value for event in events for role in told(event)}


def _played(stage: _Stage, line: Line) -> list[Difference]:
    where = f"{stage.timeline.file}:{line.number}"

    def differs(what: str) -> Difference:
        return Difference(where=where, story=stage.timeline.name, what=what)

    try:
        at = stage.instant(line.at)
        if line.expect is not None:
            return [differs(what) for what in _unmet(stage, line, at)]
        if line.sweep:
            _sweep(stage, at)
            return []
        _do(stage, line, at)
    except Refusal as refusal:
        if refusal.name == line.refused:
            return []
        expected = f", expected {line.refused}" if line.refused else ""
        return [differs(f"{line.do} was refused: {refusal.name} ({refusal}){expected}")]
    except (UnknownWord, DeclarationError, CalendarNotPublished) as error:
        raise TimelineError(f"{where}: {error}") from error
    return [differs(f"{line.do} was done, expected the refusal {line.refused}")] if line.refused else []


def _sweep(stage: _Stage, at: datetime) -> None:
    if stage.dossier is None or stage.rules is None:
        return
    stage.happened(decide(stage.dossier, c.CheckClock(dossier="1", by=THE_CLOCK), stage.rules, at=at))


def _do(stage: _Stage, line: Line, at: datetime) -> None:
    if stage.dossier is None and line.do != "substitute":
        _register(stage, line, at)
    word = line.do
    if word == "substitute":
        stage.absences.append(substitution(line.arguments, _actor(stage, line, at)))
        return None
    assert stage.rules is not None
    if word == "finish":
        return _finish(stage, line, at)
    if stage.dossier is None and word in ("request_supplement", "refuse"):
        _decide(stage, "submit", {"case": stage.timeline.case}, _actor(stage, line, at), at)
    arguments = dict(line.arguments)
    if word in ("accept", "submit") and stage.timeline.case and "case" not in arguments and stage.dossier is None:
        arguments["case"] = stage.timeline.case
    _decide(stage, word, arguments, _actor(stage, line, at), at)
    return None


def _finish(stage: _Stage, line: Line, at: datetime) -> None:
    """Every remaining step by its owner, then the release, all at one instant."""
    result = stage.rules.procedure.result.key if stage.rules else ""
    for _ in stage.rules.procedure.steps if stage.rules else ():
        if stage.dossier is None or stage.dossier.current_step in (result, None):
            break
        _decide(stage, "complete", {}, _role_holder(stage, "owner"), at)
    _decide(stage, "release_result", dict(line.arguments), _role_holder(stage, "approver"), at)


def _decide(stage: _Stage, word: str, arguments: dict[str, Any], by: Actor, at: datetime) -> None:
    rules = stage.rules
    assert rules is not None
    try:
        asked = command(word, arguments, by=by, dossier="1", procedure=rules.procedure, instant=stage.instant)
    except (TypeError, ValueError) as error:
        raise UnknownWord(str(error)) from error
    _check_kinds(word, asked)
    if isinstance(asked, c.Accept) and stage.dossier is not None and set(arguments) <= {"received_at"}:
        # What was registered when it was handed in stands; a case or a channel named now would change it.
        asked = replace(asked, registration=None)
    if isinstance(asked, c.MoveVersion):
        rules = _moved_to(stage, asked, rules)
    stage.happened(decide(stage.dossier, asked, rules, at=at))
    stage.rules = replace(rules, procedure_before=None)


def _moved_to(stage: _Stage, asked: c.MoveVersion, rules: Rules) -> Rules:
    """The rules of the version that the story names: a day in force, `code@day`, or the path of a declaration."""
    if asked.to.endswith((".yaml", ".yml")):
        target = _declared(_beside(stage, asked.to))
    else:
        code, _, day = asked.to.rpartition("@")
        found = [one for one in stage.catalogue.versions(code or rules.procedure.code) if str(one.in_force_from) == day]
        if not found:
            raise UnknownVersion(procedure=code or rules.procedure.code, version=day)
        target = found[0]
    return replace(rules, procedure=target, digest=digest(target), procedure_before=rules.procedure)


def _check_kinds(word: str, asked: Any) -> None:
    """A person's file may hold anything: an argument of another kind than the command's is told, not tried."""
    for one in fields(asked):
        value = getattr(asked, one.name)
        kinds = get_args(one.type) if isinstance(one.type, UnionType) else (one.type,)
        if is_dataclass(value) and not isinstance(value, type):
            _check_kinds(word, value)
        elif all(isinstance(kind, type) for kind in kinds) and not isinstance(value, kinds):
            raise UnknownWord(f"{word}: {one.name} cannot be {value!r}")


def _register(stage: _Stage, line: Line, at: datetime) -> None:
    """The law in force on the day of receipt: the procedure's version and the regime."""
    received = stage.instant(line.arguments["received_at"]) if "received_at" in line.arguments else at
    day = stage.calendar.local(received).date()
    procedure = _cut(stage, _procedure(stage, day), day)
    regime = stage.timeline.regime
    stage.rules = Rules(
        procedure=procedure,
        regime=stage.catalogue.regime(regime) if regime else stage.catalogue.regime_on(day),
        calendar=stage.calendar,
        digest=digest(procedure),
        office=Office(
            unit=UNIT,
            windows=tuple(
                Window(procedure=procedure.code, opens=opens, closes=closes) for opens, closes in stage.timeline.windows
            ),
        ),
        reasons=delay_reasons(),
        allotted=Allotted(reference=f"H99-{day:%Y%m%d}-0001", secret="TIMELINE", letter_number="01"),
    )


def _procedure(stage: _Stage, day: date) -> Procedure:
    name = stage.timeline.procedure
    if name.endswith((".yaml", ".yml")):
        declared = _declared(_beside(stage, name))
        if not declared.in_force(day):
            raise NotInForce(procedure=declared.code, on=day)
        return declared
    return stage.catalogue.in_force(name, day)


def _cut(stage: _Stage, procedure: Procedure, day: date) -> Procedure:
    """With the local decision that the story names."""
    if stage.timeline.overlay is None:
        return procedure
    path = _beside(stage, stage.timeline.overlay)
    try:
        overlay = parse(read_declaration(path), Overlay)
    except OSError as error:
        raise UnknownWord(f"no overlay at {path}") from error
    if not fits(overlay, procedure):
        raise UnknownWord(f"the overlay {path} does not shorten {procedure.code} of {procedure.in_force_from}")
    return with_cut(procedure, [overlay], province=overlay.province, on=day)


def _beside(stage: _Stage, name: str) -> Path:
    """A path as the story writes it: beside its own file, else from here."""
    path = Path(stage.timeline.file).parent / name
    return path if path.exists() else Path(name)


def _declared(path: Path) -> Procedure:
    """A declaration of somebody's own, checked by itself. It may lie anywhere, under any name, as a draft may."""
    try:
        source = read_declaration(path)
    except OSError as error:
        raise UnknownWord(f"no declaration at {path}") from error
    procedure = parse(source, Procedure)
    if problems := check([DeclaredFile(path.with_name(f"{procedure.code}.yaml"), source, procedure)], alone=True):
        raise DeclarationError(problems)
    return procedure


def _actor(stage: _Stage, line: Line, at: datetime) -> Actor:
    substitute = somebody(line.by, line.do, stage.absences, at, local=stage.calendar.local)
    return _role_holder(stage, line.by) if substitute is None else substitute


def _role_holder(stage: _Stage, by: str) -> Actor:
    if by == "owner":
        step = timing.current_step(stage.dossier, stage.rules) if stage.dossier and stage.rules else None
        by = step.owner.value if step else Role.DESK.value
    assigned = stage.dossier.assignee if stage.dossier else None
    try:
        role = Role(by)
    except ValueError as error:
        known = ", ".join([*(one.value for one in Role), "owner"])
        raise UnknownWord(f"unknown role {by!r}; there are: {known}") from error
    step = timing.current_step(stage.dossier, stage.rules) if stage.dossier and stage.rules else None
    theirs = assigned is not None and step is not None and step.owner is role
    return Actor(person=assigned if theirs and assigned else by, roles=frozenset({role}), unit=UNIT)


def _unmet(stage: _Stage, line: Line, at: datetime) -> list[str]:
    if stage.dossier is None or stage.rules is None:
        return ["nothing was registered yet"]
    found = []
    for name, expected in (line.expect or {}).items():
        actual = _ACTUAL[name](stage, stage.dossier, stage.rules, at)
        wanted = sorted(expected or ()) if name in _SETS else _shown(name, expected)
        if name == "alerts":
            stage.alerts.clear()
        if actual != wanted:
            found.append(f"{name} is {actual}, expected {wanted}")
    return found


def _shown(name: str, value: Any) -> Any:
    """As the actual value is shown; YAML reads a bare `on` as true, which only `standing_by_date` can mean."""
    if name == "standing_by_date" and value is True:
        return "on"
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


def _instant(at: datetime | None, rules: Rules) -> str | None:
    return None if at is None else rules.calendar.local(at).strftime("%Y-%m-%d %H:%M")


_Actual = Callable[[_Stage, Dossier, Rules, datetime], Any]
_ACTUAL: dict[str, _Actual] = {
    "due_at": lambda _, dossier, rules, at: _instant(timing.due_at(dossier, rules), rules),
    "appointment": lambda _, dossier, rules, at: _instant(dossier.appointment, rules),
    "new_appointment": lambda _, dossier, rules, at: _instant(dossier.new_appointment, rules),
    "standing": lambda _, dossier, rules, at: timing.standing(dossier, rules, at).value,
    "standing_by_date": lambda _, dossier, rules, at: _by_date(dossier, rules, at),
    "status": lambda _, dossier, rules, at: dossier.status,
    "current_step": lambda _, dossier, rules, at: dossier.current_step if dossier.stage is not Stage.ENDED else None,
    "owed": lambda _, dossier, rules, at: sorted({one.kind.value for one in dossier.obligations if one.is_open}),
    "met": lambda _, dossier, rules, at: sorted(
        {one.kind.value for one in dossier.obligations if one.settled is Settled.MET}
    ),
    "letters": lambda _, dossier, rules, at: [one.kind.value for one in dossier.letters],
    "supplements": lambda _, dossier, rules, at: len(dossier.supplements),
    "outcome": lambda _, dossier, rules, at: dossier.outcome.value if dossier.outcome else None,
    "working_minutes_late": lambda _, dossier, rules, at: timing.minutes_late(dossier, rules, at),
    "alerts": lambda stage, dossier, rules, at: sorted(stage.alerts),
    "cut_due_at": lambda _, dossier, rules, at: _instant(cut.cut_due(dossier, rules), rules),
    "cut_standing": lambda _, dossier, rules, at: _value(cut.cut_standing(dossier, rules, at)),
    "version": lambda _, dossier, rules, at: dossier.in_force_from.isoformat(),
    "step_due": lambda _, dossier, rules, at: _instant(timing.step_due(dossier, rules), rules),
    "acted_by": lambda stage, dossier, rules, at: stage.last.by if stage.last else None,
    "acted_for": lambda stage, dossier, rules, at: stage.last.stands_for if stage.last else None,
    "bodies_at_work": lambda _, dossier, rules, at: sorted({one.body for one in dossier.at_work}),
    "late_bodies": lambda _, dossier, rules, at: sorted({one.body for one in dossier.parts if one.late_for}),
}


def _value(standing: Standing | None) -> str | None:
    return standing.value if standing is not None else None


def _by_date(dossier: Dossier, rules: Rules, at: datetime) -> str | None:
    found = timing.by_date(dossier, rules, at)
    return found.value if found is not None else None
