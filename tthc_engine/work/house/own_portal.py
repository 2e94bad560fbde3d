"""Where a unit takes dossiers on its own page: one that applies the one-stop rules voluntarily, for named procedures.

Administrative bodies take online dossiers through the national portal alone (NĐ 118/2025 Đ15.3, Đ27.2a).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import (
    AttachScan,
    Command,
    ReceiveSupplement,
    Registration,
    StopDossier,
    Submit,
    Withdraw,
)
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import NotInForce, Refusal, UnknownProcedure
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, Procedure, Role, Scope
from tthc_engine.store import offices
from tthc_engine.store.offices import Office
from tthc_engine.store.scans import KeptScan
from tthc_engine.store.sql import Session

ENDING: tuple[type[StopDossier | Withdraw], ...] = (Withdraw, StopDossier)
"""Withdrawing under NĐ 61 and before acceptance; stopping afterwards under NĐ 118 (Đ21)."""


def applicant(unit: str) -> Actor:
    """Somebody outside, before a unit."""
    return Actor(person="applicant", roles=frozenset({Role.APPLICANT}), unit=unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file that was kept, and the component it shows."""

    component: str
    scan: KeptScan


def takes(app: App, session: Session, unit: str, code: str, on: date) -> tuple[Office, Procedure] | None:
    """The office and the version under which it takes `code` on its own page that day; None where it does not."""
    office = offices.office(session, unit)
    if office is None or not office.unit.voluntary or code not in office.facts.online_procedures:
        return None
    if office.unit.valid_until is not None and office.unit.valid_until < on:
        return None
    try:
        procedure = app.engine.rulebook.declarations.in_force(session, code, on)
    except (UnknownProcedure, NotInForce):
        return None
    offered = procedure.scope is Scope.PUBLIC and Channel.ONLINE in procedure.channels
    return (office, procedure) if offered else None


def submit(
    app: App, unit: str, registration: Registration, papers: Sequence[Paper], *, at: datetime, key: str | None
) -> str:
    """Hand in online, with the files that show its papers; the new dossier's id. Raises the Refusals of `submit`."""
    by = applicant(unit)
    with app.transaction() as session:
        command = Submit(dossier=app.engine.new_id(), by=by, registration=registration)
        handled = app.engine.handle(session, command, at=at, key=key)
        if not handled.repeated:
            _attach(app, session, handled.dossier_id, by, papers, at=at)
    return handled.dossier_id


def answers_here(dossier: Dossier, office: Office | None) -> bool:
    """Whether what was asked for may be sent here: it came in online, to a unit with a page of its own."""
    own = office is not None and office.unit.voluntary and dossier.code in office.facts.online_procedures
    return own and dossier.channel is Channel.ONLINE and dossier.waiting is not None


def answer(app: App, dossier_id: str, unit: str, papers: Sequence[Paper], *, at: datetime) -> None:
    """What was asked for is in: the files are kept and the supplement is received. Raises Refusal."""
    by = applicant(unit)
    with app.transaction() as session:
        _attach(app, session, dossier_id, by, papers, at=at)
        app.engine.handle(session, ReceiveSupplement(dossier=dossier_id, by=by), at=at)


def ending(app: App, session: Session, dossier_id: str, unit: str, *, at: datetime) -> type[Command] | None:
    """How its applicant may end the dossier now; None where they may not any more."""
    for kind in ENDING:
        try:
            if app.engine.permitted(session, dossier_id, kind.word, applicant(unit), at=at) is None:
                return kind
        except Refusal:
            continue
    return None


def end(app: App, dossier_id: str, unit: str, *, reason: str, at: datetime) -> None:
    """Withdraw or stop at the applicant's own wish. Raises Refusal where that is too late."""
    with app.transaction() as session:
        kind = ending(app, session, dossier_id, unit, at=at) or StopDossier
        made = Withdraw if kind is Withdraw else StopDossier
        app.engine.handle(session, made(dossier=dossier_id, by=applicant(unit), reason=reason), at=at)


def _attach(app: App, session: Session, dossier_id: str, by: Actor, papers: Sequence[Paper], *, at: datetime) -> None:
    for one in papers:
        command = AttachScan(
            dossier=dossier_id,
            by=by,
            component=one.component,
            sha256=one.scan.sha256,
            size=one.scan.size,
            media=one.scan.media,
            signed=one.scan.signed,
        )
        app.engine.handle(session, command, at=at)
