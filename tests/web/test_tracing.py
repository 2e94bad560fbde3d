"""What an OpenTelemetry collector is told of an office's day: how long things took, never whose they were."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from flows.recorded import inline
from flows.schedule import JOBS, Timetable
from tests.builders import hanoi
from tests.collector import Collector, collector
from tests.databases import ON_POSTGRES, environment
from tests.web.office import PASSWORD, WebOffice
from tests.web.test_log_names_nobody import PEOPLE, a_days_work
from tthc_engine import tracing
from tthc_engine.store import log


@pytest.fixture
def told(office: WebOffice) -> Iterator[Collector]:
    """As bootstrap does where TTHC_OTEL_URL is set."""
    with collector() as one:
        assert tracing.start(one.url)
        try:
            yield one
        finally:
            tracing.stop()


def test_a_days_spans_arrive_and_name_nobody(office: WebOffice, told: Collector) -> None:
    ref = a_days_work(office)
    timetable = Timetable(office.app, inline)
    for job in JOBS:
        timetable.tick(job)
    timetable.stop()
    tracing.stop()
    spans = told.spans()
    by_id = {one.id: one for one in spans}
    [accepted] = [one for one in spans if one.facts.get("tthc.command") == "accept"]
    assert accepted.facts["tthc.outcome"] == "done"
    transaction = by_id[accepted.inside]
    assert transaction.name == "transaction" and transaction.facts["db.system.name"] in ("sqlite", "postgresql")
    request = by_id[transaction.inside]
    assert (request.name, request.facts["http.response.status_code"]) == ("POST /tiep-nhan", "303")
    # Sent a month later by another thread, in the same trace.
    mails = [one for one in spans if one.name == "message" and one.trace == accepted.trace]
    assert [(one.facts["tthc.message.kind"], one.facts["tthc.outcome"]) for one in mails] == [("receipt", "delivered")]
    assert {one.facts["tthc.job"] for one in spans if one.name == "tick"} == {job.name for job in JOBS}
    wrong = [(one.name, one.facts["error.type"]) for one in spans if one.wrong and one.name != "tick"]
    assert wrong == [("GET /ho-so/{key}", "UndefinedTable" if ON_POSTGRES else "OperationalError")]

    with office.app.read() as session:
        dossier = session.value("SELECT id FROM dossier WHERE reference = ?", (ref,))
        assert log.personal_text(session, dossier) is not None
    private = [*PEOPLE.values(), "Tẩn", "Mẩy", "Gia Hân", "0123046115", "099316", PASSWORD, "tan gia han", "Hân xin"]
    private += [ref, dossier, "SAI1", "vanthu", "hung", "sen", "note", "INSERT", "DROP TABLE"]
    said = b"".join(told.bodies)
    assert [one for one in private if one.encode() in said] == []


def test_a_refused_command_is_an_outcome_and_no_error(office: WebOffice, told: Collector) -> None:
    ref = str(office.accepted("2026-06-01 08:20").dossier.reference)
    answer = office.sign_in("minh").order(ref, "release_result", result_number="1/QĐ")
    assert answer.status_code == 409
    tracing.stop()
    [command] = [one for one in told.spans() if one.facts.get("tthc.command") == "release_result"]
    assert command.facts["tthc.outcome"] not in ("done", "") and not command.wrong


def test_what_a_traced_office_promised_is_sent_by_one_that_traces_nothing(office: WebOffice, told: Collector) -> None:
    from tthc_engine.work.deliver import deliver

    office.accepted("2026-06-01 08:20")
    tracing.stop()
    report = deliver(office.app, hanoi("2026-06-01 08:21"))
    assert (report.delivered, report.failed) == (1, {})


def python(asked: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def test_nothing_of_it_is_imported_where_nobody_asks_for_it() -> None:
    asked = (
        "import sys, tthc_engine.cli.main, tthc_engine.web.app, flows.schedule, flows.recorded;"
        "from tthc_engine import tracing;"
        "tracing.span('x', job='y').__enter__(); tracing.here();"
        "print([one for one in sys.modules if one.startswith(('opentelemetry.sdk', 'google.protobuf'))])"
    )
    assert python(asked) == "[]"


def test_the_frameworks_own_telemetry_which_would_tell_addresses_stays_off(office: WebOffice) -> None:
    with collector() as one:
        asked = (
            "from tthc_engine.bootstrap import build; from tthc_engine.settings import Settings;"
            "from tthc_engine.web.app import create_app;"
            "from starlette.testclient import TestClient;"
            "client = TestClient(create_app(build(Settings())));"
            "client.__enter__(); print(client.get('/tra-cuu?ma=H99.58.04-20260601-0001').status_code);"
            "client.__exit__(None, None, None)"
        )
        base = one.url.removesuffix("/v1/traces")
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": base, "FASTAPI_OTEL_AUTO_CONFIGURE": "true", "TTHC_DEMO": "1"}
        assert python(asked, **told, **environment(office.app.settings.data_dir)) == "200"
        assert one.bodies == []
