"""One damaged dossier is put back from a backup: only where backup and office tell one history."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_backup import tthc
from tthc_engine.domain.commands import Complete
from tthc_engine.domain.procedure import Role
from tthc_engine.engine.rebuilding import check
from tthc_engine.store.proof import verify
from tthc_engine.store.purging import purge
from tthc_engine.work.backup import copy_to

pytestmark = pytest.mark.integration


class Damaged:
    """An office, its backup of 1 June at noon, and a hand that damages rows."""

    def __init__(self, folder: Path) -> None:
        self.office = AnOffice(an_app(folder / "data"))
        self.code = self.office.accept("2026-06-01 09:00", dossier="d1").dossier.reference
        self.office.accept("2026-06-01 10:00", dossier="d2")
        self.data = self.office.app.settings.data_dir
        self.backup = copy_to(self.office.app, folder / "disk", at=hanoi("2026-06-01 12:00")).file

    def hurt(self, *statements: str) -> None:
        with self.office.app.transaction() as session:
            for one in statements:
                session.run(one)

    def hurt_backup(self, statement: str) -> None:
        with closing(sqlite3.connect(self.backup)) as database:
            database.execute(statement)
            database.commit()

    def put_back(self, *more: str):
        return tthc(self.data, "restore", str(self.backup), "--dossier", self.code, "--by", "quantri", *more)

    def is_sound(self) -> bool:
        with self.office.app.read() as session:
            return self.proves() and not check(session, self.office.app.engine.rulebook).differences

    def proves(self) -> bool:
        with self.office.app.read() as session:
            return verify(session).holds

    def rows(self, sql: str) -> list[tuple]:
        with self.office.app.read() as session:
            return session.rows(sql)

    def go_on(self) -> None:
        self.office.do(Complete(dossier="d1", by=self.office.officer(Role.HANDLER)), "2026-06-02 09:00")


@pytest.fixture
def damaged(tmp_path):
    made = Damaged(tmp_path)
    yield made
    made.office.app.database.dispose()


def test_changed_and_lost_rows_come_back_and_later_work_stays(damaged):
    damaged.go_on()
    before = damaged.rows("SELECT * FROM event ORDER BY position"), damaged.rows("SELECT * FROM personal ORDER BY 1, 2")
    damaged.hurt(
        "UPDATE event SET by_person = 'ai đó' WHERE dossier_id = 'd1' AND seq = 1",
        "DELETE FROM personal WHERE dossier_id = 'd1'",
        "DELETE FROM letter WHERE dossier_id = 'd1'",
        "DELETE FROM outbox WHERE dossier_id = 'd1'",
        "UPDATE dossier SET is_open = FALSE WHERE id = 'd1'",
    )
    assert not damaged.is_sound()
    told = damaged.put_back()
    assert told.returncode in (0, 1), told.stderr  # 1: what went out after the backup is not in it, and is named
    assert (
        damaged.rows("SELECT * FROM event ORDER BY position"),
        damaged.rows("SELECT * FROM personal ORDER BY 1, 2"),
    ) == before
    assert damaged.proves()
    assert damaged.rows("SELECT COUNT(*) FROM outbox WHERE dossier_id = 'd1' AND state = 'waiting'") == [(0,)]
    assert damaged.rows("SELECT by_person FROM office_event WHERE kind = 'dossier_put_back'") == [("quantri",)]


def test_a_dossier_that_was_lost_whole_is_there_again(damaged):
    for table, column in (
        ("event", "dossier_id"),
        ("personal", "dossier_id"),
        ("dossier", "id"),
        ("letter", "dossier_id"),
    ):
        damaged.hurt(f"DELETE FROM {table} WHERE {column} = 'd1'")
    told = damaged.put_back()
    assert told.returncode == 0, told.stderr
    assert damaged.is_sound()


def test_two_histories_a_lost_end_and_a_damaged_backup_are_refused_and_nothing_changes(damaged, tmp_path):
    damaged.go_on()
    damaged.hurt("DELETE FROM event WHERE dossier_id = 'd1' AND seq > 1")
    before = damaged.rows("SELECT * FROM event ORDER BY position")
    told = damaged.put_back()
    assert (told.returncode, "a later backup is needed" in told.stderr) == (2, True), told.stderr
    damaged.hurt("UPDATE dossier SET version = 1, head_hash = 'khác' WHERE id = 'd1'")
    told = damaged.put_back()
    assert (told.returncode, "two histories" in told.stderr) == (2, True), told.stderr
    damaged.hurt_backup("UPDATE event SET by_person = 'ai đó' WHERE dossier_id = 'd1' AND seq = 1")
    told = damaged.put_back()
    assert (told.returncode, "does not hold" in told.stderr) == (2, True), told.stderr
    assert damaged.rows("SELECT * FROM event ORDER BY position") == before
    assert damaged.rows("SELECT COUNT(*) FROM office_event WHERE kind = 'dossier_put_back'") == [(0,)]


def test_what_was_removed_for_ever_stays_removed(damaged):
    app = damaged.office.app
    with app.transaction() as session:
        purge(session, "d1", by="quantri", at=hanoi("2036-06-01 09:00"))
        app.engine.project(session, "d1")
    damaged.hurt("UPDATE event SET by_person = 'ai đó' WHERE dossier_id = 'd1' AND seq = 1")
    told = damaged.put_back()
    assert (told.returncode, "stay removed" in told.stdout) == (0, True), told.stderr
    assert damaged.rows("SELECT COUNT(*) FROM personal WHERE dossier_id = 'd1'") == [(0,)]
    assert damaged.is_sound()
