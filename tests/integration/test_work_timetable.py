"""Ticks ask, work acts: two machines with one timetable, a machine in trouble, a machine that ends."""

import threading
import time
from datetime import timedelta

import pytest

from flows.recorded import inline
from flows.schedule import DEMO_JOBS, JOBS, Timetable
from tests.integration.an_office import accept, an_office, at, broken_log, events_of
from tthc_engine.store import machine, meta
from tthc_engine.work.alarms import alarms
from tthc_engine.work.sweep import SweepReport

pytestmark = pytest.mark.integration

SWEEP = next(job for job in JOBS if job.name == "clock-sweep")


@pytest.fixture
def office(tmp_path):
    office = an_office(tmp_path, demo=True)
    # The timetable reads the office's clock; wherever this machine's stands, the stories of June are past.
    office.advance_to(at("2026-11-16 07:30"))
    return office


class Seen:
    """How a tick has its work done, and what was done."""

    def __init__(self) -> None:
        self.reports: list[tuple[str, SweepReport]] = []

    def __call__(self, name, act, *, at):
        report = inline(name, act, at=at)
        self.reports.append((name, report))
        return report


def test_an_empty_tick_leaves_a_heartbeat_and_starts_nothing(office):
    seen = Seen()
    timetable = Timetable(office, seen)
    timetable.tick(SWEEP)
    timetable.tick(SWEEP)
    assert seen.reports == []
    with office.read() as session:
        assert machine.heartbeat(session, "clock-sweep") is not None
    assert "no_heartbeat" not in {alarm.name for alarm in alarms(office, office.now())}


@pytest.mark.sqlite
def test_a_machine_that_no_longer_ticks_is_noticed(office):
    Timetable(office, Seen()).tick(SWEEP)
    names = {alarm.name for alarm in alarms(office, office.now() + timedelta(minutes=11))}
    assert {"no_heartbeat", "no_certificate", "no_backup"} <= names


def test_of_two_timetables_one_acts_and_the_other_takes_over_when_it_ends(office):
    accept(office, "2026-06-01 09:00")
    first, second = Seen(), Seen()
    one, two = Timetable(office, first), Timetable(office, second)
    one.tick(SWEEP)
    two.tick(SWEEP)
    assert len(first.reports) == 1 and second.reports == []
    one.stop()
    accept(office, "2026-06-02 09:00")
    one.tick(SWEEP)
    two.tick(SWEEP)
    assert len(first.reports) == 1 and len(second.reports) == 1


def test_a_timetable_that_slept_too_long_finds_its_lease_gone_and_writes_nothing(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    sleeper, other = Timetable(office, inline), Timetable(office, inline)

    def sleeps(name, act, *, at):
        # While it slept, the lease ran out and the other took it.
        office.advance_to(office.now() + timedelta(minutes=5))
        with office.transaction() as session:
            machine.hold(session, "timetable", holder=other.holder, at=office.now(), term=timedelta(seconds=90))
        return act(at)

    sleeper.perform = sleeps
    sleeper.tick(SWEEP)
    assert "deadline_breached" not in [event.kind for event in events_of(office, dossier)]
    other.tick(SWEEP)
    assert "deadline_breached" in [event.kind for event in events_of(office, dossier)]


def test_a_dossier_that_fails_does_not_keep_the_timetable_busy_nor_hide_the_others(office):
    sick = accept(office, "2026-06-01 09:00").dossier_id
    office = broken_log(office, sick)
    seen = Seen()
    timetable = Timetable(office, seen)
    for _ in range(5):
        timetable.tick(SWEEP)
    assert len(seen.reports) == 1
    well = accept(office, "2026-06-02 09:00").dossier_id
    timetable.tick(SWEEP)
    assert len(seen.reports) == 2
    assert "deadline_breached" in [event.kind for event in events_of(office, well)]
    behind = next(alarm for alarm in alarms(office, office.now()) if alarm.name == "sweep_behind")
    assert behind.facts["dossiers"] == 1
    with office.read() as session:
        assert sick in (meta.get(session, "clock-sweep.failed") or "")


def test_a_tick_that_goes_wrong_does_not_end_the_ticking(office):
    accept(office, "2026-06-01 09:00")
    tries = []

    def broken(name, act, *, at):
        tries.append(at)
        raise OSError("the disk is full")

    timetable = Timetable(office, broken)
    timetable.tick(SWEEP)
    timetable.tick(SWEEP)
    assert len(tries) == 2


@pytest.mark.sqlite
def test_the_whole_timetable_runs_what_is_due_in_its_own_threads_and_ends_when_told(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    seen = Seen()
    # Every three seconds: what is owed, and told upwards, is known after the first sweep only.
    timetable = Timetable(office, seen, jobs=DEMO_JOBS)
    timetable.start()
    deadline = time.monotonic() + 20
    wanted = {job.name for job in JOBS}
    while {name for name, _ in seen.reports} != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    timetable.stop()
    assert {name for name, _ in seen.reports} == wanted
    assert "deadline_breached" in [event.kind for event in events_of(office, dossier)]
    assert len(list(office.settings.mail_folder.glob("*.eml"))) >= 1
    assert len(list(office.settings.backup_folder.glob("*.db"))) == 1
    assert alarms(office, office.now()) == []
    assert not [thread for thread in threading.enumerate() if "APScheduler" in thread.name]
