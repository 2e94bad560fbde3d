"""Put a proved version, or a local decision that shortens one, in force in this office."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import Catalogue, digest
from tthc_engine.catalogue.overlays import Overlay, longer
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.catalogue.waits import waits
from tthc_engine.documents.render import render
from tthc_engine.domain.errors import AlreadyPublished, ApprovalMissing, NotYourUnit
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.store import declarations, offices, people, retirements
from tthc_engine.store.people import HANOI
from tthc_engine.store.retirements import Retirement
from tthc_engine.store.sql import Session
from tthc_engine.work.publishing.proof import Flaw, Grounds, prove


def proved(app: App, procedure: Procedure, unit: str, *, at: datetime) -> list[Flaw]:
    """What does not hold for the version in that unit's office: its people, hours and letters. Raises NotYourUnit."""
    with app.read() as session:
        office = offices.office(session, unit)
        if office is None:
            raise NotYourUnit
        calendar = app.engine.rulebook.declarations.calendar(session, office.calendar, unit=unit)
        held = frozenset(one.role for one in people.positions(session, at, unit=unit))
        # Supervisors and heads of a unit above act in the units under it.
        for above in offices.above(session, unit):
            held |= {one.role for one in people.positions(session, at, unit=above)} & people.SEE_BELOW
        reasons = offices.delay_reasons(session) or delay_reasons()
    on = max(calendar.local(at).date(), procedure.in_force_from)
    grounds = Grounds(
        regime=app.catalogue.regime_on(on),
        calendar=calendar,
        facts=office.facts,
        held=held,
        at=at,
        render=render,
        reasons=reasons,
        waits=waits().phases(procedure.code),
    )
    return prove(procedure, grounds)


def proved_anywhere(procedure: Procedure, law: Catalogue, *, on: date) -> list[Flaw]:
    """What does not hold even in an office that has everybody, at the commonest hours."""
    calendar, week = law.office_calendar("vn-a"), law.presets["vn-a"].week
    day = max(on, procedure.in_force_from)
    grounds = Grounds(
        regime=law.regime_on(day),
        calendar=calendar,
        facts=OfficeFacts(agency="Cơ quan mẫu", place="Nơi mẫu", week=week),
        held=frozenset(Role),
        at=calendar.opening(calendar.working_day_on_or_after(day)),
        render=render,
        reasons=delay_reasons(),
        waits=waits().phases(procedure.code),
    )
    return prove(procedure, grounds)


def publish(app: App, procedure: Procedure, *, units: Sequence[str], by: str, at: datetime) -> str:
    """Put a version that was proved in force here; its digest.

    A procedure that an act had ended is received again from the version's first day, but never from a day that has
    passed.

    Raises:
        ApprovalMissing: one of the two workflows names no approval.
        AlreadyPublished: this very text is in force here.
    """
    if procedure.internal_workflow is None or procedure.electronic_workflow is None:
        raise ApprovalMissing
    key = digest(procedure)
    with app.transaction() as session:
        text = declarations.procedure_text(procedure)
        known = session.value(
            "SELECT published FROM declaration WHERE kind = ? AND digest = ?", (declarations.PROCEDURE, key)
        )
        ended = _ending(session, procedure)
        if known and ended is None:
            raise AlreadyPublished(procedure=procedure.code, version=procedure.in_force_from)
        if not declarations.keep(session, text, at=at, published=True):
            session.update("declaration", {"published": True}, where={"kind": text.kind, "digest": key})
        payload: dict[str, Any] = {
            "code": procedure.code,
            "in_force_from": procedure.in_force_from.isoformat(),
            "digest": key,
            "internal_workflow": procedure.internal_workflow.number,
            "electronic_workflow": procedure.electronic_workflow.number,
        }
        if ended is not None:
            again = max(procedure.in_force_from, at.astimezone(HANOI).date())
            retirements.lift(session, ended, since=again, by=by, at=at, version=key)
            payload |= {"lifts": ended.act, "received_again_from": again.isoformat()}
        for unit in units:
            offices.audit(session, unit, kind="procedure_published", by=by, at=at, payload=payload)
    return key


def _ending(session: Session, procedure: Procedure) -> Retirement | None:
    """The standing act that this version goes beyond; one that is over before the act's day changes nothing of it."""
    ended = retirements.standing(session, procedure.code)
    last = procedure.in_force_until
    return None if ended is None or (last is not None and last < ended.since) else ended


def overlay_problems(app: App, overlay: Overlay, catalogue: Catalogue) -> list[str]:
    """Why a local decision cannot shorten the versions it meets; empty where it can."""
    with app.read() as session:
        mine = [*catalogue.procedures, *app.engine.rulebook.declarations.published(session)]
    met = [one for one in mine if one.code == overlay.code and one.slug == overlay.slug]
    if not met:
        return [f"{overlay.code} ({overlay.slug}) is in force nowhere here."]
    return [
        f"{why} (version of {one.in_force_from})"
        for one in met
        if one.in_force_until is None or one.in_force_until >= overlay.in_force_from
        for why in longer(overlay, one)
    ]


def publish_overlay(app: App, overlay: Overlay, *, by: str, at: datetime) -> None:
    """From now on dossiers received in its province and time promise what it leaves of the limit."""
    with app.transaction() as session:
        text = declarations.overlay_text(overlay)
        if not declarations.keep(session, text, at=at, published=True):
            raise AlreadyPublished(procedure=overlay.code, version=overlay.in_force_from)
        payload = {"code": overlay.code, "decision": overlay.decision, "digest": text.digest}
        for one in offices.offices(session):
            if one.facts.province == overlay.province:
                offices.audit(session, one.unit.id, kind="overlay_published", by=by, at=at, payload=payload)
