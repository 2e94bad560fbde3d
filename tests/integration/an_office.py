"""A small school office on a real database file, for tests of the machine that works for it."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.databases import settings_at
from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import Handled
from tthc_engine.store import hours, log, migrations, offices
from tthc_engine.store.offices import Unit

SCHOOL = "truong"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKDAY = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
FACTS = OfficeFacts(
    agency="Trường Tiểu học và Trung học cơ sở Suối Ngần",
    agency_parent="UBND xã Suối Ngần",
    onestop="Bộ phận Một cửa Trường Suối Ngần",
    place="Suối Ngần",
    phone="0123 000 001",
    symbol_suffix="THTHCSSN",
    week=(WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, (), ()),
)
DESK = Actor(person="sen", roles=frozenset({Role.DESK, Role.CLERK}), unit=SCHOOL)
HANDLER = Actor(person="hung", roles=frozenset({Role.HANDLER}), unit=SCHOOL)
APPROVER = Actor(person="minh", roles=frozenset({Role.APPROVER}), unit=SCHOOL)


def at(wall: str) -> datetime:
    """`2026-06-01 09:00` on the office's clock."""
    return datetime.fromisoformat(wall).replace(tzinfo=HANOI).astimezone(UTC)


def an_office(folder: Path, **settings: object) -> App:
    """The school, opened on 1 June 2026, with its own data folder."""
    own = settings_at(folder, flows="inline", **settings)
    migrations.upgrade(own.database)
    app = bootstrap.build(own)
    with app.transaction() as session:
        school = Unit(id=SCHOOL, code="H99.58.04", name=FACTS.agency, valid_from=date(2025, 7, 1))
        offices.put_unit(session, school, by="init", at=at("2026-06-01 07:00"))
        hours.open_office(session, app.catalogue, SCHOOL, FACTS, by="init", at=at("2026-06-01 07:00"))
    return app


def accept(app: App, wall: str, *, email: str = "phuhuynh@example.org", name: str = "Lường Bảo Ngọc") -> Handled:
    """A pupil's transfer, handed in by a parent: five working days; before 10 May 2026 by the older procedure, nine."""
    received = at(wall)
    code = "2.002854" if received >= at("2026-05-10 00:00") else "1.005099"
    components = app.catalogue.in_force(code, received.astimezone(HANOI).date()).components
    registration = c.Registration(
        procedure=code,
        owner=c.Party(name=name, address="Bản Suối Ngần"),
        submitter=c.Party(name="Lường Văn Bảo", email=email, phone="0123 045 678", address="Bản Suối Ngần"),
        relation="parent",
        papers=(c.Paper(component=components[0].key),),
    )
    return act(app, c.Accept(dossier=app.engine.new_id(), by=DESK, registration=registration), wall)


def act(app: App, command: c.Command, wall: str) -> Handled:
    with app.transaction() as session:
        return app.engine.handle(session, command, at=at(wall))


def events_of(app: App, dossier: str) -> list[AnyEvent]:
    with app.read() as session:
        return [one.event for one in log.load(session, dossier)]


def broken_log(app: App, dossier: str) -> App:
    """The office after the disk damaged one dossier's log and the machine was started again."""
    with app.transaction() as session:
        session.run("UPDATE event SET payload = '{' WHERE dossier_id = ?", (dossier,))
    return bootstrap.build(app.settings)


def rows_of(app: App, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables, to compare two moments."""
    with app.read() as session:
        return {table: sorted(session.rows(f"SELECT * FROM {table}"), key=str) for table in tables}
