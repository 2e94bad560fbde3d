"""Whoever waits too long for somebody else is told so and sends the same again: nothing is lost, nothing done twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest

from tests.builders import AnOffice, hanoi
from tests.databases import settings_at
from tests.integration.a_postgres import postgres_server
from tthc_engine.bootstrap import build
from tthc_engine.domain.commands import Complete
from tthc_engine.domain.errors import OfficeBusy
from tthc_engine.domain.procedure import Role
from tthc_engine.store import migrations, outbox
from tthc_engine.store.database import Database

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path) -> AnOffice:
    settings = settings_at(tmp_path, lock_seconds=1, statement_seconds=2)
    migrations.upgrade(settings.database)
    return AnOffice(build(settings))


@pytest.fixture
def province(tmp_path) -> Iterator[AnOffice]:
    """An office on PostgreSQL wherever the others of this run live."""
    with postgres_server() as server:
        settings = settings_at(tmp_path, database_url=server.new_database(), lock_seconds=1, statement_seconds=2)
        migrations.upgrade(settings.database)
        office = AnOffice(build(settings))
        yield office
        office.app.database.dispose()


@contextmanager
def somebody_holds(office: AnOffice, dossier: str) -> Iterator[None]:
    """Another process in the middle of a command on the dossier, and stuck there."""
    other = Database(office.app.settings.database)
    with other.transaction() as session:
        if session.postgres:
            session.run("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (dossier,))
        yield
    other.dispose()


def test_a_stuck_lock_ends_in_a_refusal_and_the_same_request_acts_once_afterwards(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    command = Complete(dossier=dossier, by=office.officer(Role.HANDLER))
    with somebody_holds(office, dossier), pytest.raises(OfficeBusy):
        office.do(command, "2026-06-01 10:00", key="sent-once")

    done = office.do(command, "2026-06-01 10:00", key="sent-once")
    again = office.do(command, "2026-06-01 10:01", key="sent-once")

    assert done.events
    assert not done.repeated
    assert again.repeated


def test_reading_waits_for_nobody(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with somebody_holds(office, dossier), office.app.read() as session:
        assert office.app.engine.dossier(session, dossier)[0].accepted


@pytest.mark.postgres
def test_a_statement_that_never_ends_is_given_up_and_a_held_message_stops_no_other_worker(province):
    """The time limit of a statement, and SKIP LOCKED: SQLite has neither, having one writer and no server."""
    with pytest.raises(OfficeBusy), province.app.read() as session:
        session.run("SELECT pg_sleep(30)")

    at = hanoi("2026-06-01 09:00")
    dossier = province.accept("2026-06-01 09:00").dossier_id
    with province.app.transaction() as session:
        for number in range(2):
            row = outbox.row(
                key=f"m{number}",
                dossier=dossier,
                kind="submitted",
                unit="school",
                recipient={"name": "Lường Văn Hoà", "email": "hoa@example.org"},
                context={},
                letter_id=None,
                at=at,
            )
            outbox.enqueue(session, row)
        session.run("UPDATE outbox SET state = 'delivered' WHERE key NOT IN ('m0', 'm1')")
    other = Database(province.app.settings.database)
    with other.transaction() as session:
        session.rows("SELECT key FROM outbox WHERE key = 'm0' FOR UPDATE")
        with province.app.transaction() as mine:
            claimed = outbox.claim(mine, at, by="worker", lease=timedelta(minutes=10))
        assert [one.key for one in claimed] == ["m1"]
    other.dispose()


@pytest.mark.postgres
def test_of_two_who_wait_for_each_other_one_goes_on_and_the_other_is_told_to_send_again(province, tmp_path):
    first, second = (province.accept(f"2026-06-01 09:0{minute}").dossier_id for minute in range(2))
    # Waits longer than PostgreSQL needs to see that they wait for each other (deadlock_timeout, a second).
    patient = build(settings_at(tmp_path, database_url=province.app.settings.database, lock_seconds=60))
    both_hold_one = Barrier(2)

    def touched(here: str, there: str) -> bool:
        try:
            with patient.transaction() as session:
                session.run("UPDATE dossier SET id = id WHERE id = ?", (here,))
                both_hold_one.wait(timeout=20)
                session.run("UPDATE dossier SET id = id WHERE id = ?", (there,))
        except OfficeBusy:
            return False
        return True

    with ThreadPoolExecutor(2) as clerks:
        ended = [clerks.submit(touched, first, second), clerks.submit(touched, second, first)]
    assert sorted(one.result() for one in ended) == [False, True]
    patient.database.dispose()
