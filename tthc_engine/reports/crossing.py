"""Reports that count dossiers by line and measure; a figure and the dossiers behind it come from the same rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.reports import official
from tthc_engine.reports.facts import Fact, LateBasis, known
from tthc_engine.reports.form06a import RowsBy, row_key, row_name
from tthc_engine.reports.periods import Period
from tthc_engine.reports.table import Column, Kind, Line, Table, Value
from tthc_engine.store.sql import Session, marks

Holds = Callable[[Fact], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a report looks at: which units, which period, and what was known when."""

    unit: str
    unit_name: str
    units: frozenset[str]
    unit_names: Mapping[str, str]
    period: Period
    then: datetime
    rows_by: RowsBy = RowsBy.PROCEDURE
    basis: LateBasis = LateBasis.ORIGINAL

    @property
    def headed(self) -> Any:
        """What stands at the head of every report: arguments of `Table`."""
        return {
            "unit": self.unit,
            "unit_name": self.unit_name,
            "period_words": official.period_words(self.period),
            "known_at": self.then,
        }

    def within(self, at: datetime | None) -> bool:
        return at is not None and self.period.since <= at < self.period.until

    def received(self, fact: Fact) -> bool:
        return self.within(fact.recorded_at)

    def settled(self, fact: Fact) -> bool:
        return fact.accepted and self.within(fact.ended_at)

    def open(self, fact: Fact) -> bool:
        return fact.accepted and fact.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One column: how many dossiers hold, or what they weigh together."""

    key: str
    words: str
    holds: Holds
    weighs: Callable[[Fact], int] | None = None
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    key: str
    words: str
    part: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A declared report."""

    form: str
    title: str
    measures: tuple[Measure | Share, ...]
    notes: tuple[str, ...] = ()


def facts(session: Session, look: Look) -> Iterator[Fact]:
    """The dossiers that `look` concerns: of its units, accepted, and not settled before the period.

    What no citizen or organisation asked for (an internal procedure's) is nobody's figure, here as in form II.06a.
    """
    units = tuple(sorted(look.units))
    where = (
        f"competent_unit IN ({marks(len(units))}) AND accepted_at IS NOT NULL AND (ended_on IS NULL OR ended_on >= ?)"
    )
    found = known(session, look.then, where=where, values=(*units, look.period.first_on.isoformat()))
    return (one for one in found if not one.internal)


def table(crossing: Crossing, look: Look, found: Iterable[Fact]) -> Table:
    """Count `found`; lines without any figure are left out."""
    measures = [one for one in crossing.measures if isinstance(one, Measure)]
    counted: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for fact in found:
        for index, measure in enumerate(measures):
            if measure.holds(fact):
                key = row_key(fact, look.rows_by)
                names[key] = max(names.get(key, ""), row_name(fact, look.rows_by, look.unit_names))
                weight = 1 if measure.weighs is None else measure.weighs(fact)
                counted.setdefault(key, [0] * len(measures))[index] += weight
    total = [sum(one[index] for one in counted.values()) for index in range(len(measures))]
    lines = [
        Line(key=key, values=(number, names[key], *_values(crossing, counted[key])))
        for number, key in enumerate(sorted(counted, key=lambda one: (names[one], one)), start=1)
    ]
    return Table(
        form=crossing.form,
        title=crossing.title,
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="name", words=_NAMES[look.rows_by], width=42),
            *(_column(one) for one in crossing.measures),
        ),
        lines=tuple(lines),
        total=Line(key="", values=("", "Tổng số", *_values(crossing, total))),
        notes=crossing.notes,
    )


def behind(crossing: Crossing, look: Look, found: Iterable[Fact], *, key: str, column: str) -> Iterator[Fact]:
    """The dossiers behind one figure: of the line `key` (empty: of all), in `column`."""
    holds = next((one.holds for one in crossing.measures if isinstance(one, Measure) and one.key == column), None)
    if holds is None:
        return
    for fact in found:
        if holds(fact) and (not key or row_key(fact, look.rows_by) == key):
            yield fact


_NAMES = {
    RowsBy.FIELD: "Lĩnh vực",
    RowsBy.PROCEDURE: "Thủ tục hành chính",
    RowsBy.UNIT: "Cơ quan, đơn vị giải quyết",
}


def _column(one: Measure | Share) -> Column:
    if isinstance(one, Share):
        return Column(key=one.key, words=one.words, kind=Kind.SHARE, parts=(one.part, one.whole))
    return Column(key=one.key, words=one.words, kind=one.kind, opens=True)


def _values(crossing: Crossing, figures: Sequence[int]) -> Iterator[Value]:
    by_key: dict[str, int] = {}
    numbers = iter(figures)
    for one in crossing.measures:
        if isinstance(one, Measure):
            by_key[one.key] = next(numbers)
    for one in crossing.measures:
        if isinstance(one, Measure):
            yield by_key[one.key]
        else:
            whole = by_key[one.whole]
            yield by_key[one.part] / whole if whole else None
