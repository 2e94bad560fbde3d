"""Making form II.06a: from a unit and a period to a checked form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.errors import TthcError
from tthc_engine.reports import counting
from tthc_engine.reports.counting import Span
from tthc_engine.reports.facts import Fact, LateBasis
from tthc_engine.reports.form06a import Counted, Form06a, Remark, RowsBy, Tally, Units, counted
from tthc_engine.reports.periods import Period
from tthc_engine.store import offices
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session


class NoSuchUnit(TthcError):
    """A report was asked for a unit that is not in this database, or that the asker may not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which form."""

    unit: str
    period: Period
    at: datetime
    """Now. A period that is over is shown as it was known at its end, whenever it is printed."""
    rows_by: RowsBy = RowsBy.FIELD
    basis: LateBasis = LateBasis.ORIGINAL

    @property
    def known_at(self) -> datetime:
        return self.period.known_at(self.at)


def form06a(session: Session, asked: Asked) -> Form06a:
    """The form, its identities checked. Raises NoSuchUnit, and IdentityBroken for a mistake of ours."""
    unit = offices.unit(session, asked.unit)
    if unit is None:
        raise NoSuchUnit(f"There is no unit {asked.unit!r}; there are: {', '.join(known_units(session))}.")
    names = {one.id: one.name for one in offices.units(session)}
    tally = Tally(asked.rows_by, names)
    span = span_of(session, asked)
    for group in counting.groups(session, span):
        tally.add(_counted(group.fact, span, asked, carried=group.carried), group.times)
    for one in _reorganised(session, span):
        tally.add(one)
    form = Form06a(
        period=asked.period,
        known_at=asked.known_at,
        unit=asked.unit,
        unit_name=unit.name,
        receiver_name=_receiver(session, unit, asked),
        voluntary_decision=unit.decision if unit.voluntary else None,
        rows_by=asked.rows_by,
        basis=asked.basis,
        rows=tally.rows,
        total=tally.total,
        remarks=dict(tally.remarks),
    )
    form.check()
    return form


def _receiver(session: Session, unit: Unit, asked: Asked) -> str:
    """Whom the form is addressed to: the unit above, or whoever stands in its place when the form is made."""
    on = asked.at.astimezone(HANOI).date()
    above = offices.standing_for(session, unit.parent, on) if unit.parent else None
    return above.name if above is not None else ""


def counted_dossiers(session: Session, asked: Asked, *, row: str = "") -> Iterator[Counted]:
    """Every dossier the form looks at, with its columns and remarks, in the order of the dossiers' ids.

    `row` narrows to one line of the form, by its key.
    """
    span = span_of(session, asked)
    for fact, carried in counting.listed(session, span, row=row):
        yield _counted(fact, span, asked, carried=carried)
    if not row:
        yield from _reorganised(session, span)


def _reorganised(session: Session, span: Span) -> Iterator[Counted]:
    """Told under the table, apart from their columns: what a reorganisation moved from one form to another."""
    if not any(one.successor for one in offices.units(session)):
        return
    for fact, came in counting.reorganised(session, span):
        yield Counted(fact=fact, remarks=frozenset({Remark.TAKEN_OVER if came else Remark.HANDED_OVER}))


def span_of(session: Session, asked: Asked) -> Span:
    units = units_of(session, asked.unit)
    everywhere = len(units.inside | units.voluntary) == len(offices.units(session))
    return Span(period=asked.period, then=asked.known_at, units=units, everywhere=everywhere, rows_by=asked.rows_by)


def _counted(fact: Fact, span: Span, asked: Asked, *, carried: bool) -> Counted:
    return counted(fact, carried=carried, period=span.period, then=span.then, units=span.units, basis=asked.basis)


def units_of(session: Session, key: str) -> Units:
    """The unit and those under it; voluntary ones apart, unless the form is a voluntary unit's own."""
    below = offices.below(session, key)
    tree = {one.id: one for one in offices.units(session)}
    if tree[key].voluntary:
        return Units(inside=below)
    voluntary = frozenset(under for one in below if tree[one].voluntary for under in offices.below(session, one))
    return Units(inside=below - voluntary, voluntary=voluntary)


def known_units(session: Session) -> list[str]:
    return [one.id for one in offices.units(session)]
