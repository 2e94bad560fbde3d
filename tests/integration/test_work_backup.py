"""The daily copy: whole, sound, made while the office works, and never in the way of it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.an_office import accept, an_office, at
from tests.integration.test_backup import tthc
from tthc_engine.store import log
from tthc_engine.work.alarms import alarms
from tthc_engine.work.backup import NoRoom, back_up, copy_to, is_due
from tthc_engine.work.proving import prove_copy

pytestmark = [pytest.mark.integration, pytest.mark.sqlite]


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path, backup_keep=3)


def test_a_copy_is_due_once_a_day_from_noon_and_made_good_when_the_machine_was_off(office):
    assert is_due(office, at("2026-06-01 08:00"))
    back_up(office, at("2026-06-01 08:00"))
    assert not is_due(office, at("2026-06-01 11:59"))
    assert is_due(office, at("2026-06-01 12:00"))
    back_up(office, at("2026-06-01 12:00"))
    assert not is_due(office, at("2026-06-02 11:59"))
    assert is_due(office, at("2026-06-05 07:30"))


def test_the_copy_holds_every_dossier_and_its_chain_holds(office):
    accepted = [accept(office, f"2026-06-01 {hour:02d}:00").dossier_id for hour in (8, 9, 10)]
    report = back_up(office, at("2026-06-01 12:00"))
    assert report.file is not None and report.size == report.file.stat().st_size and not report.failed
    assert report.file.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(report.file)) as copy:
        assert {row[0] for row in copy.execute("SELECT id FROM dossier")} == set(accepted)
        (heads,) = copy.execute("SELECT COUNT(*) FROM event").fetchone()
    with office.read() as session:
        assert heads == sum(len(log.load(session, dossier)) for dossier in accepted)
    assert [file.name for file in office.settings.backup_folder.iterdir()] == ["tthc-20260601-120000.db"]


def test_only_the_newest_copies_are_kept(office):
    made = [back_up(office, at("2026-06-01 12:00") + timedelta(days=day)).file for day in range(5)]
    assert sorted(office.settings.backup_folder.iterdir()) == made[2:]


def test_a_folder_that_cannot_be_written_is_reported_and_tried_again_later(office):
    office.settings.backup_folder.parent.mkdir(exist_ok=True)
    office.settings.backup_folder.write_text("a file where the folder should be")
    report = back_up(office, at("2026-06-01 12:00"))
    assert list(report.failed) == ["backup"]
    assert is_due(office, at("2026-06-01 12:01"))
    assert not is_due(office, at("2026-06-01 12:01"), known=frozenset(report.failed))


def test_where_others_make_the_daily_copy_none_is_due_and_none_is_missed(office):
    settings = office.settings.model_copy(update={"backup_daily": False})
    elsewhere = replace(office, settings=settings)
    assert not is_due(elsewhere, at("2026-06-01 12:00"))
    assert "no_backup" in {one.name for one in alarms(office, at("2026-06-04 12:00"))}
    assert "no_backup" not in {one.name for one in alarms(elsewhere, at("2026-06-04 12:00"))}


def test_a_disk_without_room_is_told_before_anything_is_written(office):
    scans = office.settings.scan_folder / "ab"
    scans.mkdir(parents=True)
    with (scans / ("ab" * 32)).open("wb") as file:
        file.truncate(1 << 43)  # more than any disk of ours; a hole, not bytes
    with pytest.raises(NoRoom, match="MB free"):
        copy_to(office, office.settings.backup_folder, at=at("2026-06-01 12:00"))
    assert list(office.settings.backup_folder.iterdir()) == []


def test_a_removable_disk_gets_proven_copies_and_keeps_the_newest(office, tmp_path):
    accept(office, "2026-06-01 09:00")
    disk = tmp_path / "USB của Trường"
    away = tthc(office.settings.data_dir, "backup", "--to", str(disk))
    assert (away.returncode, "is the disk plugged in?" in away.stderr) == (2, True), away.stderr
    disk.mkdir()
    for day in (1, 2, 3):
        copy_to(office, disk / "tthc-backup", at=at(f"2026-06-0{day} 12:00"))
    told = tthc(office.settings.data_dir, "backup", "--to", str(disk), "--keep", "2")
    assert told.returncode == 0 and "events proven" in told.stdout, told.stderr
    kept = sorted(file.name for file in (disk / "tthc-backup").glob("*.db"))
    assert len(kept) == 2 and "tthc-20260603-120000.db" in kept


@pytest.mark.postgres
def test_the_timetable_makes_the_daily_copy_of_an_office_on_postgresql_too(tmp_path):
    with postgres_server() as server:
        office = an_office(tmp_path, database_url=server.new_database())
        accept(office, "2026-06-01 09:00")
        assert is_due(office, at("2026-06-01 12:00"))
        report = back_up(office, at("2026-06-01 12:00"))
        assert not report.failed and not is_due(office, at("2026-06-01 12:01"))
        office.database.dispose()
    assert report.file is not None and prove_copy(report.file, None).dossiers == 1
