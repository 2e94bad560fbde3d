"""Due dates as the law's own examples have them: civil-service days of 2023-2026, an office of 7.5 hours."""

from decimal import Decimal

import pytest

from tests.clock_data import at
from tthc_engine.catalogue import packaged
from tthc_engine.domain.clock import Stop, due_at, last_instant_before, period_end, step_due, working_time_before
from tthc_engine.domain.regime import Certainty, Period
from tthc_engine.domain.time_limit import Counting, Duration, Phase, SupplementMode, Unit

OFFICE = packaged().office_calendar("vn-a")
SEVEN_THIRTY_TO_FIVE = packaged().office_calendar("vn-d")


def due(received, *, calendar=OFFICE, counting=Counting.NEXT_DAY, stops=(), mode=SupplementMode.RESTART, **limit):
    phase = Phase.model_validate(limit)
    return due_at([phase], {"main": at(received)}, calendar, counting=counting, stops=stops, mode=mode)


def working_days(received, days, **options):
    return due(received, amount=days, unit="working_days", **options)


def period(value, unit, *, roll=False):
    return Period(value=Decimal(value), unit=unit, roll=roll, citation="test", certainty=Certainty.ASSUMED)


@pytest.mark.parametrize(
    ("received", "days", "until"),
    [
        pytest.param("2024-04-22 09:00", 5, "2024-05-02 17:00", id="29/4 swapped away, 30/4 and 1/5 off"),
        pytest.param("2024-05-02 09:00", 2, "2024-05-04 17:00", id="a make-up Saturday counts in 2024"),
        pytest.param("2025-04-25 09:00", 1, "2025-04-26 17:00", id="a make-up Saturday counts in 2025"),
        pytest.param("2026-01-09 09:00", 1, "2026-01-10 17:00", id="a make-up Saturday counts in 2026"),
        pytest.param("2026-02-13 09:00", 3, "2026-02-25 17:00", id="Tết 2026, 16 to 20 February"),
        pytest.param("2023-01-19 09:00", 5, "2023-02-02 17:00", id="Tết 2023, 20 to 26 January"),
        pytest.param("2026-04-20 09:00", 5, "2026-04-28 17:00", id="Giỗ Tổ on a Sunday, 27/4 off instead"),
        pytest.param("2026-08-28 09:00", 1, "2026-09-03 17:00", id="31/8 swapped away, National Day"),
    ],
)
def test_working_days_are_counted_from_the_day_after_receipt(received, days, until):
    assert working_days(received, days) == at(until)


def test_fifteen_calendar_days_ending_on_a_holiday_move_over_holidays_and_weekend():
    assert due("2025-04-15 09:00", amount=15, unit="calendar_days") == at("2025-05-05 17:00")


def test_a_month_from_31_january_ends_on_the_last_day_of_february():
    assert due("2024-01-31 09:00", amount=1, unit="months") == at("2024-02-29 17:00")


def test_seven_and_a_half_days_in_hours_are_sixty_working_hours_and_in_days_eight_days():
    limit = {"calendar": SEVEN_THIRTY_TO_FIVE, "fraction": "hours", "hours_per_day": 8}
    assert working_days("2026-03-02 08:30", Decimal("7.5"), **limit) == at("2026-03-11 14:00")
    assert working_days("2026-03-02 08:30", Decimal("7.5"), calendar=SEVEN_THIRTY_TO_FIVE) == at("2026-03-12 17:00")


def test_a_copy_from_the_register_asked_for_after_15_00_is_due_the_next_working_day():
    same_day = {"unit": "same_day", "cutoff": "15:00"}
    assert due("2026-10-01 15:20", **same_day) == at("2026-10-02 17:00")
    assert due("2026-10-01 15:00", **same_day) == at("2026-10-01 17:00")
    assert due("2026-10-02 15:01", **same_day) == at("2026-10-05 17:00")


def test_a_supplement_restarts_the_period_by_law():
    assert working_days("2024-03-04 09:00", 5) == at("2024-03-11 17:00")
    assert working_days("2024-03-15 10:00", 5) == at("2024-03-22 17:00")


def test_where_the_clock_only_pauses_three_of_five_days_are_used_up():
    waiting = Stop(at("2024-03-07 14:00"), at("2024-03-15 10:00"))
    paused = working_days("2024-03-04 09:00", 5, stops=[waiting], mode=SupplementMode.CONTINUE)
    assert paused == at("2024-03-19 17:00")


def test_the_notice_of_a_supplement_is_out_within_three_working_days():
    assert period_end(period(3, Unit.WORKING_DAYS), at("2024-03-04 09:00"), OFFICE) == at("2024-03-07 17:00")


def test_the_apology_for_a_dossier_due_after_the_holidays_leaves_on_the_last_working_day_before():
    day_before = period(1, Unit.WORKING_DAYS)
    assert last_instant_before(at("2024-05-02 17:00"), day_before, OFFICE) == at("2024-04-26 17:00")
    calendar_day = period(1, Unit.CALENDAR_DAYS)
    assert last_instant_before(at("2024-05-02 17:00"), calendar_day, OFFICE) == at("2024-04-26 17:00")


def test_a_dossier_is_due_soon_from_the_opening_of_the_last_working_day_before():
    assert working_time_before(at("2024-05-02 17:00"), period(1, Unit.WORKING_DAYS), OFFICE) == at("2024-04-26 07:30")


def test_an_unanswered_supplement_may_be_closed_after_fifteen_days_and_the_weekend():
    notice = at("2025-08-01 09:00")
    assert period_end(period(15, Unit.CALENDAR_DAYS, roll=True), notice, OFFICE) == at("2025-08-18 17:00")
    without_roll = period_end(period(15, Unit.CALENDAR_DAYS), notice, OFFICE)
    assert at("2025-08-16 23:59") < without_roll < at("2025-08-17 00:00")


def test_an_online_dossier_is_answered_within_eight_working_hours():
    assert period_end(period(8, Unit.WORKING_HOURS), at("2025-08-08 16:00"), OFFICE) == at("2025-08-11 16:30")


def test_two_months_and_fifteen_working_days_are_counted_in_the_printed_order():
    terms = [{"amount": 2, "unit": "months"}, {"amount": 15, "unit": "working_days"}]
    # 02/05/2026 is a Saturday within the holidays; the working days are counted on from there, not from the 4th.
    assert due("2026-03-02 09:00", terms=terms) == at("2026-05-22 17:00")
    turned = [{"amount": 15, "unit": "working_days"}, {"amount": 2, "unit": "months"}]
    assert due("2026-03-02 09:00", terms=turned) == at("2026-05-25 17:00")


def test_half_a_day_ends_with_the_first_session_or_is_rounded_up():
    assert working_days("2026-06-01 09:00", Decimal("2.5"), fraction="session") == at("2026-06-04 11:30")
    assert working_days("2026-06-01 09:00", Decimal("2.5")) == at("2026-06-04 17:00")
    unbroken = packaged().office_calendar("vn-c")
    half = working_days("2026-06-01 09:00", Decimal("0.5"), fraction="session", calendar=unbroken)
    assert half == at("2026-06-02 12:30")


def test_quarters_of_a_day_are_rounded_up_to_the_session():
    assert working_days("2026-06-01 09:00", Decimal("6.25"), fraction="session") == at("2026-06-10 11:30")
    assert working_days("2026-06-01 09:00", Decimal("6.75"), fraction="session") == at("2026-06-10 17:00")


def test_a_dossier_handed_in_at_closing_time_rolls_to_the_next_morning_where_the_convention_says_so():
    assert working_days("2026-06-01 17:00", 1, counting=Counting.ROLLED) == at("2026-06-03 17:00")
    assert working_days("2026-06-01 16:59", 1, counting=Counting.ROLLED) == at("2026-06-02 17:00")
    assert working_days("2026-06-01 17:00", 1) == at("2026-06-02 17:00")


def test_running_hours_count_from_the_minute_of_receipt():
    assert working_days("2026-06-01 09:00", 1, counting=Counting.RUNNING_HOURS, hours_per_day=8) == at(
        "2026-06-02 09:30"
    )


def test_a_fixed_date_on_a_day_off_moves_to_the_next_working_day():
    assert due("2026-08-01 09:00", unit="fixed_date", on="2026-09-05") == at("2026-09-07 17:00")


def test_where_the_law_sets_no_period_nothing_is_due():
    assert due("2026-08-01 09:00", unit="none") is None


def test_a_step_runs_from_the_minute_it_was_entered_in_days_of_the_office():
    half_a_day = Duration(amount=Decimal("0.5"))
    assert step_due(half_a_day, at("2026-06-01 09:00"), OFFICE) == at("2026-06-01 14:45")
    assert step_due(Duration(amount=Decimal(1)), at("2026-06-05 09:00"), OFFICE) == at("2026-06-08 09:00")
    assert step_due(Duration(amount=Decimal(2), unit=Unit.WORKING_HOURS), at("2026-06-01 11:00"), OFFICE) == at(
        "2026-06-01 15:00"
    )


TWO_PHASES = [
    Phase.model_validate({"key": "first", "amount": 2, "unit": "months"}),
    Phase.model_validate({"key": "second", "start": "external", "amount": 10, "unit": "working_days"}),
]


def test_a_second_phase_counts_from_its_own_start_and_is_unknown_before():
    accepted = {"first": at("2026-03-02 09:00")}
    assert due_at(TWO_PHASES, accepted, OFFICE, counting=Counting.NEXT_DAY) == at("2026-05-04 17:00")
    both = accepted | {"second": at("2026-05-05 10:00")}
    assert due_at(TWO_PHASES, both, OFFICE, counting=Counting.NEXT_DAY) == at("2026-05-19 17:00")
    assert due_at(TWO_PHASES, {}, OFFICE, counting=Counting.NEXT_DAY) is None


def test_a_phase_that_follows_another_begins_when_that_one_is_due():
    phases = [
        Phase.model_validate({"key": "school", "start": "window_closed", "amount": 5, "unit": "working_days"}),
        Phase.model_validate({"key": "commune", "start": "previous_phase", "amount": 3, "unit": "working_days"}),
    ]
    closed = {"school": at("2026-09-22 17:00")}
    assert due_at(phases, closed, OFFICE, counting=Counting.NEXT_DAY) == at("2026-10-02 17:00")


def test_an_open_stop_leaves_nothing_due_unless_it_began_too_late():
    assert working_days("2026-06-01 09:00", 5, stops=[Stop(at("2026-06-03 10:00"), None)]) is None
    assert working_days("2026-06-01 09:00", 5, stops=[Stop(at("2026-06-08 17:00"), None)]) is None
    after = Stop(at("2026-06-08 17:01"), None)
    assert working_days("2026-06-01 09:00", 5, stops=[after]) == at("2026-06-08 17:00")


def test_an_official_suspension_shifts_even_where_a_supplement_restarts():
    supplement = Stop(at("2026-06-02 08:00"), at("2026-06-03 08:00"), "chờ bổ sung")
    storm = Stop(at("2026-06-04 07:30"), at("2026-06-05 17:00"), "bão", SupplementMode.SHIFT)
    assert working_days("2026-06-03 08:00", 5, stops=[supplement, storm]) == at("2026-06-12 17:00")


def test_a_suspension_and_a_pause_both_count_where_the_period_continues():
    storm = Stop(at("2026-06-02 07:30"), at("2026-06-02 17:00"), "bão", SupplementMode.SHIFT)
    pause = Stop(at("2026-06-03 10:00"), at("2026-06-08 10:00"), "chờ bổ sung")
    # Two of five days are used by the 3rd; three more from the 8th, and the stormy day is given back.
    both = working_days("2026-06-01 09:00", 5, stops=[storm, pause], mode=SupplementMode.CONTINUE)
    assert both == at("2026-06-12 17:00")
