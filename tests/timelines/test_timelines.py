"""Every timeline in this folder holds: the law's tests, written so that a lawyer can read them."""

from pathlib import Path

import pytest

from tthc_engine.catalogue import packaged
from tthc_engine.work.timelines import Timeline, TimelineError, play, read

HERE = Path(__file__).parent
STORIES = [story for path in sorted(HERE.rglob("*.yaml")) for story in read(path)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{Path(story.file).stem}: {story.name}")
def test_the_timeline_holds(story: Timeline):
    assert not [str(difference) for difference in play(story, packaged())]


def test_no_two_stories_share_a_name():
    names = [story.name for story in STORIES]
    assert sorted(names) == sorted(set(names))


def test_a_story_that_does_not_hold_says_where_and_what(tmp_path: Path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        '- name: Wrong\n  procedure: "2.002854"\n  steps:\n'
        '    - {at: "2026-06-01 09:00", by: desk, do: accept}\n'
        '    - {at: "2026-06-01 09:00", expect: {due_at: "2026-06-09 17:00"}}\n',
        "utf-8",
    )
    (story,) = read(wrong)
    (difference,) = play(story, packaged())
    assert f"{wrong}:5" in str(difference)
    assert "due_at is 2026-06-08 17:00, expected 2026-06-09 17:00" in str(difference)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{at: "2026-06-01 09:00", by: desk, do: acept}', "unknown command 'acept'"),
        ('{at: "2026-06-01 09:00", by: porter, do: accept}', "unknown role 'porter'"),
        ('{at: "2026-06-01 09:00", do: accept}', "who does it"),
        ('{at: "first of June", by: desk, do: accept}', "is not an instant"),
        ('{at: "2026-06-01 09:00", by: desk, do: accept, with: {speed: 3}}', "accept takes no speed"),
        ('{at: "2026-06-01 09:00", expect: {due: null}}', "unknown due"),
        ('{at: "2026-06-01 09:00", at: "2026-06-02 09:00", sweep: true}', "repeated key 'at'"),
    ],
)
def test_a_line_nobody_can_play_is_refused_with_its_place(tmp_path: Path, line: str, says: str):
    file = tmp_path / "odd.yaml"
    file.write_text(f'- name: Odd\n  procedure: "2.002854"\n  steps:\n    - {line}\n', "utf-8")
    with pytest.raises(TimelineError, match=says) as refused:
        [play(story, packaged()) for story in read(file)]
    assert f"{file}:4" in str(refused.value)
