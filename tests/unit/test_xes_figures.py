"""The figures of an event log, on cases small enough to be counted by hand."""

import random
from datetime import datetime, timedelta

import pytest

from tthc_engine.exchange.logs import figures as figures_module
from tthc_engine.exchange.logs.figures import figures
from tthc_engine.exchange.logs.fingerprint import Fingerprint
from tthc_engine.exchange.logs.hours import W1, W2
from tthc_engine.exchange.logs.trace import Event, Trace, Value, wall_us

HOUR = 3_600 * 1_000_000


def when(wall: str, offset: str = "+07:00") -> datetime:
    """`2026-06-01 09:00` on the wall: a Monday."""
    return datetime.fromisoformat(f"{wall}:00{offset}")


def event(activity: str, wall: str, who: str | None = None, **attributes: Value) -> Event:
    return Event(activity, when(wall), who, "complete", attributes)


def trace(name: str, *events: Event, **attributes: Value) -> Trace:
    return Trace(name, attributes, events)


def test_waiting_is_counted_by_the_clock_and_by_office_hours():
    friday, monday = event("Nhận", "2026-06-05 16:00", "sen"), event("Xử lý", "2026-06-08 09:00", "hung")
    found = figures([trace("1", friday, monday)])
    [edge] = found["bottlenecks"]["by_total_wall_wait"]
    assert (edge["from"], edge["to"], edge["n"]) == ("Nhận", "Xử lý", 1)
    assert (edge["wall_sum"], edge["w1_sum"], edge["w2_sum"]) == (65 * 3600.0, 2 * 3600.0, 2.5 * 3600)
    assert found["throughput_work_seconds_W2"]["sum"] == 9_000.0
    assert found["handovers"] == {"n_total": 1, "top": [["sen", "hung", 1]]}


def test_a_median_on_half_a_millisecond_falls_as_the_running_count_of_working_seconds_subtracts():
    def told(wall: str) -> Event:
        return Event(
            "Nhận" if wall.endswith(("712", "272")) else "Trả", datetime.fromisoformat(wall + "+00:00"), None, None, {}
        )

    waits = (
        ("2026-06-01 09:00:00.712", "2026-06-01 09:01:00.089"),
        ("2026-06-02 09:00:00.272", "2026-06-02 09:00:31.256"),
    )
    found = figures([trace(str(at), *map(told, walls)) for at, walls in enumerate(waits)])
    [edge] = found["bottlenecks"]["by_total_wall_wait"]
    # 59.377 and 30.984: half a millisecond above 45.180, and not a hair more.
    assert (edge["w1_sum"], edge["w1_median"]) == (90.361, 45.18)


@pytest.mark.parametrize(
    ("begin", "to", "w1", "w2"),
    [
        ("2026-06-01 11:00", "2026-06-01 14:00", 3, 1),
        ("2026-06-06 08:00", "2026-06-07 17:00", 0, 0),
        ("2026-06-01 09:00", "2026-06-08 09:00", 45, 37.5),
        ("2026-06-02 09:00", "2026-06-01 09:00", 0, 0),
        ("1969-12-29 00:00", "1970-01-05 00:00", 45, 37.5),
    ],
)
def test_office_hours_of_a_plain_week(begin: str, to: str, w1: float, w2: float):
    walls = wall_us(when(begin)), wall_us(when(to))
    assert (W1.between(*walls), W2.between(*walls)) == (w1 * HOUR, w2 * HOUR)


def test_the_desk_is_open_from_the_first_minute_and_closed_at_the_last():
    open_at = ["2026-06-01 08:00", "2026-06-05 16:59"]
    closed_at = ["2026-06-01 07:59", "2026-06-05 17:00", "2026-06-06 09:00"]
    assert [W1.holds(wall_us(when(wall))) for wall in (*open_at, *closed_at)] == [True] * 2 + [False] * 3


def test_office_hours_follow_the_wall_clock_and_elapsed_time_the_instants():
    before = Event("a", when("2026-10-23 16:00", "+02:00"), None, None, {})
    after = Event("b", when("2026-10-26 09:00", "+01:00"), None, None, {})
    found = figures([trace("1", before, after)])
    assert found["throughput_wall_seconds"]["sum"] == 66 * 3600
    assert found["throughput_work_seconds_W1"]["sum"] == 2 * 3600


def test_time_order_is_stable_and_file_order_is_kept_beside_it():
    events = [event("b", "2026-06-01 09:00"), event("c", "2026-06-01 10:00"), event("a", "2026-06-01 09:00")]
    found = figures([trace("1", *events)])
    assert found["variants_file_order"]["top"] == [{"count": 1, "activities": ["b", "c", "a"]}]
    assert found["variants_time_order"]["top"] == [{"count": 1, "activities": ["b", "a", "c"]}]
    assert found["adjacent_pairs_out_of_time_order_in_file"] == 1
    assert found["ties_adjacent_equal_timestamps_in_file"] == 0
    assert (found["start_activities"], found["end_activities"]) == ({"b": 1}, {"c": 1})


def test_rework_is_an_activity_a_case_comes_back_to():
    again = [event("a", f"2026-06-01 0{hour}:00") for hour in (7, 8, 9)]
    once = [event("a", "2026-06-01 07:00"), event("b", "2026-06-01 08:00")]
    found = figures([trace("1", *again), trace("2", *once)])
    assert found["rework"] == {"cases_with_a_repeated_activity": 1, "repeated_pairs": 1}
    assert (found["activity_counts"]["a"], found["cases_per_activity"]["a"]) == (4, 2)


def test_quantiles_are_interpolated_and_the_deviation_is_the_populations():
    cases = [trace(str(n), *(event("a", "2026-06-01 09:00") for _ in range(n))) for n in (1, 2, 3, 4)]
    spread = figures(cases)["events_per_case"]
    assert (spread["n"], spread["mean"], spread["std_pop"], spread["sum"]) == (4, 2.5, 1.118, 10.0)
    assert [spread["quantiles_linear"][key] for key in ("p0", "p25", "p50", "p100")] == [1.0, 1.75, 2.5, 4.0]


def permit(name: str, end: str | None, due: str | None, **more: Value) -> Trace:
    said: dict[str, Value] = {"startdate": when("2026-06-01 09:00"), "channel": "Desk", **more}
    said |= {"enddate": when(end)} if end else {}
    said |= {"deadline": when(due)} if due else {}
    return trace(name, event("a", "2026-06-10 09:00"), **said)


def test_late_is_after_the_due_instant_and_an_open_case_is_judged_at_the_logs_end():
    cases = [
        permit("equal", "2026-06-08 17:00", "2026-06-08 17:00"),
        permit("late", "2026-06-08 18:00", "2026-06-08 16:00", channel="Post"),
        permit("overdue", None, "2026-06-10 08:59"),
        permit("open", None, "2026-06-10 09:00"),
        permit("no date", "2026-06-08 17:00", None),
    ]
    late = figures(cases)["lateness_vs_deadline"]
    assert late["counts"] == {
        "closed_on_time": 1,
        "closed_late": 1,
        "no_due": 1,
        "open_overdue_asof": 1,
        "open_not_due_asof": 1,
    }
    assert late["n"] == 5 and late["closed_exactly_at_due"] == 1
    assert late["asof_for_open"] == "2026-06-10T09:00:00+07:00"
    assert (late["late_by_seconds_wall"]["sum"], late["late_by_work_seconds_W1"]["sum"]) == (7200.0, 3600.0)
    assert late["by"]["channel"]["Post"] == {"closed_late": 1} and late["by"]["group"]["None"] == late["counts"]


def test_an_activity_late_by_its_own_plan_is_counted():
    first = event(
        "01_A",
        "2026-06-03 09:00",
        planned=when("2026-06-02 09:00"),
        dateFinished="2026-06-02 08:00:00",
        activityNameEN="decide",
    )
    [late] = [figures([trace("1", first, startDate=when("2026-06-01 00:00"), endDate=when("2026-07-27 00:00"))])]
    assert late["top_late_activities"] == [["planned", "decide", 1]]
    assert late["event_deadlines"]["late_dateFinished_vs_planned"] == 0
    assert late["calendar_days_classes_by_procedure"] == {"none|<=56d": 1}
    assert late["case_attribute_coverage"]["endDate"] == 1


def test_a_log_without_cases_and_a_case_without_events_have_figures_too():
    assert figures([])["throughput_wall_seconds"] == {"n": 0}
    found = figures([trace("1"), trace("1", event("a", "2026-06-01 09:00"))])
    assert (found["n_cases"], found["n_cases_without_events"], found["n_distinct_case_ids"]) == (2, 1, 1)
    assert found["throughput_wall_seconds"]["n"] == 1


def test_a_mean_ranks_only_where_it_stands_on_enough_waits():
    rare = trace("rare", event("x", "2026-06-01 09:00"), event("y", "2026-06-30 09:00"))
    often = [trace(str(n), event("a", "2026-06-01 09:00"), event("b", "2026-06-01 10:00")) for n in range(5)]
    found = figures([rare, *often])["bottlenecks"]
    assert [edge["from"] for edge in found["by_total_wall_wait"]] == ["x", "a"]
    assert [edge["from"] for edge in found["by_mean_wall_wait"]] == ["a"]


def test_logs_of_many_activities_say_what_they_leave_out():
    many = [event(f"a{n}", "2026-06-01 09:00") for n in range(61)]
    assert figures([trace("1", *many)])["time_before_activity"] == figures_module.TOO_MANY
    assert "time_before_activity" not in figures([trace("1", *many[:60])])


def test_the_fingerprint_knows_neither_order_nor_how_much_fits_into_memory():
    at = when("2026-06-01 09:00")
    lines = [("hồ sơ", f"dòng\n{n % 7}", at + timedelta(milliseconds=n)) for n in range(50)]
    found = set()
    for run in (3, 1_000):
        random.Random(run).shuffle(lines)
        with Fingerprint(run=run) as fingerprint:
            for line in lines:
                fingerprint.add(*line)
            found.add(fingerprint.digest())
    assert len(found) == 1
    with Fingerprint() as other:
        other.add("hồ sơ", "a", at)
        before = other.digest()
        other.add("hồ sơ", "a", at)
        assert other.digest() != before


def test_the_fingerprint_is_the_published_one():
    """sha256 of `case US activity US UTC-milliseconds`, sorted, a line feed between the lines."""
    with Fingerprint() as fingerprint:
        fingerprint.add("2", "b", datetime.fromisoformat("1970-01-01T07:00:01.0019+07:00"))
        fingerprint.add("1", "a", datetime.fromisoformat("1970-01-01T00:00:00+00:00"))
        # printf '1\x1fa\x1f0\n2\x1fb\x1f1001' | sha256sum
        assert fingerprint.digest() == "42baf1ebf7a66aea3788d798ed83aa2e16e8a7bdb0352efef36feb7ab36384cb"
