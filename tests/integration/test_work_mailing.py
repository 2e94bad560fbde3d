"""Two workers, one outbox: nobody is forgotten and nobody is told twice."""

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.mailing import mail_to_all
from tests.integration.receivers import receivers

pytestmark = pytest.mark.integration

# `make proof` sends 33,000.
MESSAGES = 2_000
ON_POSTGRES = 500


def everyone_once(counted):
    assert (counted.arrived, counted.double) == (counted.written, 0)
    # Both had work to do, or this would prove nothing.
    assert min(counted.shares) > 0 and sum(counted.shares) == counted.written


def test_two_workers_on_one_file_tell_two_thousand_people_once(tmp_path):
    with receivers(tmp_path / "post") as post:
        everyone_once(mail_to_all(tmp_path / "office", post, messages=MESSAGES))


@pytest.mark.postgres
def test_two_workers_on_postgresql_tell_everybody_once(tmp_path):
    with receivers(tmp_path / "post") as post, postgres_server() as server:
        url = server.new_database()
        everyone_once(mail_to_all(tmp_path / "office", post, messages=ON_POSTGRES, database_url=url))
