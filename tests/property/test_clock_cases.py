"""Every recorded clock case, in every column: conventions are the oracle's, not ours."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.clock_data import CALENDARS, CALENDARS_FILE, recorded_cases
from tthc_engine.cli.clock import app
from tthc_engine.cli.clock_cases import answer

CASES = recorded_cases()


def test_there_are_2500_recorded_cases_and_nine_columns():
    assert len(CASES) == 2500
    assert len({column for case in CASES for column in case["expect"]}) == 9


@pytest.mark.parametrize("mode", ["hours", "days", "calendar", "months"])
@pytest.mark.parametrize("calendar", sorted(CALENDARS))
def test_every_column_of_every_case_is_the_recorded_one(calendar, mode):
    asked = [case for case in CASES if (case["calendar"], case["mode"]) == (calendar, mode)]
    assert asked
    wrong = [
        f"case {case['id']} {column}: {answered[column]} instead of {expected}"
        for case in asked
        for answered in [answer(case, CALENDARS)]
        for column, expected in case["expect"].items()
        if answered[column] != expected
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_solve_prints_each_line_back_with_the_recorded_answers(tmp_path: Path):
    asked = CASES[::10]
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join(json.dumps(case) for case in asked), encoding="utf-8")
    result = CliRunner().invoke(app, ["solve", "--calendars", str(CALENDARS_FILE), str(cases)])
    assert result.exit_code == 0
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert printed == [{"id": case["id"], "expect": case["expect"]} for case in asked]


def test_without_expect_solve_answers_every_column_that_applies():
    asked = CASES[:400]
    questions = "\n".join(json.dumps({key: case[key] for key in case if key != "expect"}) for case in asked)
    result = CliRunner().invoke(app, ["solve", "--calendars", str(CALENDARS_FILE), "-"], input=questions)
    assert result.exit_code == 0
    assert [json.loads(line)["expect"] for line in result.stdout.splitlines()] == [case["expect"] for case in asked]


def test_a_case_that_cannot_be_answered_says_why_and_the_others_are_answered():
    reaching_2030 = {"id": 1, "calendar": "VN_A", "mode": "days", "start": "2026-12-30T09:00", "amount": 900}
    unknown_office = {"id": 2, "calendar": "VN_Z", "mode": "days", "start": "2026-12-01T09:00", "amount": 2}
    good = {"id": 3, "calendar": "VN_A", "mode": "days", "start": "2026-06-01T09:00", "amount": 10}
    questions = "\n".join([json.dumps(reaching_2030), "not json", json.dumps(unknown_office), json.dumps(good)])
    result = CliRunner().invoke(app, ["solve", "--calendars", str(CALENDARS_FILE), "-"], input=questions)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [line["id"] for line in lines] == [1, None, 2, 3]
    assert ["error" in line for line in lines] == [True, True, True, False]
    assert lines[3]["expect"]["due"] == "2026-06-08T17:00"


def test_pauses_may_come_unsorted_overlapping_empty_or_before_the_start():
    tidy = [["2026-06-03T10:00", "2026-06-05T09:00"]]
    untidy = [
        ["2026-06-04T08:00", "2026-06-05T09:00"],
        ["2026-05-01T00:00", "2026-05-30T00:00"],
        ["2026-06-02T08:00", "2026-06-02T08:00"],
        ["2026-06-03T10:00", "2026-06-04T08:00"],
        ["2026-06-03T11:00", "2026-06-03T12:00"],
    ]
    case = {"id": 1, "calendar": "VN_A", "mode": "days", "start": "2026-06-01T09:00", "amount": 10}
    assert answer(case | {"pauses": untidy}, CALENDARS) == answer(case | {"pauses": tidy}, CALENDARS)
