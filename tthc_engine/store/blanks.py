"""Receipts printed blank for a day without power: their codes and secrets are reserved before anybody comes."""

from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    reference: str
    unit: str
    day: date
    """On which its papers are received; the code names that day."""
    secret: str
    printed_at: datetime
    dossier: str | None
    """Id of the dossier it became; None: not entered."""


_COLUMNS = "reference, unit, day, secret, at, dossier_id"


def reserve(session: Session, unit: str, *, reference: str, secret: str, day: date, by: str, at: datetime) -> None:
    """Keep one code for one blank receipt. The counter was taken by the caller in the same transaction."""
    session.insert(
        "blank_receipt",
        {
            "reference": reference,
            "unit": unit,
            "day": day.isoformat(),
            "secret": secret,
            "by_person": by,
            "at": instant_text(at),
            "dossier_id": None,
        },
    )


def find(session: Session, unit: str, reference: str) -> Blank | None:
    """The blank receipt of this unit with that code."""
    found = session.row(
        f"SELECT {_COLUMNS} FROM blank_receipt WHERE reference = ? AND unit = ?", (reference.strip().upper(), unit)
    )
    return None if found is None else _blank(found)


def use(session: Session, reference: str, dossier: str) -> None:
    """The dossier on the blank receipt was entered; its secret now lies with the dossier's own data."""
    session.run("UPDATE blank_receipt SET dossier_id = ?, secret = '' WHERE reference = ?", (dossier, reference))


def of_unit(session: Session, scope: Scope, unit: str, *, since: date) -> list[Blank]:
    """The unit's blank receipts for days from `since` on, in the order of their codes; none of another unit."""
    if scope.units is not None and unit not in scope.units:
        return []
    found = session.rows(
        f"SELECT {_COLUMNS} FROM blank_receipt WHERE unit = ? AND day >= ? ORDER BY day DESC, reference",
        (unit, since.isoformat()),
    )
    return [_blank(row) for row in found]


def _blank(row: tuple[str, str, str, str, str, str | None]) -> Blank:
    reference, unit, day, secret, at, dossier = row
    return Blank(
        reference=reference,
        unit=unit,
        day=date.fromisoformat(day),
        secret=secret,
        printed_at=instant_of(at),
        dossier=dossier,
    )
