"""Reading whole dossiers out of the log, a batch at a time: however long the log, memory stays the same.

The list row only narrows which dossiers are looked at; what a report says of them is folded from their events. Every
query takes a scope.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tthc_engine.domain.events import AnyEvent, Personal, event_adapter
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Row, Session, marks

BATCH = 200
"""Dossiers read at once: about ten events each."""


@dataclass(frozen=True, slots=True)
class History:
    """One dossier's events up to the instant that was asked for, oldest first."""

    dossier: str
    regime: str
    """The regime's version (`slug@hash`) that its first event names."""
    events: tuple[AnyEvent, ...]


def accepted_between(
    session: Session, units: Sequence[str], *, since: datetime, until: datetime, known_at: datetime
) -> Iterator[History]:
    """What `units` received in that time, in the order of acceptance, with names: a register shows them."""
    last = (instant_text(since), "", "")
    while True:
        found = session.rows(
            f"SELECT accepted_at, reference, id FROM dossier WHERE receiving_unit IN ({marks(len(units))})"
            " AND accepted_at < ? AND (accepted_at, reference, id) > (?, ?, ?)"
            " ORDER BY accepted_at, reference, id LIMIT ?",
            (*units, instant_text(until), *last, BATCH),
        )
        if not found:
            return
        names = [row[2] for row in found]
        by_name = {one.dossier: one for one in _read(session, names, known_at=known_at, personal=True)}
        yield from (by_name[name] for name in names if name in by_name)
        last = found[-1]


def histories_of(session: Session, dossiers: Sequence[str], *, known_at: datetime) -> dict[str, History]:
    """The events of these dossiers up to `known_at`, without names, by the dossiers' ids."""
    found: dict[str, History] = {}
    for first in range(0, len(dossiers), BATCH):
        found |= {one.dossier: one for one in _read(session, dossiers[first : first + BATCH], known_at=known_at)}
    return found


def accepted_count(session: Session, units: Sequence[str], *, since: datetime, until: datetime) -> int:
    """How many `units` received in that time: what stands in the book before a page of it."""
    found = session.value(
        f"SELECT count(*) FROM dossier WHERE receiving_unit IN ({marks(len(units))})"
        " AND accepted_at >= ? AND accepted_at < ?",
        (*units, instant_text(since), instant_text(until)),
    )
    return int(found)


def _read(
    session: Session, dossiers: Sequence[str], *, known_at: datetime, personal: bool = False
) -> Iterator[History]:
    # Without names the personal table is not even joined.
    name, join = "NULL", ""
    if personal:
        name, join = "p.payload", "LEFT JOIN personal p ON p.dossier_id = e.dossier_id AND p.seq = e.seq"
    rows = session.rows(
        f"SELECT e.dossier_id, e.regime, e.payload, {name} FROM event e {join}"
        f" WHERE e.dossier_id IN ({marks(len(dossiers))}) AND e.at <= ? ORDER BY e.dossier_id, e.seq",
        (*dossiers, instant_text(known_at)),
    )
    for dossier, mine in groupby(rows, key=_whose):
        told = list(mine)
        yield History(dossier, told[0][1], tuple(_event(row) for row in told))


def _whose(row: Row) -> str:
    return str(row[0])


def _event(row: Row) -> AnyEvent:
    event = event_adapter.validate_json(row[2])
    if row[3] is None:
        return event
    return event.model_copy(update={"personal": Personal.model_validate_json(row[3])})
