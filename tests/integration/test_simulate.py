"""A simulated province: proven logs, lists that equal them, the same again from the same seed, never in an office."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app
from tests.databases import environment
from tthc_engine.bootstrap import App
from tthc_engine.engine import rebuilding
from tthc_engine.store import due
from tthc_engine.store.proof import verify
from tthc_engine.work.simulation import simulating
from tthc_engine.work.simulation.simulating import NotEmpty, Wish, simulate

pytestmark = pytest.mark.integration

WISH = Wish(closed=110, open=25, year=2026, seed=7, communes=2)


@pytest.fixture(scope="module")
def province(tmp_path_factory) -> App:
    app = an_app(tmp_path_factory.mktemp("province"))
    made = simulate(app, WISH)
    assert made.written.dossiers == WISH.closed + WISH.open
    return app


def test_a_simulated_year_proves_itself_and_its_lists_equal_its_log(province):
    with province.read() as session:
        assert verify(session).problems == []
        assert rebuilding.check(session, province.engine.rulebook).differences == []


def test_it_has_what_an_office_has_over_a_year(province):
    with province.read() as session:
        kinds = {row[0] for row in session.rows("SELECT DISTINCT kind FROM event")}
        closed = session.value("SELECT COUNT(*) FROM dossier WHERE NOT is_open")
        letters = session.rows("SELECT unit, symbol, number FROM letter WHERE number <> ''")
        codes = [row[0] for row in session.rows("SELECT reference FROM dossier WHERE reference <> ''")]
    assert kinds >= {
        *("dossier_submitted", "dossier_accepted", "handler_assigned", "step_completed", "result_returned"),
        *("supplement_requested", "supplement_received", "dossier_refused", "lateness_asked", "deadline_breached"),
        *("apology_issued", "delay_explained", "explanation_approved", "letter_numbered", "letter_dispatched"),
    }
    assert WISH.closed * 0.9 <= closed <= WISH.closed
    assert len(set(letters)) == len(letters)
    assert len(set(codes)) == len(codes)


def test_numbers_of_a_series_have_no_gap_and_the_counters_stand_at_the_last(province):
    with province.read() as session:
        series = session.rows(
            "SELECT unit, symbol, COUNT(*), MAX(CAST(number AS INTEGER)) FROM letter WHERE number <> ''"
            " GROUP BY unit, symbol"
        )
        counters = {
            (row[0], row[1]): row[2]
            for row in session.rows("SELECT unit, series, value FROM counter WHERE series <> 'dossier'")
        }
    assert series
    for unit, symbol, count, last in series:
        assert count == last == counters[unit, symbol], (unit, symbol)


def test_nothing_of_it_could_reach_anybody(province):
    with province.read() as session:
        assert session.rows("SELECT DISTINCT state FROM outbox") == [("no_address",)]
        assert session.rows("SELECT DISTINCT phone, email FROM applicant") == [("", "")]
        identifiers = [row[0] for row in session.rows("SELECT identifier FROM applicant")]
        letters = [json.loads(row[0]) for row in session.rows("SELECT context FROM letter LIMIT 5")]
    assert all(one.startswith("099") for one in identifiers), "no province has that number"
    assert all(one["head"]["demo"] for one in letters)


def test_the_sweep_finds_nothing_left_undone_at_the_end(province):
    with province.read() as session:
        assert due.due_for_check(session, WISH.until) == []


def test_the_same_seed_gives_the_same_log_and_another_another(tmp_path, province):
    with province.read() as session:
        first = simulating.log_hash(session)
    again = simulate(an_app(tmp_path / "again"), WISH)
    other = simulate(an_app(tmp_path / "other"), Wish(closed=20, open=0, year=2026, seed=8))
    less = simulate(an_app(tmp_path / "less"), Wish(closed=20, open=0, year=2026, seed=9))
    assert again.log == first
    assert other.log != less.log


def test_it_is_never_written_into_an_office(tmp_path: Path):
    office = AnOffice(an_app(tmp_path))
    with pytest.raises(NotEmpty, match="office"):
        simulate(office.app, WISH)
    office.accept("2026-06-01 09:00")
    with pytest.raises(NotEmpty, match="dossiers"):
        simulate(office.app, WISH)


def test_the_command_reports_what_it_made_and_how_quickly(tmp_path: Path):
    asked = [sys.executable, "-m", "tthc_engine.cli.main", "simulate", "--dossiers", "12", "--open", "2", "--json"]
    done = subprocess.run(asked, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["dossiers"] == 14
    assert told["dossiers_a_second"] > 0
    again = subprocess.run(asked, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "empty database only" in again.stderr
