"""The monthly rating from its figures to the closed month: look, confirm, close."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import RatingNotYours, RatingUnconfirmed, RatingUnknown
from tthc_engine.domain.people import Actor
from tthc_engine.domain.rating import HEADS, check_confirmation
from tthc_engine.reports import closing, made
from tthc_engine.reports.closing import Closed
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.periods import Period
from tthc_engine.reports.rating import tables
from tthc_engine.reports.rating.counting import Worked, scheme, staff
from tthc_engine.reports.table import Table
from tthc_engine.store import ratings
from tthc_engine.store.ratings import Confirmed
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A unit's month as it is known at an instant."""

    wanted: Wanted
    look: Look
    staff: tuple[Worked, ...]
    confirmed: dict[str, Confirmed]

    @property
    def over(self) -> bool:
        return self.wanted.at >= self.wanted.period.until

    @property
    def table(self) -> Table:
        return tables.table(self.look, self.staff, self.confirmed)

    def of(self, person: str) -> Worked | None:
        return next((one for one in self.staff if one.person == person), None)

    def alone(self, person: str) -> Table:
        """The line of one officer: what they may see."""
        mine = [one for one in self.staff if one.person == person]
        return tables.table(self.look, mine, self.confirmed)


def month(app: App, session: Session, unit: str, period: Period, *, at: datetime) -> Month:
    """Raises NoSuchUnit."""
    wanted = Wanted(key=tables.FORM, unit=unit, period=period, at=at)
    look = made.look_of(session, wanted)
    return Month(
        wanted=wanted,
        look=look,
        staff=tuple(staff(app.engine, session, look)),
        confirmed=ratings.confirmed(session, unit, period.written),
    )


def confirm(app: App, by: Actor, period: Period, *, person: str, grade: str, reason: str, at: datetime) -> None:
    """The head of the unit gives a grade. Raises what `check_confirmation` raises, and RatingUnknown."""
    with app.transaction() as session:
        seen = month(app, session, by.unit, period, at=at)
        one = seen.of(person)
        if one is None:
            raise RatingUnknown
        proposal = one.proposal
        chosen = check_confirmation(
            scheme(), by, person=person, proposal=proposal.grade, grade=grade, reason=reason, over=seen.over
        )
        said = Confirmed(
            person=person,
            proposed=proposal.grade.key if proposal.grade is not None else "",
            points="" if proposal.points is None else str(proposal.points),
            grade=chosen.key,
            reason=reason.strip(),
            at=at,
            by=by.person,
        )
        ratings.confirm(session, by.unit, period.written, said)


def close(app: App, by: Actor, period: Period, *, reason: str, at: datetime) -> Closed:
    """Freeze the month with its hash; a second time it is a correction with its reason.

    Raises RatingNotYours, RatingUnconfirmed, and ClosingRefused.
    """
    if not by.has(*HEADS):
        raise RatingNotYours
    with app.transaction() as session:
        seen = month(app, session, by.unit, period, at=at)
        waiting = sum(one.person not in seen.confirmed for one in seen.staff)
        if waiting and seen.over:
            raise RatingUnconfirmed(count=waiting)
        return closing.close(session, seen.wanted, seen.table, by=by.person, reason=reason)
