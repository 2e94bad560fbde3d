"""Sổ niêm yết, công khai: which procedures are posted, stale or missing at a unit, and their share (NĐ 63/2010).

A posting is stale when a version of its procedure came into force after the one that hangs there. What hangs of a
procedure that is received no more has to be taken down.
"""

from collections.abc import Iterable, Mapping
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
    ENDED = "ended"
    """The procedure is not received any more, and its sheet still hangs."""
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
    """Minutes, picture, decision: where it can be seen that it hangs there, or does no more."""
    by: str
    taken_down: bool = False
    """It was taken down that day; nothing of the procedure hangs there since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A procedure and what hangs of it, the newest posting of each place."""

    procedure: Procedure
    postings: tuple[Posting, ...]
    ended: bool = False
    """It is not received any more."""

    @property
    def standing(self) -> Standing:
        if self.ended:
            return Standing.ENDED
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
            "taken_down": one.taken_down,
        },
    )


def ledger(
    session: Session, unit: str, procedures: Iterable[Procedure], *, then: datetime, ended: Iterable[Procedure] = ()
) -> list[Posted]:
    """Each procedure with what hangs of it by what was entered until `then`: the missing first, then by name.

    Of the `ended` only those of which something hangs still.
    """
    hangs = hanging(session, unit, then=then)
    found = [Posted(procedure=one, postings=hangs.get(one.code, ())) for one in procedures]
    found += [Posted(procedure=one, postings=hangs[one.code], ended=True) for one in ended if one.code in hangs]
    return sorted(found, key=lambda one: (list(Standing).index(one.standing), one.procedure.name))


def hanging(session: Session, unit: str, *, then: datetime) -> Mapping[str, tuple[Posting, ...]]:
    """By procedure what hangs at the unit's places, as it was known `then`."""
    rows = session.rows(
        "SELECT code, version, medium, place, posted_on, evidence, by_person, taken_down FROM publicity"
        " WHERE unit = ? AND at <= ? ORDER BY posted_on, id",
        (unit, instant_text(then)),
    )
    newest: dict[str, dict[tuple[str, str], Posting]] = {}
    for code, version, medium, place, posted_on, evidence, by, taken_down in rows:
        newest.setdefault(code, {})[medium, place.casefold()] = Posting(
            code=code,
            version=date.fromisoformat(version),
            medium=medium,
            place=place,
            posted_on=date.fromisoformat(posted_on),
            evidence=evidence,
            by=by,
            taken_down=bool(taken_down),
        )
    left = {code: tuple(one for one in places.values() if not one.taken_down) for code, places in newest.items()}
    return {code: postings for code, postings in left.items() if postings}
