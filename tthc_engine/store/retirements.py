"""Reading and writing which procedures are retired, since when and by which act."""

from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session

_COLUMNS = "id, code, since, act, act_on, reason, by_person, lifted_from, mistake, at, lifted_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """One act that ends a procedure."""

    id: int
    code: str
    since: date
    """The first day on which nothing is received any more."""
    act: str
    act_on: date
    reason: str
    by: str
    lifted_from: date | None
    """The first day on which it is received again; None while the act stands."""
    mistake: bool
    """Taken back as entered by mistake."""
    at: datetime
    lifted_at: datetime | None

    def covers(self, on: date, *, known: datetime | None = None) -> bool:
        """Whether nothing is received that day; by what was entered until `known`, or by everything."""
        if self.since > on or (known is not None and self.at > known):
            return False
        lifted = self.lifted_at is not None and (known is None or self.lifted_at <= known)
        return not lifted or self.lifted_from is None or on < self.lifted_from


def of_code(session: Session, code: str) -> list[Retirement]:
    """Every act about a procedure, the newest first; lifted ones too."""
    found = session.rows(f"SELECT {_COLUMNS} FROM procedure_retirement WHERE code = ? ORDER BY id DESC", (code,))
    return [_retirement(row) for row in found]


def standing(session: Session, code: str) -> Retirement | None:
    """The act that ends a procedure and was not lifted, whether its day has come or not."""
    return next((one for one in of_code(session, code) if one.lifted_from is None), None)


def covering(session: Session, code: str, on: date) -> Retirement | None:
    """The act by which a procedure is not received on that day."""
    return next((one for one in of_code(session, code) if one.covers(on)), None)


def every(session: Session) -> dict[str, list[Retirement]]:
    """All acts by code, the newest first: there are few."""
    found: dict[str, list[Retirement]] = {}
    for row in session.rows(f"SELECT {_COLUMNS} FROM procedure_retirement ORDER BY id DESC"):
        one = _retirement(row)
        found.setdefault(one.code, []).append(one)
    return found


def add(
    session: Session, code: str, *, since: date, act: str, act_on: date, reason: str, by: str, at: datetime
) -> None:
    session.insert(
        "procedure_retirement",
        {
            "code": code,
            "since": since.isoformat(),
            "act": act,
            "act_on": act_on.isoformat(),
            "reason": reason,
            "at": instant_text(at),
            "by_person": by,
            "lifted_by": "",
            "lifted_why": "",
            "mistake": False,
        },
    )


def lift(session: Session, one: Retirement, *, since: date, by: str, at: datetime, version: str) -> None:
    """Received again from `since` on, by the published version with the digest `version`."""
    _lift(session, one, since, by=by, at=at, why=version, mistake=False)


def take_back(session: Session, one: Retirement, *, by: str, at: datetime, reason: str) -> None:
    """Entered by mistake: it ends nothing on any day."""
    _lift(session, one, one.since, by=by, at=at, why=reason, mistake=True)


def _lift(session: Session, one: Retirement, since: date, *, by: str, at: datetime, why: str, mistake: bool) -> None:
    values = {"lifted_from": since.isoformat(), "lifted_at": instant_text(at), "lifted_by": by}
    session.update("procedure_retirement", {**values, "lifted_why": why, "mistake": mistake}, where={"id": one.id})


def _retirement(row: Row) -> Retirement:
    key, code, since, act, act_on, reason, by, lifted, mistake, at, lifted_at = row
    return Retirement(
        id=key,
        code=code,
        since=date.fromisoformat(since),
        act=act,
        act_on=date.fromisoformat(act_on),
        reason=reason,
        by=by,
        lifted_from=None if lifted is None else date.fromisoformat(lifted),
        mistake=bool(mistake),
        at=instant_of(at),
        lifted_at=None if lifted_at is None else instant_of(lifted_at),
    )
