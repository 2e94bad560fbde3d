"""Copies of an office, and putting one back: by the commands an administrator types."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests import databases
from tests.builders import AnOffice, an_app

pytestmark = [pytest.mark.integration, pytest.mark.sqlite]


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    made = AnOffice(an_app(tmp_path / "data"))
    made.accept("2026-06-01 09:00", dossier="d1")
    return made


def tthc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *arguments],
        env={**databases.environment(folder), "PATH": "/usr/bin:/bin", "HOME": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def copied(office: AnOffice, folder: Path) -> Path:
    told = tthc(office.app.settings.data_dir, "backup", str(folder))
    assert told.returncode == 0, told.stderr
    return Path(told.stdout.strip())


def dossiers_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return [row[0] for row in database.execute("SELECT id FROM dossier ORDER BY id")]


def test_an_office_is_copied_while_it_works_and_put_back_on_another_machine(office, tmp_path):
    with office.app.read():  # somebody is reading a page
        backup = copied(office, tmp_path / "disk")
    other = tmp_path / "other"
    told = tthc(other, "restore", str(backup), "--yes")
    assert (told.returncode, "log proven" in told.stdout) == (0, True), told.stderr
    assert dossiers_in(other / "tthc.db") == ["d1"]
    assert tthc(other, "verify").returncode == 0
    assert tthc(other, "rebuild", "--check").returncode == 0


def test_a_restore_keeps_what_was_there_beside_it(office, tmp_path):
    backup = copied(office, tmp_path / "disk")
    office.accept("2026-06-02 09:00", dossier="d2")
    office.app.database.dispose()
    data = office.app.settings.data_dir
    assert tthc(data, "restore", str(backup), "--yes").returncode == 0
    assert dossiers_in(data / "tthc.db") == ["d1"]
    (kept,) = data.glob("tthc.replaced-*.db")
    assert dossiers_in(kept) == ["d1", "d2"]


def test_a_backup_is_proven_without_being_touched(office, tmp_path):
    backup = copied(office, tmp_path / "disk")
    before = backup.read_bytes()
    assert tthc(tmp_path / "nowhere", "verify", str(backup)).returncode == 0
    assert backup.read_bytes() == before
    assert list(backup.parent.iterdir()) == [backup]


def test_a_tampered_or_foreign_file_replaces_nothing(office, tmp_path):
    backup = copied(office, tmp_path / "disk")
    with closing(sqlite3.connect(backup)) as database:
        database.execute("UPDATE event SET by_person = 'ai đó' WHERE seq = 1")
        database.commit()
    foreign = tmp_path / "notes.txt"
    foreign.write_text("không phải cơ sở dữ liệu")
    office.app.database.dispose()
    data = office.app.settings.data_dir
    for file, why in ((backup, "does not hold"), (foreign, "is not a backup")):
        told = tthc(data, "restore", str(file), "--yes")
        assert (told.returncode, why in told.stderr) == (2, True), told.stderr
    assert dossiers_in(data / "tthc.db") == ["d1"]
    assert not list(data.glob("*restoring*"))


def test_an_open_office_is_not_replaced(office, tmp_path):
    backup = copied(office, tmp_path / "disk")
    with office.app.read():
        told = tthc(office.app.settings.data_dir, "restore", str(backup), "--yes")
    assert (told.returncode, "The office is open" in told.stderr) == (2, True), told.stderr
