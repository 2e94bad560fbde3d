"""Why a due date is that date, as an officer reads it and as another program recounts it."""

import json

from tests.checker import complaints
from tests.clock_data import CALENDARS, RAW_CALENDARS, at
from tthc_engine.catalogue import packaged
from tthc_engine.domain.clock import Stop, due_at
from tthc_engine.domain.derivation import Restart, Rule, derive
from tthc_engine.domain.time_limit import Counting, Phase, SupplementMode

OFFICE = packaged().office_calendar("vn-a")


def told(received, *, counting=Counting.NEXT_DAY, **options):
    keys = ("stops", "mode", "rule", "restarts")
    known = {key: options.pop(key) for key in keys if key in options}
    phase = Phase.model_validate(options)
    return derive([phase], {"main": at(received)}, OFFICE, counting=counting, **known)


def test_each_day_is_counted_or_skipped_with_its_reason():
    derivation = told("2026-11-16 09:00", amount=8, unit="working_days")
    assert derivation.in_words() == [
        "Cách tính: không tính ngày bắt đầu, ngày làm việc liền sau là ngày thứ nhất.",
        "08 ngày làm việc, bắt đầu lúc 09:00 thứ Hai, 16/11/2026.",
        "Thứ Hai, 16/11/2026: Ngày tiếp nhận, không tính.",
        "Thứ Ba, 17/11/2026 – thứ Sáu, 20/11/2026: ngày thứ 1–4 · Ngày làm việc.",
        "Thứ Bảy, 21/11/2026 – Chủ nhật, 22/11/2026: không tính · Nghỉ hằng tuần.",
        "Thứ Hai, 23/11/2026: ngày thứ 5 · Ngày làm việc.",
        "Thứ Ba, 24/11/2026: không tính · Ngày Văn hóa Việt Nam.",
        "Thứ Tư, 25/11/2026 – thứ Sáu, 27/11/2026: ngày thứ 6–8 · Ngày làm việc.",
        "Ngày cuối cùng kết thúc vào giờ hết làm việc của cơ quan.",
        "Hạn giải quyết: 17:00 thứ Sáu, 27/11/2026.",
        f"Lịch làm việc: vn-a, phiên bản {OFFICE.version}.",
    ]


def test_the_rule_and_where_it_stands_come_first():
    rule = Rule(
        procedure="2.002854",
        limit="05 ngày làm việc",
        regime="NĐ 118/2025/NĐ-CP",
        counting_citation="Điều 147, 148 BLDS 2015",
        supplement_citation="Điều 19 khoản 5",
    )
    restart = Restart(at("2026-06-03 10:00"), at("2026-06-08 08:00"), "thiếu học bạ")
    words = told("2026-06-08 08:00", amount=5, unit="working_days", rule=rule, restarts=[restart]).in_words()
    assert words[:5] == [
        "Thủ tục: 2.002854.",
        "Thời hạn giải quyết: 05 ngày làm việc.",
        "Quy định về một cửa: NĐ 118/2025/NĐ-CP.",
        "Cách tính: không tính ngày bắt đầu, ngày làm việc liền sau là ngày thứ nhất (Điều 147, 148 BLDS 2015).",
        "Yêu cầu bổ sung lúc 10:00 thứ Tư, 03/06/2026 (thiếu học bạ); nhận đủ lúc 08:00 thứ Hai, 08/06/2026: "
        "thời hạn tính lại từ đầu (Điều 19 khoản 5).",
    ]
    assert "Thứ Hai, 08/06/2026: Ngày nhận đủ hồ sơ bổ sung, không tính." in words


def test_a_make_up_saturday_is_counted_with_the_decision_that_made_it():
    words = told("2026-08-20 18:00", amount=2, unit="working_days").in_words()
    made_up = "Thứ Bảy, 22/08/2026: ngày thứ 2 · Ngày làm bù theo Thông báo 9441/TB-BNV ngày 16/10/2025."
    assert made_up in words


def test_a_date_in_a_year_without_a_decision_is_provisional_and_says_so():
    derivation = told("2026-12-28 09:00", amount=5, unit="working_days")
    assert derivation.due == at("2027-01-05 17:00")
    assert derivation.provisional and derivation.provisional_years == (2027,)
    assert "Ngày này là tạm tính: lịch nghỉ năm 2027 chưa công bố, sẽ tính lại." in derivation.in_words()
    assert not told("2026-12-21 09:00", amount=5, unit="working_days").provisional


def test_a_pause_stands_between_the_days_counted_before_and_after_it():
    pause = [Stop(at("2026-08-28 08:00"), at("2026-09-03 09:00"), "chờ bổ sung")]
    words = told(
        "2026-08-27 16:00", amount=5, unit="working_days", stops=pause, mode=SupplementMode.CONTINUE
    ).in_words()
    assert words[2:9] == [
        "Thứ Năm, 27/08/2026: Ngày tiếp nhận, không tính.",
        "Thứ Sáu, 28/08/2026: ngày thứ 1 · Ngày làm việc.",
        "Thứ Sáu, 28/08/2026 – thứ Năm, 03/09/2026: tạm dừng 8 giờ 30 phút làm việc · chờ bổ sung.",
        "Thứ Năm, 03/09/2026: Ngày tiếp tục, không tính.",
        "Thứ Sáu, 04/09/2026: ngày thứ 2 · Ngày làm việc.",
        "Thứ Bảy, 05/09/2026 – Chủ nhật, 06/09/2026: không tính · Nghỉ hằng tuần.",
        "Thứ Hai, 07/09/2026 – thứ Tư, 09/09/2026: ngày thứ 3–5 · Ngày làm việc.",
    ]


def test_a_suspension_is_given_back_behind_the_last_day():
    storm = [Stop(at("2026-09-09 07:30"), at("2026-09-09 17:00"), "bão số 5", SupplementMode.SHIFT)]
    words = told("2026-09-07 09:00", amount=3, unit="working_days", stops=storm).in_words()
    assert "Thứ Tư, 09/09/2026: tạm dừng 7 giờ 30 phút làm việc · bão số 5." in words
    assert "Thứ Sáu, 11/09/2026: 7 giờ 30 phút · Cộng lại thời gian tạm dừng." in words
    assert "Hạn giải quyết: 17:00 thứ Sáu, 11/09/2026." in words


def test_an_open_stop_says_that_nothing_is_due_yet():
    waiting = [Stop(at("2026-06-03 10:00"), None, "chờ bổ sung")]
    derivation = told("2026-06-01 09:00", amount=5, unit="working_days", stops=waiting)
    assert derivation.due is None and derivation.stopped
    assert "Thứ Tư, 03/06/2026: đang tạm dừng tính thời hạn · chờ bổ sung." in derivation.in_words()
    assert "Chưa có hạn giải quyết vì đang tạm dừng tính thời hạn." in derivation.in_words()


def test_a_phase_that_has_not_begun_says_what_it_waits_for():
    phases = [
        Phase.model_validate({"key": "a", "name": "Xét hồ sơ", "amount": 2, "unit": "months"}),
        Phase.model_validate(
            {"key": "b", "name": "Cấp bằng", "start": "external", "amount": 10, "unit": "working_days"}
        ),
    ]
    words = derive(phases, {"a": at("2026-03-02 09:00")}, OFFICE, counting=Counting.NEXT_DAY).in_words()
    assert "Thứ Ba, 03/03/2026 – thứ Bảy, 02/05/2026: 02 tháng." in words
    assert "Xét hồ sơ: hết hạn lúc 17:00 thứ Hai, 04/05/2026." in words
    assert "Cấp bằng: 10 ngày làm việc, tính từ ngày ghi trong văn bản làm căn cứ; chưa bắt đầu." in words


def test_without_a_period_or_a_start_the_words_say_so():
    assert "Không quy định thời hạn giải quyết." in told("2026-06-01 09:00", unit="none").in_words()
    phase = Phase.model_validate({"start": "window_closed", "amount": 5, "unit": "working_days"})
    nothing = derive([phase], {}, OFFICE, counting=Counting.NEXT_DAY)
    assert nothing.due is None and not nothing.lines
    assert "Chưa có hạn giải quyết vì thời hạn chưa bắt đầu." in nothing.in_words()


def test_fractions_hours_and_cutoffs_explain_how_they_end():
    in_hours = told("2026-03-02 08:30", amount="7.5", unit="working_days", fraction="hours", hours_per_day=8)
    assert any("mỗi ngày làm việc là 08 giờ làm việc" in sentence for sentence in in_hours.in_words())
    half = told("2026-06-01 09:00", amount="2.5", unit="working_days", fraction="session")
    assert "Thứ Năm, 04/06/2026: ngày thứ 3 · Buổi đầu của ngày làm việc." in half.in_words()
    rolled = told("2026-06-05 18:00", amount=1, unit="working_days", counting=Counting.ROLLED)
    assert "Ngoài giờ làm việc nên được coi là bắt đầu lúc 07:30 thứ Hai, 08/06/2026." in rolled.in_words()
    late = told("2026-10-01 15:20", unit="same_day", cutoff="15:00")
    assert "Thứ Năm, 01/10/2026: Quá giờ nhận trong ngày, chuyển sang ngày làm việc tiếp theo." in late.in_words()


def test_the_last_day_that_is_off_is_seen_to_move():
    words = told("2025-08-01 09:00", amount=15, unit="calendar_days").in_words()
    assert "Thứ Bảy, 02/08/2025 – thứ Bảy, 16/08/2025: ngày thứ 1–15 · Tính cả ngày nghỉ." in words
    moved = "Nghỉ hằng tuần: ngày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo."
    assert f"Thứ Bảy, 16/08/2025 – Chủ nhật, 17/08/2025: {moved}" in words


def test_the_checker_finds_a_due_date_that_was_tampered_with():
    calendar = CALENDARS["VN_A"]
    phase = Phase.model_validate({"amount": 5, "unit": "working_days"})
    starts = {"main": at("2026-06-01 09:00")}
    raw = json.loads(json.dumps(derive([phase], starts, calendar, counting=Counting.NEXT_DAY).to_json()))
    assert complaints(raw, RAW_CALENDARS["VN_A"]) == []
    raw["phases"][0]["due"] = "2026-06-09T17:00:00+07:00"
    assert complaints(raw, RAW_CALENDARS["VN_A"])


def test_a_derivation_and_a_due_date_never_disagree_on_any_declared_limit():
    received = at("2026-06-01 09:00")
    for procedure in packaged().procedures:
        for limit in procedure.limits:
            starts = {phase.key: received for phase in limit.phases}
            due = due_at(limit.phases, starts, OFFICE, counting=Counting.NEXT_DAY)
            assert derive(limit.phases, starts, OFFICE, counting=Counting.NEXT_DAY).due == due
