"""The clock picture draws what happened: counted, left, void, stopped, over."""

from itertools import pairwise

from tests.builders import hanoi
from tthc_engine.catalogue import packaged
from tthc_engine.web.messages import messages
from tthc_engine.web.pages.clock_picture import Lane, Mark, Span, Story, draw
from tthc_engine.web.pages.shapes import LARGE, PHONE, Picture

CALENDAR = packaged().office_calendar("vn-a")
VI = messages("vi")


def story(**facts) -> Story:
    made = {
        "calendar": CALENDAR,
        "begins": hanoi("2026-06-01 09:00"),
        "now": hanoi("2026-06-03 13:30"),
        "counted_from": hanoi("2026-06-01 09:00"),
        "due": hanoi("2026-06-08 17:00"),
        "numbered": "working",
        "title": "t",
    }
    return Story(**{**made, **facts})


def numbers(picture: Picture, dress: str) -> list[str]:
    return [one.words for one in picture.texts if one.dress == f"d {dress}-n"]


def test_the_day_of_receipt_is_empty_and_the_days_after_it_are_numbered():
    picture = draw(story(), VI)
    assert numbers(picture, "run") + numbers(picture, "left") == ["1", "2", "3", "4", "5"]
    first = next(one for one in picture.rects if one.dress == "run")
    cells = [one for one in picture.rects if one.dress == "cell"]
    assert first.x >= cells[1].x - 1, "nothing is counted on the first day"


def test_noon_is_the_middle_of_a_working_day():
    """Place inside a day is working time: 13:30 is 4 of 7.5 hours."""
    picture = draw(story(), VI)
    now = next(one for one in picture.lines if one.dress == "now")
    third = [one for one in picture.rects if one.dress == "cell"][2]
    assert abs((now.x1 - third.x) / (third.width + 1) - 4 / 7.5) < 0.02


def test_days_off_are_narrow_and_hatched():
    picture = draw(story(), VI)
    assert len(picture.hatched) == 2
    assert {one.width for one in picture.hatched} == {LARGE.resting}


def test_past_the_due_instant_the_bar_goes_on_in_another_dress():
    due = Mark(hanoi("2026-06-08 17:00"), "Hạn 17:00", "due")
    picture = draw(story(now=hanoi("2026-06-10 10:00"), marks=(due,)), VI)
    assert any(one.dress == "over" for one in picture.rects)
    assert any(one.dress == "due past" for one in picture.lines)
    assert not any(one.dress == "left" for one in picture.rects)


def test_a_stop_lies_across_days_off():
    stop = Span(hanoi("2026-06-03 10:00"), hanoi("2026-06-10 08:40"), "Tạm dừng")
    picture = draw(story(due=None, stops=(stop,), now=hanoi("2026-06-10 09:00")), VI)
    halt = next(one for one in picture.over if one.dress == "halt")
    weekend = picture.hatched[0]
    assert halt.x < weekend.x < halt.x + halt.width


def test_a_restart_keeps_the_void_run_in_grey():
    void = Span(hanoi("2026-06-01 09:00"), hanoi("2026-06-03 10:00"))
    restarted = hanoi("2026-06-08 08:00")
    picture = draw(story(void=(void,), counted_from=restarted, due=hanoi("2026-06-15 17:00")), VI)
    assert any(one.dress == "void" for one in picture.rects)


def test_over_forty_days_the_columns_are_weeks():
    long = draw(story(due=hanoi("2026-08-20 17:00")), VI)
    short = draw(story(), VI)
    assert len([one for one in long.rects if one.dress == "cell"]) < 16
    assert not long.hatched
    assert short.hatched


def test_columns_follow_each_other_without_gaps():
    picture = draw(story(), VI, measures=PHONE)
    cells = sorted(
        [(one.x - 0.5, one.width + 1) for one in picture.rects if one.dress == "cell"]
        + [(one.x, one.width) for one in picture.hatched]
    )
    assert all(abs(one[0] + one[1] - other[0]) < 0.01 for one, other in pairwise(cells))


def test_milestones_do_not_write_over_each_other():
    marks = tuple(Mark(hanoi(f"2026-06-0{day} 09:00"), f"Một mốc dài {day}", "start") for day in (1, 2, 3))
    picture = draw(story(marks=marks), VI)
    rows = {one.y for one in picture.texts if one.words.startswith("Một mốc dài")}
    assert len(rows) == 3


def test_a_lane_shows_what_a_step_took_beyond_its_own_limit():
    slow = Span(hanoi("2026-06-02 10:00"), hanoi("2026-06-03 10:00"))
    picture = draw(story(lanes=(Lane("Thụ lý", slow=(slow,)),)), VI)
    assert [one.dress for one in picture.rects].count("slow") == 1
