"""Counting a form from the fact rows inside the database: a figure of a million dossiers is read, not replayed.

The database only groups; where a group belongs in the form is asked of `form06a.counted`, which also places single
dossiers, so that a figure and the list behind it come from one rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.standing import ByDate
from tthc_engine.reports.facts import COLUMNS, Fact, fact_of, known
from tthc_engine.reports.form06a import RowsBy, Units
from tthc_engine.reports.periods import Period
from tthc_engine.store.columns import FAR, instant_text
from tthc_engine.store.facts import INTERNAL, NONE
from tthc_engine.store.sql import Row, Session, marks

_LIKE = {ByDate.BEFORE.value: -1, ByDate.ON.value: 0, ByDate.AFTER.value: 1}


@dataclass(frozen=True, slots=True)
class Group:
    """So many dossiers that the form cannot tell apart."""

    fact: Fact
    carried: bool
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which dossiers are looked at, and as known when."""

    period: Period
    then: datetime
    units: Units
    everywhere: bool
    """The units are all there are: nothing needs to be left out."""
    rows_by: RowsBy

    @property
    def moment(self) -> str:
        return instant_text(self.then)

    @property
    def first(self) -> str:
        return self.period.first_on.isoformat()

    @property
    def last(self) -> str:
        return self.period.last_on.isoformat()

    @property
    def mine(self) -> tuple[str, ...]:
        return tuple(sorted(self.units.inside | self.units.voluntary))

    @property
    def tells_units(self) -> bool:
        """Whether it matters which unit decides: for the lines, or for what stands outside."""
        return self.rows_by is RowsBy.UNIT or not self.everywhere or bool(self.units.voluntary)

    def scoped(self) -> tuple[str, tuple[str, ...]]:
        """`AND competent_unit IN (…)`, or nothing where every unit is meant."""
        if self.everywhere:
            return "", ()
        return f" AND competent_unit IN ({marks(len(self.mine))})", self.mine


def groups(session: Session, span: Span) -> Iterator[Group]:
    """Every dossier the form looks at, once, in groups."""
    yield from _settled(session, span)
    yield from _open(session, span)
    yield from _elsewhere(session, span)
    for fact, carried in reopened(session, span):
        yield Group(fact, carried, 1)


def _settled(session: Session, span: Span) -> Iterator[Group]:
    """What ended in the period and had not been reopened before: counted in the order of the index."""
    scope = span.scoped()
    first, last = span.period.first_on, span.period.last_on
    code, name = ("code", "MAX(procedure_name)") if span.rows_by is RowsBy.PROCEDURE else ("''", "''")
    # Inside in the index' own order, so that nothing is sorted; the few groups are put together outside.
    unit = "competent_unit" if span.tells_units else "MAX(competent_unit)"
    found = session.rows(
        f"SELECT field_name, {unit}, place, code, MAX(name), SUM(total), SUM(carried), SUM(entered_late),"
        " SUM(not_accepted) FROM ("
        f"SELECT field_name, competent_unit, place, {code} AS code, {name} AS name, COUNT(*) AS total,"
        " COUNT(CASE WHEN accepted_on < ? THEN 1 END) AS carried,"
        " COUNT(CASE WHEN accepted_on >= ? AND received_on < ? THEN 1 END) AS entered_late,"
        " COUNT(CASE WHEN accepted_on IS NULL THEN 1 END) AS not_accepted FROM fact"
        " WHERE ended_on IS NOT NULL AND ended_year >= ? AND ended_year <= ? AND ended_on >= ? AND ended_on <= ?"
        f" AND known_until > ? AND reopened = 0{scope[0]}"
        f" GROUP BY ended_year, field_name, competent_unit, place{_grouped(span)}"
        f") AS settled GROUP BY field_name, {'competent_unit, ' if span.tells_units else ''}place, code",
        (span.first, span.first, span.first, first.year, last.year, span.first, span.last, span.moment, *scope[1]),
    )
    before, within = span.period.since, span.then
    for field_name, unit, place, code, name, total, carried, entered_late, not_accepted in found:
        channel, outcome, by_date, new_by_date, cut_by_date, *inside = place.split("/")
        common: dict[str, Any] = {
            **_row(field_name, unit, code, name),
            "internal": bool(inside),
            "channel": Channel(channel),
            "outcome": None if outcome == NONE else Outcome(outcome),
            "ended_at": before,
            "ended_on": first,
            "due_on": _due_like(by_date, first),
            "new_due_on": _due_like(new_by_date, first),
            "cut_due_on": _due_like(cut_by_date, first),
            "due_at": None if by_date == NONE else before,
        }
        earlier = _EARLIER
        for was_carried, times, received, recorded in (
            (True, carried, earlier, earlier),
            (False, entered_late, earlier, within),
            (False, not_accepted, None, None),
            (False, total - carried - entered_late - not_accepted, within, within),
        ):
            if times:
                # PostgreSQL adds whole numbers up to a decimal.
                yield Group(Fact(**common, received_at=received, recorded_at=recorded), was_carried, int(times))


def _open(session: Session, span: Span) -> Iterator[Group]:
    """What was in hand, or not yet received, at the instant that is shown."""
    row, scope = _row_columns(span), span.scoped()
    today = span.then.astimezone(HANOI).date()
    on = today.isoformat()
    found = session.rows(
        f"SELECT field_name, competent_unit, {row}, c, w, place, late, new_late, cut_late, entry, COUNT(*) FROM"
        " (SELECT field_name, competent_unit, code, procedure_name, channel AS c, waiting AS w, place,"
        " CASE WHEN due_on < ? THEN 1 ELSE 0 END AS late, CASE WHEN new_due_on < ? THEN 1 ELSE 0 END AS new_late,"
        " CASE WHEN cut_due_on < ? THEN 1 ELSE 0 END AS cut_late,"
        " CASE WHEN accepted_on IS NULL THEN 0 WHEN accepted_on < ? THEN 1 WHEN received_on < ? THEN 2 ELSE 3 END"
        " AS entry FROM fact WHERE ended_on IS NULL AND known_until > ? AND known_from <= ? AND reopened = 0"
        f"{scope[0]}) AS opened"
        f" GROUP BY field_name, competent_unit, c, w, place, late, new_late, cut_late, entry{_grouped(span)}",
        (on, on, on, span.first, span.first, span.moment, span.moment, *scope[1]),
    )
    for field_name, unit, code, name, channel, waiting, place, late, new_late, cut_late, entry, times in found:
        received, recorded = {
            0: (None, None),
            1: (_EARLIER, _EARLIER),
            2: (_EARLIER, span.then),
            3: (span.then, span.then),
        }[entry]
        fact = Fact(
            **_row(field_name, unit, code, name),
            channel=Channel(channel),
            waiting=bool(waiting),
            internal=bool(place),
            due_on=date.min if late else None,
            new_due_on=date.min if new_late else None,
            cut_due_on=date.min if cut_late else None,
            received_at=received,
            recorded_at=recorded,
        )
        yield Group(fact, entry == 1, times)


def _elsewhere(session: Session, span: Span) -> Iterator[Group]:
    """Received here, decided elsewhere: told under the table."""
    if span.everywhere:
        return
    mine = tuple(sorted(span.units.inside))
    found = session.rows(
        f"SELECT competent_unit, MAX(receiving_unit), COUNT(*) FROM fact WHERE receiving_unit <> competent_unit"
        f" AND receiving_unit IN ({marks(len(mine))}) AND competent_unit NOT IN ({marks(len(span.mine))})"
        " AND (ended_on IS NULL OR ended_on >= ?) AND known_until > ? AND known_from <= ? AND accepted_on IS NOT NULL"
        " AND place NOT LIKE ? GROUP BY competent_unit",
        (*mine, *span.mine, span.first, span.moment, span.moment, f"%{INTERNAL}"),
    )
    for unit, receiving, times in found:
        told = {**_row("", unit, "", ""), "receiving_unit": receiving}
        yield Group(Fact(**told, channel=Channel.DIRECT, recorded_at=span.then), False, times)


def reopened(session: Session, span: Span) -> Iterator[tuple[Fact, bool]]:
    """Dossiers that had been settled and opened again: few, and each looked at by itself."""
    scope = span.scoped()
    columns = ", ".join(f"f.{name}" for name in COLUMNS)
    found = session.rows(
        f"SELECT {columns}, {_CARRIED} FROM fact f WHERE f.reopened > 0 AND f.known_until > ? AND f.known_from <= ?"
        f" AND COALESCE(f.ended_on, '{FAR}') >= ?{scope[0]}",
        (*(instant_text(span.period.since),) * 2, span.moment, span.moment, span.first, *scope[1]),
    )
    # Unsorted, and with nothing another index could be asked by: where the index of reopened ones is empty SQLite knows
    # nothing of it, and read every fact of the year in its place.
    for row in sorted(found, key=_by_dossier):
        yield fact_of(row[:-1], span.then), bool(row[-1])


def _by_dossier(row: Row) -> str:
    return str(row[0])


def reorganised(session: Session, span: Span) -> Iterator[tuple[Fact, bool]]:
    """What was in hand when the period began and has changed from one form to another since; whether it came here."""
    if span.everywhere:
        return
    mine = tuple(sorted(span.units.inside))
    inside = f"competent_unit IN ({marks(len(mine))})"
    columns = ", ".join(f"f.{name}" for name in COLUMNS)
    since = instant_text(span.period.since)
    found = session.rows(
        f"SELECT {columns}, f.{inside} FROM fact b JOIN fact f ON f.dossier_id = b.dossier_id"
        " WHERE b.known_from < ? AND b.known_until >= ? AND b.accepted_on IS NOT NULL AND b.ended_on IS NULL"
        " AND f.known_until > ? AND f.known_from <= ? AND f.competent_unit <> b.competent_unit"
        f" AND (b.{inside}) <> (f.{inside}) ORDER BY f.dossier_id",
        (*mine, since, since, span.moment, span.moment, *mine, *mine),
    )
    for row in found:
        fact = fact_of(row[:-1], span.then)
        if not fact.internal:
            yield fact, bool(row[-1])


_CARRIED = (
    "EXISTS (SELECT 1 FROM fact b WHERE b.dossier_id = f.dossier_id AND b.known_from < ? AND b.known_until >= ?"
    " AND b.accepted_on IS NOT NULL AND b.ended_on IS NULL)"
)
"""Whether it was in hand when the period began."""


def listed(session: Session, span: Span, *, row: str = "") -> Iterator[tuple[Fact, bool]]:
    """The single dossiers behind the groups, and whether each was carried over; `row`: of one line only."""
    column = {RowsBy.FIELD: "field_name", RowsBy.PROCEDURE: "code", RowsBy.UNIT: "competent_unit"}[span.rows_by]
    mine = span.mine
    where = (
        f"(competent_unit IN ({marks(len(mine))}) OR receiving_unit IN ({marks(len(mine))}))"
        " AND (ended_on IS NULL OR ended_on >= ?)"
    )
    values: tuple[Any, ...] = (*mine, *mine, span.first)
    if row:
        where, values = f"{where} AND {column} = ?", (*values, row)
    carried = {fact.dossier: was for fact, was in reopened(session, span)}
    for fact in known(session, span.then, where=where, values=values):
        at = fact.recorded_at
        yield fact, carried.get(fact.dossier, at is not None and at < span.period.since)


_EARLIER = datetime(1900, 1, 1, tzinfo=HANOI)
"""Some instant before any period."""


def _row_columns(span: Span) -> str:
    return "code, MAX(procedure_name)" if span.rows_by is RowsBy.PROCEDURE else "'', ''"


def _grouped(span: Span) -> str:
    return ", code" if span.rows_by is RowsBy.PROCEDURE else ""


def _row(field_name: str, unit: str, code: str, name: str) -> dict[str, Any]:
    return {
        "dossier": "",
        "reference": "",
        "procedure": "",
        "code": code,
        "procedure_name": name,
        "field_name": field_name,
        "receiving_unit": unit,
        "competent_unit": unit,
    }


def _due_like(by_date: str, ended: date) -> date | None:
    """Some due day by which something that ended on `ended` is early, on the day or late."""
    if by_date == NONE:
        return None
    return date.fromordinal(ended.toordinal() - _LIKE[by_date])
