"""The same office on PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tests.builders import TRANSFER, AnOffice, an_app, hanoi
from tests.integration.a_postgres import Server, postgres_server
from tthc_engine.domain.commands import (
    Accept,
    Approve,
    Assign,
    AttachScan,
    CheckClock,
    Complete,
    IdentityCheck,
    IssueApology,
    NumberLetter,
    Party,
    Registration,
    ReleaseResult,
    ReturnResult,
)
from tthc_engine.domain.errors import Refusal, StaleDossier
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.engine.rebuilding import check, rebuild
from tthc_engine.settings import Settings
from tthc_engine.store import (
    alerts,
    applicants,
    blanks,
    dossier_counts,
    dossiers,
    drafts,
    due,
    letters,
    migrations,
    obligations,
    outbox,
    scans,
    shelf,
    usage,
)
from tthc_engine.store.dossiers import Filter
from tthc_engine.store.letters import LetterFile
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.proof import seal, verify
from tthc_engine.store.purging import purge
from tthc_engine.work.bulk import do_each

pytestmark = [pytest.mark.integration, pytest.mark.postgres]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[AnOffice]:
    """A fresh database with one office."""
    made = AnOffice(an_app(tmp_path, url=server.new_database()))
    yield made
    made.app.database.dispose()


def test_a_dossiers_life_leaves_the_rows_it_leaves_on_sqlite(office, tmp_path):
    beside = AnOffice(an_app(tmp_path / "sqlite"))
    told = []
    for one in (office, beside):
        one.accept("2026-06-01 09:00", dossier="d1")
        for command, wall in (
            (CheckClock(dossier="d1", by=THE_CLOCK), "2026-06-09 08:00"),
            (Complete(dossier="d1", by=one.officer("handler")), "2026-06-09 09:00"),
            (
                IssueApology(
                    dossier="d1",
                    by=one.officer("approver"),
                    new_appointment=hanoi("2026-06-12 17:00"),
                    reason="Phải xác minh",
                ),
                "2026-06-09 09:30",
            ),
            (NumberLetter(dossier="d1", by=one.officer("clerk"), letter="2"), "2026-06-09 09:40"),
            (Approve(dossier="d1", by=one.officer("approver")), "2026-06-09 10:00"),
            (ReleaseResult(dossier="d1", by=one.officer("approver")), "2026-06-09 10:30"),
            (ReturnResult(dossier="d1", by=one.officer("desk")), "2026-06-10 08:00"),
        ):
            one.do(command, wall)
        with one.app.read() as session:
            assert check(session, one.app.engine.rulebook).differences == []
            rows = [
                session.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
                for table, columns in (
                    ("event", "seq, kind, at, by_person, payload, procedure, regime, calendar"),
                    ("obligation", "kind, epoch, owed_by, since, until_at, settled, settled_at"),
                    ("alert", "seq, role, kind, unit"),
                    ("letter", "letter, kind, number, symbol, state"),
                    ("outbox", "key, kind, state, not_before"),
                    ("dossier", "id, status, due_at, owner, search, ended_standing, minutes_late, is_open"),
                )
            ]
        told.append(rows)
    assert told[0] == told[1]


def test_every_question_is_understood(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    office.do(CheckClock(dossier=dossier, by=THE_CLOCK), "2026-06-09 08:00")
    at, scope = hanoi("2026-06-09 09:00"), office.scope
    handler = office.officer("handler")
    with office.app.transaction() as session:
        alerts.mark_read(session, office.officer("supervisor"), dossier, at=at)
        pdf = LetterFile(pdf=b"%PDF", sha256="0", template="receipt@1", fonts=("Liberation Serif",), at=at)
        assert letters.keep_file(session, f"{dossier}.1", pdf)
        assert not letters.keep_file(session, f"{dossier}.1", pdf)
        assert letters.file(session, f"{dossier}.1") == pdf
    with office.app.read() as session:
        assert len(dossiers.inbox(session, scope, handler, at)) == 1
        assert dossiers.listing(session, scope, Filter(open_only=True, words="hoà")).total == 1
        assert len(dossiers.search(session, scope, "lường ngọc")) == 1
        assert len(dossiers.overdue(session, scope, at)) == 1
        assert dossier_counts.sums(dossier_counts.open_groups(session, scope, at)).overdue == 1
        assert dossier_counts.count_due(session, scope, [hanoi("2026-06-08 00:00"), at]) == [1]
        assert len(dossier_counts.loads(dossier_counts.open_groups(session, scope, at))) == 1
        assert len(obligations.owed_by(session, scope, handler)) == 2
        assert obligations.count_owed(session, scope)["apology"] == 1
        assert len(alerts.unread(session, scope, handler)) == 1
        assert alerts.unread(session, scope, office.officer("supervisor")) == []
        assert due.due_for_check(session, at) == []
        assert outbox.anything_due(session, at)
    with office.app.transaction() as session:
        assert len(outbox.claim(session, at, by="me", lease=hanoi("2026-06-09 10:00") - at)) == 1


def test_two_desks_at_once_share_no_code_and_a_double_click_acts_once(office):
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda _: office.accept("2026-06-01 09:00").dossier.reference, range(18)))
        clicks = list(pool.map(lambda n: office.accept("2026-06-02 09:00", key="form", dossier=f"c{n}"), range(4)))
    assert sorted(codes) == [f"H99.58.04-20260601-{number:04d}" for number in range(1, 19)]
    assert sorted(one.repeated for one in clicks) == [False, True, True, True]


def test_two_officers_at_once_and_one_is_told(office):
    handled = office.accept("2026-06-01 09:00")
    gate = threading.Barrier(2)

    def act(person: str):
        gate.wait()
        by = office.officer("handler", person=person)
        try:
            return office.do(
                Complete(dossier=handled.dossier_id, by=by), "2026-06-01 10:00", expected=len(handled.events)
            )
        except (StaleDossier, Refusal) as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(act, ["anh", "phuc"]))
    (stale,) = [one for one in found if isinstance(one, StaleDossier)]
    assert stale.kind == "step_completed"


def test_the_log_is_sealed_proven_purged_and_rebuilt(office):
    office.accept("2026-06-01 09:00", dossier="d1")
    with office.app.transaction() as session:
        seal(session, date(2026, 6, 1), at=hanoi("2026-06-01 23:00"))
    with office.app.transaction() as session:
        rebuild(session, office.app.engine.rulebook)
        purge(session, "d1", by="admin", at=hanoi("2036-06-01 23:00"))
        office.app.engine.project(session, "d1")
    with office.app.read() as session:
        assert verify(session).problems == []
        assert check(session, office.app.engine.rulebook).differences == []


def test_migrations_lead_to_the_declared_tables_here_too(office):
    assert migrations.is_current(office.app.settings.database)
    assert migrations.differences(office.app.settings.database) == []


def test_a_long_list_that_crosses_another_transaction_is_asked_once_more_row_by_row(office):
    """Somebody holds the second dossier and wants the first: the list's transaction is given up, not the list."""
    first, second = sorted(office.accept("2026-06-01 09:00").dossier_id for _ in range(2))
    approver = office.officer(Role.APPROVER)
    asked = [Assign(dossier=one, by=approver, to="school.handler") for one in (first, second)]
    lock = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))"
    with ThreadPoolExecutor(1) as others:
        with office.app.transaction() as session:
            session.run("SET LOCAL deadlock_timeout = '10s'")
            session.run(lock, (second,))
            done = others.submit(do_each, office.app, asked, at=hanoi("2026-06-01 10:00"))
            while not session.value("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
                assert not done.done()
            session.run(lock, (first,))
        assert [one.done for one in done.result(timeout=20)] == [True, True]


def test_the_desks_own_rows_work_here_too(office):
    at = hanoi("2026-06-01 09:00")
    app = office.app
    desk = Actor(person="desk", roles=frozenset({Role.DESK}), unit="school")
    with app.transaction() as session:
        blank = app.engine.reserve_receipts(session, desk, day=at.date(), count=2, at=at)[1]
        scan = scans.KeptScan(sha256="a" * 64, media="image/png", size=9, pages=1, signed=False)
        scans.keep(session, scan, by="desk", at=at)
        drafts.save(session, "d", {"owner_name": "An"}, person="desk", unit="school", title="An", at=at)
        registration = Registration(
            procedure=TRANSFER,
            owner=Party(name="Tẩn Gia Hân", identifier="099316004127"),
            owner_checked=IdentityCheck.CARD,
        )
        accept = Accept(dossier="dark", by=desk, registration=registration, reserved=blank.reference)
        app.engine.handle(session, accept, at=at)
        attach = AttachScan(
            dossier="dark", by=desk, component="application", sha256=scan.sha256, size=9, media="image/png"
        )
        app.engine.handle(session, attach, at=at)
        app.engine.handle(session, accept_again("light", desk), at=at)
    with app.read() as session:
        assert [one.reference for one in scans.of_owner(session, EVERYTHING, "099316004127")] == [blank.reference]
        known = applicants.by_identifier(session, "099316004127")
        assert known is not None
        assert known.verified, "entered again by hand under the same name, it stays verified"
        assert usage.procedures(session, EVERYTHING) == {TRANSFER: 2}
        assert [one.title for one in drafts.of_person(session, "desk", at=at)] == ["An"]
        assert [one.dossier for one in blanks.of_unit(session, EVERYTHING, "school", since=at.date())] == [None, "dark"]
        assert shelf.waiting(session, EVERYTHING) == []
    with app.transaction() as session:
        assert scans.forget(session, "dark") == ["a" * 64]


def accept_again(key: str, desk: Actor) -> Accept:
    registration = Registration(procedure=TRANSFER, owner=Party(name="Tẩn Gia Hân", identifier="099316004127"))
    return Accept(dossier=key, by=desk, registration=registration)


def test_several_processes_that_start_at_once_migrate_once_and_all_serve(server, tmp_path):
    address = Settings(data_dir=tmp_path, database_url=server.new_database()).database
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrations.upgrade, [address] * 3))
    assert migrations.serves(address) and migrations.differences(address) == []
