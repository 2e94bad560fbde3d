"""`tthc report` as an officer over SSH calls it: a table, files, or JSON; wrong calls say what is right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.builders import AnOffice, an_app
from tests.databases import environment
from tests.integration.test_reports import finish

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    office = AnOffice(an_app(folder))
    finish(office, office.accept("2026-06-01 09:00").dossier_id, "2026-06-05 16:00")
    office.accept("2026-06-02 09:00")
    office.app.database.dispose()
    return folder


def tthc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", "report", *arguments],
        env={**os.environ, **environment(folder), "COLUMNS": "80", "TZ": "America/New_York"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_form_prints_as_a_table_with_its_notes(office_folder: Path):
    said = tthc(office_folder, "ii06a", "--period", "calendar_month:2026-6")
    assert said.returncode == 0, said.stderr
    assert "Biểu số II.06a/VPCP/KSTT" in said.stdout and "Tổng số" in said.stdout
    assert "Tỷ lệ giải quyết trước hạn và đúng hạn: 100,0 %." in said.stdout
    assert max(map(len, said.stdout.splitlines())) <= 80


def test_a_program_reads_the_form_as_json(office_folder: Path):
    said = tthc(office_folder, "ii06a", "--period", "2026-06-01..2026-06-30", "--json", "--rows", "procedure")
    form = json.loads(said.stdout)
    assert form["total"] == {"key": "", "name": "Tổng số", **form["total"]}
    assert [form["total"][str(column)] for column in (3, 5, 7, 8, 11)] == [2, 2, 1, 1, 1]
    assert [row["key"] for row in form["rows"]] == ["2.002854"]


def test_files_are_written_whole_and_nothing_half(office_folder: Path, tmp_path: Path):
    said = tthc(
        office_folder,
        *("register", "--period", "calendar_year:2026"),
        *("--xlsx", str(tmp_path / "so.xlsx"), "--csv", str(tmp_path / "so.csv")),
    )
    assert said.returncode == 0, said.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["so.csv", "so.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "so.xlsx").active
    nowhere = tthc(office_folder, "ii06a", "--xlsx", str(tmp_path / "no" / "so.xlsx"))
    assert nowhere.returncode == 2 and "cannot be written" in nowhere.stderr


def test_the_register_is_one_object_a_line(office_folder: Path):
    said = tthc(office_folder, "register", "--period", "calendar_year:2026", "--json")
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["STT"] for line in lines] == [1, 2]
    assert lines[0]["Nhận hồ sơ"] == "01/06/2026 09:00"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ii06a", "--period", "quarter:2026-9"), "NoSuchPeriod"),
        (("ii06a", "--unit", "nowhere"), "NoSuchUnit"),
        (("register", "--period", "quarter:2026-1"), "same year"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_two(office_folder: Path, arguments: tuple[str, ...], says: str):
    said = tthc(office_folder, *arguments)
    assert said.returncode == 2 and says in said.stderr and "Traceback" not in said.stderr


def test_every_report_is_made_closed_and_listed_from_the_terminal(office_folder: Path):
    made = json.loads(tthc(office_folder, "make", "timeliness", "--period", "calendar_month:2026-6", "--json").stdout)
    assert made["form"] == "timeliness" and made["total"][2] == 1
    sent = tthc(office_folder, "sent")
    assert (sent.returncode, sent.stdout) == (0, ""), sent.stderr
