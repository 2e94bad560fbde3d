"""Two workers, one outbox: nobody is forgotten and nobody is told twice."""

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.alone import SQLITE, mailed

pytestmark = pytest.mark.integration

# `make proof` sends 33,000.
MESSAGES = 2_000
ON_POSTGRES = 500


def everyone_once(counted):
    assert (counted.arrived, counted.double) == (counted.written, 0)
    # Both had work to do, or this would prove nothing.
    assert min(counted.shares) > 0 and sum(counted.shares) == counted.written


def test_two_workers_on_one_file_tell_two_thousand_people_once(tmp_path):
    everyone_once(mailed(SQLITE, messages=MESSAGES, folder=tmp_path))


@pytest.mark.postgres
def test_two_workers_on_postgresql_tell_everybody_once(tmp_path):
    with postgres_server() as server:
        everyone_once(mailed(server.new_database(), messages=ON_POSTGRES, folder=tmp_path))
