"""What many dossiers leave when they are written at once is what they leave one command after another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_engine_any_sequence import LENGTH, STARTS, Desk, prepared
from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain.commands import Accept, Command, Submit
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import Engine, Handled, bulk, rebuilding
from tthc_engine.engine.bulk import Stream
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store.proof import seal, verify
from tthc_engine.store.sql import Session

pytestmark = pytest.mark.integration

LIVES = 2 * len(STARTS)
SURROGATE = {"event": "position", "notice": "position"}
WRITTEN = (
    *(
        "event",
        "personal",
        "dossier",
        "obligation",
        "alert",
        "part",
        "fact",
        "given_result",
        "letter",
        "outbox",
        "notice",
    ),
    *("search_key", "scan_use", "applicant", "counter", "declaration"),
)


class Recording(Engine):
    """The engine, with a note of what each command recorded."""

    def __init__(self, app: App) -> None:
        # Salts and secrets that repeat, so that two offices can be compared to the last byte.
        super().__init__(app.catalogue, printed=app.engine.printed, entropy=bytes)
        self.recorded: dict[str, list[tuple[AnyEvent, ...]]] = {}
        self.began: dict[str, Surroundings] = {}

    def handle(
        self, session: Session, command: Command, *, at: datetime, key: str | None = None, expected: int | None = None
    ) -> Handled:
        if isinstance(command, Submit | Accept) and command.registration is not None:
            around = self.rulebook.of_command(session, command, at, dossier=None, regime="")
            self.began.setdefault(command.dossier, around)
        done = super().handle(session, command, at=at, key=key, expected=expected)
        if done.events:
            self.recorded.setdefault(command.dossier, []).append(done.events)
        return done

    def streams(self) -> Iterator[Stream]:
        for dossier, commands in self.recorded.items():
            yield Stream(dossier, commands, self.began[dossier])


def an_office(folder: Path) -> tuple[AnOffice, Recording, list[str]]:
    app = an_app(folder)
    engine = Recording(app)
    office = AnOffice(replace(app, engine=engine))
    return office, engine, prepared(office)


def tables(app: App) -> dict[str, list[tuple[str, ...]]]:
    found = {}
    with app.read() as session:
        for table in WRITTEN:
            order = SURROGATE.get(table)
            rows = session.execute(text(f"SELECT * FROM {table}")).mappings().all()
            found[table] = sorted(
                tuple(str(value) for column, value in sorted(row.items()) if column != order) for row in rows
            )
    return found


def a_late_one(office: AnOffice) -> None:
    """With a scan, and an apology that was numbered, struck, numbered again and filed; its message waited for that."""
    dossier = office.accept("2026-06-01 09:00", dossier="late").dossier_id
    desk, approver, clerk = (office.officer(role) for role in (Role.DESK, Role.APPROVER, Role.CLERK))
    with office.app.read() as session:
        component = office.app.engine.dossier(session, dossier)[1].procedure.components[0].key
    for minute in ("05", "06"):
        scan = c.AttachScan(
            dossier=dossier, by=desk, component=component, sha256="0" * 64, media="application/pdf", size=100
        )
        office.do(scan, f"2026-06-01 09:{minute}")
    new = hanoi("2026-06-12 17:00")
    apology = c.IssueApology(dossier=dossier, by=approver, new_appointment=new, reason="Chờ xác minh")
    letter = office.do(apology, "2026-06-09 08:00").dossier.letters[-1].letter
    office.do(c.NumberLetter(dossier=dossier, by=clerk, letter=letter), "2026-06-09 08:10")
    struck = c.VoidNumber(dossier=dossier, by=clerk, letter=letter, reason="Ghi nhầm")
    office.do(struck, "2026-06-09 08:20")
    office.do(c.NumberLetter(dossier=dossier, by=clerk, letter=letter), "2026-06-09 08:30")
    filed = c.FileLetter(dossier=dossier, by=clerk, letter=letter, sha256="1" * 64, template="apology@1")
    office.do(filed, "2026-06-09 08:31")


def test_what_is_written_in_bulk_equals_what_the_engine_wrote_row_by_row(tmp_path: Path):
    office, engine, calendars = an_office(tmp_path / "one-by-one")
    for seed in range(LIVES):
        desk = Desk(office, seed, calendars=calendars)
        for _ in range(LENGTH):
            desk.act()
    a_late_one(office)
    other, writer, _ = an_office(tmp_path / "bulk")

    written = bulk.write(writer, other.app, engine.streams())

    assert written.dossiers == LIVES + 1
    expected, found = tables(office.app), tables(other.app)
    assert all(expected[table] for table in WRITTEN)
    for table in WRITTEN:
        assert found[table] == expected[table], table
    with other.app.transaction() as session:
        seal(session, date(2026, 12, 31), at=hanoi("2026-12-31 23:00"))
    with other.app.read() as session:
        assert rebuilding.check(session, other.app.engine.rulebook).differences == []
        assert verify(session).problems == []


def test_the_desk_goes_on_numbering_after_a_bulk(tmp_path: Path):
    office, engine, _ = an_office(tmp_path / "one-by-one")
    for minute in range(3):
        office.accept(f"2026-06-01 09:0{minute}", dossier=f"d{minute}")
    other, writer, _ = an_office(tmp_path / "bulk")
    bulk.write(writer, other.app, engine.streams())

    after_bulk = other.accept("2026-06-01 09:10", dossier="next").dossier
    as_ever = office.accept("2026-06-01 09:10", dossier="next").dossier

    assert after_bulk.reference == as_ever.reference == "H99.58.04-20260601-0004"
    assert after_bulk.letters == as_ever.letters
