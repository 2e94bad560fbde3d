"""The registry of applicants: offered at intake when the same identifier comes again, matched by it alone."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.catalogue import fold
from tthc_engine.domain.commands import Party
from tthc_engine.domain.events import Personal
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session


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


def remember(session: Session, who: Personal, *, at: datetime, verified: frozenset[str] = frozenset()) -> None:
    """Keep owner and submitter as entered now; those without an identifier are nobody we could know again.

    `verified` holds the identifiers that a card or a database answered for; who was verified once stays so under the
    same name.
    """
    for party in dict.fromkeys((who.owner, who.submitter)):
        number = party.identifier.strip()
        if number:
            born_on = party.born_on.isoformat() if party.born_on else None
            session.run(
                _REMEMBER,
                (
                    *(number, party.name, fold(party.name), born_on, party.phone, party.email, party.address),
                    *(number in verified, instant_text(at)),
                ),
            )


_REMEMBER = (
    "INSERT INTO applicant (identifier, name, search, born_on, phone, email, address, verified, seen_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identifier) DO UPDATE SET name = excluded.name,"
    " search = excluded.search, born_on = COALESCE(excluded.born_on, applicant.born_on), phone = excluded.phone,"
    " email = excluded.email, address = excluded.address, seen_at = excluded.seen_at,"
    " verified = (excluded.verified OR (applicant.verified AND applicant.name = excluded.name))"
)


def forget(session: Session, who: Personal) -> None:
    """Remove those whom no kept dossier names any more; call it after the personal payloads were removed."""
    for identifier in {who.owner.identifier.strip(), who.submitter.identifier.strip()} - {""}:
        needle = json.dumps({"identifier": identifier}, ensure_ascii=False, separators=(",", ":"))[1:-1]
        still = session.value("SELECT 1 FROM personal WHERE payload LIKE ? LIMIT 1", (f"%{needle}%",))
        if still is None:
            session.run("DELETE FROM applicant WHERE identifier = ?", (identifier,))
