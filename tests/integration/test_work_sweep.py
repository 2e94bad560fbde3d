"""The clock acts on every dossier that is due: once, whoever calls, however often, and whatever else is broken."""

from datetime import date, timedelta

import pytest

from tests.integration.an_office import (
    FACTS,
    HANDLER,
    SCHOOL,
    accept,
    act,
    an_office,
    at,
    broken_log,
    events_of,
    rows_of,
)
from tthc_engine.domain import commands as c
from tthc_engine.domain.office import LocalDay
from tthc_engine.store import due, hours, machine
from tthc_engine.store.proof import verify
from tthc_engine.work.guard import Halt
from tthc_engine.work.nightly import is_due as night_is_due
from tthc_engine.work.nightly import recheck
from tthc_engine.work.sweep import is_due, sweep

pytestmark = pytest.mark.integration

# Received on Monday 1 June 2026, five working days: due on Monday the 8th at 17:00.
LAW = ("event", "dossier", "obligation", "alert", "letter", "outbox")


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


def kinds(office, dossier):
    return [event.kind for event in events_of(office, dossier)]


def test_nothing_is_due_while_nothing_can_have_changed(office):
    accept(office, "2026-06-01 09:00")
    assert not is_due(office, at("2026-06-03 09:00"))
    assert sweep(office, at("2026-06-03 09:00")).as_json() == {"candidates": 0, "acted": 0, "failed": {}}


def test_a_sweep_a_minute_after_the_due_instant_finds_the_breach(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    report = sweep(office, at("2026-06-08 17:01"))
    assert (report.candidates, report.acted, report.failed) == (1, 1, {})
    assert "deadline_breached" in kinds(office, dossier)


def test_fired_fifty_times_a_sweep_leaves_the_rows_of_one(office):
    for hour in range(8, 11):
        accept(office, f"2026-06-01 {hour:02d}:00")
    sweep(office, at("2026-06-08 17:01"))
    once = rows_of(office, *LAW)
    for _ in range(49):
        sweep(office, at("2026-06-08 17:01"))
    assert rows_of(office, *LAW) == once


def test_never_fired_the_next_command_finds_what_the_sweep_would_have_found(tmp_path):
    swept, unswept = (an_office(tmp_path / name) for name in ("swept", "unswept"))
    found = []
    for office, sweeps in ((swept, True), (unswept, False)):
        dossier = accept(office, "2026-06-01 09:00").dossier_id
        if sweeps:
            sweep(office, at("2026-06-09 08:00"))
        act(office, c.Complete(dossier=dossier, by=HANDLER), "2026-06-09 08:00")
        found.append([(event.kind, event.at) for event in events_of(office, dossier)])
    assert found[0] == found[1]


def test_a_machine_that_was_off_for_three_days_finds_everything_overdue_once(office):
    dossiers = [accept(office, f"2026-06-0{day} 09:00").dossier_id for day in (1, 2, 3)]
    # Due on the 8th, 9th and 10th; the machine comes back on the morning of the 11th.
    report = sweep(office, at("2026-06-11 07:30"))
    assert report.acted == 3
    assert all(kinds(office, dossier).count("deadline_breached") == 1 for dossier in dossiers)
    assert not is_due(office, at("2026-06-11 07:30"))


def test_one_poisoned_dossier_never_stops_the_others_and_is_named(office):
    dossiers = [accept(office, f"2026-06-01 {hour:02d}:00").dossier_id for hour in range(8, 12)]
    sick, *well = dossiers
    office = broken_log(office, sick)
    report = sweep(office, at("2026-06-08 17:01"))
    assert report.candidates == 4 and report.acted == 3 and list(report.failed) == [sick]
    assert all("deadline_breached" in kinds(office, dossier) for dossier in well)
    # It stays due; a timetable that knows of it is not kept busy by it.
    assert is_due(office, at("2026-06-08 17:01"))
    assert not is_due(office, at("2026-06-08 17:01"), known=frozenset({sick}))


def test_a_limit_is_a_limit_and_the_rest_is_found_by_the_next_sweep(office):
    for hour in range(8, 11):
        accept(office, f"2026-06-01 {hour:02d}:00")
    assert sweep(office, at("2026-06-08 17:01"), limit=2).candidates == 2
    assert sweep(office, at("2026-06-08 17:01"), limit=2).candidates == 1


def test_a_sweep_that_lost_its_right_to_write_stops_where_it_is(office):
    for hour in range(8, 11):
        accept(office, f"2026-06-01 {hour:02d}:00")
    asked = []

    def guard(session):
        asked.append(session)
        if len(asked) == 2:
            raise Halt("another process ticks now")

    assert sweep(office, at("2026-06-08 17:01"), guard=guard).acted == 1
    assert sweep(office, at("2026-06-08 17:01")).acted == 2


def test_another_calendar_makes_every_open_dossier_due_at_once_and_moves_its_date(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    with office.transaction() as session:
        shut = (LocalDay(on=date(2026, 6, 4), reason="Hội khỏe Phù Đổng"),)
        facts = FACTS.model_copy(update={"closures": shut})
        hours.open_office(session, office.catalogue, SCHOOL, facts, by="init", at=at("2026-06-02 08:00"), act="QĐ 12")
    assert is_due(office, at("2026-06-02 08:01"))
    assert sweep(office, at("2026-06-02 08:01")).acted == 1
    assert kinds(office, dossier).count("calendar_applied") == 1
    assert not is_due(office, at("2026-06-02 08:02"))
    # A day longer: at the old due instant nothing is late, at the new one it is.
    sweep(office, at("2026-06-08 17:01"))
    assert "deadline_breached" not in kinds(office, dossier)
    sweep(office, at("2026-06-09 17:01"))
    assert "deadline_breached" in kinds(office, dossier)


def test_the_night_certifies_every_open_dossier(office):
    for hour in range(8, 11):
        accept(office, f"2026-06-01 {hour:02d}:00")
    assert night_is_due(office, at("2026-06-02 01:30"))
    one = recheck(office, at("2026-06-02 01:30")).certificate
    assert one.is_clean and (one.open, one.looked_at, one.acted, one.differences) == (3, 3, 0, 0)
    with office.read() as session:
        assert machine.last_certificate(session) == one
    assert not night_is_due(office, at("2026-06-03 01:29"))
    assert night_is_due(office, at("2026-06-03 01:30"))


def test_the_night_seals_the_log_so_that_what_was_before_can_be_proven(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    recheck(office, at("2026-06-02 01:30"))
    with office.read() as session:
        proof = verify(session)
        assert (proof.holds, proof.roots) == (True, 1)
    with office.transaction() as session:
        session.run("DELETE FROM event WHERE dossier_id = ? AND seq = 4", (dossier,))
    with office.read() as session:
        assert any("daily root 2026-06-02" in problem for problem in verify(session).problems)


def test_the_night_finds_a_row_that_somebody_changed_by_hand(office):
    dossiers = [accept(office, f"2026-06-01 {hour:02d}:00").dossier_id for hour in range(8, 11)]
    with office.transaction() as session:
        session.run("UPDATE dossier SET due_at = '2026-07-01T10:00:00.000000Z' WHERE id = ?", (dossiers[0],))
    one = recheck(broken_log(office, dossiers[1]), at("2026-06-02 01:30")).certificate
    assert one.differences == 1 and list(one.failed) == [dossiers[1]] and not one.is_clean


def test_the_night_makes_good_what_a_broken_index_hid_from_the_sweep(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    with office.transaction() as session:
        session.run("UPDATE dossier SET next_check_at = NULL WHERE id = ?", (dossier,))
    assert not is_due(office, at("2026-06-09 01:30"))
    one = recheck(office, at("2026-06-09 01:30")).certificate
    assert (one.acted, one.differences) == (1, 1)
    assert "deadline_breached" in kinds(office, dossier)


def test_only_one_of_two_machines_holds_the_lease_until_it_is_silent(office):
    term = timedelta(seconds=90)
    now = at("2026-06-01 09:00")

    def hold(holder, moment):
        with office.transaction() as session:
            return machine.hold(session, "timetable", holder=holder, at=moment, term=term)

    first = hold("a", now)
    assert first is not None and hold("b", now + timedelta(seconds=89)) is None
    kept = hold("a", now + timedelta(seconds=60))
    assert kept is not None and kept.fence == first.fence
    second = hold("b", now + timedelta(seconds=151))
    assert second is not None and second.fence == first.fence + 1
    with office.transaction() as session, pytest.raises(machine.LeaseLost):
        machine.check_fence(session, "timetable", first.fence)
    with office.transaction() as session:
        machine.check_fence(session, "timetable", second.fence)
        machine.release(session, "timetable", holder="b", at=now + timedelta(seconds=152))
    assert hold("a", now + timedelta(seconds=152)) is not None


def test_the_next_instant_of_interest_is_known_without_looking_at_any_dossier(office):
    accept(office, "2026-06-01 09:00")
    with office.read() as session:
        ahead = due.next_instant(session, at("2026-06-01 09:00"))
    assert ahead is not None and not is_due(office, ahead - timedelta(microseconds=1)) and is_due(office, ahead)
