"""Sổ niêm yết, công khai: which procedures are posted, stale or missing at a unit, and their share (NĐ 63/2010).

A posting is stale when a version of its procedure came into force after the one that hangs there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tthc_engine.domain.procedure import Procedure
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

MEDIA = ("board", "portal", "website", "other")
"""Bảng niêm yết, Cổng Dịch vụ công, trang thông tin điện tử, hình thức khác."""


class Standing(StrEnum):
    MISSING = "missing"
    STALE = "stale"
    POSTED = "posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One posting of one version of a procedure."""

    code: str
    version: date
    medium: str
    place: str
    posted_on: date
    evidence: str
    """Minutes, picture, decision: where it can be seen that it hangs there."""
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A procedure in force and the newest posting of each of its places."""

    procedure: Procedure
    postings: tuple[Posting, ...]

    @property
    def standing(self) -> Standing:
        if not self.postings:
            return Standing.MISSING
        current = [one for one in self.postings if one.version >= self.procedure.in_force_from]
        return Standing.POSTED if len(current) == len(self.postings) else Standing.STALE


def post(session: Session, unit: str, one: Posting, *, at: datetime) -> None:
    """Enter a posting; earlier ones stay on record."""
    session.insert(
        "publicity",
        {
            "unit": unit,
            "code": one.code,
            "version": one.version.isoformat(),
            "medium": one.medium,
            "place": one.place,
            "posted_on": one.posted_on.isoformat(),
            "evidence": one.evidence,
            "at": instant_text(at),
            "by_person": one.by,
        },
    )


def ledger(session: Session, unit: str, procedures: Iterable[Procedure], *, then: datetime) -> list[Posted]:
    """Each procedure with what was entered by `then`: the missing first, then the stale, then by name."""
    rows = session.rows(
        "SELECT code, version, medium, place, posted_on, evidence, by_person FROM publicity"
        " WHERE unit = ? AND at <= ? ORDER BY posted_on, id",
        (unit, instant_text(then)),
    )
    newest: dict[str, dict[tuple[str, str], Posting]] = {}
    for code, version, medium, place, posted_on, evidence, by in rows:
        newest.setdefault(code, {})[medium, place.casefold()] = Posting(
            code=code,
            version=date.fromisoformat(version),
            medium=medium,
            place=place,
            posted_on=date.fromisoformat(posted_on),
            evidence=evidence,
            by=by,
        )
    found = [Posted(procedure=one, postings=tuple(newest.get(one.code, {}).values())) for one in procedures]
    return sorted(found, key=lambda one: (list(Standing).index(one.standing), one.procedure.name))
