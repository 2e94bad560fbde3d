"""Give the year's commands to the real engine, with the clock acting in between as it would have.

Same rows every time: ids, secrets and salts come from the seed. Only an empty demo database is seeded, never a real
office's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random
from typing import NamedTuple

from pwdlib import PasswordHash

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain.commands import CheckClock
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.engine import Engine
from tthc_engine.engine.letters import Printed
from tthc_engine.store import (
    alerts,
    due,
    hours,
    letters,
    meta,
    notices,
    obligations,
    offices,
    outbox,
    people,
    posting,
    proof,
)
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session
from tthc_engine.work.demo import plans, reports
from tthc_engine.work.demo.lives import Act
from tthc_engine.work.demo.office import DemoOffice, demo_office
from tthc_engine.work.demo.plan import Plan, plan
from tthc_engine.work.demo.voices import speak
from tthc_engine.work.demo.year import demo_year

SEEDED = "demo_seeded"
BY = "demo"
_AFTER_CLOSING = time(17, 1)
_OPENING = time(7, 30)
_MIDNIGHT = time(23, 59)
_MANY = 10_000


class NotTheDemo(Exception):
    """The database belongs to a real office, or this process does not run as the demo."""


class PlanRefused(Exception):
    """The engine refused a command of the plan: the plan or the law has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    dossiers: int
    commands: int
    events: int


class _Moment(NamedTuple):
    at: datetime
    act: Act | None
    """None: the clock looks at what is due."""


def is_seeded(app: App) -> bool:
    with app.read() as session:
        return meta.get(session, SEEDED) is not None


def has_demo_accounts(session: Session) -> bool:
    return any(account.demo for account in people.accounts(session))


def seed(app: App, *, progress: Callable[[int, int], None] = lambda done, whole: None) -> Seeded:
    """Fill an empty demo database; afterwards its clock stands at the demo's morning.

    Args:
        progress: told after each day how many commands of how many are done.

    Raises:
        NotTheDemo: TTHC_DEMO is off, or the database has an office already.
    """
    if not app.settings.demo:
        raise NotTheDemo("TTHC_DEMO is off")
    office, whole = demo_office(), plan(app.catalogue)
    with app.transaction() as session:
        if has_demo_accounts(session):
            raise NotTheDemo("an earlier seeding was interrupted; begin anew with --fresh")
        if offices.offices(session):
            raise NotTheDemo("this database is a real office's")
        set_up(session, office, app)
    printed = Printed(lookup_url=f"{app.settings.address}/tra-cuu", demo=True)
    engine = Engine(app.catalogue, entropy=Random(demo_year().seed).randbytes, printed=printed)
    done = events = 0
    for day, moments in groupby(_moments(whole, office), key=lambda one: one.at.astimezone(HANOI).date()):
        with app.transaction() as session:
            for moment in moments:
                events += _happen(session, engine, moment)
                done += moment.act is not None
            if day < office.now.date():
                proof.seal(session, day, at=datetime.combine(day, _MIDNIGHT, HANOI))
        progress(done, len(whole.acts))
    speak(app)
    reports.send(app)
    with app.transaction() as session:
        _send_old_mail(session, office)
        _read_old_alerts(session, office)
        _put_old_letters_away(session, office)
        plans.enter(app, session)
        _stand_at(session, app, office.now)
        meta.put(session, SEEDED, office.now.isoformat())
    return Seeded(
        dossiers=whole.received + whole.scripted + whole.refused_at_intake, commands=len(whole.acts), events=events
    )


def _moments(whole: Plan, office: DemoOffice) -> Iterator[_Moment]:
    """The acts, with the clock's looks at each morning and evening between them."""
    looks = [
        _Moment(at, None)
        for day in _days(office.first_day, office.now.date())
        for at in (datetime.combine(day, _OPENING, HANOI), datetime.combine(day, _AFTER_CLOSING, HANOI))
        if at <= office.now
    ]
    acts = [_Moment(act.at, act) for act in whole.acts]
    # At the same instant the clock looks first, as it does inside every command.
    return iter(sorted(looks + acts, key=lambda one: (one.at, one.act is not None)))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _happen(session: Session, engine: Engine, moment: _Moment) -> int:
    if moment.act is None:
        return sum(
            len(engine.handle(session, CheckClock(dossier=one.dossier_id, by=THE_CLOCK), at=moment.at).events)
            for one in due.due_for_check(session, moment.at, limit=_MANY)
        )
    command = moment.act.command
    try:
        return len(engine.handle(session, command, at=moment.at).events)
    except Refusal as refusal:
        what = f"{command.word} on {command.dossier} by {command.by.person} at {moment.at:%Y-%m-%d %H:%M}"
        raise PlanRefused(f"{what}: {refusal.name}: {refusal}") from refusal


def set_up(session: Session, office: DemoOffice, app: App) -> None:
    """Units, hours, people with their accounts, windows, reasons: what `tthc init` asks of a real office."""
    at = datetime.combine(office.since, _OPENING, HANOI)
    for unit in office.units:
        offices.put_unit(
            session,
            offices.Unit(
                id=unit.id,
                code=unit.code,
                name=unit.name,
                parent=unit.parent,
                successor=unit.successor,
                valid_from=unit.valid_from or office.since,
                valid_until=unit.valid_until,
                voluntary=bool(unit.decision),
                decision=unit.decision,
            ),
            by=BY,
            at=at,
        )
        if unit.hours:
            facts = facts_of(app, unit.hours, unit.office)
            hours.open_office(session, app.catalogue, unit.id, facts, by=BY, at=at)
    offices.put_delay_reasons(session, delay_reasons().values())
    for window in office.windows:
        offices.put_window(session, window.unit, window.window, by=BY, at=at, decision=window.decision)
    _employ(session, office, at)


def facts_of(app: App, hours: str, facts: dict[str, object]) -> OfficeFacts:
    """An office's facts with the hours of a preset."""
    preset = app.catalogue.presets[hours]
    return OfficeFacts.model_validate({**facts, "week": preset.week, "receive_only": preset.receive_only})


def _employ(session: Session, office: DemoOffice, at: datetime) -> None:
    # One password for all, so one hash: hashing it fourteen times would take two seconds.
    hashed = PasswordHash.recommended().hash(office.password)
    for one in office.people:
        people.put_person(session, people.Person(id=one.id, name=one.name, title=one.title))
        for role in one.roles:
            position = people.Position(
                person=one.id, role=role, unit=one.unit, valid_from=office.since, signs=one.signs
            )
            people.put_position(session, position, by=BY, at=at)
        people.put_account(
            session,
            people.Account(username=one.account, person=one.id, password_hash=hashed, active=True, demo=True),
        )
    for absence in office.substitutions:
        people.put_substitution(
            session,
            people.Substitution(
                person=absence.person,
                substitute=absence.substitute,
                valid_from=absence.from_day,
                valid_until=absence.until,
                reason=absence.reason,
            ),
            unit=absence.unit,
            by=BY,
            at=at,
        )


def _last_day(office: DemoOffice) -> datetime:
    """The morning of the last working day before the demo's, a Friday."""
    return datetime.combine(office.now.date() - timedelta(days=3), _OPENING, HANOI)


def _read_old_alerts(session: Session, office: DemoOffice) -> None:
    """Everybody has read what they were told before the last working day, unless somebody still owes something."""
    last_day = _last_day(office)
    owed = {one.dossier_id for one in obligations.owed(session, people.EVERYTHING)}
    for person in office.people:
        actor = office.actor(person.id)
        told = alerts.unread(session, people.scope_of(session, actor), actor, limit=_MANY)
        for dossier in sorted({one.dossier_id for one in told if one.at < last_day} - owed):
            alerts.mark_read(session, actor, dossier, at=last_day)
        old = notices.unread(session, person.id, limit=_MANY)
        for dossier in sorted({one.dossier_id for one in old if one.at < last_day} - owed):
            notices.mark_read(session, person.id, at=last_day, dossier=dossier)


def _put_old_letters_away(session: Session, office: DemoOffice) -> None:
    """A thousand old letters are not rendered before the first page is: each is when somebody looks at it."""
    for key in posting.ready_to_file(session, limit=_MANY):
        letter = letters.letter(session, people.EVERYTHING, key)
        if letter is not None and letter.issued_at < _last_day(office):
            letters.set_filed(session, letter.dossier_id, letter.letter, "")


def _send_old_mail(session: Session, office: DemoOffice) -> None:
    """What was promised before the last working day went out long ago; only that day's mail is still to be sent."""
    last_day = _last_day(office)
    for message in outbox.latest(session, limit=_MANY):
        if message.state == "waiting" and message.created_at < last_day:
            attempt = outbox.Attempt(at=message.created_at, channel=BY, outcome="delivered")
            outbox.record(session, message.key, attempt)


def _stand_at(session: Session, app: App, now: datetime) -> None:
    """Set the demo's clock, backwards too: before the first visitor nobody has seen a later hour."""
    meta.set_clock_offset(session, meta.clock_offset(session) + (now - app.now()))
