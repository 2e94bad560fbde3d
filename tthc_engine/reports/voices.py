"""What citizens said, counted: reflections in time (5.2), their rating (5.3), satisfaction at the return (5.4), II.05a.

Counted as known at `Look.then`: an act done later is not seen. Nothing rated, nothing due or nobody asked is a share of
nothing, never 100 %.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from pydantic import Field

from tthc_engine.catalogue.feedback import limits
from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.feedback import About, Act, Case, Done, Rating, State, case_of, in_time, is_open
from tthc_engine.domain.time_limit import Declared
from tthc_engine.engine import Engine
from tthc_engine.reports import indicators
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.indicators import PERCENT, Entry
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store import feedback, offices, surveys
from tthc_engine.store.feedback import Feedback
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

REGISTER = "Sổ phản ánh, kiến nghị"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One reflection as it was known."""

    feedback: Feedback
    case: Case
    acts: tuple[Done, ...]
    timely: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The figures of one unit (with those below it) and period; each a part and a whole."""

    due: int
    in_time: int
    prolonged: int
    """Not concluded and past a limit."""
    rated: int
    satisfied: int
    upheld: int
    """Complaints about acts of officials that were found right."""
    kept: bool
    """Whether the register of reflections is in use at all; where it is not, nothing is known."""
    sheets: int
    dissatisfied: int


def voices(engine: Engine, session: Session, look: Look) -> Voices:
    """Count what was concluded, rated and answered in the period."""
    every = heard(engine, session, look)
    concluded = [one for one in every if look.within(one.case.concluded_at)]
    overdue = [one for one in every if _left_lying(one)]
    rated = HEARD["reflections_satisfied"].among(every, look)
    local = [at.astimezone(HANOI).date() for at in (look.period.since, look.period.until - timedelta(microseconds=1))]
    told = surveys.together(
        surveys.tallies(session, look.units, local[0], local[1] + timedelta(days=1)).values()
    ).verdicts
    return Voices(
        due=len(concluded) + len(overdue),
        in_time=sum(map(HEARD["reflections_in_time"].holds, concluded)),
        prolonged=len(overdue),
        rated=len(rated),
        satisfied=sum(map(HEARD["reflections_satisfied"].holds, rated)),
        upheld=sum(one.case.about is About.CONDUCT and one.case.upheld is True for one in concluded),
        kept=bool(every),
        sheets=told.total(),
        dissatisfied=told[Rating.DISSATISFIED],
    )


def _left_lying(one: Heard) -> bool:
    return one.case.concluded_at is None and one.timely is False


_Holds = Callable[[Heard], bool]


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator told by reflections: which it looks at, and which of them reach it."""

    looks: Callable[[Heard, Look], bool]
    holds: _Holds

    def among(self, every: Iterable[Heard], look: Look) -> list[Heard]:
        return [one for one in every if self.looks(one, look)]


HEARD: Mapping[str, Told] = {
    "reflections_in_time": Told(
        lambda one, look: look.within(one.case.concluded_at) or _left_lying(one), lambda one: one.timely is True
    ),
    "reflections_satisfied": Told(
        lambda one, look: look.within(_rated_at(one)), lambda one: one.case.rating in limits().satisfied
    ),
}


def heard(engine: Engine, session: Session, look: Look) -> list[Heard]:
    """Every reflection received before the period ended, as known at `look.then`."""
    until = min(look.period.until, look.then)
    found = feedback.before(session, look.units, until=until)
    acts = feedback.acts_of(session, [one.id for one in found])
    calendars = {unit: _calendar(engine, session, unit) for unit in {one.unit for one in found}}
    made = []
    for one in found:
        known = tuple(each for each in acts.get(one.id, []) if each.at < until)
        case = case_of(known)
        made.append(Heard(feedback=one, case=case, acts=known, timely=_timely(case, calendars[one.unit], until)))
    return made


def as_entries(found: Voices, at: datetime) -> dict[str, Entry]:
    """Indices 7 and 8 of Thông tư 01/2018 from the register; empty where no register is kept."""
    if not found.kept:
        return {}
    rules = indicators.evaluation().reflections
    share = PERCENT * found.in_time / found.due if found.due else rules.full
    points = 0
    if not found.prolonged and share >= rules.middle:
        points = 2 if share >= rules.full else 1
    return {
        "tt01.7": Entry(indicator="tt01.7", part=found.upheld, whole=found.due, source=REGISTER, at=at, by=""),
        "tt01.8": Entry(
            indicator="tt01.8",
            part=points,
            whole=2,
            source=f"{REGISTER}: {found.in_time} / {found.due} đúng hạn",
            at=at,
            by="",
        ),
    }


def form05a(engine: Engine, session: Session, look: Look) -> Table:
    """Biểu II.05a: reflections by kind, by when they came, and what became of them; a line a unit."""
    every = of_form(engine, session, look)
    columns = _columns(look)
    units = sorted({one.feedback.unit for one in every}, key=lambda unit: look.unit_names.get(unit, unit))

    def line(key: str, number: int | str, name: str, some: Iterable[Heard]) -> Line:
        kept = list(some)
        return Line(key=key, values=(number, name, *(sum(map(holds, kept)) for _, _, holds in columns)))

    return Table(
        form="feedback",
        title="TÌNH HÌNH, KẾT QUẢ TIẾP NHẬN, XỬ LÝ PHẢN ÁNH, KIẾN NGHỊ VỀ QUY ĐỊNH, HÀNH VI HÀNH CHÍNH",
        number="Biểu số II.05a/VPCP/KSTT",
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="name", words="Cơ quan, đơn vị", width=34),
            *(Column(key=key, words=words, kind=Kind.COUNT, width=11, opens=True) for key, words, _ in columns),
        ),
        lines=tuple(
            line(unit, at, look.unit_names.get(unit, unit), (one for one in every if one.feedback.unit == unit))
            for at, unit in enumerate(units, start=1)
        ),
        total=line("", "", "Tổng số", every),
        notes=(
            "Thời hạn từng bước: Nghị định 20/2008/NĐ-CP và cách tính chỉ số 5.2 Quyết định 766/QĐ-TTg.",
            "Phản ánh, kiến nghị chưa phân loại không tính vào cột hành vi hoặc quy định.",
            f"{layout().assumption} (ghi ngày {layout().checked_on:%d/%m/%Y})",
        ),
    )


def of_form(engine: Engine, session: Session, look: Look) -> list[Heard]:
    """What Biểu II.05a counts: open at some time of the period, or received in it."""
    return [one for one in heard(engine, session, look) if _counts(one, look)]


def in_column(look: Look, column: str) -> _Holds | None:
    """What is counted in a column of Biểu II.05a; None where there is none of that key."""
    return next((holds for key, _, holds in _columns(look) if key == column), None)


Counted = Literal[
    "all", "conduct", "regulation", "carried", "new", "open", "answered", "forwarded", "rejected", "late", "published"
]


class DeclaredColumn(Declared):
    key: Counted
    words: str


class Layout(Declared):
    """The columns of Biểu II.05a as they are declared; nobody has read the form itself."""

    checked_on: date
    assumption: str
    """Printed below the form."""
    columns: tuple[DeclaredColumn, ...] = Field(min_length=1)


@cache
def layout() -> Layout:
    return parse(read(shipped("indicators", "ii05a.yaml")), Layout)


def _columns(look: Look) -> tuple[tuple[str, str, _Holds], ...]:
    """Key, words and what is counted of each declared column, in their order."""

    def state(*wanted: State) -> _Holds:
        return lambda one: one.case.state in wanted

    counted: Mapping[str, _Holds] = {
        "all": lambda _: True,
        "conduct": lambda one: one.case.about is About.CONDUCT,
        "regulation": lambda one: one.case.about is About.REGULATION,
        "carried": lambda one: one.feedback.received_at < look.period.since,
        "new": lambda one: look.within(one.feedback.received_at),
        "open": lambda one: one.case.concluded_at is None,
        "answered": state(State.ANSWERED, State.PUBLISHED),
        "forwarded": state(State.FORWARDED),
        "rejected": state(State.REJECTED),
        "late": lambda one: one.timely is False,
        "published": state(State.PUBLISHED),
    }
    return tuple((one.key, one.words, counted[one.key]) for one in layout().columns)


def _counts(one: Heard, look: Look) -> bool:
    """Open at some time of the period, or received in it."""
    ended = one.case.concluded_at
    return ended is None or ended >= look.period.since


def _rated_at(one: Heard) -> datetime | None:
    return next((each.at for each in one.acts if each.kind is Act.RATE), None)


def _timely(case: Case, calendar: WorkingCalendar | None, at: datetime) -> bool | None:
    try:
        return in_time(case, limits(), calendar, at=at)
    except CalendarNotPublished:
        return None if is_open(case.state) else True


def _calendar(engine: Engine, session: Session, unit: str) -> WorkingCalendar | None:
    found = offices.office(session, unit)
    return None if found is None else engine.rulebook.declarations.calendar(session, found.calendar)
