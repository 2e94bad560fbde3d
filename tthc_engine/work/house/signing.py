"""In whose right somebody of the house signs letters, and on which days: given and ended by who keeps the house."""

from dataclasses import replace
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain import signing
from tthc_engine.domain.errors import NotYourUnit, UnknownPerson
from tthc_engine.domain.people import Actor
from tthc_engine.domain.signing import Delegation
from tthc_engine.store import delegations
from tthc_engine.work.house.staff import member
from tthc_engine.work.house.units import check_keeper


def delegate(app: App, by: Actor, one: Delegation, *, at: datetime) -> None:
    """Keep a delegation; one of the same first day, unit and kinds is replaced.

    Raises as `staff.member` does, NotYourUnit where the person does not work there, and as `signing.check`
    (NĐ 30/2020/NĐ-CP Điều 13 khoản 4).
    """
    with app.transaction() as session:
        known = member(session, by, one.person)
        check_keeper(session, by, one.unit)
        if one.unit not in {post.unit for post in known.positions}:
            raise NotYourUnit
        signing.check(one)
        delegations.put(session, one, by=by.person, at=at)


def end(app: App, by: Actor, one: Delegation, *, last: date, at: datetime) -> None:
    """The last day now; letters already decided keep their signature block.

    Raises as `staff.member` does, UnknownPerson for what was never delegated, EndNotLater.
    """
    with app.transaction() as session:
        member(session, by, one.person)
        check_keeper(session, by, one.unit)
        if one not in delegations.of_person(session, one.person):
            raise UnknownPerson(person=one.person)
        ended = replace(one, valid_until=last)
        signing.check(ended)
        delegations.put(session, ended, by=by.person, at=at)
