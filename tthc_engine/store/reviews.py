"""What a unit proposes in its review of procedures: rows that are only added to, kept as they were typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One proposal; `text` is JSON."""

    unit: str
    slug: str
    text: str
    at: datetime
    by: str


def keep(session: Session, unit: str, year: int, slug: str, text: str, *, by: str, at: datetime) -> None:
    """The proposal as it now is; what it was before stays on record."""
    row = {"unit": unit, "year": year, "slug": slug, "text": text, "at": instant_text(at), "by_person": by}
    session.insert("procedure_review", row)
    offices.audit(session, unit, kind="review_kept", by=by, at=at, payload={"procedure": slug, "year": year})


def newest(session: Session, units: Sequence[str], year: int, *, then: datetime) -> list[Kept]:
    """The newest proposal of each unit and procedure as it was known at `then`, by procedure."""
    found = session.rows(
        "SELECT unit, slug, text, at, by_person FROM procedure_review"
        f" WHERE unit IN ({marks(len(units))}) AND year = ? AND at <= ? ORDER BY id",
        (*units, year, instant_text(then)),
    )
    kept = {
        (row[0], row[1]): Kept(unit=row[0], slug=row[1], text=row[2], at=instant_of(row[3]), by=row[4]) for row in found
    }
    return [kept[key] for key in sorted(kept, key=lambda one: (one[1], one[0]))]
