"""What a proxy and a monitoring system are told."""

import json
import re

from tests.databases import settings_at
from tests.web.office import Client, WebOffice, checked, words
from tthc_engine.bootstrap import build
from tthc_engine.settings import Settings
from tthc_engine.store import meta, migrations
from tthc_engine.web.app import create_app


def asked_of(office: WebOffice, *, show_failures: bool = True, **settings: object) -> Client:
    """Another process of the same office, or of one whose database is not there."""
    other = WebOffice.__new__(WebOffice)
    other.app = build(settings_at(office.app.settings.data_dir, demo=True, **settings))
    other.web, other.runner = create_app(other.app), office.runner
    return Client(other, show_failures=show_failures)


def test_a_working_office_is_alive_and_ready_and_starts_no_session(office: WebOffice):
    visitor = office.visitor().client
    for path in ("/healthz", "/readyz"):
        answer = visitor.get(path)
        assert (answer.status_code, answer.text, "set-cookie" in answer.headers) == (200, "ok\n", False)


def test_a_process_whose_database_is_away_lives_but_is_not_ready(office: WebOffice):
    other = asked_of(office, database_url="postgresql://tthc@127.0.0.1:9/motcua")
    assert other.get("/healthz").status_code == 200
    assert other.get("/readyz").status_code == 503
    assert other.get("/metrics").status_code == 503


def test_a_page_of_an_office_whose_database_is_away_says_so_and_when_to_come_back(office: WebOffice):
    other = asked_of(office, show_failures=False, database_url="postgresql://tthc@127.0.0.1:9/motcua")
    answer = other.get("/dang-nhap", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Cơ sở dữ liệu tạm thời không trả lời." in words(checked(answer))


def test_a_process_newer_than_its_database_is_not_ready(office: WebOffice):
    with office.app.transaction() as session:
        session.run("UPDATE alembic_version SET version_num = '20261127_1655'")
    answer = office.visitor().client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database: of another version\n")


def test_a_process_older_than_its_database_serves_on_where_the_newer_shape_only_added(office: WebOffice):
    with office.app.transaction() as session:
        session.run("UPDATE alembic_version SET version_num = 'a_newer_one'")
        meta.put(session, meta.STILL_SERVED, json.dumps(["a_newer_one"]))
    visitor = office.visitor().client
    assert visitor.get("/readyz").status_code == 503, "it took away what this one reads"
    with office.app.transaction() as session:
        meta.put(session, meta.STILL_SERVED, json.dumps(["a_newer_one", migrations.head()]))
    assert visitor.get("/readyz").status_code == 200
    migrations.upgrade(office.app.settings.database)
    with office.app.read() as session:
        assert session.value("SELECT version_num FROM alembic_version") == "a_newer_one", "and changes nothing"


def test_the_figures_count_dossiers_and_time_pages_by_their_route(office: WebOffice):
    reference = office.accepted("2026-06-01 08:00").dossier.reference
    officer = office.sign_in("sen")
    officer.see(f"/ho-so/{reference}")
    told = officer.client.get("/metrics").text
    assert "tthc_dossiers_open 1.0" in told
    assert 'tthc_alarm{name="no_heartbeat"} 1.0' in told
    assert re.search(r'tthc_request_seconds_count\{method="GET",route="/ho-so/\{key\}",status="200"\} 1\.0', told)
    assert reference not in told and "Khang" not in told
    assert "\ntthc_sweep_age_seconds " not in told, "never swept is not swept just now"


def test_with_a_token_nobody_reads_the_figures_without_it(office: WebOffice):
    other = asked_of(office, metrics_token="bi-mat")
    assert other.get("/metrics").status_code == 403
    assert other.get("/metrics", headers={"authorization": "Bearer sai"}).status_code == 403
    assert other.get("/metrics", headers={"authorization": "Bearer bi-mat"}).status_code == 200


def test_the_token_is_told_by_no_log_of_the_settings():
    assert "bi-mat" not in repr(Settings(metrics_token="bi-mat"))
