"""Supplements that the law allows only with the supervisor's reason: a second one, or one asked too late."""

import json
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session

LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrode:
    """One reason that a supervisor gave, and the request that it allowed."""

    dossier_id: str
    reference: str
    owner: str
    procedure_name: str
    at: datetime
    by: str
    reason: str
    requested_at: datetime | None
    """None: nobody has asked so far."""
    requested_by: str
    asked_for: str
    """The handler's own reason."""
    supplements: int
    """How often the applicant was asked in all: what QĐ 766 counts."""


def overrides(session: Session, scope: Scope) -> list[Overrode]:
    """The latest first."""
    where, values = scope.clause()
    found = session.rows(
        "SELECT e.dossier_id, e.seq, e.at, e.by_person, e.payload, dossier.reference, dossier.owner,"
        " dossier.procedure_name, dossier.supplements FROM event e JOIN dossier ON dossier.id = e.dossier_id"
        f" WHERE e.kind = 'supervisor_overrode' AND {where} ORDER BY e.position DESC LIMIT ?",
        (*values, LONGEST),
    )
    lines = []
    for dossier_id, seq, at, by, payload, reference, owner, procedure, supplements in found:
        asked = session.row(
            "SELECT at, by_person, payload FROM event WHERE dossier_id = ? AND seq > ?"
            " AND kind = 'supplement_requested' ORDER BY seq LIMIT 1",
            (dossier_id, seq),
        )
        lines.append(
            Overrode(
                dossier_id=dossier_id,
                reference=reference,
                owner=owner,
                procedure_name=procedure,
                at=instant_of(at),
                by=by,
                reason=json.loads(payload)["reason"],
                requested_at=None if asked is None else instant_of(asked[0]),
                requested_by="" if asked is None else asked[1],
                asked_for="" if asked is None else json.loads(asked[2])["reason"],
                supplements=supplements,
            )
        )
    return lines
