"""Whether a paper in somebody's hand is one of ours: its square code is compared with the letter as it was frozen."""

import hmac
from dataclasses import dataclass
from datetime import date

from tthc_engine.store import dossiers, letters
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """What may be told of a letter to whoever holds it: nothing about people."""

    kind: str
    number: str
    dated: date
    agency: str


def genuine(session: Session, reference: str, mark: str) -> Genuine | None:
    """The letter whose square code says this dossier's code and this mark ("2-1f0c9a"); None for no letter of ours."""
    letter, dash, _ = mark.partition("-")
    line = dossiers.by_reference(session, EVERYTHING, reference) if dash and reference else None
    if line is None:
        return None
    key = letters.letter_id(line.id, letter)
    found, context = letters.letter(session, EVERYTHING, key), letters.context(session, key)
    if found is None or context is None:
        return None
    if not hmac.compare_digest(context.head.qr.partition("&vb=")[2].encode(), mark.encode()):
        return None
    return Genuine(kind=found.kind, number=found.number, dated=context.head.letter_date, agency=context.head.agency)
