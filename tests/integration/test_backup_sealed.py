"""A sealed backup: useless to who finds the disk, whole for who has the words, and made on PostgreSQL as well."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.a_postgres import postgres_server
from tests.integration.test_backup import dossiers_in, tthc
from tthc_engine.store import scan_files
from tthc_engine.store.database import Database
from tthc_engine.store.proof import log_digest, verify
from tthc_engine.store.sealing import PIECE, CannotUnseal, Passphrase, seal, unseal
from tthc_engine.work.backup import back_up, copy_to
from tthc_engine.work.scans import SCANS

pytestmark = [pytest.mark.integration, pytest.mark.sqlite]

WORDS = "mười hai chữ cái trở lên"


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    made = AnOffice(an_app(tmp_path / "data"))
    made.accept("2026-06-01 09:00", dossier="d1")
    scan_files.keep(made.app.settings.scan_folder, b"%PDF- Giay khai sinh")
    return made


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "words.txt"
    file.write_text(WORDS + "\n", encoding="utf-8")
    return file


def test_a_sealed_copy_tells_nothing_and_brings_the_whole_office_back(office, words, tmp_path):
    told = tthc(office.app.settings.data_dir, "backup", str(tmp_path / "disk"), "--encrypt", "--passphrase-file", words)
    assert told.returncode == 0, told.stderr
    backup = Path(told.stdout.strip())
    for file in (one for one in (tmp_path / "disk").rglob("*") if one.is_file()):
        content = file.read_bytes()
        assert b"SQLite" not in content and b"%PDF" not in content and file.stat().st_mode & 0o077 == 0
    assert not list(office.app.settings.data_dir.glob("*.part*"))
    other = tmp_path / "other"
    assert tthc(other, "verify", str(backup), "--passphrase-file", words).returncode == 0
    told = tthc(other, "restore", str(backup), "--yes", "--passphrase-file", words)
    with office.app.read() as session:
        digest = log_digest(session)
    assert (told.returncode, digest[:16] in told.stdout) == (0, True), told.stderr
    assert dossiers_in(other / "tthc.db") == ["d1"]
    scan = scan_files.name_of(b"%PDF- Giay khai sinh")
    assert scan_files.read(other / "scans", scan) == b"%PDF- Giay khai sinh"


def test_wrong_words_no_words_and_a_changed_byte_are_refused_each_in_words(office, words, tmp_path):
    backup = copy_to(
        office.app, tmp_path / "disk", at=hanoi("2026-06-01 12:00"), passphrase=Passphrase.read(words)
    ).file
    wrong, short, damaged = tmp_path / "wrong.txt", tmp_path / "short.txt", tmp_path / "damaged.sealed"
    wrong.write_text("một câu khác hẳn câu kia")
    short.write_text("ngắn")
    content = bytearray(backup.read_bytes())
    content[-40] ^= 1
    damaged.write_bytes(content)
    other = tmp_path / "other"
    for file, more, why in (
        (backup, ("--passphrase-file", wrong), "The passphrase is not the one"),
        (backup, ("--passphrase-file", short), "too short"),
        (backup, (), "is sealed"),
        (damaged, ("--passphrase-file", words), "changed or damaged"),
    ):
        told = tthc(other, "restore", str(file), "--yes", *more)
        assert (told.returncode, why in told.stderr) == (2, True), told.stderr
    assert not list(other.glob("*"))


def test_sealing_asked_for_without_words_makes_no_open_copy(office, tmp_path):
    told = tthc(office.app.settings.data_dir, "backup", str(tmp_path / "disk"), "--encrypt")
    assert (told.returncode, "Nothing to seal with" in told.stderr) == (2, True)
    assert not (tmp_path / "disk").exists()


def test_the_daily_copy_is_sealed_where_a_passphrase_is_set_and_a_lost_one_is_reported(office, words):
    settings = office.app.settings.model_copy(update={"backup_passphrase_file": words, "backup_keep": 2})
    app = type(office.app)(
        settings=settings, engine=office.app.engine, database=office.app.database, catalogue=office.app.catalogue
    )
    made = [back_up(app, hanoi(f"2026-06-0{day} 12:00")).file for day in (1, 2, 3)]
    assert sorted(settings.backup_folder.glob("tthc-*")) == made[1:]
    assert {file.suffix for file in made} == {".sealed"}
    # A purged scan goes from the sealed backups as well.
    scan = scan_files.name_of(b"%PDF- Giay khai sinh")
    assert scan_files.remove(settings.backup_folder / SCANS, [scan]) == 1
    words.unlink()
    assert list(back_up(app, hanoi("2026-06-04 12:00")).failed) == ["backup"]
    assert sorted(settings.backup_folder.glob("tthc-*")) == made[1:]


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_a_file_of_any_size_comes_back_and_never_cut_short_or_turned_round(size, tmp_path):
    plain, sealed, back = tmp_path / "plain", tmp_path / "sealed", tmp_path / "back"
    plain.write_bytes(bytes(range(256)) * (size // 256) + bytes(size % 256))
    passphrase = Passphrase(WORDS)
    seal(plain, sealed, passphrase)
    unseal(sealed, back, passphrase)
    assert back.read_bytes() == plain.read_bytes()
    content = sealed.read_bytes()
    head, piece = 78, PIECE + 16
    harmed = [content[:-1], content + b"x"]
    if size > PIECE:
        harmed += [content[: head + piece], content[:head] + content[head + piece :] + content[head : head + piece]]
    for other in harmed:
        sealed.write_bytes(other)
        back.unlink(missing_ok=True)
        with pytest.raises(CannotUnseal, match="changed or damaged"):
            unseal(sealed, back, passphrase)
        assert not back.exists()


@pytest.mark.postgres
def test_an_office_on_postgresql_is_copied_while_it_works_and_tried_on_any_machine(tmp_path):
    with postgres_server() as server:
        office = AnOffice(an_app(tmp_path / "data", url=server.new_database()))
        office.accept("2026-06-01 09:00", dossier="d1")
        with office.app.transaction() as session:
            session.run("UPDATE dossier SET version = version + 1")  # somebody is in the middle of writing
            file = copy_to(office.app, tmp_path / "disk", at=hanoi("2026-06-01 12:00")).file
            session.run("UPDATE dossier SET version = version - 1")
        with office.app.read() as session:
            digest = log_digest(session)
        office.app.database.dispose()
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert tthc(tmp_path / "other", "restore", str(file), "--yes").returncode == 0
    copy = Database(f"sqlite:///{tmp_path / 'other' / 'tthc.db'}")
    with copy.read() as session:
        assert verify(session).holds and log_digest(session) == digest
    copy.dispose()
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT COUNT(*) FROM dossier").fetchone() == (1,)
