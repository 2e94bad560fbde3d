"""PostgreSQL dies under an office and comes back: one line in the log, one request sent again, nothing restarted."""

import logging
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.an_office import accept, an_office
from tthc_engine.store.away import is_away

pytestmark = [pytest.mark.integration, pytest.mark.postgres]


def test_a_dead_server_is_told_once_and_found_out_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with postgres_server() as server:
        office = an_office(tmp_path, database_url=server.new_database())
        with ExitStack() as several:
            # As many connections as a busy morning leaves in the pool.
            for _ in range(6):
                several.enter_context(office.read()).value("SELECT 1")
        server.kill()
        server.start()
        with caplog.at_level(logging.INFO):
            with pytest.raises(psycopg.OperationalError) as gone:
                accept(office, "2026-06-01 09:00")
            accept(office, "2026-06-01 09:01")
            for _ in range(6):
                with office.read() as session:
                    assert session.value("SELECT COUNT(*) FROM dossier") == 1
        office.database.dispose()
    assert is_away(gone.value)
    assert [record.getMessage() for record in caplog.records if "action=database" in record.getMessage()] == [
        "action=database outcome=lost why='the server went away' next='connect anew'"
    ]
    assert [record.getMessage() for record in caplog.records if record.exc_info or "Exception" in record.msg] == []
