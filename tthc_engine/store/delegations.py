"""Who signs in whose right, from when until when; each change an audit event of the office."""

import json
from datetime import date, datetime

from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.signing import Delegation, Right
from tthc_engine.store import offices
from tthc_engine.store.sql import Row, Session

_COLUMNS = "person, unit, valid_from, valid_until, signs, kinds, document"


def of_person(session: Session, person: str) -> list[Delegation]:
    """All that were ever given to a person, the earliest first."""
    found = session.rows(f"SELECT {_COLUMNS} FROM delegation WHERE person = ? ORDER BY valid_from, unit", (person,))
    return [_delegation(row) for row in found]


def on_day(session: Session, day: date) -> list[Delegation]:
    """Those of that day and to come."""
    found = session.rows(
        f"SELECT {_COLUMNS} FROM delegation WHERE valid_until IS NULL OR valid_until >= ? ORDER BY unit, person",
        (day.isoformat(),),
    )
    return [_delegation(row) for row in found]


def put(session: Session, one: Delegation, *, by: str, at: datetime) -> None:
    values = {
        "person": one.person,
        "unit": one.unit,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "signs": json.dumps(one.signs, ensure_ascii=False),
        "kinds": json.dumps(one.kinds),
        "document": one.document,
    }
    session.put("delegation", values, key=("person", "unit", "valid_from", "kinds"))
    offices.bump(session)
    offices.audit(session, one.unit, kind="delegation_set", by=by, at=at, payload=values)


def right_of(signs: object) -> Right:
    """Pairs as JSON gives them; an authority that this software does not know is left out."""
    known = {one.value for one in Authority}
    pairs = signs if isinstance(signs, list | tuple) else ()
    return tuple((Authority(authority), str(of)) for authority, of in pairs if authority in known)


def _delegation(row: Row) -> Delegation:
    person, unit, valid_from, valid_until, signs, kinds, document = row
    return Delegation(
        person=person,
        unit=unit,
        signs=right_of(json.loads(signs)),
        valid_from=date.fromisoformat(valid_from),
        valid_until=date.fromisoformat(valid_until) if valid_until else None,
        kinds=tuple(LetterKind(kind) for kind in json.loads(kinds)),
        document=document,
    )
