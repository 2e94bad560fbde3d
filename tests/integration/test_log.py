"""The event log proves itself, and everything else can be made from it again."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.builders import PARENT, PUPIL, TRANSFER, AnOffice, an_app, hanoi
from tests.databases import environment
from tthc_engine.domain.commands import (
    AdjustContent,
    Approve,
    CheckClock,
    Complete,
    Registration,
    ReleaseResult,
    ReturnResult,
    Submit,
)
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.engine.rebuilding import check, rebuild
from tthc_engine.store import log
from tthc_engine.store.proof import seal, verify
from tthc_engine.store.purging import purge

pytestmark = pytest.mark.integration
AT = hanoi("2026-06-10 23:00")


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    """Three dossiers, one of them handled and one overdue, sealed at the end of the day."""
    made = AnOffice(an_app(tmp_path))
    for key in ("d1", "d2", "d3"):
        made.accept("2026-06-01 09:00", dossier=key)
    made.do(Complete(dossier="d1", by=made.officer("handler")), "2026-06-02 09:00")
    made.do(CheckClock(dossier="d2", by=THE_CLOCK), "2026-06-09 08:00")
    with made.app.transaction() as session:
        seal(session, date(2026, 6, 10), at=AT)
    return made


def problems(office: AnOffice) -> list[str]:
    with office.app.read() as session:
        return verify(session).problems


def tampered(office: AnOffice, sql: str, *values: object) -> list[str]:
    with office.app.transaction() as session:
        assert session.run(sql, values) >= 1
    return problems(office)


def test_an_untouched_log_holds(office):
    with office.app.read() as session:
        proof = verify(session)
    assert (proof.holds, proof.dossiers, proof.roots, proof.purged) == (True, 3, 1, 0)
    assert proof.events == 3 * 4 + 2


def test_a_changed_payload_is_found(office):
    found = tampered(
        office,
        "UPDATE event SET payload = REPLACE(payload, 'school.desk', 'school.fesk') WHERE dossier_id = 'd1' AND seq = 1",
    )
    assert "dossier d1, event 1: its content does not give its hash" in found


def test_a_changed_column_beside_the_payload_is_found(office):
    assert tampered(office, "UPDATE event SET by_person = 'somebody' WHERE dossier_id = 'd1' AND seq = 2")


def test_a_row_rewritten_with_its_own_hash_breaks_the_next_one_and_the_daily_root(office):
    with office.app.transaction() as session:
        row = session.row(
            "SELECT dossier_id, seq, kind, at, by_person, stands_for, procedure, regime, calendar, payload,"
            " personal_digest, prev_hash FROM event WHERE dossier_id = 'd3' AND seq = 4"
        )
        forged = (*row[:9], row[9].replace('"1"', '"9"'), row[10])
        session.run(
            "UPDATE event SET payload = ?, hash = ? WHERE dossier_id = 'd3' AND seq = 4",
            (forged[9], log.chained(row[11], forged)),
        )
    found = problems(office)
    assert any("daily root 2026-06-10" in one for one in found)
    assert any("d3" in one for one in found)


def test_a_removed_event_is_found_in_the_middle_and_at_the_end(office):
    assert tampered(office, "DELETE FROM event WHERE dossier_id = 'd1' AND seq = 2")
    found = tampered(office, "DELETE FROM event WHERE dossier_id = 'd2' AND seq = 5")
    assert any(one.startswith("dossier d2: the list knows 5 events") for one in found)


def test_a_changed_name_is_found_and_a_purged_one_is_not_a_fault(office):
    assert tampered(office, "UPDATE personal SET payload = REPLACE(payload, 'Lường', 'Luong') WHERE dossier_id = 'd1'")
    with office.app.transaction() as session:
        log.purge_personal(session, "d1")
    with office.app.read() as session:
        proof = verify(session)
        assert (proof.holds, proof.purged) == (True, 1)
        assert log.load(session, "d1")[0].event.personal is None


def test_who_took_the_result_stands_apart_and_goes_with_the_other_names(office):
    office.accept("2026-06-11 08:00", dossier="d9")
    approver, desk = office.officer("approver"), office.officer("desk")
    for command, wall in (
        (Complete(dossier="d9", by=office.officer("handler")), "2026-06-11 09:00"),
        (Approve(dossier="d9", by=approver), "2026-06-11 10:00"),
        (ReleaseResult(dossier="d9", by=approver), "2026-06-11 10:30"),
        (ReturnResult(dossier="d9", by=desk, received_by="Quàng Thị Lả"), "2026-06-11 14:00"),
    ):
        office.do(command, wall)
    with office.app.transaction() as session:
        assert log.load(session, "d9")[-1].event.taken_by == "Quàng Thị Lả"
        assert session.value("SELECT COUNT(*) FROM event WHERE payload LIKE '%Quàng%'") == 0
        purge(session, "d9", by="admin", at=hanoi("2036-06-01 09:00"))
        office.app.engine.project(session, "d9")
    with office.app.read() as session:
        assert log.load(session, "d9")[-1].event.taken_by == ""
        assert session.value("SELECT COUNT(*) FROM personal WHERE dossier_id = 'd9'") == 0
        assert verify(session).holds


def test_what_the_applicant_changed_is_still_there_after_a_restart(office):
    registration = Registration(procedure=TRANSFER, owner=PUPIL, submitter=PARENT, channel=Channel.ONLINE)
    office.do(Submit(dossier="d9", by=office.officer("desk"), registration=registration), "2026-06-11 08:00")
    parent = replace(office.officer(Role.APPLICANT), unit="")
    office.do(AdjustContent(dossier="d9", by=parent, content="Xin chuyển đến Trường Bản Mây"), "2026-06-11 09:00")
    with office.app.read() as session:
        dossier, _ = an_app(Path(office.app.settings.data_dir)).engine.dossier(session, "d9")
    assert dossier.personal.content == "Xin chuyển đến Trường Bản Mây"


def test_a_removed_office_event_is_found(office):
    assert any("office event" in one for one in tampered(office, "DELETE FROM office_event WHERE position = 2"))


def test_the_same_day_is_sealed_once_and_the_next_builds_on_it(office):
    with office.app.transaction() as session:
        first = session.value("SELECT root FROM daily_root")
        assert seal(session, date(2026, 6, 10), at=AT) == first
    office.accept("2026-06-11 09:00", dossier="d4")
    with office.app.transaction() as session:
        assert seal(session, date(2026, 6, 11), at=AT) != first
    assert problems(office) == []


def test_the_lists_are_what_the_log_says(office):
    with office.app.read() as session:
        done = check(session, office.app.engine.rulebook)
    assert (done.dossiers, done.differences) == (3, [])


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE dossier SET status = 9 WHERE id = 'd1'", "dossier d1 differs in status"),
        ("DELETE FROM obligation WHERE dossier_id = 'd2' AND kind = 'apology'", "obligation d2/apology/1 is missing"),
        ("UPDATE alert SET seq = 99 WHERE role = 'handler'", "alert d2/99/handler comes from no event"),
        ("DELETE FROM letter WHERE dossier_id = 'd3'", "letter d3.1 is missing"),
        ("DELETE FROM outbox WHERE dossier_id = 'd3'", "message d3:1:receipt is missing"),
    ],
)
def test_a_damaged_list_is_told_row_by_row(office, damage, says):
    with office.app.transaction() as session:
        session.run(damage)
    with office.app.read() as session:
        assert says in check(session, office.app.engine.rulebook).differences


def test_lists_thrown_away_are_rebuilt_from_the_log(office):
    tables = ("dossier", "obligation", "alert")
    with office.app.transaction() as session:
        before = [sorted(session.rows(f"SELECT * FROM {table}"), key=str) for table in tables]
        for table in tables:
            session.run(f"DELETE FROM {table}")
    with office.app.transaction() as session:
        assert rebuild(session, office.app.engine.rulebook).dossiers == 3
    with office.app.read() as session:
        assert [sorted(session.rows(f"SELECT * FROM {table}"), key=str) for table in tables] == before


def tthc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *arguments],
        env={**environment(folder), "PATH": "/usr/bin:/bin", "HOME": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_on_the_command_line_verify_and_rebuild_exit_0_when_it_holds_and_1_when_not(office):
    assert (
        tthc(office.app.settings.data_dir, "verify").returncode,
        tthc(office.app.settings.data_dir, "rebuild", "--check").returncode,
    ) == (0, 0)
    tampered(office, "UPDATE event SET kind = 'step_ran_late' WHERE dossier_id = 'd1' AND seq = 2")
    told = tthc(office.app.settings.data_dir, "verify", "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["problems"]
    assert tthc(office.app.settings.data_dir, "rebuild", "--check").returncode == 0, "the payload is what is replayed"
    with office.app.transaction() as session:
        session.run("UPDATE dossier SET owner = 'ai đó' WHERE id = 'd1'")
    told = tthc(office.app.settings.data_dir, "rebuild", "--check")
    assert (told.returncode, "dossier d1 differs in owner" in told.stderr) == (1, True)
    assert tthc(office.app.settings.data_dir, "rebuild").returncode == 0
    assert tthc(office.app.settings.data_dir, "rebuild", "--check").returncode == 0


@pytest.mark.sqlite
def test_without_an_office_the_command_says_so_and_exits_2(tmp_path):
    told = tthc(tmp_path / "empty", "verify")
    assert (told.returncode, "There is no office" in told.stderr) == (2, True)
    assert not (tmp_path / "empty").exists()


def test_what_an_older_version_wrote_since_an_instant_is_written_anew_and_no_more(office):
    before = office.accept("2026-06-01 09:00").dossier_id
    with office.app.transaction() as session:
        seal(session, date(2026, 6, 2), at=hanoi("2026-06-02 01:30"))
    beside = office.accept("2026-07-02 09:00").dossier_id
    with office.app.transaction() as session:
        # One whose night is too near to be sure of what came before it.
        seal(session, date(2026, 7, 3), at=hanoi("2026-07-03 01:30"))
        assert log.changed_since(session, hanoi("2026-07-02 00:00")) == [beside]
        assert log.changed_since(session, hanoi("2026-07-03 08:00")) == []
        assert {before, beside} <= set(log.changed_since(session, hanoi("2026-06-01 00:00")))
    with office.app.transaction() as session:
        session.run("DELETE FROM search_key")
    folder = office.app.settings.data_dir
    assert tthc(folder, "rebuild", "--since", "2026-07-02").stdout.startswith("1 dossiers")
    with office.app.read() as session:
        found = {row[0] for row in session.rows("SELECT DISTINCT dossier_id FROM search_key")}
    assert found == {beside} and before != beside
    assert tthc(folder, "rebuild", "--since", "yesterday").returncode == 2
