"""Offices to test with: real database, real law, real calendar, invented people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.databases import settings_at
from tthc_engine.bootstrap import App, build
from tthc_engine.domain.commands import Accept, Command, Party, Registration
from tthc_engine.domain.office import OfficeFacts, Sessions
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import Engine, Handled
from tthc_engine.store import hours, migrations, offices, people
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import Person, Position, Scope
from tthc_engine.store.sql import Session

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LONG_AGO = date(2020, 1, 1)
OPENED = datetime(2025, 7, 1, 7, 30, tzinfo=HANOI)
WORKDAY: Sessions = ((450, 690), (810, 1020))
"""07:30-11:30 and 13:30-17:00."""
STAFF = (Role.DESK, Role.HANDLER, Role.APPROVER, Role.CLERK, Role.SUPERVISOR, Role.DIRECTOR, Role.ONESTOP_HEAD)

TRANSFER = "2.002854"
"""Chuyển trường: five working days within the province."""


def hanoi(wall: str) -> datetime:
    """An instant as the office's wall clock shows it: "2026-06-01 09:00"."""
    return datetime.fromisoformat(wall).replace(tzinfo=HANOI)


def an_app(folder: Path, *, url: str = "", demo: bool = False) -> App:
    """A migrated application on a database of its own."""
    settings = settings_at(folder, database_url=url, demo=demo)
    migrations.upgrade(settings.database)
    return build(settings)


def drawing(letters: Iterator[bytes]) -> Callable[[int], bytes]:
    """Entropy that repeats, where a test compares two runs."""
    return lambda length: next(letters)[:length]


def facts(agency: str = "Trường TH và THCS Suối Ngần", *, suffix: str = "THTHCSSN") -> OfficeFacts:
    return OfficeFacts(
        agency=agency, place="Suối Ngần", phone="0123 012 345", symbol_suffix=suffix, week=(WORKDAY,) * 5 + ((), ())
    )


class AnOffice:
    """One unit with one person a role, who act by `do`."""

    def __init__(self, app: App, unit: str = "school", *, code: str = "H99.58.04", parent: str | None = None) -> None:
        self.app = app
        self.unit = unit
        with app.transaction() as session:
            node = Unit(id=unit, code=code, name=f"Đơn vị {unit}", parent=parent, valid_from=LONG_AGO)
            offices.put_unit(session, node, by="admin", at=OPENED)
            hours.open_office(session, app.catalogue, unit, facts(f"Cơ quan {unit}"), by="admin", at=OPENED)
            for role in STAFF:
                self.employ(session, f"{unit}.{role.value}", role)

    def employ(self, session: Session, key: str, *roles: Role) -> None:
        people.put_person(session, Person(id=key, name=f"Người {key}", title="Chuyên viên"))
        for role in roles:
            post = Position(person=key, role=role, unit=self.unit, valid_from=LONG_AGO)
            people.put_position(session, post, by="admin", at=OPENED)

    def officer(self, role: str | Role, *, person: str = "") -> Actor:
        held = Role(role)
        return Actor(person=person or f"{self.unit}.{held.value}", roles=frozenset({held}), unit=self.unit)

    @property
    def scope(self) -> Scope:
        return Scope(frozenset({self.unit}))

    def accept(
        self,
        wall: str,
        *,
        procedure: str = TRANSFER,
        owner: Party | None = None,
        submitter: Party | None = None,
        competent_unit: str | None = None,
        key: str | None = None,
        dossier: str | None = None,
    ) -> Handled:
        registration = Registration(
            procedure=procedure,
            owner=owner or PUPIL,
            submitter=submitter or PARENT,
            relation="parent",
            competent_unit=competent_unit,
        )
        command = Accept(
            dossier=dossier or self.app.engine.new_id(), by=self.officer(Role.DESK), registration=registration
        )
        return self.do(command, wall, key=key)

    def do(
        self,
        command: Command,
        wall: str,
        *,
        key: str | None = None,
        expected: int | None = None,
        engine: Engine | None = None,
    ) -> Handled:
        """One command in one transaction."""
        with self.app.transaction() as session:
            return (engine or self.app.engine).handle(session, command, at=hanoi(wall), key=key, expected=expected)


PUPIL = Party(name="Lường Bảo Ngọc", identifier="099316001234", born_on=date(2016, 3, 9))
PARENT = Party(name="Lường Văn Hoà", phone="0123 045 678", email="hoa@example.org", address="Bản Suối Ngần")


def standing_in(by: Actor, person: str) -> Actor:
    """`person` does the work of `by` as a substitute."""
    return replace(by, person=person, stands_for=by.person)
