"""The daily copy: whole, sound, made while the office works, and never in the way of it."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from tests.integration.an_office import accept, an_office, at
from tthc_engine.store import log
from tthc_engine.work.backup import back_up, is_due

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


def test_the_daily_copy_of_a_database_on_postgresql_is_left_to_its_own_tools(office):
    settings = office.settings.model_copy(update={"database_url": "postgresql://office"})
    elsewhere = type(office)(
        settings=settings, engine=office.engine, database=office.database, catalogue=office.catalogue
    )
    assert not is_due(elsewhere, at("2026-06-01 12:00"))
