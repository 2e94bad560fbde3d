"""`tthc clock`: what an officer or another program is told, and what a wrong call is answered."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.checker import complaints
from tests.clock_data import CALENDARS_FILE, RAW_CALENDARS
from tthc_engine.cli.clock import app


def explain(*arguments):
    return CliRunner().invoke(app, ["explain", *arguments])


def test_a_procedures_date_is_explained_with_its_limit_its_decree_and_every_day():
    result = explain("--procedure", "2.002854", "--case", "same_province", "--received", "2026-06-01 09:00")
    assert result.exit_code == 0
    assert "05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ" in result.stdout
    assert "118/2025/NĐ-CP" in result.stdout
    assert "Hạn giải quyết: 17:00 thứ Hai, 08/06/2026." in result.stdout


def test_the_first_case_is_the_default_and_another_case_has_another_limit():
    first = explain("--procedure", "2.002854", "--received", "2026-06-01 09:00")
    other = explain("--procedure", "2.002854", "--case", "other_province", "--received", "2026-06-01 09:00")
    assert "08/06/2026." in first.stdout
    assert "Hạn giải quyết: 17:00 thứ Năm, 11/06/2026." in other.stdout


def test_a_raw_limit_needs_no_procedure():
    hours = ["--amount", "7.5", "--fraction", "hours", "--hours-per-day", "8", "--office", "vn-d"]
    assert "14:00 thứ Tư, 11/03/2026" in explain(*hours, "--received", "2026-03-02 08:30").stdout
    same_day = explain("--unit", "same_day", "--cutoff", "15:00", "--received", "2026-10-01 15:20")
    assert "17:00 thứ Sáu, 02/10/2026" in same_day.stdout
    rolled = explain("--amount", "1", "--counting", "rolled", "--received", "2026-06-01 17:00")
    assert "17:00 thứ Tư, 03/06/2026" in rolled.stdout


def test_a_phase_with_a_start_of_its_own_is_asked_for():
    arguments = ["--procedure", "1.000280", "--received", "2026-06-05 16:00"]
    asked = explain(*arguments)
    assert "Chưa có hạn giải quyết" in asked.stdout and "--start " in asked.stderr
    keys = [word.split("=")[0] for word in asked.stderr.split() if "=INSTANT" in word]
    told = explain(*arguments, "--start", f"{keys[0]}=2026-06-08 09:00")
    assert "Hạn giải quyết: 17:00 thứ Hai, 10/08/2026." in told.stdout


def test_json_carries_all_that_is_needed_to_count_again():
    result = explain("--amount", "5", "--received", "2026-06-01 09:00", "--json")
    derivation = json.loads(result.stdout)
    assert derivation["due"] == "2026-06-08T17:00:00+07:00"
    assert complaints(derivation, RAW_CALENDARS["VN_A"]) == []


def test_a_received_instant_may_carry_another_time_zone():
    assert "bắt đầu lúc 09:00" in explain("--amount", "5", "--received", "2026-06-01T02:00:00+00:00").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--amount", "5", "--received", "yesterday"], "write an instant"),
        (["--amount", "5", "--received", "2026-02-30 09:00"], "write an instant"),
        (["--amount", "0", "--received", "2026-06-01 09:00"], "above 0"),
        (["--amount", "many", "--received", "2026-06-01 09:00"], "decimal"),
        (["--amount", "5", "--received", "2026-06-01 09:00", "--office", "vn-z"], "vn-a"),
        (["--amount", "5", "--received", "2026-06-01 09:00", "--start", "main"], "KEY=INSTANT"),
        (["--procedure", "2.002854", "--case", "abroad", "--received", "2026-06-01 09:00"], "same_province"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line_with_exit_code_2(arguments, says):
    result = explain(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr and result.stderr.count("\n") == 1


def test_a_file_that_holds_no_calendars_is_a_wrong_call(tmp_path: Path):
    broken = tmp_path / "calendars.json"
    for text in (
        "{",
        "[]",
        '{"A": {"week": {}}}',
        '{"A": {"week": {"0": [["09:00", "08:00"]]}, "valid_to": "2026-12-31"}}',
    ):
        broken.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(app, ["solve", "--calendars", str(broken), "-"], input="")
        assert result.exit_code == 2
    missing = CliRunner().invoke(app, ["solve", "--calendars", str(CALENDARS_FILE), str(tmp_path / "none.jsonl")])
    assert missing.exit_code == 2
