"""Results that were released here and stay valid: written with their dossier's events, read by the register.

The rows are a pure function of the dossier, its rules and how long its declaration says such a result stays valid.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tthc_engine.catalogue.search import fold
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.kept_result import KeptResult, last_day
from tthc_engine.domain.procedure import Procedure, Validity
from tthc_engine.store import meta
from tthc_engine.store.columns import instant_or_none, instant_text
from tthc_engine.store.kept_results import same_as
from tthc_engine.store.sql import Session

KEY = ("dossier_id", "turn")
_FILLED = "given_results.filled"


def rows(dossier: Dossier, procedure: Procedure, validity: Validity | None, dossier_id: str) -> list[dict[str, Any]]:
    """A row for each result that was given; none where the declaration does not say that it stays valid."""
    if validity is None:
        return []
    owner = dossier.personal.owner if dossier.personal is not None else None
    found = []
    for turn, one in enumerate(dossier.results, start=1):
        day = one.released_at.astimezone(HANOI).date()
        paper = KeptResult(
            kind=procedure.result_kind.name,
            number=one.number,
            issued_on=day,
            holder=owner.name if owner is not None else "",
            identifier=owner.identifier if owner is not None else "",
            valid_from=day,
            valid_until=last_day(validity, day),
        )
        found.append(
            {
                "dossier_id": dossier_id,
                "turn": turn,
                "unit": dossier.competent_unit,
                "same": same_as(paper),
                "kind": paper.kind,
                "number": paper.number,
                "issued_on": day.isoformat(),
                "holder": paper.holder,
                "identifier": paper.identifier,
                "words": fold(f"{paper.number} {paper.holder} {paper.kind} {dossier.reference}"),
                "valid_from": day.isoformat(),
                "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
                "at": instant_text(one.released_at),
                "digitised_at": instant_or_none(one.electronic_at),
                "withdrawn_at": instant_or_none(one.withdrawn_at),
                "withdrawn_why": one.withdrawn_why,
                # Of whom nothing personal is kept any more, no paper is kept either.
                "sha256": one.sha256 if owner is not None else "",
            }
        )
    return found


def depends_on(dossier: Dossier | None) -> tuple[object, ...]:
    """What of a dossier its rows are made of: while that stays, nothing is written."""
    if dossier is None or not dossier.results:
        return ()
    return (dossier.results, dossier.competent_unit, dossier.digest, dossier.personal, dossier.reference)


def save(session: Session, dossier_id: str, several: Sequence[Mapping[str, Any]], *, anew: bool = False) -> None:
    """The dossier's rows are these and no others; `anew`: it had none."""
    if not anew:
        session.send("DELETE FROM given_result WHERE dossier_id = ?", (dossier_id,))
    for one in several:
        session.insert("given_result", one)


def are_filled(session: Session) -> bool:
    """Whether what an earlier version of this software released was written too."""
    return meta.get(session, _FILLED) is not None


def filled_now(session: Session) -> None:
    meta.put(session, _FILLED, "1")
