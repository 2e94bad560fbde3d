"""Killed anywhere between an overdue dossier and a delivered apology, the office says sorry once (peers' case 26)."""

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.killed import OnPostgres, OnSqlite, kill_everywhere
from tests.integration.receivers import receivers

pytestmark = pytest.mark.integration

# A prime, so that before and after, statement and send, all come up; `make proof` dies at every one.
EVERY = 7


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    with receivers(tmp_path_factory.mktemp("post")) as running:
        yield running


def kill(copies, post, way):
    figures = kill_everywhere(copies, post, way, every=EVERY)
    assert figures.killed == len(range(0, figures.points, EVERY)) and figures.points > 200
    assert way == "smtp" or figures.doubled == 0


@pytest.mark.parametrize("way", ["smtp", "http"])
def test_a_killed_office_on_one_machine_owes_numbers_and_sends_one_apology(tmp_path, post, way):
    kill(OnSqlite(tmp_path), post, way)


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["smtp", "http"])
def test_a_killed_office_on_postgresql_owes_numbers_and_sends_one_apology(tmp_path, post, way):
    with postgres_server() as server:
        kill(OnPostgres(tmp_path, server.new_database()), post, way)
