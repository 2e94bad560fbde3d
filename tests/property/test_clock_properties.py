"""What holds for every start, duration, stop and calendar."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checker import complaints
from tests.clock_data import CALENDARS, RAW_CALENDARS
from tthc_engine.domain import bulk_clock
from tthc_engine.domain.calendar import HANOI, CalendarNotPublished
from tthc_engine.domain.clock import Stop, due_at
from tthc_engine.domain.derivation import derive
from tthc_engine.domain.derivation_lines import LineKind, folded
from tthc_engine.domain.time_limit import Counting, Phase, SupplementMode

names = st.sampled_from(sorted(CALENDARS))
minutes = st.integers(0, 2 * 365 * 24 * 60)
instants = minutes.map(lambda minute: datetime(2024, 1, 1, tzinfo=HANOI) + timedelta(minutes=minute))
conventions = st.sampled_from([Counting.NEXT_DAY, Counting.ROLLED, Counting.RUNNING_HOURS])
day_amounts = st.integers(1, 160).map(lambda quarters: Decimal(quarters) / 4)
stretches = st.tuples(st.integers(0, 30 * 24 * 60), st.integers(-60, 12 * 24 * 60))

terms = st.one_of(
    st.builds(lambda n: {"amount": n, "unit": "working_days"}, day_amounts),
    st.builds(lambda n: {"amount": n, "unit": "working_hours"}, day_amounts),
    st.builds(lambda n: {"amount": n, "unit": "calendar_days"}, st.integers(1, 60)),
    st.builds(lambda n: {"amount": n, "unit": "months"}, st.integers(1, 3)),
    st.just({"unit": "same_day"}),
    st.just({"unit": "same_day", "cutoff": "15:00"}),
)
fixed_dates = st.integers(0, 60).map(lambda n: [{"unit": "fixed_date", "on": str(date(2026, 1, 1) + timedelta(n))}])


@st.composite
def phases(draw, *, key="main", start="accepted"):
    sums = draw(st.one_of(st.lists(terms, min_size=1, max_size=3), fixed_dates))
    fraction = draw(st.sampled_from(["ceil", "session", "hours"]))
    return Phase.model_validate(
        {"key": key, "start": start, "terms": sums, "fraction": fraction, "hours_per_day": "7.5"}
    )


@st.composite
def stops_from(draw, start):
    found = []
    for offset, length in draw(st.lists(stretches, max_size=4)):
        since = start + timedelta(minutes=offset - 2 * 24 * 60)
        found.append(Stop(since, since + timedelta(minutes=length), "chờ bổ sung"))
    return found


def due_of(phase, start, calendar, *, counting=Counting.NEXT_DAY, stops=(), mode=SupplementMode.RESTART):
    return due_at([phase], {"main": start}, calendar, counting=counting, stops=stops, mode=mode)


def limit(amount, unit, **more):
    return Phase.model_validate({"amount": amount, "unit": unit, **more})


@given(names, instants, st.timedeltas(timedelta(0), timedelta(days=40)), phases(), conventions)
def test_who_comes_later_is_due_no_earlier(name, start, later, phase, counting):
    calendar = CALENDARS[name]
    first, second = (due_of(phase, at, calendar, counting=counting) for at in (start, start + later))
    assert first <= second


@given(names, instants, conventions, st.data())
def test_a_longer_period_is_due_no_earlier(name, start, counting, data):
    calendar = CALENDARS[name]
    unit = data.draw(st.sampled_from(["working_days", "working_hours", "calendar_days", "months"]))
    fraction = data.draw(st.sampled_from(["ceil", "session"]))
    whole = unit in ("calendar_days", "months")
    amounts = st.integers(1, 12) if whole else day_amounts
    short, long = sorted([data.draw(amounts), data.draw(amounts)])
    dues = [
        due_of(limit(amount, unit, fraction=fraction, hours_per_day=8), start, calendar, counting=counting)
        for amount in (short, long)
    ]
    assert dues[0] <= dues[1]


@given(names, instants, st.integers(0, 20_000), st.integers(0, 20_000))
def test_measuring_from_start_to_due_gives_the_duration_and_adding_twice_is_adding_once(name, start, first, second):
    calendar = CALENDARS[name]
    due = calendar.add(start, first)
    assert calendar.between(start, due) == first
    assert calendar.add(due, second) == calendar.add(start, first + second) or not first + second
    if first:
        assert calendar.between(calendar.subtract(due, first), due) == first


@given(names, instants, phases(), st.data())
def test_a_stop_of_so_many_working_minutes_shifts_the_due_instant_by_as_many(name, start, phase, data):
    calendar = CALENDARS[name]
    without = due_of(phase, start, calendar)
    length = max(1, int((without - start) / timedelta(minutes=1)))
    since = start + timedelta(minutes=data.draw(st.integers(0, length - 1)))
    until = since + timedelta(minutes=data.draw(st.integers(0, 20 * 24 * 60)))
    shifted = due_of(phase, start, calendar, stops=[Stop(since, until)], mode=SupplementMode.SHIFT)
    expected = calendar.between(since, until) if since < without else 0
    assert shifted == calendar.add(without, expected)
    assert calendar.between(without, shifted) == expected


@given(names, instants, phases(), st.data())
def test_a_stop_after_the_due_instant_changes_nothing(name, start, phase, data):
    calendar = CALENDARS[name]
    without = due_of(phase, start, calendar)
    late = without + timedelta(minutes=data.draw(st.integers(1, 5000)))
    until = data.draw(st.sampled_from([None, late + timedelta(days=3)]))
    for mode in SupplementMode:
        assert due_of(phase, start, calendar, stops=[Stop(late, until)], mode=mode) == without


@given(names, instants, phases(), conventions, st.data())
def test_nothing_is_due_outside_office_time(name, start, phase, counting, data):
    calendar = CALENDARS[name]
    stops = data.draw(stops_from(start))
    mode = data.draw(st.sampled_from(list(SupplementMode)))
    due = due_of(phase, start, calendar, counting=counting, stops=stops, mode=mode)
    minute = due.hour * 60 + due.minute
    assert any(opens < minute <= closes for opens, closes in calendar.sessions_on(due.date()))


@settings(max_examples=300, deadline=None)
@given(names, instants, phases(key="first"), phases(key="second", start="previous_phase"), conventions, st.data())
def test_an_independent_checker_counts_every_derivation_to_the_same_due_instant(
    name, start, first, second, counting, data
):
    calendar = CALENDARS[name]
    limits = [first, second] if data.draw(st.booleans()) else [first]
    stops = data.draw(stops_from(start))
    if data.draw(st.booleans()):
        stops.append(Stop(start + timedelta(minutes=data.draw(st.integers(0, 60 * 24 * 60))), None, "chờ bổ sung"))
    mode = data.draw(st.sampled_from(list(SupplementMode)))
    try:
        derivation = derive(limits, {"first": start}, calendar, counting=counting, stops=stops, mode=mode)
    except CalendarNotPublished:
        return
    assert derivation.due == due_at(limits, {"first": start}, calendar, counting=counting, stops=stops, mode=mode)
    assert complaints(json.loads(json.dumps(derivation.to_json())), RAW_CALENDARS[name]) == []


@settings(deadline=None)
@given(names, instants, phases(), conventions, st.data())
def test_the_lines_of_a_derivation_tell_every_day_once_and_truly(name, start, phase, counting, data):
    calendar = CALENDARS[name]
    stops = data.draw(stops_from(start))
    mode = data.draw(st.sampled_from(list(SupplementMode)))
    derivation = derive([phase], {"main": start}, calendar, counting=counting, stops=stops, mode=mode)
    for line in derivation.lines:
        if line.kind is LineKind.SKIPPED and line.reason != "Ngoài giờ làm việc":
            assert not calendar.is_working_day(line.on)
        if line.minutes and line.kind is not LineKind.STOPPED:
            assert calendar.is_working_day(line.on)
    told = folded(derivation.lines)
    assert sum(line.minutes for line in told) == sum(line.minutes for line in derivation.lines)
    assert [line for line in told if line.kind is not LineKind.STOPPED][-1].until == derivation.due.date()
    assert any(sentence.startswith("Hạn giải quyết: ") for sentence in derivation.in_words())


@given(names, instants, day_amounts)
def test_counted_minutes_add_up_to_the_duration(name, start, hours):
    calendar = CALENDARS[name]
    phase = limit(hours, "working_hours")
    derivation = derive([phase], {"main": start}, calendar, counting=Counting.NEXT_DAY)
    assert sum(line.minutes for line in derivation.lines) == hours * 60


@settings(deadline=None)
@given(names, st.lists(instants, min_size=1, max_size=30), st.integers(0, 9000), st.integers(1, 40))
def test_counting_in_bulk_is_counting_one_by_one(name, starts, amount, days):
    calendar = CALENDARS[name]
    in_bulk = np.array([_utc(start) for start in starts], dtype="datetime64[us]")
    added = [calendar.add(start, amount) for start in starts]
    assert [*bulk_clock.add(in_bulk, amount, calendar)] == [_utc(due) for due in added]
    ends = np.array([_utc(due) for due in added], dtype="datetime64[us]")
    assert [*bulk_clock.between(in_bulk, ends, calendar)] == [amount] * len(starts)
    due_days = [due_of(limit(days, "working_days"), start, calendar) for start in starts]
    assert [*bulk_clock.after_working_days(in_bulk, days, calendar)] == [_utc(due) for due in due_days]


def test_bulk_counting_beyond_the_calendar_is_an_error():
    calendar = CALENDARS["VN_A"]
    late = np.array(["2026-12-31T08:00"], dtype="datetime64[us]")
    for ask in (
        lambda: bulk_clock.add(late, 9000, calendar),
        lambda: bulk_clock.after_working_days(late, 1, calendar),
        lambda: bulk_clock.between(late, late + np.timedelta64(1, "D"), calendar),
    ):
        with pytest.raises(CalendarNotPublished):
            ask()


@pytest.fixture(scope="module", params=["UTC", "America/New_York", "Pacific/Auckland"])
def process_zone(request):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@settings(max_examples=40, deadline=None)
@given(names, instants, phases(), conventions)
def test_nothing_depends_on_the_time_zone_of_the_process(process_zone, name, start, phase, counting):
    calendar = CALENDARS[name]
    due = due_of(phase, start, calendar, counting=counting)
    raw = derive([phase], {"main": start}, calendar, counting=counting).to_json()
    assert due.utcoffset() == timedelta(hours=7)
    assert complaints(raw, RAW_CALENDARS[name]) == []
    assert due == due_of(phase, start.astimezone(), calendar, counting=counting)


def _utc(at):
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")
