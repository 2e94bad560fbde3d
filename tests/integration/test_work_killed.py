"""Killed anywhere between an overdue dossier and a delivered apology, the office says sorry once (peers' case 26)."""

from pathlib import Path

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.alone import SQLITE, killed, killed_in_a_change

pytestmark = pytest.mark.integration

# A prime, so that before and after, statement and send, all come up; `make proof` dies at every one.
EVERY = 7


# Another, because a server is asked thrice as long for a death.
EVERY_OF_A_SERVER = 17


def kill(folder: Path, database: str, way: str, *, every: int = EVERY) -> None:
    figures = killed(database, way, every=every, folder=folder)
    assert figures.killed == len(range(0, figures.points, every)) and figures.points > 200
    assert way == "smtp" or figures.doubled == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("way", ["smtp", "http"])
def test_a_killed_office_on_one_machine_owes_numbers_and_sends_one_apology(tmp_path, way):
    kill(tmp_path, SQLITE, way)


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["smtp", "http"])
def test_a_killed_office_on_postgresql_owes_numbers_and_sends_one_apology(tmp_path, way):
    with postgres_server() as server:
        kill(tmp_path, server.new_database(), way, every=EVERY_OF_A_SERVER)


# And one more: three acts on three dossiers pass some hundreds of statements.
FEWER = 67


@pytest.mark.sqlite
def test_an_office_killed_while_an_act_reaches_its_dossiers_reaches_each_of_them_once(tmp_path):
    figures = killed_in_a_change(SQLITE, every=FEWER, folder=tmp_path)
    assert figures.killed == len(range(0, figures.points, FEWER)) and figures.killed > 5


@pytest.mark.postgres
def test_the_same_on_postgresql(tmp_path):
    with postgres_server() as server:
        figures = killed_in_a_change(server.new_database(), every=FEWER, folder=tmp_path)
    assert figures.killed > 5
