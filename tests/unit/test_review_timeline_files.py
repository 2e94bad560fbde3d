"""What somebody gets who writes a timeline wrongly: its place, what is wrong, exit code 2; never a stack trace."""

from pathlib import Path

import pytest

from tthc_engine.catalogue import packaged
from tthc_engine.work.timelines import TimelineError, play, read

ACCEPT = '    - {at: "2026-06-01 09:00", by: desk, do: accept}\n'


def story(*lines: str, head: str = "") -> str:
    body = "".join(f"    - {line}\n" for line in lines)
    return f'- name: A story\n  procedure: "2.002854"\n{head}  steps:\n{ACCEPT}{body}'


def told(tmp_path: Path, text: str | bytes) -> str:
    file = tmp_path / "story.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(TimelineError) as refused:
        [play(one, packaged()) for one in read(file)]
    assert str(refused.value).startswith(str(file))
    return str(refused.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{at: "2026-06-01 09:00", expect: [due_at]}', "`expect` is a mapping"),
        ('{at: "2026-06-01 09:00", expect: null}', "`expect` is a mapping"),
        ('{at: "2026-06-01 09:00", expect: {owed: apology}}', "`owed` is a list"),
        ('{at: "2026-06-01 09:00", expect: {status: 2}, refused: WrongStage}', "refused goes with `do`"),
        ('{at: "2026-06-01 09:00", sweep: false}', "sweep: true"),
        ('{at: "2026-06-01 09:00", by: handler, do: complete, with: [appraise]}', "`with` is a mapping"),
        ('{at: "2026-06-02 09:00", by: approver, do: refuse, with: {reason: [why]}}', "reason cannot be ['why']"),
        ('{at: "2026-06-02 09:00", by: approver, do: refuse, with: {reason: null}}', "reason cannot be None"),
        ('{at: "2026-06-02 09:00", by: approver, do: refuse, with: !!python/name:os.system x}', "constructor"),
        ('{at: "2026-06-02 09:00", [1]: x, sweep: true}', "a key is a word"),
        ("{at: 2026-13-45, sweep: true}", "month must be in 1..12"),
        ('{at: "2026-06-01 02:00Z", sweep: true}', "is not an instant"),
        ('{at: "2026-06-01 09:00+07:00", sweep: true}', "is not an instant"),
        ('{at: "2026-06-31 09:00", sweep: true}', "is not an instant"),
        ('{at: "2026-06-03 09:00", by: desk, do: receive_supplement, with: {received_at: today}}', "is not an instant"),
    ],
)
def test_a_line_is_refused_with_its_place(tmp_path: Path, line: str, says: str):
    answer = told(tmp_path, story(line))
    assert says in answer
    assert "story.yaml:5" in answer


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("  channel: online\n", "unknown channel"),
        ("  case: [same_province]\n", "`case` is a name"),
        ("  office: 5\n", "`office` is a name"),
        ("  office: vn-z\n", "unknown office 'vn-z'"),
        ("  regime: nd99\n", "nd99"),
        ("  windows: [{from: 2026-09-07}]\n", "write `windows:"),
        ("  windows: [{from: 2026-09-07, until: soon}]\n", "write `windows:"),
        ("  windows: always\n", "write `windows:"),
        ("  rules: 5\n", "`rules` is a list"),
    ],
)
def test_the_head_of_a_story_is_refused_with_its_place(tmp_path: Path, head: str, says: str):
    assert says in told(tmp_path, story(head=head))


def test_a_channel_that_does_not_exist_is_refused(tmp_path: Path):
    text = story().replace("do: accept}", "do: accept, with: {channel: fax}}")
    assert "fax" in told(tmp_path, text)


def test_a_year_beyond_every_calendar_is_named(tmp_path: Path):
    assert "2029" in told(tmp_path, story().replace("2026-06-01", "2029-06-01"))


@pytest.mark.parametrize("text", [b"", b"- name: T\xe9\n", b"a sentence\n", b"[]\n", b"- name: x\n  steps: [\n"])
def test_a_file_that_holds_no_timeline_is_refused(tmp_path: Path, text: bytes):
    assert told(tmp_path, text)


def test_a_declaration_that_is_not_there_or_is_broken_is_refused(tmp_path: Path):
    assert "no declaration at mine.yaml" in told(tmp_path, story().replace('"2.002854"', "mine.yaml"))
    (tmp_path / "mine.yaml").write_text("slug: mine\n", "utf-8")
    assert "'handling' is missing" in told(tmp_path, story().replace('"2.002854"', "mine.yaml"))


def test_a_story_can_be_played_on_a_declaration_of_ones_own(tmp_path: Path):
    declared = sorted(Path(__file__).parents[2].joinpath("procedures/education/pupil_readmission").glob("*.yaml"))
    (tmp_path / "mine.yaml").write_text(declared[-1].read_text("utf-8"), "utf-8")
    file = tmp_path / "story.yaml"
    file.write_text(story('{at: "2026-06-01 09:00", expect: {status: 2}}').replace('"2.002854"', "mine.yaml"), "utf-8")
    assert [play(one, packaged()) for one in read(file)] == [[]]


def test_numbers_and_quoted_days_are_read_as_written(tmp_path: Path):
    file = tmp_path / "story.yaml"
    file.write_text(
        '- name: A story\n  procedure: "1.001622"\n  windows: [{from: "2026-08-17", until: "2026-09-09"}]\n  steps:\n'
        '    - {at: "2026-08-19T09:00", by: desk, do: accept}\n'
        "    - {at: 2026-08-19 09:00:00, expect: {due_at: 2026-10-13 17:00}}\n"
        '    - {at: "2026-08-20 09:00", by: approver, do: refuse, with: {reason: 5}}\n'
        '    - {at: "2026-08-20 09:00", expect: {outcome: refused}}\n',
        "utf-8",
    )
    assert [play(one, packaged()) for one in read(file)] == [[]]


def test_the_day_of_receipt_given_at_acceptance_keeps_what_was_submitted(tmp_path: Path):
    """The other province's eight days and the channel stay those of the submission."""
    file = tmp_path / "story.yaml"
    file.write_text(
        '- name: A story\n  procedure: "2.002854"\n  case: other_province\n  steps:\n'
        '    - {at: "2026-06-01 09:00", by: applicant, do: submit, with: {channel: online}}\n'
        '    - {at: "2026-06-02 09:00", by: desk, do: accept, with: {received_at: "2026-06-01 10:00"}}\n'
        '    - {at: "2026-06-02 09:00", expect: {due_at: "2026-06-11 17:00"}}\n',
        "utf-8",
    )
    assert [play(one, packaged()) for one in read(file)] == [[]]
