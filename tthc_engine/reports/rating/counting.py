"""What a month's dossiers, sheets and reflections say of each officer of one unit.

An officer answers for the steps that were theirs. A late dossier counts against those whose own step ran over its
limit, against whoever used most time in it where no step did, and against nobody else; lateness by circumstances is
left out of the share, told apart. Work is told in working time, absences in days, so that a small number is not taken
for little work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from tthc_engine.catalogue.feedback import survey
from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.events import SupplementRequested
from tthc_engine.domain.feedback import About, Rating
from tthc_engine.domain.rating import Criterion, Proposal, Scheme, proposed
from tthc_engine.domain.standing import ByDate
from tthc_engine.engine import Engine
from tthc_engine.reports import lateness, voices
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.evaluation import JUDGED, main_hand
from tthc_engine.reports.facts import Fact, known
from tthc_engine.reports.histories import histories_of
from tthc_engine.store import offices, ratings, surveys
from tthc_engine.store.sql import Session

FIGURES = ("in_time", "late_own", "late_circumstances", "late_unexplained", "late_others", "again", "unrecorded")
"""Figures that dossiers stand behind."""


@cache
def scheme() -> Scheme:
    return parse(read(shipped("indicators", "staff_rating.yaml")), Scheme)


@dataclass(slots=True, kw_only=True)
class Worked:
    """One officer's month."""

    person: str
    name: str
    title: str
    behind: dict[str, list[Fact]] = field(default_factory=lambda: {key: [] for key in FIGURES})
    """Of each figure its dossiers."""
    dossiers: dict[str, Fact] = field(default_factory=dict)
    minutes: int = 0
    """Working time in steps of the unit, of dossiers that were settled in the month."""
    sheets: int = 0
    satisfied: int = 0
    complaints: int = 0
    """Upheld, about acts of officials, in a dossier that was this officer's."""
    away_days: int = 0
    """Working days on which somebody stood in."""
    present_days: int | None = None
    """Working days of the month less those; None: the calendar does not reach."""
    register_kept: bool = False

    def count(self, figure: str) -> int:
        return len(self.behind[figure])

    @property
    def shares(self) -> Mapping[Criterion, float | None]:
        judged = self.count("in_time") + self.count("late_own") + self.count("late_unexplained")
        every = len(self.dossiers)
        costs, most = scheme().complaint_costs, {one.key: one.points for one in scheme().criteria}
        kept = max(0.0, 1 - self.complaints * costs / most["complaints"]) if "complaints" in most else None
        return {
            "in_time": self.count("in_time") / judged if judged else None,
            "once": 1 - self.count("again") / every if every else None,
            "recorded": 1 - self.count("unrecorded") / every if every else None,
            "satisfied": self.satisfied / self.sheets if self.sheets >= survey().fewest else None,
            "complaints": kept if self.register_kept else None,
        }

    @property
    def proposal(self) -> Proposal:
        return proposed(scheme(), self.shares, dossiers=len(self.dossiers))


def staff(engine: Engine, session: Session, look: Look) -> list[Worked]:
    """Everybody who is rated in the unit of `look`, by name."""
    unit, (first, last) = look.unit, (look.period.first_on, look.period.last_on)
    roles = tuple(role.value for role in scheme().rated)
    every = {
        person: Worked(person=person, name=name, title=title)
        for person, name, title in ratings.rated(session, unit, roles, first, last)
    }
    settled = list(_settled(session, look))
    _count_steps(every, settled, unit)
    _count_lateness(engine, session, look, every, settled)
    _count_supplements(session, look, every, settled)
    _count_voices(engine, session, look, every)
    _count_days(every, ratings.away(session, first, last), _working_days(engine, session, look))
    return list(every.values())


def _settled(session: Session, look: Look) -> Iterator[Fact]:
    """Granted or refused in the month, decided or received by the unit."""
    span = (look.period.first_on.isoformat(), look.period.last_on.isoformat())
    where = "(competent_unit = ? OR receiving_unit = ?) AND ended_on >= ? AND ended_on <= ?"
    for fact in known(session, look.then, where=where, values=(look.unit, look.unit, *span)):
        if look.settled(fact) and fact.outcome in JUDGED:
            yield fact


def _count_steps(every: Mapping[str, Worked], settled: list[Fact], unit: str) -> None:
    for fact in settled:
        for step in fact.steps:
            if step.unit == unit and step.person in every:
                mine = every[step.person]
                mine.minutes += step.minutes
                mine.dossiers[fact.dossier] = fact


def answerable(fact: Fact) -> frozenset[str]:
    """Whose own step ran over its limit; where none did, who used most working time."""
    over = {one.person for one in fact.steps if one.person and one.planned is not None and one.minutes > one.planned}
    return frozenset(over) or frozenset({main_hand(fact)} - {""})


def _count_lateness(
    engine: Engine, session: Session, look: Look, every: Mapping[str, Worked], settled: list[Fact]
) -> None:
    late = [one for one in settled if one.by_date(look.then, look.basis) is ByDate.AFTER]
    told = {one.fact.dossier: one for one in lateness.looked(engine, session, late, look)}
    for mine in every.values():
        for fact in mine.dossiers.values():
            if fact.by_date(look.then, look.basis) is not ByDate.AFTER:
                mine.behind["in_time"].append(fact)
                continue
            seen = told.get(fact.dossier)
            nature = seen.nature if seen is not None else ""
            if mine.person not in answerable(fact):
                mine.behind["late_others"].append(fact)
                continue
            kind = {lateness.OWN: "late_own", lateness.CIRCUMSTANCES: "late_circumstances"}
            mine.behind[kind.get(nature, "late_unexplained")].append(fact)
            if seen is not None and seen.reason_code in scheme().unrecorded:
                mine.behind["unrecorded"].append(fact)


def _count_supplements(session: Session, look: Look, every: Mapping[str, Worked], settled: list[Fact]) -> None:
    """Who asked a second time, not who was asked first."""
    again = {one.dossier: one for one in settled if one.supplements > 1}
    for dossier, history in histories_of(session, sorted(again), known_at=look.then).items():
        asked = [event for event in history.events if isinstance(event, SupplementRequested)]
        for person in {event.by for event in asked[1:]}:
            if person in every and dossier in every[person].dossiers:
                every[person].behind["again"].append(again[dossier])


def _count_voices(engine: Engine, session: Session, look: Look, every: Mapping[str, Worked]) -> None:
    first, after = look.period.first_on, look.period.last_on + timedelta(days=1)
    for (_, officer), tally in surveys.tallies(session, {look.unit}, first, after).items():
        if officer in every:
            every[officer].sheets = tally.sheets
            every[officer].satisfied = tally.verdicts[Rating.SATISFIED]
    heard = voices.heard(engine, session, look)
    for mine in every.values():
        mine.register_kept = bool(heard)
    for one in heard:
        right = one.case.about is About.CONDUCT and one.case.upheld is True
        person = _whose(session, look, one.feedback.about_reference) if right else ""
        if look.within(one.case.concluded_at) and person in every:
            every[person].complaints += 1


def _whose(session: Session, look: Look, reference: str) -> str:
    """The officer of the dossier that a reflection names: who has it, else who used most time in it."""
    if not reference.strip():
        return ""
    row = session.row("SELECT id, assignee FROM dossier WHERE reference = ?", (reference.strip(),))
    if row is None:
        return ""
    found = list(known(session, look.then, where="dossier_id = ?", values=(row[0],)))
    return (main_hand(found[0]) if found else "") or str(row[1] or "")


def _working_days(engine: Engine, session: Session, look: Look) -> list[date] | None:
    office = offices.office(session, look.unit)
    if office is None:
        return None
    calendar: WorkingCalendar = engine.rulebook.declarations.calendar(session, office.calendar)
    first, last = look.period.first_on.toordinal(), look.period.last_on.toordinal()
    try:
        return [day for at in range(first, last + 1) if calendar.is_working_day(day := date.fromordinal(at))]
    except CalendarNotPublished:
        return None


def _count_days(every: Mapping[str, Worked], away: Mapping[str, frozenset[date]], working: list[date] | None) -> None:
    for mine in every.values():
        if working is not None:
            mine.away_days = sum(day in away.get(mine.person, frozenset()) for day in working)
            mine.present_days = len(working) - mine.away_days
