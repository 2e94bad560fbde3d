"""`tthc calendar` as whoever keeps the house calls it: enter, look, apply; wrong calls say what is right."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.builders import PUPIL, AnOffice, an_app
from tests.databases import environment
from tthc_engine.domain import timing
from tthc_engine.domain.commands import Accept, Registration
from tthc_engine.engine.rebuilding import check
from tthc_engine.store.proof import verify

pytestmark = pytest.mark.integration


class Terminal:
    """An office with one dossier accepted just now, and the command on its data."""

    def __init__(self, folder: Path) -> None:
        self.office = AnOffice(an_app(folder))
        app = self.office.app
        now = app.now()
        received = Registration(procedure="2.002854", owner=PUPIL, submitter=PUPIL)
        with app.transaction() as session:
            accept = Accept(dossier="d1", by=self.office.officer("desk"), registration=received)
            app.engine.handle(session, accept, at=now)
        self.folder = folder

    def due_day(self) -> date:
        with self.office.app.read() as session:
            dossier, rules = self.office.app.engine.dossier(session, "d1")
        due = timing.due_at(dossier, rules)
        assert due is not None
        return rules.calendar.local(due).date()

    def says(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tthc_engine.cli.main", "calendar", *arguments],
            env={**os.environ, **environment(self.folder), "COLUMNS": "80", "TZ": "America/New_York"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


def test_the_house_keeper_enters_a_day_off_sees_who_moves_and_applies_it(tmp_path: Path):
    terminal = Terminal(tmp_path)
    due = terminal.due_day()
    entered = json.loads(
        terminal.says(
            "enter", "--off", due.isoformat(), "--act", "QĐ 12/GIẢ-ĐỊNH", "--reason", "Nghỉ (giả định)", "--json"
        )
    )
    version = entered[0]["version"]
    assert f"chờ áp dụng  {version}  QĐ 12/GIẢ-ĐỊNH" in terminal.says("list")

    (shown,) = json.loads(terminal.says("preview", version, "--json"))
    assert [day["on"] for day in shown["days"]] == [due.isoformat()]
    (move,) = shown["changes"]
    assert move["due_before"].startswith(due.isoformat()) and move["due_after"] > move["due_before"]
    assert move["letters"] == ["appointment_notice"]
    read = terminal.says("preview")
    assert "1 dời hạn" in read and "phát hành: Thông báo thay đổi ngày hẹn" in read and "Nghỉ (giả định)" in read
    assert terminal.due_day() == due

    assert "Đã áp dụng theo QĐ 12/GIẢ-ĐỊNH: school. 1 hồ sơ được tính lại." in terminal.says("apply", version)
    assert terminal.due_day() > due
    assert "đã được áp dụng từ trước" in terminal.says("apply", version)
    with terminal.office.app.read() as session:
        assert check(session, terminal.office.app.engine.rulebook).differences == []
        assert verify(session).holds


def test_a_wrong_call_is_answered_in_a_line(tmp_path: Path):
    terminal = Terminal(tmp_path)
    assert "write a day as YYYY-MM-DD" in terminal.says("enter", "--off", "23/11/2026", "--act", "QĐ 1", code=2)
    assert "UnknownCalendar" in terminal.says("apply", "khong-co", code=2)
    assert "There is no office xa" in terminal.says("preview", "--unit", "xa", code=2)
    refused = terminal.says("enter", "--off", "2026-09-02", "--act", "QĐ 1", "--reason", "Quốc khánh", code=2)
    assert "Ngày 02/09/2026 vốn không làm việc." in refused and "DayAlreadyOff" in refused


def test_a_year_s_file_that_contradicts_itself_is_shown_with_its_line(tmp_path: Path):
    terminal = Terminal(tmp_path)
    wrong = tmp_path / "2027.yaml"
    wrong.write_text(
        "year: 2027\nrevision: 2\npublished: true\nchecked_on: 2026-11-21\n"
        "decisions: [{title: Giả định}]\n"
        "days_off:\n  - {on: 2027-01-01, reason: Tết Dương lịch}\n"
        "make_up_days:\n  - {on: 2027-01-01, swaps: 2027-01-01, decision: Giả định}\n",
        encoding="utf-8",
    )
    said = terminal.says("enter", str(wrong), "--act", "TB 1", code=1)
    assert "2027.yaml:" in said and "both off and worked" in said


def test_several_offices_are_named_or_all_are_meant(tmp_path: Path):
    terminal = Terminal(tmp_path)
    AnOffice(terminal.office.app, "commune", code="H99.58")
    day = ("--off", terminal.due_day().isoformat(), "--act", "QĐ 3", "--reason", "Giả định")
    assert "--unit, or --all: commune, school" in terminal.says("enter", *day, code=2)
    said = json.loads(terminal.says("enter", *day, "--all", "--json"))
    assert [one["unit"] for one in said] == ["commune", "school"]
    version = said[0]["version"]
    assert "Several offices know" in terminal.says("apply", version, code=2)
    assert "đã bỏ lịch" in terminal.says("drop", version, "--unit", "commune")
    assert "Đã áp dụng theo QĐ 3: school" in terminal.says("apply", version)
