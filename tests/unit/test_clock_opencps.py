"""What made another open one-stop system's clock fail, C1 to C21, asked of ours.

The numbers follow a study of that system's defects; those about its screens and jobs are tested where ours are.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from tests.clock_data import at
from tthc_engine.catalogue import packaged
from tthc_engine.domain.calendar import CalendarNotPublished, DayOff, WorkingCalendar
from tthc_engine.domain.clock import Stop, due_at, step_due, working_time_before
from tthc_engine.domain.derivation import derive
from tthc_engine.domain.regime import Certainty, Period
from tthc_engine.domain.standing import Standing, closed_standing, open_standing
from tthc_engine.domain.time_limit import Counting, Duration, Phase, SupplementMode, Unit

EIGHT_HOURS = packaged().office_calendar("vn-d")
SEVEN_AND_A_HALF = packaged().office_calendar("vn-a")
SATURDAY_MORNINGS = packaged().office_calendar("vn-sat")
ONE_DAY_BEFORE = Period(value=Decimal(1), unit=Unit.WORKING_DAYS, citation="test", certainty=Certainty.ASSUMED)


def office(*sessions, days_off=()):
    """An office with these sessions from Monday to Friday of 2024."""
    return WorkingCalendar(
        name="test",
        week=[sessions] * 5 + [(), ()],
        days_off=[DayOff(day, "Nghỉ lễ") for day in days_off],
        make_up_days=[],
        published=range(2024, 2025),
    )


def due(received, amount, *, calendar=SEVEN_AND_A_HALF, unit="working_days", stops=(), mode=SupplementMode.RESTART):
    phase = Phase.model_validate({"amount": amount, "unit": unit})
    return due_at([phase], {"main": at(received)}, calendar, counting=Counting.NEXT_DAY, stops=stops, mode=mode)


def test_c1_thirty_working_days_end_on_the_same_date_however_long_the_office_day_is():
    short, long = office((450, 690), (810, 1020)), office((420, 690), (780, 1020))
    assert (short.ordinary_day, long.ordinary_day) == (450, 510)
    assert due("2024-03-04 09:00", 30, calendar=short) == at("2024-04-15 17:00")
    assert due("2024-03-04 09:00", 30, calendar=long) == at("2024-04-15 17:00")


def test_c2_hours_and_minutes_are_added_as_minutes():
    seven_forty_five, six_forty_five = Decimal("7.75"), Decimal("6.75")
    monday = "2024-03-04"
    assert due(f"{monday} 07:50", seven_forty_five, unit="working_hours", calendar=EIGHT_HOURS) == at(
        "2024-03-05 07:35"
    )
    assert due(f"{monday} 09:50", six_forty_five, unit="working_hours", calendar=EIGHT_HOURS) == at("2024-03-05 08:35")


def test_c3_a_holiday_or_make_up_day_on_the_very_day_of_receipt_is_seen():
    assert due("2024-04-30 09:00", 1) == at("2024-05-02 17:00")
    assert due("2024-04-30 09:00", 2, unit="working_hours") == at("2024-05-02 09:30")
    assert due("2024-05-04 09:00", 4, unit="working_hours") == at("2024-05-04 15:00")
    assert due("2024-05-04 09:00", 1) == at("2024-05-06 17:00")


def test_c4_saturday_has_its_own_hours():
    assert due("2024-03-09 15:00", 2, unit="working_hours", calendar=SATURDAY_MORNINGS) == at("2024-03-11 09:30")
    assert due("2024-03-08 16:00", 4, unit="working_hours", calendar=SATURDAY_MORNINGS) == at("2024-03-09 10:30")
    assert due("2024-03-08 09:00", 1, calendar=SATURDAY_MORNINGS) == at("2024-03-09 11:30")


def test_c5_an_office_may_work_mornings_only():
    mornings = office((450, 690))
    assert mornings.ordinary_day == 240
    assert due("2024-03-04 09:00", 5, unit="working_hours", calendar=mornings) == at("2024-03-05 10:00")
    assert due("2024-03-04 09:00", 2, calendar=mornings) == at("2024-03-06 11:30")


def test_c6_a_period_of_more_than_a_year_is_not_cut_off():
    long = [due("2023-01-03 09:00", days) for days in (260, 300, 400, 600)]
    assert long == [at("2024-01-17 17:00"), at("2024-03-20 17:00"), at("2024-08-12 17:00"), at("2025-06-03 17:00")]
    with pytest.raises(CalendarNotPublished):
        due("2023-01-03 09:00", 5000)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2024-03-04 09:00", "2024-03-05 17:00", 14.5),
        ("2024-03-04 09:00", "2024-03-05 20:00", 14.5),
        ("2024-03-04 18:00", "2024-03-05 17:00", 8),
        ("2024-03-04 17:00", "2024-03-05 07:30", 0),
        ("2024-03-05 10:00", "2024-03-06 20:00", 13.5),
        ("2024-03-08 16:00", "2024-03-10 12:00", 1),
    ],
)
def test_c7_working_time_between_two_instants_is_measured_within_office_time(since, until, hours):
    assert EIGHT_HOURS.between(at(since), at(until)) == hours * 60


@pytest.mark.parametrize(
    ("resumed", "until"),
    [
        pytest.param("2024-03-05 17:00", "2024-03-12 14:30", id="at closing"),
        pytest.param("2024-03-06 20:00", "2024-03-13 14:30", id="in the evening"),
        pytest.param("2024-03-09 09:00", "2024-03-15 14:30", id="at the weekend"),
    ],
)
def test_c7_a_pause_gives_back_the_working_time_it_took_and_no_more(resumed, until):
    pause = [Stop(at("2024-03-05 10:00"), at(resumed))]
    shifted = due("2024-03-04 09:00", 5, calendar=EIGHT_HOURS, stops=pause, mode=SupplementMode.SHIFT)
    assert shifted == at(until)


def test_c8_lateness_is_not_capped_at_the_length_of_the_period():
    due_on = due("2024-03-04 09:00", 5)
    assert due_on == at("2024-03-11 17:00")
    assert SEVEN_AND_A_HALF.between(due_on, at("2024-04-01 17:00")) == 15 * 450


def test_c9_a_step_is_early_or_late_by_what_it_really_took():
    planned = step_due(Duration(amount=Decimal(1)), at("2024-03-04 09:00"), SEVEN_AND_A_HALF)
    assert planned == at("2024-03-05 09:00")
    assert SEVEN_AND_A_HALF.between(planned, at("2024-03-05 14:00")) == 180
    assert SEVEN_AND_A_HALF.between(at("2024-03-04 16:00"), planned) == 150


def test_c10_the_warning_comes_before_the_due_day_and_stays_until_the_due_instant():
    due_on = at("2024-03-11 17:00")
    soon = working_time_before(due_on, ONE_DAY_BEFORE, SEVEN_AND_A_HALF)
    assert soon == at("2024-03-08 07:30")
    moments = [soon - timedelta(seconds=1), soon, due_on, due_on + timedelta(seconds=1)]
    assert [open_standing(moment, due=due_on, soon_from=soon, stopped=False) for moment in moments] == [
        Standing.ON_TIME,
        Standing.DUE_SOON,
        Standing.DUE_SOON,
        Standing.OVERDUE,
    ]


def test_c11_c12_asked_again_the_clock_forgets_no_pause():
    pauses = [Stop(at("2024-03-05 10:00"), at("2024-03-07 09:00")), Stop(at("2024-03-11 08:00"), None)]
    assert due("2024-03-04 09:00", 5, stops=pauses, mode=SupplementMode.CONTINUE) is None
    resumed = [pauses[0], replace(pauses[1], until=at("2024-03-13 09:00"))]
    first = due("2024-03-04 09:00", 5, stops=resumed, mode=SupplementMode.CONTINUE)
    assert first == at("2024-03-15 17:00")
    assert due("2024-03-04 09:00", 5, stops=resumed[::-1], mode=SupplementMode.CONTINUE) == first


def test_c13_the_standing_of_a_closed_dossier_depends_on_its_end_only():
    due_on = at("2024-03-11 17:00")
    ends = ["2024-03-08 17:00", "2024-03-11 07:30", "2024-03-11 17:00", "2024-03-11 17:01"]
    standings = [closed_standing(at(end), due_on, SEVEN_AND_A_HALF) for end in ends]
    assert standings == [Standing.EARLY, Standing.ON_TIME, Standing.ON_TIME, Standing.LATE]


def test_c14_an_instant_in_utc_is_the_same_instant():
    received = at("2024-03-04 09:00").astimezone(UTC)
    phase = Phase.model_validate({"amount": 1, "unit": "working_days"})
    counted = due_at([phase], {"main": received}, SEVEN_AND_A_HALF, counting=Counting.NEXT_DAY)
    assert counted == at("2024-03-05 17:00")
    assert counted is not None and counted.utcoffset() == timedelta(hours=7)
    # 23:30 in UTC on Monday is Tuesday morning in Hà Nội.
    late = due_at([phase], {"main": received.replace(hour=23, minute=30)}, SEVEN_AND_A_HALF, counting=Counting.NEXT_DAY)
    assert late == at("2024-03-06 17:00")


def test_c15_offices_with_different_hours_do_not_disturb_each_other():
    offices = [SEVEN_AND_A_HALF, EIGHT_HOURS, SATURDAY_MORNINGS] * 200
    alone = [due("2024-03-08 16:00", 7, unit="working_hours", calendar=one) for one in offices]
    with ThreadPoolExecutor(8) as pool:
        together = pool.map(lambda one: due("2024-03-08 16:00", 7, unit="working_hours", calendar=one), offices)
    assert list(together) == alone
    assert len(set(alone)) == 3


def test_c16_the_declared_hours_are_the_hours_that_count():
    early = office((420, 690), (810, 1020))
    assert early.opening(date(2024, 3, 4)) == at("2024-03-04 07:00")
    assert due("2024-03-04 06:00", 5, unit="working_hours", calendar=early) == at("2024-03-04 14:00")


def test_c17_due_soon_looks_at_what_is_left_and_not_at_what_has_passed():
    due_on = at("2024-04-01 17:00")
    soon = working_time_before(due_on, ONE_DAY_BEFORE, SEVEN_AND_A_HALF)
    one_day_after_receipt = at("2024-03-05 09:00")
    assert open_standing(one_day_after_receipt, due=due_on, soon_from=soon, stopped=False) is Standing.ON_TIME


def test_c18_the_due_instant_of_a_phase_keeps_its_afternoon():
    phase = Phase.model_validate({"amount": 1, "unit": "working_days"})
    derivation = derive([phase], {"main": at("2024-03-04 12:30")}, EIGHT_HOURS, counting=Counting.NEXT_DAY).to_json()
    assert derivation["phases"][0]["due"] == derivation["due"] == "2024-03-05T17:00:00+07:00"
    assert derivation["phases"][0]["start"] == "2024-03-04T12:30:00+07:00"


def test_c19_a_dossier_without_a_due_date_is_neither_on_time_nor_early():
    assert open_standing(at("2024-03-04 09:00"), due=None, soon_from=None, stopped=False) is Standing.NO_DEADLINE
    assert closed_standing(at("2024-03-04 09:00"), None, SEVEN_AND_A_HALF) is Standing.NO_DEADLINE


def test_c20_a_holiday_declared_late_moves_the_date_and_names_another_calendar():
    before, after = office((450, 690), (810, 1020)), office((450, 690), (810, 1020), days_off=[date(2024, 3, 6)])
    assert due("2024-03-04 09:00", 3, calendar=before) == at("2024-03-07 17:00")
    assert due("2024-03-04 09:00", 3, calendar=after) == at("2024-03-08 17:00")
    assert before.version != after.version


def test_c21_a_due_date_four_years_away_is_found_without_walking_there():
    """How fast is the benchmark's to say; of the 998 working days after 03/01/2023 eight are left."""
    assert due("2023-01-03 09:00", 990) == at("2026-12-21 17:00")
