"""An office whose officers have mail addresses, and what lies in their mailboxes."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.builders import LONG_AGO, OPENED, AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.domain.procedure import Role
from tthc_engine.store import notices, people
from tthc_engine.store.notices import Notice
from tthc_engine.store.people import Person, Position, Substitution
from tthc_engine.work.alerting import AlertReport, alert
from tthc_engine.work.deliver import deliver
from tthc_engine.work.sweep import sweep


def staffed(folder: Path, **people_of: tuple[Role, ...]) -> AnOffice:
    """One person a role (`school.handler` …), each with a mail address; `people_of` are more people and their roles."""
    office = AnOffice(an_app(folder))
    with office.app.transaction() as session:
        for key in [one.person for one in people.positions(session, OPENED)]:
            people.put_person(session, Person(id=key, name=f"Người {key}", email=f"{key}@example.org"))
        for key, roles in people_of.items():
            people.put_person(session, Person(id=key, name=f"Người {key}", email=f"{key}@example.org"))
            for role in roles:
                post = Position(person=key, role=role, unit=office.unit, valid_from=LONG_AGO)
                people.put_position(session, post, by="admin", at=OPENED)
    return office


def away(office: AnOffice, person: str, instead: str, *, since: str, until: str) -> None:
    first, last = hanoi(f"{since} 00:00"), hanoi(f"{until} 00:00")
    one = Substitution(person=person, substitute=instead, valid_from=first.date(), valid_until=last.date())
    with office.app.transaction() as session:
        people.put_substitution(session, one, unit=office.unit, by="admin", at=first)


def swept(office: AnOffice, wall: str) -> None:
    assert not sweep(office.app, hanoi(wall)).failed


def told(office: AnOffice, wall: str) -> AlertReport:
    """One alert round, its messages sent."""
    report = alert(office.app, hanoi(wall))
    deliver(office.app, hanoi(wall))
    assert not report.failed
    return report


def mailbox(app: App, person: str) -> list[EmailMessage]:
    """The mails to one officer, the oldest first."""
    found: list[Any] = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(app.settings.mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    ]
    return [one for one in found if f"<{person}@example.org>" in one["To"]]


def told_of(office: AnOffice, person: str) -> list[Notice]:
    """What one person was told of, the oldest first."""
    with office.app.read() as session:
        return notices.of_person(session, person, limit=10_000)[::-1]
