"""The doctor at an office's bed: what it sees in the rows, the calendar, the mail server and Prefect."""

from datetime import date, timedelta

import pytest

from flows.schedule import LEASE
from tests.builders import AnOffice, an_app, hanoi
from tests.collector import collector
from tests.integration.a_postgres import free_port, postgres_server
from tests.integration.post_office import post_office
from tthc_engine.cli.doctor_office import check_calendar, check_mail, check_prefect, check_rows, examine_office
from tthc_engine.cli.findings import Finding
from tthc_engine.engine import filling, rebuilding
from tthc_engine.settings import Settings
from tthc_engine.store import machine, meta
from tthc_engine.work.backup import copy_to

pytestmark = pytest.mark.integration
AT = hanoi("2026-06-01 12:00")


def levels(findings) -> dict[str, str]:
    return {one.what: one.level for one in findings}


def test_a_machine_without_an_office_earns_notes_and_a_database_of_another_shape_a_problem(tmp_path):
    settings = Settings(data_dir=tmp_path)
    assert levels(examine_office(settings)) == {"mail": "note", "office": "note"}
    assert not (tmp_path / "tthc.db").exists()
    (tmp_path / "tthc.db").touch()
    assert levels(examine_office(settings))["migrations"] == "problem"
    (tmp_path / "tthc.db").write_bytes(b"no database at all, but long enough to be read as one" * 40)
    [finding] = [one for one in examine_office(settings) if one.what == "migrations"]
    assert finding.level == "problem" and "cannot be asked" in finding.found


def test_a_fresh_office_is_told_what_to_start_and_a_working_one_is_well(tmp_path):
    app = AnOffice(an_app(tmp_path / "data")).app
    before = {one.what: one for one in check_rows(app, AT)}
    assert (before["timetable"].level, "tthc run" in before["timetable"].found) == ("note", True)
    assert before["backup"].level == "note"
    with app.transaction() as session:
        machine.beat(session, "clock-sweep", at=AT - timedelta(minutes=1))
        machine.hold(session, LEASE, holder="máy-1", at=AT, term=timedelta(minutes=5))
    copy_to(app, tmp_path / "disk", at=AT)
    assert any("lease held by máy-1" in one.found for one in check_rows(app, AT))
    after = {one.what: one.level for one in check_rows(app, AT)}
    assert (after["timetable"], after["backup"]) == ("ok", "ok")
    late = {one.what: one.level for one in check_rows(app, AT + timedelta(days=3))}
    assert (late["timetable"], late["backup"]) == ("note", "note")


def test_fact_rows_of_an_earlier_version_are_a_problem_until_they_are_rebuilt(tmp_path):
    office = AnOffice(an_app(tmp_path / "data"))
    app = office.app
    assert "reports" not in levels(check_rows(app, AT)), "nothing was counted yet"
    filling.fill(app.transaction, app.engine.rulebook)
    office.accept("2026-06-01 08:00")
    assert "reports" not in levels(check_rows(app, AT))
    with app.transaction() as session:
        meta.put(session, "facts.version", "1")
    filling.fill(app.transaction, app.engine.rulebook)
    [finding] = [one for one in check_rows(app, AT) if one.what == "reports"]
    assert (finding.level, "tthc rebuild" in finding.found) == ("problem", True)
    with app.transaction() as session:
        rebuilding.rebuild(session, app.engine.rulebook)
    assert "reports" not in levels(check_rows(app, AT))


def test_next_years_calendar_is_asked_for_before_dates_reach_into_it(tmp_path):
    years = an_app(tmp_path / "data").catalogue.calendar_years
    known = [one for one in years if one.year in (2026, 2027)]
    assert [one.level for one in check_calendar("truong", known, date(2026, 12, 1))] == ["ok", "note"]
    [_, missing] = check_calendar("truong", known, date(2027, 1, 4))
    assert missing.level == "problem" and "2028" in missing.found and "tthc calendar enter" in missing.found


def test_the_mail_server_is_asked_and_nothing_is_sent(tmp_path):
    with post_office() as post:
        settings = Settings(data_dir=tmp_path, smtp_url=post.url, mail_from="Một cửa <motcua@example.org>")
        assert [one.level for one in check_mail(settings)] == ["problem", "ok"]
        assert post.taken == []
    away = Settings(data_dir=tmp_path, smtp_url=f"smtp://127.0.0.1:{free_port()}", mail_from="motcua@donvi.edu.vn")
    [finding] = check_mail(away)
    assert finding.level == "problem" and "TTHC_SMTP_URL" in finding.found


def test_a_prefect_server_that_is_away_is_a_problem_with_its_address(monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{free_port()}/api")
    [finding] = check_prefect()
    assert finding == Finding("problem", "Prefect", finding.found) and "no Prefect server answers" in finding.found


@pytest.mark.postgres
def test_an_office_on_postgresql_is_looked_at_as_well(tmp_path):
    with postgres_server() as server:
        app = AnOffice(an_app(tmp_path / "data", url=server.new_database())).app
        found = {one.what: one for one in examine_office(app.settings)}
        app.database.dispose()
    assert found["migrations"].level == "ok"
    assert found["backup"].level == "note" and found["calendar of school"].level != "problem"


def test_a_collector_of_traces_that_does_not_listen_is_noted(tmp_path):
    silent = Settings(data_dir=tmp_path, otel_url=f"http://127.0.0.1:{free_port()}/v1/traces")
    assert levels(examine_office(silent))["tracing"] == "note"
    with collector() as one:
        assert levels(examine_office(Settings(data_dir=tmp_path, otel_url=one.url)))["tracing"] == "ok"
