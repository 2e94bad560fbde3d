"""An office outgrows one file and moves to PostgreSQL, and could move back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.a_postgres import Server, postgres_server
from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import CheckClock, Complete
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.engine.rebuilding import check
from tthc_engine.settings import Settings
from tthc_engine.store.database import Database
from tthc_engine.work.demo import seeding

pytestmark = [pytest.mark.integration, pytest.mark.postgres]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A year of an office in one SQLite file."""
    app = an_app(
        tmp_path_factory.mktemp("demo"), url="sqlite:///" + str(tmp_path_factory.mktemp("file") / "tthc.db"), demo=True
    )
    seeding.seed(app)
    yield app
    app.database.dispose()


def migrate(app: App, address: str, *more: str) -> subprocess.CompletedProcess[str]:
    around = {
        **os.environ,
        "TTHC_DATA_DIR": str(app.settings.data_dir),
        "TTHC_DATABASE_URL": app.settings.database_url,
        "TTHC_DEMO": "1" if app.settings.demo else "0",
    }
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", "migrate-to", address, *more],
        capture_output=True,
        text=True,
        env=around,
        timeout=120,
        check=False,
    )


def test_a_year_moves_to_postgresql_and_goes_on_there(demo: App, server: Server) -> None:
    demo.database.dispose()
    address = server.new_database()
    told = migrate(demo, address, "--json")
    assert told.returncode == 0, told.stderr
    moved = {one["table"]: one["rows"] for one in json.loads(told.stdout)}
    with demo.read() as session:
        kept = {table: session.value(f"SELECT COUNT(*) FROM {table}") for table in ("event", "dossier", "letter")}
    assert kept == {table: moved[table] for table in kept} and kept["event"] > 5_000
    there = bootstrap.build(Settings(data_dir=demo.settings.data_dir, database_url=address, demo=True))
    with there.read() as session:
        assert check(session, there.engine.rulebook).differences == []
        open_one = session.value("SELECT id FROM dossier WHERE is_open ORDER BY next_check_at LIMIT 1")
        last = session.value("SELECT MAX(position) FROM event")
    with there.transaction() as session:
        there.engine.handle(session, CheckClock(dossier=open_one, by=THE_CLOCK), at=hanoi("2027-01-11 08:00"))
    with there.read() as session:
        assert session.value("SELECT MIN(position) FROM event WHERE position > ?", (last,)) == last + 1, "numbers go on"
    there.database.dispose()


def test_back_on_one_machine_the_rows_are_the_same(server: Server, tmp_path: Path) -> None:
    office = AnOffice(an_app(tmp_path / "a", url=server.new_database()))
    dossier = office.accept("2026-06-01 09:00").dossier_id
    office.app.database.dispose()
    file = tmp_path / "back.db"
    assert migrate(office.app, f"sqlite:///{file}").returncode == 0
    office.app = bootstrap.build(Settings(data_dir=tmp_path / "a", database_url=f"sqlite:///{file}"))
    done = office.do(Complete(dossier=dossier, by=office.officer("handler")), "2026-06-02 09:00")
    assert [event.kind for event in done.events] == ["step_completed"]
    office.app.database.dispose()


def test_a_database_that_holds_rows_is_not_written_over(demo: App, server: Server, tmp_path: Path) -> None:
    demo.database.dispose()
    other = AnOffice(an_app(tmp_path, url=server.new_database()))
    other.accept("2026-06-01 09:00", dossier="theirs")
    other.app.database.dispose()
    told = migrate(demo, other.app.settings.database_url)
    assert told.returncode == 2 and "already holds rows" in told.stderr
    with other.app.read() as session:
        assert session.rows("SELECT id FROM dossier") == [("theirs",)]
    other.app.database.dispose()


def test_an_open_office_does_not_move(demo: App, server: Server) -> None:
    with demo.read():
        told = migrate(demo, server.new_database())
    assert told.returncode == 2 and "stop `tthc run` first" in told.stderr


def test_a_row_that_arrives_changed_is_noticed_and_nothing_is_kept(demo: App, server: Server) -> None:
    """The other database is told to spoil what it is given."""
    address = server.new_database()
    demo.database.dispose()
    spoiled = bootstrap.start(Settings(data_dir=demo.settings.data_dir / "x", database_url=address))
    with spoiled.transaction() as session:
        session.run(
            "CREATE FUNCTION spoil() RETURNS trigger AS"
            " $$ BEGIN NEW.owner := 'ai đó'; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        session.run("CREATE TRIGGER spoil BEFORE INSERT ON dossier FOR EACH ROW EXECUTE FUNCTION spoil()")
    spoiled.database.dispose()
    told = migrate(demo, address)
    assert told.returncode == 2 and "Table dossier differs" in told.stderr
    database = Database(spoiled.settings.database)
    with database.read() as session:
        assert session.value("SELECT COUNT(*) FROM event") == 0
    database.dispose()
