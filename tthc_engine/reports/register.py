"""Sổ theo dõi hồ sơ: one line a dossier in the order of its acceptance, a new book each year from number 1.

The book belongs to the unit that receives (form 06 of Thông tư 01/2018/TT-VPCP, form 07 of Thông tư 03/2025/TT-VPCP).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.domain import timing
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Dossier, Outcome
from tthc_engine.domain.events import AnyEvent, Personal, ResultReturned
from tthc_engine.domain.fold import replay
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.rules import Rules
from tthc_engine.engine import Engine
from tthc_engine.reports import periods
from tthc_engine.reports.histories import History, accepted_between, accepted_count
from tthc_engine.reports.making import NoSuchUnit, known_units
from tthc_engine.reports.periods import Period
from tthc_engine.store import offices
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the book as it was known at an instant. Names are empty once personal data were purged."""

    number: int
    """STT in the year's book."""
    dossier: str
    reference: str
    procedure: str
    sets: int
    applicant: str
    submitter: str
    """Empty: the applicant came in person."""
    contact: str
    authority: str
    """Cơ quan chủ trì giải quyết."""
    received_at: datetime
    appointment: datetime | None
    """As the last receipt promised; None: `limit_words` stand in its place."""
    new_appointment: datetime | None
    limit_words: str
    settled_at: datetime | None
    returned_at: datetime | None
    receive_result: Channel
    received_by: str
    """Who took the result, as the desk entered it."""
    outcome: Outcome | None
    supplement_on: date | None
    """When the applicant was last asked for a supplement."""
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Which pages of which book. `lines` are read apart, as a stream."""

    unit: str
    unit_name: str
    period: Period
    year: int
    known_at: datetime


def book(session: Session, unit: str, period: Period, *, at: datetime) -> Book:
    """The book of the year in which `period` begins. Raises NoSuchUnit, and NoSuchPeriod across two years."""
    node = offices.unit(session, unit)
    if node is None:
        raise NoSuchUnit(f"There is no unit {unit!r}; there are: {', '.join(known_units(session))}.")
    if period.first_on.year != period.last_on.year:
        raise periods.NoSuchPeriod("A book is of one year: its pages begin and end in the same year.")
    return Book(unit=unit, unit_name=node.name, period=period, year=period.first_on.year, known_at=period.known_at(at))


def count(session: Session, this: Book) -> int:
    """How many lines it has at most."""
    return accepted_count(session, (this.unit,), since=this.period.since, until=this.period.until)


def lines(engine: Engine, session: Session, this: Book) -> Iterator[Line]:
    """The lines of `this`, in the order of acceptance, read a batch at a time."""
    year = periods.days(date(this.year, 1, 1), this.period.last_on)
    units = (this.unit,)
    number = accepted_count(session, units, since=year.since, until=this.period.since)
    names = {one.id: one.name for one in offices.units(session)}
    for history in accepted_between(
        session, units, since=this.period.since, until=this.period.until, known_at=this.known_at
    ):
        number += 1
        dossier = replay(history.events)
        if dossier is None or dossier.received_at is None:
            # Accepted after the instant that is shown: its line is not written yet.
            continue
        rules = engine.rulebook.of_dossier(session, dossier, history.regime).rules
        yield _line(history, dossier, rules, number=number, authority=names.get(dossier.competent_unit, ""))


def _line(history: History, dossier: Dossier, rules: Rules, *, number: int, authority: str) -> Line:
    assert dossier.received_at is not None
    asked = dossier.supplements[-1].requested_at if dossier.supplements else None
    due = timing.due_at(dossier, rules)
    return Line(
        number=number,
        dossier=history.dossier,
        reference=dossier.reference,
        procedure=rules.procedure.name,
        sets=dossier.sets,
        **_people(dossier.personal),
        authority=authority,
        received_at=dossier.received_at,
        appointment=dossier.appointment,
        new_appointment=dossier.new_appointment,
        limit_words=timing.limit_of(dossier, rules).words,
        settled_at=dossier.ended_at,
        returned_at=dossier.returned_at,
        receive_result=dossier.receive_result,
        received_by=_received_by(history.events),
        outcome=dossier.outcome,
        supplement_on=None if asked is None else asked.astimezone(HANOI).date(),
        late=dossier.ended_at is not None and due is not None and dossier.ended_at > due,
    )


def _people(personal: Personal | None) -> dict[str, str]:
    if personal is None:
        return {"applicant": "", "submitter": "", "contact": ""}
    owner, submitter = personal.owner, personal.submitter
    contact = (owner.address or submitter.address, submitter.phone or owner.phone)
    return {
        "applicant": owner.name,
        "submitter": "" if submitter.name == owner.name else submitter.name,
        "contact": "; ".join(part for part in contact if part),
    }


def _received_by(events: tuple[AnyEvent, ...]) -> str:
    taken = [event.taken_by for event in events if isinstance(event, ResultReturned)]
    return taken[-1] if taken else ""
