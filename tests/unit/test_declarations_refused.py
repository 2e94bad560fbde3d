"""A wrong declaration is refused with its file, its line, what is wrong and what to do about it."""

import re
import shutil
from pathlib import Path

import pytest

from tests.spoiling import LUNCH, TRANSFER, an_office_to_spoil, line_of, refused, spoil
from tthc_engine.catalogue import Catalogue, load_procedure
from tthc_engine.domain.errors import DeclarationError


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return an_office_to_spoil(tmp_path)


def test_the_unspoiled_office_loads(office: Path):
    assert {procedure.code for procedure in Catalogue.load(office).procedures} == {"2.002854", "1.001622"}


@pytest.mark.parametrize(
    ("old", "new", "at", "what", "advice"),
    [
        pytest.param(
            "field: Giáo", "feild: Giáo", "feild:", "unknown key 'feild'", "did you mean 'field'?", id="a misspelt key"
        ),
        pytest.param(
            "decision: 1130/QĐ-BGDĐT",
            "decision: 1130/QĐ-BGDĐT\ndecision: 1131/QĐ-BGDĐT",
            "1131/QĐ-BGDĐT",
            "repeated key 'decision'",
            "keep one; the first is on line",
            id="a key written twice",
        ),
        pytest.param(
            "within: {amount: 3}\n",
            "within: {amount: 3}\n    within: {amount: 2}\n",
            "within: {amount: 2}",
            "repeated key 'within'",
            "keep one",
            id="a step with two limits",
        ),
        pytest.param(
            "owner: handler",
            "owner: reception",
            "owner: reception",
            "not 'reception'",
            "use one of those",
            id="an unknown role",
        ),
        pytest.param(
            "owner: handler",
            "owner: supervisor",
            "- key: appraise",
            "a step cannot belong to supervisor",
            "use one of",
            id="a role that handles nothing",
        ),
        pytest.param(
            "result: {key: return_result",
            "# {key: return_result",
            "slug: school_transfer",
            "key 'result' is missing",
            "add `result: {key: return_result",
            id="no result step",
        ),
        pytest.param(
            "owner: desk}\n",
            "owner: desk, within: {amount: 1}}\n",
            "result: {key",
            "the result step has a limit of its own",
            "the period ends when the result is released",
            id="a limited result step",
        ),
        pytest.param(
            "    owner: approver",
            "    owner: clerk",
            "owner: clerk",
            "handling ends with a step of clerk",
            "the approver or director",
            id="nobody signs",
        ),
        pytest.param(
            "    owner: handler",
            "    owner: handler\n    phase: recognition",
            "phase: recognition",
            "step 'appraise' can never be reached: no limit has a phase 'recognition'",
            "use one of ['main']",
            id="an unreachable step",
        ),
        pytest.param(
            "within: {amount: 3}",
            "within: {amount: 4}",
            "- cases: [same_province]",
            "take 6 working days, the law allows 5 (same_province)",
            "shorten the steps, or add a `waiver`",
            id="steps longer than the law allows",
        ),
        pytest.param(
            "within: {amount: 3}",
            "within: {amount: 3, unit: working_hours}",
            "phases: [{amount: 5",
            "mix working days and working hours",
            "add `hours_per_day`",
            id="days meet hours",
        ),
        pytest.param(
            "cases: [same_province]",
            "cases: [next_province]",
            "cases: [next_province]",
            "unknown case: ['next_province']",
            "declare it under `cases`",
            id="an unknown case",
        ),
        pytest.param(
            "  - cases: [other_province]",
            "  - cases: [other_province]\n    channels: [direct]",
            "limits:",
            "no limit for case 'other_province' by channel 'online'",
            "add one",
            id="no limit for a case and channel",
        ),
        pytest.param(
            "  - cases: [other_province]",
            "  - cases: [same_province, other_province]",
            "limits:",
            "two limits fit case 'same_province'",
            "keep one",
            id="two limits for one case",
        ),
        pytest.param(
            "channels: [direct, online, postal]",
            "channels: [direct, carrier_pigeon]",
            "carrier_pigeon",
            "not 'carrier_pigeon'",
            "use one of those",
            id="an unknown channel",
        ),
        pytest.param(
            "  - cases: [other_province]",
            "  - cases: [other_province]\n  - channels: [direct]",
            "- cases: [other_province]",
            "key 'phases' is missing",
            "add it",
            id="a limit without a period",
        ),
        pytest.param(
            "{amount: 5, unit: working_days}",
            "{amount: five, unit: working_days}",
            "amount: five",
            "not 'five'",
            "write a number",
            id="a number in words",
        ),
        pytest.param(
            "{amount: 5, unit: working_days}",
            "{amount: 0, unit: working_days}",
            "amount: 0,",
            "working_days needs an amount above 0",
            "",
            id="a period of nothing",
        ),
        pytest.param(
            "in_force_from: 2026-05-10",
            "in_force_from: 10/05/2026",
            "10/05/2026",
            "not '10/05/2026'",
            "write YYYY-MM-DD",
            id="a date of another country",
        ),
        pytest.param(
            'code: "2.002854"',
            'code: "2.2854"',
            "2.2854",
            "not '2.2854'",
            "write it as the pattern says",
            id="a code that is none",
        ),
        pytest.param(
            "in_force_from: 2026-05-10",
            "in_force_from: 2026-05-11",
            "in_force_from: 2026-05-11",
            "file 2026-05-10.yaml holds the version in force from 2026-05-11",
            "rename it to 2026-05-11.yaml",
            id="a file name that contradicts the date",
        ),
        pytest.param(
            "slug: school_transfer",
            "slug: transfer",
            "slug: transfer",
            "slug 'transfer' lies in folder 'school_transfer'",
            "one name",
            id="a folder that contradicts the slug",
        ),
        pytest.param(
            "key: results_summary",
            "key: application",
            "key: application",
            "components share a key: ['application']",
            "",
            id="two papers with one key",
        ),
        pytest.param(
            "name: Chuyển trường và tiếp nhận học sinh",
            "name: {Chuyển trường, tiếp nhận học sinh}",
            "name: {",
            "name: ",
            "in quotes",
            id="a name that YAML reads as a mapping",
        ),
        pytest.param(
            "short_name: Chuyển trường",
            "short_name: *other",
            "*other",
            "not YAML",
            "check indents",
            id="an alias to nothing",
        ),
        pytest.param(
            "  - {key: same_province",
            "   - {key: same_province",
            "- {key: other_province",
            "not YAML",
            "check indents",
            id="a crooked indent",
        ),
    ],
)
def test_a_spoilt_procedure_is_refused_with_line_and_advice(
    office: Path, *, old: str, new: str, at: str, what: str, advice: str
):
    path = spoil(office, TRANSFER, old=old, new=new)
    found = [problem for problem in refused(office) if what in problem.what]
    assert found, refused(office)
    problem = found[0]
    assert problem.file.endswith(TRANSFER.as_posix())
    assert problem.line == line_of(path, at)
    assert advice in problem.advice
    assert str(problem) == f"{problem.file}:{problem.line}: {problem.what}; {problem.advice}"


def test_a_step_after_its_phase_is_unreachable(office: Path):
    path = spoil(office, LUNCH, old="within: {amount: 7}, phase: appraisal", new="within: {amount: 7}, phase: approval")
    spoil(
        office, LUNCH, old="owner: approver, within: {amount: 7}, phase: approval", new="owner: approver, phase: school"
    )
    (problem,) = [one for one in refused(office) if "'approve'" in one.what]
    assert problem.line == line_of(path, "{key: approve,")
    assert "its phase ended with an earlier step" in problem.what


def test_a_written_waiver_allows_steps_longer_than_the_limit(office: Path):
    path = spoil(office, TRANSFER, old="within: {amount: 3}", new="within: {amount: 4}")
    with path.open("a", encoding="utf-8") as file:
        file.write('waiver: {reason: "Chờ văn bản của Sở", decided_by: "Quyết định 18/QĐ-THTHCSSN"}\n')
    assert Catalogue.load(office)


def test_every_problem_of_every_file_is_told_at_once(office: Path):
    spoil(office, TRANSFER, old="field: Giáo", new="feild: Giáo")
    spoil(office, TRANSFER, old="owner: handler", new="owner: reception")
    spoil(office, LUNCH, old="audience:", new="audiense:")
    spoil(office, "calendars/2026.yaml", old="published: true", new="published: perhaps")
    problems = refused(office)
    assert len({problem.file for problem in problems}) == 3
    # The misspelt key is also a missing one.
    assert len(problems) == 5


def test_an_empty_folder_is_not_a_law(tmp_path: Path):
    (problem,) = refused(tmp_path)
    assert "no regime, calendar or office hours found" in problem.what


def test_a_single_file_is_checked_by_itself(office: Path):
    path = spoil(office, TRANSFER, old="within: {amount: 3}", new="within: {amount: 30}")
    with pytest.raises(DeclarationError, match="the law allows 5"):
        load_procedure(path)


def test_a_file_that_is_not_text_is_refused(office: Path):
    (office / TRANSFER).write_bytes(b"\xff\xfe\x00name")
    (problem,) = refused(office)
    assert problem.advice == "save it as UTF-8 text"


BODIES = Path(__file__).parent.parent / "data" / "declarations" / "9.900001.yaml"


def test_bodies_side_by_side_or_one_after_the_other_fit_the_period(tmp_path: Path):
    """Side by side 3 + 2 = 5 days is the longest way, on paper 3 + 4 + 2 = 9; with the other steps 1.5 more."""
    for old, new, what in (
        ("amount: 8, unit", "amount: 6, unit", "take 6.5 working days, the law allows 6"),
        ("amount: 15, unit", "amount: 10, unit", "take 10.5 working days, the law allows 10"),
        ("after: [police]", "after: []", ""),
        ("after: [police]", "after: [army]", "body 'tax' comes after ['army']"),
        ("key: health", "key: police", "two bodies share the key 'police'"),
        (
            "    owner: handler\n    bodies",
            "    owner: handler\n    within: {amount: 1}\n    bodies",
            "no limit of its own",
        ),
        ("    owner: handler\n    bodies", "    owner: approver\n    bodies", "of other bodies belongs to approver"),
        (
            "within: {amount: 4, unit: working_days}}",
            "within: {amount: 4, unit: working_days}, lead: true}",
            "one lead",
        ),
    ):
        file = tmp_path / "9.900001.yaml"
        shutil.copyfile(BODIES, file)
        spoil(tmp_path, file, old=old, new=new)
        if not what:
            assert load_procedure(file).step("bodies")
            continue
        with pytest.raises(DeclarationError, match=re.escape(what)):
            load_procedure(file)
