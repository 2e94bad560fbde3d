"""The same due work on the other database, where two writers really are two."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.recorded import inline
from flows.schedule import JOBS, Timetable
from tests.integration.a_postgres import postgres_server
from tests.integration.an_office import accept, an_office, at, broken_log, events_of, rows_of
from tthc_engine.store import outbox
from tthc_engine.work.alarms import alarms
from tthc_engine.work.deliver import deliver
from tthc_engine.work.nightly import recheck
from tthc_engine.work.sweep import is_due, sweep

pytestmark = [pytest.mark.postgres, pytest.mark.integration]

LAW = ("event", "dossier", "obligation", "alert", "letter", "outbox")


@pytest.fixture(scope="module")
def server():
    with postgres_server() as running:
        yield running


@pytest.fixture
def office(server, tmp_path):
    office = an_office(tmp_path, database_url=server.new_database(), demo=True)
    office.advance_to(at("2026-11-16 07:30"))
    yield office
    office.database.dispose()


def breaches(office, dossier):
    return [event.kind for event in events_of(office, dossier)].count("deadline_breached")


def test_four_sweeps_at_once_leave_the_rows_of_one(office):
    dossiers = [accept(office, f"2026-06-01 {hour:02d}:00").dossier_id for hour in range(8, 12)]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: sweep(office, at("2026-06-08 17:01")), range(4)))
    assert all(not report.failed for report in reports)
    assert [breaches(office, dossier) for dossier in dossiers] == [1] * 4
    once = rows_of(office, *LAW)
    sweep(office, at("2026-06-08 17:01"))
    assert rows_of(office, *LAW) == once


def test_one_poisoned_dossier_never_stops_the_others(office):
    sick, well = (accept(office, f"2026-06-01 {hour:02d}:00").dossier_id for hour in (8, 9))
    again = broken_log(office, sick)
    report = sweep(again, at("2026-06-08 17:01"))
    again.database.dispose()
    assert list(report.failed) == [sick] and breaches(office, well) == 1


def test_several_who_deliver_at_once_send_each_mail_once(office):
    for minute in range(8):
        accept(office, f"2026-06-01 09:{minute:02d}")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: deliver(office, at("2026-06-01 10:00")), range(4)))
    assert sum(report.delivered for report in reports) == 8
    with office.read() as session:
        assert [row.attempts for row in outbox.latest(session)] == [1] * 8


def test_the_night_finds_rows_and_log_in_agreement(office):
    accept(office, "2026-06-01 09:00")
    sweep(office, at("2026-06-09 01:29"))
    assert recheck(office, at("2026-06-09 01:30")).certificate.is_clean


def test_two_timetables_that_start_together_act_once_and_no_copy_is_missed(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    both = [Timetable(office, inline) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: [one.tick(job) for job in JOBS], both))
    assert breaches(office, dossier) == 1 and not is_due(office, office.now())
    assert alarms(office, office.now()) == []
    for one in both:
        one.stop()
