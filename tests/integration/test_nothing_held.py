"""While somebody outside is waited for, PostgreSQL sees no transaction of ours: nobody else has to wait too."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from flows.recorded import Act, inline
from flows.schedule import JOBS, Timetable
from tests.integration.a_postgres import Server, postgres_server
from tests.integration.an_office import accept, an_office, at
from tests.integration.gateway import gateway
from tests.integration.post_office import post_office
from tthc_engine.bootstrap import App
from tthc_engine.store import outbox
from tthc_engine.store.database import APPLICATION
from tthc_engine.work.deliver import CLAIM, deliver
from tthc_engine.work.report import Report

pytestmark = [pytest.mark.integration, pytest.mark.postgres]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as running:
        yield running


class Looking:
    """Asks the server, while one outside is being asked, what our connections are at."""

    def __init__(self, database: str) -> None:
        self._database = database
        self.times = 0
        self.held: list[tuple[object, ...]] = []

    def __call__(self) -> None:
        self.times += 1
        with psycopg.connect(self._database, autocommit=True) as other:
            self.held += other.execute(
                "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
                " AND xact_start IS NOT NULL",
                (APPLICATION,),
            ).fetchall()
            self.held += other.execute(
                "SELECT locktype, mode FROM pg_locks WHERE pid <> pg_backend_pid() AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchall()


@contextmanager
def by_mail(look: Callable[[], None]) -> Iterator[dict[str, object]]:
    with post_office() as post:
        post.meanwhile = look
        yield {"smtp_url": post.url}


@contextmanager
def by_webhook(look: Callable[[], None]) -> Iterator[dict[str, object]]:
    with gateway() as door:
        door.meanwhile = look
        yield {"webhook_url": door.url, "webhook_secret": "whsec"}


@contextmanager
def by_zalo(look: Callable[[], None]) -> Iterator[dict[str, object]]:
    with gateway(usual=json.dumps({"error": 0, "message": "Success"})) as door:
        door.meanwhile = look
        yield {"zalo_url": door.url, "zalo_token": "k", "zalo_templates": {"receipt": "231001"}}


@contextmanager
def by_sms(look: Callable[[], None]) -> Iterator[dict[str, object]]:
    with gateway() as door:
        door.meanwhile = look
        yield {"sms_url": door.url}


@pytest.mark.parametrize("way", [by_mail, by_webhook, by_zalo, by_sms])
def test_no_transaction_is_open_while_a_message_is_handed_over(server: Server, tmp_path: Path, way) -> None:
    url = server.new_database()
    look = Looking(url)
    with way(look) as settings:
        office = an_office(tmp_path, database_url=url, **settings)
        for minute in range(3):
            accept(
                office, f"2026-06-01 09:{minute:02d}", email="phuhuynh@example.org" if "mail" in way.__name__ else ""
            )
        report = deliver(office, at("2026-06-01 10:00"))
        office.database.dispose()
    assert (report.delivered, look.times) == (3, 3)
    assert look.held == []


def test_the_look_itself_sees_a_transaction_that_is_open(server: Server, tmp_path: Path) -> None:
    url = server.new_database()
    look = Looking(url)
    office = an_office(tmp_path, database_url=url)
    with office.transaction() as session:
        session.value("SELECT 1")
        look()
    office.database.dispose()
    assert look.held


def test_none_is_open_while_prefect_is_told_of_a_job(server: Server, tmp_path: Path) -> None:
    url = server.new_database()
    look = Looking(url)
    office = an_office(tmp_path, database_url=url, demo=True)
    accept(office, "2026-06-01 09:00")
    office.advance_to(at("2026-06-09 13:00"))

    def recorded(name: str, act: Act, *, at: datetime) -> Report:
        # Where `Recorded` talks to its API: before the work, and after.
        look()
        report = inline(name, act, at=at)
        look()
        return report

    timetable = Timetable(office, recorded)
    for job in JOBS:
        timetable.tick(job)
    timetable.stop()
    office.database.dispose()
    assert look.times >= 2 * len(JOBS) - 2
    assert look.held == []


def test_what_a_dead_worker_had_claimed_is_anothers_when_the_claim_ends(server: Server, tmp_path: Path) -> None:
    with post_office() as post:
        office = an_office(tmp_path, database_url=server.new_database(), smtp_url=post.url)
        for minute in range(3):
            accept(office, f"2026-06-01 09:{minute:02d}")
        _claims_and_dies(office, at("2026-06-01 10:00"))
        assert deliver(office, at("2026-06-01 10:09")).delivered == 1, "two are claimed until 10:10"
        assert deliver(office, at("2026-06-01 10:10")).delivered == 2
        assert len(post.taken) == 3
        office.database.dispose()


def _claims_and_dies(office: App, now: datetime) -> None:
    with office.transaction() as session:
        assert len(outbox.claim(session, now, by="dead", lease=CLAIM, limit=2)) == 2
