"""End a procedure in this office by an act, and take a mistake back; publishing a version makes it live again."""

from collections.abc import Sequence
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import ActNotYetSigned, AlreadyRetired, NotRetired, TextMissing
from tthc_engine.domain.procedure import Procedure
from tthc_engine.store import offices, open_dossiers, retirements
from tthc_engine.store.people import HANOI
from tthc_engine.store.retirements import Retirement
from tthc_engine.store.sql import Session


def retire(
    app: App,
    code: str,
    *,
    since: date,
    act: str,
    act_on: date,
    reason: str = "",
    units: Sequence[str],
    by: str,
    at: datetime,
) -> Procedure:
    """Receive nothing more of a procedure from `since` on; the version that held until then.

    What was received before goes on by its own version, and what was received before and is entered later is taken.

    Args:
        units: whose record says so.

    Raises:
        TextMissing: no act is named.
        ActNotYetSigned: its day is to come.
        AlreadyRetired: another act stands; take that back first, or publish a version.
        UnknownProcedure, NotInForce: there is nothing to end on that day.
    """
    if not act.strip():
        raise TextMissing(field="act")
    if act_on > at.astimezone(HANOI).date():
        raise ActNotYetSigned(act_on=act_on)
    with app.transaction() as session:
        stands = retirements.standing(session, code)
        if stands is not None:
            raise AlreadyRetired(procedure=code, since=stands.since, act=stands.act, act_on=stands.act_on)
        ended = app.engine.rulebook.declarations.in_force(session, code, since)
        retirements.add(
            session,
            ended.code,
            since=since,
            act=act.strip(),
            act_on=act_on,
            reason=reason.strip(),
            by=by,
            at=at,
        )
        payload = {
            "code": ended.code,
            "since": since.isoformat(),
            "act": act.strip(),
            "act_on": act_on.isoformat(),
            "reason": reason.strip(),
            "in_flight": len(in_flight(session, ended.code)),
        }
        for unit in units:
            offices.audit(session, unit, kind="procedure_retired", by=by, at=at, payload=payload)
    return ended


def take_back(app: App, code: str, *, reason: str, units: Sequence[str], by: str, at: datetime) -> Retirement:
    """What was entered by mistake ends nothing, as if it had never been; both stay on record. Raises NotRetired."""
    if not reason.strip():
        raise TextMissing(field="reason")
    with app.transaction() as session:
        stands = retirements.standing(session, code)
        if stands is None:
            raise NotRetired(procedure=code)
        retirements.take_back(session, stands, by=by, at=at, reason=reason.strip())
        payload = {"code": code, "act": stands.act, "reason": reason.strip()}
        for unit in units:
            offices.audit(session, unit, kind="procedure_retirement_taken_back", by=by, at=at, payload=payload)
    return stands


def in_flight(session: Session, code: str) -> list[str]:
    """Open dossiers of the procedure, whatever their version: they go on."""
    return open_dossiers.on_version(session, (code,))
