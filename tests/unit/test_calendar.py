"""The working calendar: which days and minutes an office works, and what nobody has published."""

from datetime import date, datetime, timedelta

import pytest

from tests.clock_data import CALENDARS, RAW_CALENDARS, at
from tthc_engine.catalogue import packaged
from tthc_engine.domain.calendar import CalendarNotPublished, Closure, DayOff, MakeUpDay, WorkingCalendar

MORNING, AFTERNOON = (450, 690), (810, 1020)
OFFICE = packaged().office_calendar("vn-a")


def office(**changes):
    declared = {
        "name": "test",
        "week": [(MORNING, AFTERNOON)] * 5 + [(), ()],
        "days_off": [],
        "make_up_days": [],
        "published": range(2026, 2027),
    }
    return WorkingCalendar(**(declared | changes))


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 250), (2026, 249)])
def test_the_civil_service_year_has_as_many_working_days_as_the_decisions_left(year, days):
    assert OFFICE.working_days_between(date(year, 1, 1) - timedelta(days=year > 2023), date(year, 12, 31)) == days


def test_a_make_up_saturday_is_a_whole_day_even_where_saturdays_are_mornings():
    saturdays = packaged().office_calendar("vn-sat")
    assert saturdays.sessions_on(date(2026, 8, 22)) == (MORNING, AFTERNOON)
    assert saturdays.sessions_on(date(2026, 8, 15)) == (MORNING,)


def test_a_saturday_morning_within_the_holidays_is_not_worked():
    saturdays = packaged().office_calendar("vn-sat")
    assert not saturdays.is_working_day(date(2026, 8, 29))
    assert "Quốc khánh" in saturdays.why_off(date(2026, 8, 29))


def test_a_day_that_is_both_off_and_made_up_for_is_worked():
    day = date(2026, 3, 9)
    both = office(days_off=[DayOff(day, "Nghỉ")], make_up_days=[MakeUpDay(day, None)])
    assert both.is_working_day(day) and both.why_off(day) == ""
    raw = RAW_CALENDARS["SYN1"]
    assert all(
        CALENDARS["SYN1"].is_working_day(date.fromisoformat(day)) for day in set(raw["makeup"]) & set(raw["off"])
    )


def test_a_make_up_day_may_have_hours_of_its_own():
    made_up = office(make_up_days=[MakeUpDay(date(2026, 3, 14), ((480, 660),), "CV 1/UBND")])
    assert made_up.closing(date(2026, 3, 14)) == at("2026-03-14 11:00")
    assert made_up.decision_on(date(2026, 3, 14)) == "CV 1/UBND"


def test_a_day_off_says_why_in_vietnamese():
    assert OFFICE.why_off(date(2026, 6, 6)) == "Nghỉ hằng tuần"
    assert OFFICE.why_off(date(2026, 2, 17)) == "Tết Nguyên đán (mùng Một)"
    assert OFFICE.why_off(date(2026, 6, 5)) == ""
    assert OFFICE.decision_on(date(2026, 1, 2)).startswith("Công văn 12729/VPCP-KGVX")


def test_an_office_closed_by_a_storm_does_not_work_that_day():
    storm = office(closures=[Closure(date(2026, 9, 9), "Bão số 5")])
    assert not storm.is_working_day(date(2026, 9, 9))
    assert storm.why_off(date(2026, 9, 9)) == "Bão số 5"
    assert storm.why_off(date(2026, 9, 12)) == "Nghỉ hằng tuần"


def test_an_office_closed_for_some_hours_works_the_others():
    power_cut = office(closures=[Closure(date(2026, 9, 9), "Mất điện", between=(600, 900))])
    assert power_cut.sessions_on(date(2026, 9, 9)) == ((450, 600), (900, 1020))
    assert power_cut.between(at("2026-09-09 07:30"), at("2026-09-09 17:00")) == 270


def test_saturday_mornings_that_only_receive_do_not_count():
    desk = packaged().office_calendar("vn-sat-desk")
    saturday = at("2026-06-06 09:00")
    assert desk.receives_at(saturday) and not OFFICE.receives_at(saturday)
    assert not desk.is_working_day(date(2026, 6, 6))
    assert desk.between(at("2026-06-06 07:30"), at("2026-06-06 11:30")) == 0
    assert not desk.receives_at(at("2026-08-29 09:00")), "the Saturday of the National Day holidays"


def test_an_evening_that_only_receives_stands_beside_the_counted_sessions():
    evenings = office(receive_only=[((1080, 1140),)] + [()] * 6)
    instants = ["2026-06-08 18:30", "2026-06-09 18:30", "2026-06-08 16:00", "2026-06-08 17:30"]
    assert [evenings.receives_at(at(instant)) for instant in instants] == [True, False, True, False]
    assert evenings.closing(date(2026, 6, 8)) == at("2026-06-08 17:00")


def test_the_desk_receives_until_the_closing_minute():
    instants = ["07:29", "07:30", "11:30", "12:00", "17:00", "17:01"]
    assert [OFFICE.receives_at(at(f"2026-06-05 {clock}")) for clock in instants] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]


def test_a_year_nobody_published_is_an_error_and_not_a_guess():
    for ask in (
        lambda: OFFICE.is_working_day(date(2029, 1, 3)),
        lambda: OFFICE.working_day_after(date(2028, 12, 29)),
        lambda: OFFICE.working_day_before(date(2023, 1, 3), 5),
        lambda: OFFICE.add(at("2028-12-29 16:00"), 91),
        lambda: OFFICE.subtract(at("2023-01-03 08:00"), 31),
        lambda: OFFICE.between(at("2022-12-30 08:00"), at("2023-01-05 08:00")),
    ):
        with pytest.raises(CalendarNotPublished):
            ask()
    assert OFFICE.add(at("2028-12-29 16:00"), 60) == at("2028-12-29 17:00")


def test_2027_is_provisional_and_the_strict_calendar_refuses_it():
    assert OFFICE.is_provisional(date(2027, 1, 4)) and not OFFICE.is_provisional(date(2026, 12, 31))
    strict = OFFICE.strict()
    with pytest.raises(CalendarNotPublished, match="2027"):
        strict.working_day_after(date(2026, 12, 31))
    assert strict.working_day_after(date(2026, 12, 30)) == date(2026, 12, 31)
    assert strict.strict() is strict


def test_the_version_names_what_can_change_a_date_and_nothing_else():
    tet, storm = DayOff(date(2026, 2, 17), "Tết"), Closure(date(2026, 9, 9), "Bão")
    base = office(days_off=[tet])
    assert office(days_off=[DayOff(tet.on, "Tết Nguyên đán", "QĐ 1")], name="other").version == base.version
    others = [
        office(),
        office(days_off=[tet], make_up_days=[MakeUpDay(date(2026, 2, 21), None)]),
        office(days_off=[tet], closures=[storm]),
        office(days_off=[tet], week=[(MORNING,)] * 5 + [(), ()]),
        office(days_off=[tet], provisional=frozenset({2027})),
        office(days_off=[tet], receive_only=[()] * 5 + [(MORNING,), ()]),
        office(days_off=[tet], known_until=date(2026, 6, 30)),
    ]
    versions = [base.version, *(one.version for one in others)]
    assert len(set(versions)) == len(versions)
    assert all(len(version) == 12 for version in versions)
    assert base == office(days_off=[tet]) and hash(base) == hash(office(days_off=[tet]))


def test_zero_minutes_end_where_they_begin_even_at_night():
    assert OFFICE.add(at("2026-06-06 23:00"), 0) == at("2026-06-06 23:00")


def test_the_last_worked_minute_ends_at_closing_time_and_not_at_the_next_opening():
    assert OFFICE.add(at("2026-06-05 16:00"), 60) == at("2026-06-05 17:00")
    assert OFFICE.add(at("2026-06-05 16:00"), 61) == at("2026-06-08 07:31")
    assert OFFICE.add(at("2026-06-05 11:00"), 30) == at("2026-06-05 11:30")


def test_counting_back_finds_the_instant_from_which_so_much_is_left():
    assert OFFICE.subtract(at("2026-06-08 08:30"), 60) == at("2026-06-08 07:30")
    assert OFFICE.subtract(at("2026-06-08 08:30"), 120) == at("2026-06-05 16:00")


def test_seconds_are_kept():
    assert OFFICE.add(at("2026-06-05 16:59:30"), 1) == at("2026-06-08 07:30:30")
    assert OFFICE.between(at("2026-06-05 16:59:30"), at("2026-06-08 07:31:29")) == 1


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.add(datetime(2026, 6, 5, 9), 60)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"week": [(MORNING, (600, 700))] + [()] * 6}, id="sessions overlap"),
        pytest.param({"week": [((690, 450),)] + [()] * 6}, id="a session runs backwards"),
        pytest.param({"week": [((450, 1441),)] + [()] * 6}, id="a session leaves the day"),
        pytest.param({"week": [()] * 6}, id="six days a week"),
        pytest.param({"published": frozenset({2024, 2026})}, id="a year is missing"),
        pytest.param({"published": frozenset()}, id="no year"),
        pytest.param({"make_up_days": [MakeUpDay(date(2026, 3, 14), ())]}, id="a make-up day without hours"),
    ],
)
def test_an_impossible_calendar_is_refused(changes):
    with pytest.raises(ValueError, match=r"session|week|years"):
        office(**changes)


def test_the_ordinary_day_is_what_most_weekdays_are():
    uneven = office(week=[(MORNING,), (MORNING, AFTERNOON), (MORNING, AFTERNOON), (), (), (MORNING,), ()])
    assert uneven.ordinary_day == 450
    assert uneven.sessions_on(date(2026, 3, 9)) == (MORNING,)
    assert office(week=[()] * 5 + [(MORNING,), ()]).ordinary_day == 240


def test_opening_a_day_off_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="not a working day"):
        OFFICE.opening(date(2026, 6, 6))
