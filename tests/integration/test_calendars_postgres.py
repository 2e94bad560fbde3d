"""The same decision on the other database, where two writers really are two."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.an_office import accept, an_office
from tests.integration.calendar_office import (
    SATURDAY,
    SWAP,
    applied,
    due_of,
    entered,
    everything_agrees,
    kinds,
    previewed,
)

pytestmark = [pytest.mark.postgres, pytest.mark.integration]


@pytest.fixture
def office(tmp_path):
    with postgres_server() as running:
        office = an_office(tmp_path, database_url=running.new_database())
        yield office
        office.database.dispose()


def test_two_who_apply_the_same_calendar_at_once_move_each_dossier_once(office):
    dossiers = [accept(office, f"2026-11-16 {hour:02d}:00").dossier_id for hour in (8, 9, 10)]
    version = entered(office, SWAP)
    assert [move.dossier_id for move in previewed(office, version).moved] == dossiers
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: applied(office, version, wall=SATURDAY), range(2)))
    assert all(not one.report.failed for one in done)
    assert {due_of(office, one) for one in dossiers} == {"2026-11-25"}
    assert [kinds(office, one).count("calendar_applied") for one in dossiers] == [1, 1, 1]
    assert everything_agrees(office)
