"""Somebody is away: who does their work from when until when, or who takes over all of it."""

from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.absence import check_substitution
from tthc_engine.domain.commands import Reassign
from tthc_engine.domain.errors import NotYourRole, NotYourUnit, ReasonMissing, UnknownPerson
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import dossiers, offices, people
from tthc_engine.store.people import Scope, Substitution
from tthc_engine.store.sql import Session
from tthc_engine.work.bulk import Outcome, do_each


def substitute(
    app: App, by: Actor, *, person: str, instead: str, since: date, until: date, reason: str, at: datetime
) -> Substitution:
    """`instead` does the work of `person` from `since` to `until`, both days included, and it ends by itself.

    Every act of a substitute says in the log for whom it was done. Raises NotYourRole, UnknownPerson (nobody in the
    supervisor's units, or standing in for oneself), EndNotLater, ReasonMissing.
    """
    one = Substitution(person=person, substitute=instead, valid_from=since, valid_until=until, reason=reason.strip())
    check_substitution(one, by)
    with app.transaction() as session:
        unit = _unit_of(session, by, person, at)
        _unit_of(session, by, instead, at)
        people.put_substitution(session, one, unit=unit, by=by.person, at=at)
    return one


def pass_queue_on(app: App, by: Actor, *, person: str, to: str, reason: str, at: datetime) -> list[Outcome]:
    """Every open dossier that was given to `person` goes to `to`, each in a transaction of its own.

    One that is refused does not stop the others. Raises NotYourRole, UnknownPerson, ReasonMissing before anything.
    """
    _check(by, "reassign", Role.SUPERVISOR)
    if not reason.strip():
        raise ReasonMissing
    with app.read() as session:
        _unit_of(session, by, to, at)
        scope = people.scope_of(session, by)
        waiting = _held_by(session, scope, person)
    if person == to:
        raise UnknownPerson(person=to)
    return do_each(app, [Reassign(dossier=line.id, by=by, to=to, reason=reason) for line in waiting], at=at)


def _held_by(session: Session, scope: Scope, person: str) -> list[dossiers.DossierLine]:
    chosen = dossiers.Filter(open_only=True, assignee=person)
    held: list[dossiers.DossierLine] = []
    while True:
        page = dossiers.listing(session, scope, chosen, page=len(held) // dossiers.PAGE + 1)
        held += page.lines
        if len(held) >= page.total or not page.lines:
            return held


def _check(by: Actor, command: str, *allowed: Role) -> None:
    if not by.has(*allowed):
        raise NotYourRole(command=command, allowed=", ".join(sorted(allowed)))


def _unit_of(session: Session, by: Actor, person: str, at: datetime) -> str:
    """The unit in which the person works that day, when the supervisor sees it or it is of the keeper's house."""
    known = people.actor(session, person, at)
    if known is None:
        raise UnknownPerson(person=person)
    house = Scope(offices.below(session, by.unit)) if by.has(Role.ADMIN) else people.scope_of(session, by)
    if not house.holds(known.unit):
        raise NotYourUnit
    return known.unit
