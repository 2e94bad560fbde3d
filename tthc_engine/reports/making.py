"""Making form II.06a: from a unit and a period to a checked form, read once in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.errors import TthcError
from tthc_engine.engine import Engine
from tthc_engine.reports.facts import LateBasis, as_known, fact, in_hand, split
from tthc_engine.reports.form06a import Counted, Form06a, RowsBy, Tally, Units, counted
from tthc_engine.reports.histories import in_hand_between
from tthc_engine.reports.periods import Period
from tthc_engine.store import offices
from tthc_engine.store.people import Scope
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


def form06a(engine: Engine, session: Session, asked: Asked) -> Form06a:
    """The form, its identities checked. Raises NoSuchUnit, and IdentityBroken for a mistake of ours."""
    unit = offices.unit(session, asked.unit)
    if unit is None:
        raise NoSuchUnit(f"There is no unit {asked.unit!r}; there are: {', '.join(known_units(session))}.")
    names = {one.id: one.name for one in offices.units(session)}
    tally = Tally(asked.rows_by, names)
    for one in counted_dossiers(engine, session, asked):
        tally.add(one)
    form = Form06a(
        period=asked.period,
        known_at=asked.known_at,
        unit=asked.unit,
        unit_name=unit.name,
        receiver_name=names.get(unit.parent or "", ""),
        voluntary_decision=unit.decision if unit.voluntary else None,
        rows_by=asked.rows_by,
        basis=asked.basis,
        rows=tally.rows,
        total=tally.total,
        remarks=dict(tally.remarks),
    )
    form.check()
    return form


def counted_dossiers(engine: Engine, session: Session, asked: Asked) -> Iterator[Counted]:
    """Every dossier the form looks at, with its columns and remarks, in the order of the dossiers' ids."""
    units = units_of(session, asked.unit)
    then = asked.known_at
    for history in in_hand_between(
        session,
        Scope(units.inside | units.voluntary),
        since=asked.period.since,
        until=asked.period.until,
        known_at=then,
    ):
        earlier, later = split(history.events, asked.period.since)
        before = as_known(earlier, then)
        dossier = as_known(later, then, before=before)
        if dossier is None:
            continue
        rules = engine.rulebook.of_dossier(session, dossier, history.regime).rules
        yield counted(
            fact(history.dossier, dossier, rules),
            carried=in_hand(before),
            period=asked.period,
            then=then,
            units=units,
            basis=asked.basis,
        )


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
