"""What the month's figures propose, and who may give a grade."""

import pytest

from tthc_engine.domain.errors import (
    RatingMonthRuns,
    RatingNotYours,
    RatingOfOneself,
    RatingReasonMissing,
    RatingUnknown,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rating import check_confirmation, proposed
from tthc_engine.reports.rating.counting import scheme

HEAD = Actor(person="huong", roles=frozenset({Role.DIRECTOR}), unit="school")


def test_the_criteria_make_a_hundred_points_and_the_grades_reach_down_to_nothing():
    assert sum(one.points for one in scheme().criteria) == 100
    assert min(one.at_least for one in scheme().grades) == 0
    assert scheme().grade_of(89.9).key == "good" and scheme().grade_of(90).key == "excellent"


def test_what_nothing_is_known_of_is_left_out_and_never_full_marks():
    known = {"in_time": 0.5, "once": 1.0, "recorded": 1.0, "satisfied": None, "complaints": None}
    found = proposed(scheme(), known, dossiers=10)
    # 20 + 15 + 15 of the 70 points that are known.
    assert found.points == pytest.approx(71.4)
    assert found.grade is not None and found.grade.key == "done"


def test_too_few_dossiers_or_too_few_known_points_propose_nothing():
    whole = {"in_time": 1.0, "once": 1.0, "recorded": 1.0, "satisfied": None, "complaints": None}
    assert proposed(scheme(), whole, dossiers=scheme().fewest_dossiers - 1).grade is None
    assert proposed(scheme(), {"in_time": 1.0}, dossiers=100).points is None


def confirm(**changes: object) -> str:
    given = {"person": "hung", "proposal": scheme().named("good"), "grade": "good", "reason": "", "over": True}
    by = changes.pop("by", HEAD)
    return check_confirmation(scheme(), by, **{**given, **changes}).key  # type: ignore[arg-type]


def test_the_proposed_grade_needs_no_words_and_another_does():
    assert confirm() == "good"
    with pytest.raises(RatingReasonMissing):
        confirm(grade="excellent")
    assert confirm(grade="excellent", reason="Thay ba người nghỉ ốm") == "excellent"
    with pytest.raises(RatingReasonMissing):
        confirm(proposal=None)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": Actor(person="hung", roles=frozenset({Role.HANDLER}), unit="school")}, RatingNotYours),
        ({"person": "huong"}, RatingOfOneself),
        ({"over": False}, RatingMonthRuns),
        ({"grade": "splendid"}, RatingUnknown),
    ],
)
def test_only_a_head_and_never_of_oneself_and_not_before_the_month_is_over(changes, refusal):
    with pytest.raises(refusal):
        confirm(**changes)
