"""What the packaged declarations say, sentence by sentence, against the law they were read from."""

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tthc_engine.catalogue import Catalogue, load_procedure, packaged
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.procedure import Channel, Procedure, Role
from tthc_engine.domain.regime import Certainty, LetterKind
from tthc_engine.domain.time_limit import Counting, Phase, PhaseStart, SupplementMode, Unit

NOW = date(2026, 11, 16)
FILES = sorted((Catalogue.packaged_root() / "education").rglob("*.yaml"))


def terms(phase: Phase) -> list[tuple[Decimal, Unit]]:
    return [(term.amount, term.unit) for term in phase.terms]


def only_phase(code: str, *, case: str = "", channel: Channel = Channel.DIRECT, on: date = NOW) -> Phase:
    (phase,) = packaged().in_force(code, on).limit(case, channel).phases
    return phase


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_packaged_procedure_is_well_by_itself(path: Path):
    procedure = load_procedure(path)
    assert procedure.checked_on >= date(2026, 11, 21)
    assert all(limit.words for limit in procedure.limits), "the receipt needs the rule in words"


def test_at_least_twelve_procedures_are_in_force():
    in_force = [procedure for procedure in packaged().procedures if procedure.in_force(NOW)]
    assert len({procedure.code for procedure in in_force}) >= 12


@pytest.mark.parametrize(
    ("code", "case", "days"),
    [
        ("2.002854", "same_province", 5),
        ("2.002854", "other_province", 8),
        ("2.002855", "", 8),
        ("2.002857", "same_school", 5),
        ("2.002857", "other_school_same_province", 5),
        ("2.002857", "other_school_other_province", 8),
        ("3.000466", "", 3),
        ("2.002850", "", 3),
        ("1.004889", "issued_abroad", 20),
        ("1.004889", "issued_in_vietnam", 20),
        ("1.012969", "public", 10),
        ("1.012969", "private", 10),
        ("2.002891", "public", 20),
        ("2.002894", "", 20),
    ],
)
def test_so_many_working_days_from_a_complete_dossier(code: str, case: str, days: int):
    for channel in packaged().in_force(code, NOW).channels:
        phase = only_phase(code, case=case, channel=channel)
        assert phase.start is PhaseStart.ACCEPTED
        assert terms(phase) == [(days, Unit.WORKING_DAYS)]


@pytest.mark.parametrize(
    ("code", "case", "amount", "unit"),
    [
        ("1.005095", "", 15, Unit.CALENDAR_DAYS),
        ("2.002770", "pupil", 7, Unit.WORKING_DAYS),
        ("1.014336", "", 10, Unit.WORKING_DAYS),
    ],
)
def test_counted_from_the_end_of_the_intake_window(code: str, case: str, amount: int, unit: Unit):
    phase = only_phase(code, case=case)
    assert phase.start is PhaseStart.WINDOW_CLOSED
    assert terms(phase) == [(amount, unit)]


def test_the_school_then_the_commune_share_the_24_days_of_the_lunch_support():
    phases = packaged().in_force("1.001622", NOW).limit("", Channel.DIRECT).phases
    assert [phase.start for phase in phases] == [
        PhaseStart.WINDOW_CLOSED,
        PhaseStart.PREVIOUS_PHASE,
        PhaseStart.PREVIOUS_PHASE,
    ]
    assert sum(term.amount for phase in phases for term in phase.terms) == 24
    assert phases[0].owner == "Cơ sở giáo dục mầm non"


@pytest.mark.parametrize("code", ["1.000280", "1.000288"])
def test_a_national_standard_has_two_phases_with_a_start_of_their_own(code: str):
    first, second = packaged().in_force(code, NOW).limit("", Channel.DIRECT).phases
    assert (first.start, second.start) == (PhaseStart.EXTERNAL, PhaseStart.EXTERNAL)
    assert terms(first) == [(2, Unit.MONTHS)]
    assert terms(second) == [(15, Unit.WORKING_DAYS)]


def test_a_copy_is_due_the_same_day_until_three_in_the_afternoon():
    (term,) = only_phase("3.000465").terms
    assert (term.unit, term.cutoff) == (Unit.SAME_DAY, time(15, 0))


@pytest.mark.parametrize(
    ("code", "on"), [("2.002771", NOW), ("2.002481", date(2026, 3, 2)), ("2.002480", date(2026, 3, 2))]
)
def test_where_no_period_is_set_none_is_promised(code: str, on: date):
    (term,) = only_phase(code, on=on).terms
    assert term.unit is Unit.NONE
    assert packaged().in_force(code, on).notes


def test_recognition_of_a_foreign_diploma_costs_a_fee_and_may_take_45_days():
    procedure = packaged().in_force("1.004889", NOW)
    assert {fee.cases: fee.amount_vnd for fee in procedure.fees} == {
        ("issued_abroad",): 500_000,
        ("issued_in_vietnam",): 250_000,
    }
    assert procedure.extension is not None
    assert (procedure.extension.up_to, procedure.extension.unit) == (45, Unit.WORKING_DAYS)


def test_nothing_else_in_education_costs_anything():
    assert {procedure.code for procedure in packaged().procedures if procedure.fees} == {"1.004889"}


def test_one_decision_covers_the_children_of_a_list():
    assert packaged().in_force("1.014336", NOW).result_kind.one_for_many


@pytest.mark.parametrize(
    ("old", "new", "last_day"),
    [
        ("1.005099", "2.002854", date(2026, 5, 9)),
        ("2.002481", "2.002854", date(2026, 5, 9)),
        ("2.002480", "2.002855", date(2026, 5, 9)),
        ("1.005092", "3.000465", date(2026, 4, 14)),
        ("2.001914", "3.000466", date(2026, 4, 14)),
    ],
)
def test_the_successor_begins_the_day_after_its_predecessor_ended(old: str, new: str, last_day: date):
    (before,) = packaged().versions(old)
    assert before.in_force_until == last_day
    assert new in before.replaced_by
    assert packaged().in_force(new, last_day + timedelta(days=1)).code == new
    assert old in packaged().in_force(new, NOW).replaces


def test_a_transfer_of_2020_took_nine_working_days():
    procedure = packaged().in_force("1.005099", date(2024, 5, 6))
    assert procedure.in_force_from == date(2020, 10, 20)
    assert terms(only_phase("1.005099", on=date(2024, 5, 6))) == [(9, Unit.WORKING_DAYS)]


@pytest.mark.parametrize("procedure", packaged().procedures, ids=lambda one: f"{one.code} {one.in_force_from}")
def test_the_desk_receives_and_returns_and_somebody_signs(procedure: Procedure):
    assert procedure.intake.owner is Role.DESK
    assert procedure.result.owner is Role.DESK
    assert procedure.result.within is None
    assert procedure.handling[-1].owner in (Role.APPROVER, Role.DIRECTOR)
    assert all(step.within or step.bodies for step in (procedure.intake, *procedure.handling))


# -- the one-stop decrees ---


def test_the_decree_is_chosen_by_the_day_of_receipt():
    assert packaged().regime_on(date(2025, 6, 30)).slug == "nd61-2018"
    assert packaged().regime_on(date(2025, 7, 1)).slug == "nd118-2025"


@pytest.mark.parametrize("slug", ["nd61-2018", "nd118-2025"])
def test_both_decrees_restart_the_period_and_allow_one_new_appointment(slug: str):
    regime = packaged().regime(slug)
    assert (regime.supplement_mode.value, regime.supplement_mode.certainty) == (SupplementMode.RESTART, Certainty.TEXT)
    assert (regime.reappointments.value, regime.reappointments.certainty) == (1, Certainty.TEXT)
    assert (regime.supplement_within.value, regime.supplement_within.unit) == (3, Unit.WORKING_DAYS)
    assert regime.counting.value is Counting.NEXT_DAY
    assert regime.apology_before.certainty is Certainty.ASSUMED, "the decree does not say which days it means"


def test_only_the_decree_of_2025_closes_an_unanswered_dossier_corrects_in_three_days_and_lets_the_applicant_stop():
    old, new = packaged().regime("nd61-2018"), packaged().regime("nd118-2025")
    assert (old.supplement_answer, old.correction, old.stop_by_applicant) == (None, None, None)
    assert new.supplement_answer is not None
    assert (new.supplement_answer.value, new.supplement_answer.unit, new.supplement_answer.roll) == (
        15,
        Unit.CALENDAR_DAYS,
        True,
    )
    assert new.correction is not None
    assert (new.correction.value, new.correction.unit) == (3, Unit.WORKING_DAYS)
    assert new.stop_by_applicant is not None
    assert "Điều 21" in new.stop_by_applicant.citation
    assert (new.online_answer.value, new.online_answer.unit) == (8, Unit.WORKING_HOURS)
    assert [one.title.split(" ngày")[0] for one in new.unread] == ["Nghị định 367/2025/NĐ-CP"]


def test_the_forms_changed_on_15_september_2025_for_dossiers_of_both_decrees():
    for regime in packaged().regimes:
        old = regime.form(LetterKind.APOLOGY, date(2025, 9, 14))
        new = regime.form(LetterKind.APOLOGY, date(2025, 9, 15))
        assert old is not None
        assert new is not None
        assert old.title == "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
        assert new.title == "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (LetterKind.RECEIPT, "Mẫu số 01", "Mẫu số 01"),
        (LetterKind.STOP_NOTICE, "", "Mẫu số 05"),
        (LetterKind.TRACKING_SHEET, "Mẫu số 05", "Mẫu số 06"),
        (LetterKind.REGISTER, "Mẫu số 06", "Mẫu số 07"),
    ],
)
def test_the_numbers_of_the_forms_shifted(kind: LetterKind, before: str, after: str):
    regime = packaged().regime("nd118-2025")
    numbers = [form.number for day in (date(2025, 9, 14), date(2025, 9, 15)) if (form := regime.form(kind, day))]
    assert numbers == [before, after]


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2025, 9, 15), NOW])
def test_every_letter_has_a_form_every_day(day: date):
    assert all(packaged().regime_on(day).form(kind, day) for kind in LetterKind)


def test_the_dossier_code_follows_the_decree():
    codes = {
        regime.slug: regime.code_pattern.value.format(authority="H99.58.04", date=date(2026, 10, 30), counter=2)
        for regime in packaged().regimes
    }
    assert codes == {"nd61-2018": "H99.58.04-261030-0002", "nd118-2025": "H99.58.04-20261030-0002"}


# -- the calendars ---


def working_days(calendar: WorkingCalendar, year: int) -> int:
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))
    return sum(calendar.is_working_day(day) for day in days)


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 250), (2026, 249)])
def test_so_many_working_days_has_the_year(year: int, days: int):
    assert working_days(packaged().office_calendar("vn-a"), year) == days


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 5, 4), True),
        (date(2025, 4, 26), True),
        (date(2026, 1, 10), True),
        (date(2026, 8, 22), True),
        (date(2026, 1, 2), False),
        (date(2026, 4, 27), False),
        (date(2026, 8, 31), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (date(2025, 1, 27), False),
        (date(2025, 9, 3), True),
    ],
)
def test_swapped_days_are_those_of_the_decisions(day: date, worked: bool):
    assert packaged().office_calendar("vn-a").is_working_day(day) is worked


def test_every_day_off_and_make_up_day_names_its_decision():
    for year in packaged().calendar_years:
        assert all(day.decision for day in (*year.days_off, *year.make_up_days)), year.year


def test_2027_is_known_only_by_statute_and_so_provisional():
    calendar = packaged().office_calendar("vn-a")
    assert calendar.is_provisional(date(2027, 1, 4))
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert not calendar.is_working_day(date(2027, 2, 8))
    assert [year.year for year in packaged().calendar_years if not year.published] == [2027, 2028]


def test_saturday_mornings_count_only_where_the_office_says_so_and_never_inside_a_holiday_block():
    plain, counted, received = (packaged().office_calendar(name) for name in ("vn-a", "vn-sat", "vn-sat-desk"))
    saturday, inside, make_up = date(2026, 11, 14), date(2026, 2, 14), date(2026, 8, 22)
    assert counted.sessions_on(saturday) == ((450, 690),)
    assert not counted.is_working_day(inside)
    assert counted.sessions_on(make_up) == plain.sessions_on(make_up) == ((450, 690), (810, 1020))
    assert not received.is_working_day(saturday)


@pytest.mark.parametrize(
    ("preset", "sessions"),
    [
        ("vn-a", ((450, 690), (810, 1020))),
        ("vn-b", ((480, 720), (780, 1020))),
        ("vn-c", ((480, 1020),)),
        ("vn-d", ((450, 690), (780, 1020))),
    ],
)
def test_the_offices_keep_their_hours(preset: str, sessions: tuple[tuple[int, int], ...]):
    assert packaged().office_calendar(preset).sessions_on(date(2026, 11, 16)) == sessions
