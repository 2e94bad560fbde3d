"""Whoever waits too long for somebody else is told so and sends the same again: nothing is lost, nothing done twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.builders import AnOffice, hanoi
from tests.databases import settings_at
from tthc_engine.bootstrap import build
from tthc_engine.domain.commands import Complete
from tthc_engine.domain.errors import OfficeBusy
from tthc_engine.domain.procedure import Role
from tthc_engine.store import migrations, outbox
from tthc_engine.store.sql import Database

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path) -> AnOffice:
    settings = settings_at(tmp_path, lock_seconds=1, statement_seconds=2)
    migrations.upgrade(settings.database)
    return AnOffice(build(settings))


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


def test_a_statement_that_never_ends_is_given_up_on_postgresql(office):
    with office.app.read() as session:
        if not session.postgres:
            pytest.skip("SQLite has no time limit of its own")
    with pytest.raises(OfficeBusy), office.app.read() as session:
        session.run("SELECT pg_sleep(30)")


def test_a_message_is_claimed_beside_one_that_somebody_else_is_holding(office):
    """SKIP LOCKED: a worker that stands still with its row does not stop the others."""
    at = hanoi("2026-06-01 09:00")
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with office.app.transaction() as session:
        postgres = session.postgres
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
    if not postgres:
        pytest.skip("SQLite has one writer: nobody can hold a row beside another")
    other = Database(office.app.settings.database)
    with other.transaction() as session:
        session.rows("SELECT key FROM outbox WHERE key = 'm0' FOR UPDATE")
        with office.app.transaction() as mine:
            claimed = outbox.claim(mine, at, by="worker", lease=timedelta(minutes=10))
        assert [one.key for one in claimed] == ["m1"]
    other.dispose()
