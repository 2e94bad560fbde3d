"""The registry of applicants: offered at intake when the same identifier comes again, matched by it alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.catalogue import fold
from tthc_engine.domain.commands import IdentityCheck, Party
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.events import Personal
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownApplicant:
    """Somebody who was here before, as they were last entered."""

    party: Party
    verified: bool
    """Checked against the population database; an unverified one is offered, never filled in unasked."""
    seen_at: datetime


def by_identifier(session: Session, identifier: str) -> KnownApplicant | None:
    """Who last gave this whole identifier; a name alone finds nobody."""
    wanted = identifier.strip()
    found = session.row(
        "SELECT name, born_on, phone, email, address, verified, seen_at FROM applicant WHERE identifier = ?", (wanted,)
    )
    if not wanted or found is None:
        return None
    name, born_on, phone, email, address, verified, seen_at = found
    party = Party(
        name=name,
        identifier=wanted,
        born_on=date.fromisoformat(born_on) if born_on else None,
        phone=phone,
        email=email,
        address=address,
    )
    return KnownApplicant(party=party, verified=bool(verified), seen_at=instant_of(seen_at))


def rows_of(dossier: Dossier) -> list[Row]:
    """Owner and submitter as entered last; those without an identifier are nobody we could know again."""
    who = dossier.personal
    if who is None:
        return []
    sure = {dossier.owner_checked in _SURE and who.owner.identifier.strip()}
    sure.add(dossier.submitter_checked in _SURE and who.submitter.identifier.strip())
    # Whom another system's dossier names was seen there, on its own day.
    seen_at = instant_text(dossier.registered_at if dossier.stage is Stage.FOLLOWED else dossier.last_at)
    return [
        (number, one.name, fold(one.name), one.born_on.isoformat() if one.born_on else None, one.phone, one.email,
         one.address, number in sure, seen_at)
        for one in dict.fromkeys((who.owner, who.submitter))
        if (number := one.identifier.strip())
    ]  # fmt: skip


def remember(session: Session, rows: Iterable[Row]) -> None:
    """Keep people as they were entered; what was seen later stands over what was seen before, in whatever order.

    Who was verified once stays so under the same name.
    """
    for row in rows:
        session.send(_REMEMBER, row)


def remember_many(session: Session, rows: Sequence[Row]) -> None:
    """The same for many people at once, by when they were seen."""
    session.run_many(_REMEMBER, sorted(rows, key=lambda row: row[-1]))


_SURE = (IdentityCheck.CARD, IdentityCheck.DATABASE)
_KEPT = ("name", "search", "phone", "email", "address", "seen_at")
_LATER = "excluded.seen_at >= applicant.seen_at"
_SAME = "applicant.name = excluded.name"
_REMEMBER = (
    "INSERT INTO applicant (identifier, name, search, born_on, phone, email, address, verified, seen_at)"
    f" VALUES ({marks(9)}) ON CONFLICT (identifier) DO UPDATE SET"
    + ",".join(f" {one} = CASE WHEN {_LATER} THEN excluded.{one} ELSE applicant.{one} END" for one in _KEPT)
    + f", born_on = CASE WHEN {_LATER} THEN COALESCE(excluded.born_on, applicant.born_on)"
    " ELSE COALESCE(applicant.born_on, excluded.born_on) END,"
    f" verified = CASE WHEN {_LATER} THEN (excluded.verified OR (applicant.verified AND {_SAME}))"
    f" ELSE (applicant.verified OR (excluded.verified AND {_SAME})) END"
)


def forget(session: Session, who: Personal) -> None:
    """Remove those whom no kept dossier names any more; call it after the personal payloads were removed."""
    for identifier in {who.owner.identifier.strip(), who.submitter.identifier.strip()} - {""}:
        needle = json.dumps({"identifier": identifier}, ensure_ascii=False, separators=(",", ":"))[1:-1]
        still = session.value("SELECT 1 FROM personal WHERE payload LIKE ? LIMIT 1", (f"%{needle}%",))
        if still is None:
            session.run("DELETE FROM applicant WHERE identifier = ?", (identifier,))
