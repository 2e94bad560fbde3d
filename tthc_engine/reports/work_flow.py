"""Where the working time goes: from step to step, by unit and officer, the applicant's own waiting apart.

Read from settled dossiers' fact rows: minutes are the office's working time, frozen when each step was left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact, Spent
from tthc_engine.reports.table import Column, Kind, Line, Table

BEGIN, END, APPLICANT = "begin", "end", "applicant"


@dataclass(slots=True)
class Took:
    """Minutes of one step, unit or officer."""

    minutes: list[int] = field(default_factory=list)
    over: int = 0
    """How often it took longer than its own limit."""

    def add(self, minutes: int, planned: int | None) -> None:
        self.minutes.append(minutes)
        self.over += planned is not None and minutes > planned

    @property
    def middle(self) -> int:
        return round(median(self.minutes)) if self.minutes else 0


@dataclass(frozen=True, slots=True)
class Edge:
    """So many dossiers went on from one step to the next; `minutes` is the median spent before going on."""

    begin: str
    to: str
    times: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFlow:
    dossiers: int
    steps: dict[str, Took]
    edges: tuple[Edge, ...]
    units: dict[str, Took]
    officers: dict[str, Took]
    waited: Took
    """For the applicant, of those dossiers that waited at all."""

    @property
    def order(self) -> list[str]:
        """Steps by how late they stand on the way, on average."""
        return list(self.steps)


def flow(look: Look, facts: Iterable[Fact]) -> WorkFlow:
    """The flow of what was settled in the period."""
    steps: dict[str, Took] = {}
    units: dict[str, Took] = {}
    officers: dict[str, Took] = {}
    places: dict[str, list[float]] = {}
    ways: dict[tuple[str, str], list[int]] = {}
    waited, dossiers = Took(), 0
    for one in facts:
        if not look.settled(one):
            continue
        dossiers += 1
        stays = _stays(one.steps)
        for at, stay in enumerate(stays):
            steps.setdefault(stay.step, Took()).add(stay.minutes, stay.planned)
            units.setdefault(stay.unit, Took()).add(stay.minutes, stay.planned)
            if stay.person:
                officers.setdefault(stay.person, Took()).add(stay.minutes, stay.planned)
            places.setdefault(stay.step, []).append(at)
        for before, after in pairwise(stays):
            ways.setdefault((before.step, after.step), []).append(before.minutes)
        if stays:
            ways.setdefault((BEGIN, stays[0].step), []).append(0)
            ways.setdefault((stays[-1].step, END), []).append(stays[-1].minutes)
        if one.waited_minutes:
            waited.add(one.waited_minutes, None)
    order = sorted(steps, key=lambda step: (sum(places[step]) / len(places[step]), step))
    edges = tuple(Edge(*pair, len(found), round(median(found))) for pair, found in sorted(ways.items()))
    return WorkFlow(
        dossiers=dossiers,
        steps={step: steps[step] for step in order},
        edges=edges,
        units=units,
        officers=officers,
        waited=waited,
    )


def _stays(steps: Sequence[Spent]) -> list[Spent]:
    """Steps in their order; one and the same step going on is one stay."""
    found = []
    for _, several in groupby(steps, key=lambda one: (one.step, one.person)):
        same = list(several)
        first = same[0]
        found.append(Spent(first.step, first.person, first.unit, sum(one.minutes for one in same), first.planned))
    return found


def tables(
    look: Look, found: WorkFlow, *, step_names: dict[str, str], names: dict[str, str], period_words: str
) -> list[Table]:
    """The same in figures: per step, unit, officer; the applicant's waiting stands in a line of its own."""
    waiting = [("Chờ tổ chức, cá nhân bổ sung", found.waited)] if found.waited.minutes else []
    return [
        _table(look, title, words, rows, period_words)
        for title, words, rows in (
            (
                "Theo bước",
                "Bước",
                [*((step_names.get(step, step), took) for step, took in found.steps.items()), *waiting],
            ),
            ("Theo đơn vị", "Đơn vị", _heaviest(found.units, look.unit_names)),
            ("Theo cán bộ", "Cán bộ", _heaviest(found.officers, names)),
        )
    ]


def _heaviest(found: Mapping[str, Took], names: Mapping[str, str]) -> list[tuple[str, Took]]:
    return sorted(((names.get(key, key), took) for key, took in found.items()), key=lambda one: -sum(one[1].minutes))


def _table(look: Look, title: str, words: str, rows: Sequence[tuple[str, Took]], period_words: str) -> Table:
    return Table(
        form="flow",
        title=title,
        unit=look.unit,
        unit_name=look.unit_name,
        period_words=period_words,
        known_at=look.then,
        columns=(
            Column(key="name", words=words),
            Column(key="times", words="Số lần", kind=Kind.COUNT),
            Column(key="sum", words="Tổng giờ làm việc", kind=Kind.MINUTES),
            Column(key="median", words="Trung vị", kind=Kind.MINUTES),
            Column(key="longest", words="Lâu nhất", kind=Kind.MINUTES),
            Column(key="over", words="Vượt hạn bước", kind=Kind.COUNT),
        ),
        lines=tuple(
            Line(
                key=name, values=(name, len(took.minutes), sum(took.minutes), took.middle, max(took.minutes), took.over)
            )
            for name, took in rows
        ),
    )
