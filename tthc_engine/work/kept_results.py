"""The register of results that are still valid: entered by hand or in a list, given their scan, withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import DigitiseResult
from tthc_engine.domain.errors import ReasonMissing, UnknownKeptResult
from tthc_engine.domain.kept_result import KeptResult
from tthc_engine.domain.people import Actor
from tthc_engine.store import kept_results, offices, people, scans
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True)
class Entered:
    new: int
    known: int
    """Papers that stood in the register already."""
    digitised: int = 0
    """Of those: how many got the scan that they lacked."""


def enter(app: App, by: Actor, results: Iterable[KeptResult], *, sha256: str = "", at: datetime) -> Entered:
    """All of them in one transaction; entered again, nothing is entered twice, and what lacked its scan gets it."""
    new = known = digitised = 0
    with app.transaction() as session:
        for one in results:
            key = app.engine.new_id()
            if kept_results.enter(session, by.unit, one, key=key, sha256=sha256, by=by.person, at=at):
                new += 1
                continue
            known += 1
            found = kept_results.known(session, by.unit, one) if sha256 else None
            if found is not None and not _mine(session, by, found).sha256:
                _attach(app, session, by, found, sha256, at=at)
                digitised += 1
        if new:
            payload = {"entered": new, "with_file": bool(sha256)}
            offices.audit(session, by.unit, kind="kept_results_entered", by=by.person, at=at, payload=payload)
    return Entered(new, known, digitised)


def attach(app: App, by: Actor, key: str, sha256: str, *, at: datetime) -> None:
    """Its scan. Raises UnknownKeptResult, also where it has one already; NotYourRole of a result released here."""
    with app.transaction() as session:
        _attach(app, session, by, key, sha256, at=at)


def _attach(app: App, session: Session, by: Actor, key: str, sha256: str, *, at: datetime) -> None:
    """Of a result that was released here it is an event of its dossier, else a fact of the register alone."""
    one = _mine(session, by, key)
    released = kept_results.turn_of(key) if one.dossier else None
    if released is None:
        if not kept_results.attach(session, key, sha256, at=at):
            raise UnknownKeptResult
        payload = {"id": key, "sha256": sha256}
        offices.audit(session, by.unit, kind="kept_result_digitised", by=by.person, at=at, payload=payload)
        return
    scan = scans.find(session, sha256)
    if scan is None or one.sha256:
        raise UnknownKeptResult
    dossier, turn = released
    command = DigitiseResult(
        dossier=dossier, by=by, turn=turn, sha256=sha256, size=scan.size, media=scan.media, signed=scan.signed
    )
    app.engine.handle(session, command, at=at)


def withdraw(app: App, by: Actor, key: str, *, why: str, at: datetime) -> None:
    """It is not valid any more. Raises UnknownKeptResult, ReasonMissing."""
    if not why.strip():
        raise ReasonMissing
    with app.transaction() as session:
        _mine(session, by, key)
        if not kept_results.withdraw(session, key, why=why.strip(), at=at):
            raise UnknownKeptResult
        offices.audit(
            session, by.unit, kind="kept_result_withdrawn", by=by.person, at=at, payload={"id": key, "why": why}
        )


def _mine(session: Session, by: Actor, key: str) -> kept_results.Entry:
    found = kept_results.by_id(session, people.scope_of(session, by), key)
    if found is None or found.unit != by.unit:
        raise UnknownKeptResult
    return found
