"""Form II.06a/VPCP/KSTT: thirteen columns counted from facts, and the identities that they must keep.

Everything is compared by calendar date. Counting and listing are one code: a figure is the number of the facts that
`Counted.columns` puts into its column, so the list behind a figure can never differ from it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.errors import TthcError
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.standing import ByDate
from tthc_engine.reports.facts import Fact, LateBasis
from tthc_engine.reports.periods import Period

RECEIVED, ONLINE, ON_PAPER, CARRIED = 3, 4, 5, 6
SETTLED, EARLY, ON_DAY, LATE = 7, 8, 9, 10
OPEN, WITHIN, OVERDUE = 11, 12, 13
COLUMNS = tuple(range(RECEIVED, OVERDUE + 1))
"""Columns 1 and 2 are the row's number and its name."""
SUMS: Mapping[int, tuple[int, ...]] = {
    RECEIVED: (ONLINE, ON_PAPER, CARRIED),
    SETTLED: (EARLY, ON_DAY, LATE),
    OPEN: (WITHIN, OVERDUE),
}

_SETTLED_BY_DATE = {ByDate.BEFORE: EARLY, ByDate.ON: ON_DAY, ByDate.AFTER: LATE}


class IdentityBroken(TthcError):
    """The form contradicts itself: a mistake of ours, never shown as a report."""


class RowsBy(StrEnum):
    """What a line of the form stands for: column 2, "Lĩnh vực (hoặc đơn vị) giải quyết"."""

    FIELD = "field"
    PROCEDURE = "procedure"
    UNIT = "unit"


class Remark(StrEnum):
    """What the thirteen columns cannot say and the notes under the table do."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    CLOSED = "closed"
    WITHOUT_DATE = "without_date"
    """Settled while no due date ran: none is set, or the clock was stopped; counted as on the day."""
    WAITING = "waiting"
    ENTERED_LATE = "entered_late"
    """Received before the period and entered in it."""
    REOPENED = "reopened"
    """Settled before the period, opened again in it: among what came in, by its channel."""
    NOT_RECEIVED = "not_received"
    NOT_YET_RECEIVED = "not_yet_received"
    OF_OTHERS = "of_others"
    """Received here, decided by another authority: in that authority's form."""
    OF_VOLUNTARY = "of_voluntary"
    """Of a unit that applies the one-stop rules voluntarily: in its own form."""
    HANDED_OVER = "handed_over"
    """In hand when the period began and passed to another unit's form since: a successor's."""
    TAKEN_OVER = "taken_over"
    """Carried over here although it stood in another unit's form before: taken over from who was reorganised."""
    INTERNAL = "internal"
    """Of an internal procedure, which no citizen or organisation asked for: a list of its own."""


_ENDINGS = {
    Outcome.REFUSED: Remark.REFUSED,
    Outcome.WITHDRAWN: Remark.WITHDRAWN,
    Outcome.STOPPED_BY_APPLICANT: Remark.STOPPED,
    Outcome.CLOSED_UNANSWERED: Remark.CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One dossier's place in the form."""

    fact: Fact
    columns: frozenset[int] = frozenset()
    """Empty: outside the table, told by its remarks at most."""
    remarks: frozenset[Remark] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Whose form it is."""

    inside: frozenset[str]
    """Units whose decisions it counts."""
    voluntary: frozenset[str] = frozenset()
    """Units under the reporting one that apply the rules voluntarily."""


def counted(fact: Fact, *, carried: bool, period: Period, then: datetime, units: Units, basis: LateBasis) -> Counted:
    """Where `fact` belongs.

    Args:
        carried: it was in hand when the period began (column 6 is column 11 of the period before).
        then: the instant whose knowledge the form shows.
    """
    outside = _outside(fact, period, units)
    if outside is not None:
        return Counted(fact=fact, remarks=outside)
    columns = {RECEIVED, CARRIED if carried else ONLINE if fact.channel is Channel.ONLINE else ON_PAPER}
    columns |= _settled(fact, then, basis) if fact.ended_at is not None else _open(fact, then, basis)
    return Counted(fact=fact, columns=frozenset(columns), remarks=_remarks(fact, period, carried=carried, basis=basis))


def _outside(fact: Fact, period: Period, units: Units) -> frozenset[Remark] | None:
    """The remarks of a dossier that the table does not count; None for one that it does."""
    if fact.internal:
        mine = fact.accepted and fact.competent_unit in units.inside
        return frozenset({Remark.INTERNAL} if mine else ())
    if fact.competent_unit not in units.inside:
        if not fact.accepted:
            return frozenset()
        if fact.competent_unit in units.voluntary:
            return frozenset({Remark.OF_VOLUNTARY})
        return frozenset({Remark.OF_OTHERS}) if fact.receiving_unit in units.inside else frozenset()
    if fact.accepted:
        return None
    if fact.outcome is Outcome.REFUSED and fact.ended_at is not None and fact.ended_at >= period.since:
        return frozenset({Remark.NOT_RECEIVED})
    return frozenset({Remark.NOT_YET_RECEIVED}) if fact.ended_at is None else frozenset()


def _settled(fact: Fact, then: datetime, basis: LateBasis) -> set[int]:
    """By the date of the letter or act that settled it; what had no due date running could not be late or early."""
    by_date = fact.by_date(then, basis)
    return {SETTLED, ON_DAY if by_date is None else _SETTLED_BY_DATE[by_date]}


def _open(fact: Fact, then: datetime, basis: LateBasis) -> set[int]:
    """Waiting for the applicant, or without a limit: within. On the due date itself: still within."""
    return {OPEN, OVERDUE if fact.by_date(then, basis) is ByDate.AFTER else WITHIN}


def _remarks(fact: Fact, period: Period, *, carried: bool, basis: LateBasis) -> frozenset[Remark]:
    remarks = set()
    if fact.outcome in _ENDINGS:
        remarks.add(_ENDINGS[fact.outcome])
    if fact.ended_at is not None and fact.due(basis) is None:
        remarks.add(Remark.WITHOUT_DATE)
    if fact.ended_at is None and fact.waiting:
        remarks.add(Remark.WAITING)
    if not carried and fact.received_at is not None and fact.received_at < period.since:
        again = fact.recorded_at is not None and fact.recorded_at < period.since
        remarks.add(Remark.REOPENED if again else Remark.ENTERED_LATE)
    return frozenset(remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the form; `figures` has every column from 3 to 13."""

    key: str
    name: str
    figures: Mapping[int, int]

    def __getitem__(self, column: int) -> int:
        return self.figures[column]

    def check(self) -> None:
        """Raises IdentityBroken unless 3 = 4+5+6, 7 = 8+9+10, 11 = 12+13 and 3 = 7+11."""
        for total, parts in (*SUMS.items(), (RECEIVED, (SETTLED, OPEN))):
            if self[total] != sum(self[part] for part in parts):
                told = " + ".join(f"({part}) {self[part]}" for part in parts)
                raise IdentityBroken(f"II.06a, {self.name}: ({total}) {self[total]} is not {told}")

    @property
    def on_time_share(self) -> float | None:
        """Settled before or on the due date among all settled, 0 to 1; None while nothing is settled."""
        return (self[EARLY] + self[ON_DAY]) / self[SETTLED] if self[SETTLED] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form06a:
    """The finished form. Rows are in the order of their names; `total` adds them up."""

    period: Period
    known_at: datetime
    unit: str
    unit_name: str
    receiver_name: str
    """Đơn vị nhận báo cáo: the unit above; empty where it is not in this database."""
    voluntary_decision: str | None
    """Of a unit that applies the rules voluntarily: by which decision ("" unknown); None: bound by the decree."""
    rows_by: RowsBy
    basis: LateBasis
    rows: tuple[Row, ...]
    total: Row
    remarks: Mapping[Remark, int]

    def check(self) -> None:
        """Raises IdentityBroken unless every line and the total keep the form's identities."""
        for row in (*self.rows, self.total):
            row.check()
        for column in COLUMNS:
            if self.total[column] != sum(row[column] for row in self.rows):
                raise IdentityBroken(f"II.06a: the total of column ({column}) is not the sum of its rows")

    def row(self, key: str) -> Row | None:
        return next((row for row in self.rows if row.key == key), None)


def check_carry_over(earlier: Form06a, later: Form06a) -> None:
    """Raises IdentityBroken unless column 6 of `later` is column 11 of `earlier`, line by line and in all.

    What went to a successor or came from a predecessor meanwhile is told under the table, and the whole agrees with it.
    Both must be known to their ends, count the same unit and have the same kind of rows.
    """
    gone, come = (later.remarks.get(one, 0) for one in (Remark.HANDED_OVER, Remark.TAKEN_OVER))
    for key in () if gone or come else {row.key for row in (*earlier.rows, *later.rows)}:
        left, found = earlier.row(key), later.row(key)
        handed, taken = (left[OPEN] if left else 0), (found[CARRIED] if found else 0)
        if handed != taken:
            raise IdentityBroken(f"II.06a: {key} hands over {handed} and the next period begins with {taken}")
    if earlier.total[OPEN] - gone + come != later.total[CARRIED]:
        raise IdentityBroken("II.06a: column (6) is not column (11) of the period before")


@dataclass(slots=True)
class Tally:
    """Adds dossiers up, one at a time: it keeps figures, no dossiers."""

    rows_by: RowsBy
    unit_names: Mapping[str, str]
    _figures: dict[str, Counter[int]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _total: Counter[int] = field(default_factory=Counter)
    remarks: Counter[Remark] = field(default_factory=Counter)

    def add(self, one: Counted, times: int = 1) -> None:
        self.remarks.update(dict.fromkeys(one.remarks, times))
        if not one.columns:
            return
        key = row_key(one.fact, self.rows_by)
        # Two versions of one code may bear different names: one of them, always the same.
        self._names[key] = max(self._names.get(key, ""), row_name(one.fact, self.rows_by, self.unit_names))
        figures = dict.fromkeys(one.columns, times)
        self._figures.setdefault(key, Counter()).update(figures)
        self._total.update(figures)

    @property
    def rows(self) -> tuple[Row, ...]:
        rows = [
            Row(key=key, name=self._names[key], figures={column: figures[column] for column in COLUMNS})
            for key, figures in self._figures.items()
        ]
        return tuple(sorted(rows, key=lambda row: (row.name, row.key)))

    @property
    def total(self) -> Row:
        return Row(key="", name="Tổng số", figures={column: self._total[column] for column in COLUMNS})


def row_key(fact: Fact, rows_by: RowsBy) -> str:
    """Which line of the form a dossier belongs to."""
    return {
        RowsBy.FIELD: fact.field_name,
        RowsBy.PROCEDURE: fact.code,
        RowsBy.UNIT: fact.competent_unit,
    }[rows_by]


def row_name(fact: Fact, rows_by: RowsBy, unit_names: Mapping[str, str]) -> str:
    """What that line is called."""
    return {
        RowsBy.FIELD: fact.field_name,
        RowsBy.PROCEDURE: f"{fact.procedure_name} ({fact.code})",
        RowsBy.UNIT: unit_names.get(fact.competent_unit, fact.competent_unit),
    }[rows_by]


def behind(
    found: Iterable[Counted], *, rows_by: RowsBy, key: str, column: int | None = None, remark: Remark | None = None
) -> Iterator[Counted]:
    """The dossiers behind one figure: of the row `key` (empty: of all), in `column` or with `remark`."""
    for one in found:
        if key and row_key(one.fact, rows_by) != key:
            continue
        if (column is not None and column in one.columns) or (remark is not None and remark in one.remarks):
            yield one
