"""A national sheet as an office meets it: what is understood of its times, and what is left to a person."""

from decimal import Decimal
from typing import Any

import pytest

from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.time_limit import PhaseStart, Unit
from tthc_engine.exchange.sheets import Sheet, Times, Why, sheet, understand
from tthc_engine.exchange.sheets.lengths import Says, Start, lengths
from tthc_engine.exchange.sheets.saying import said_terms

REMOTE = "Đối với các xã miền núi, hải đảo thì thời gian thực hiện"


def a_sheet(time: object = "05 ngày làm việc", note: str | None = None, **more: Any) -> Sheet:
    """A sheet with one row at the desk, unless `channels` says otherwise."""
    rows = [{"channel": "Trực tiếp", "time": time, "fee": None, "note": note}]
    return sheet({"code": "1.000001", "name": "Thủ tục thử", "channels": rows, "sequence": None} | more)


def row(channel: str, time: str | None, note: str | None = None) -> dict[str, str | None]:
    return {"channel": channel, "time": time, "note": note}


def told(times: Times) -> list[tuple[str, str]]:
    """The cases and times of the desk's row."""
    assert times.decided, times.doubts
    return [(option.label, said_terms(option.terms)) for option in times.by_channel[Channel.DIRECT]]


def why(times: Times) -> Why:
    assert not times.decided, times.by_channel
    return times.doubts[0].why


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("5 ngày làm việc", "05 ngày làm việc"),
        ("7.5 ngày làm việc", "7,5 ngày làm việc"),
        ("4,75 Ngày  làm việc", "4,75 ngày làm việc"),
        ("15 ngày", "15 ngày"),
        ("02 tháng", "02 tháng"),
        ("02 tuần", "14 ngày"),
        ("08 giờ làm việc", "08 giờ làm việc"),
        ("02 tháng và 15 ngày làm việc", "02 tháng và 15 ngày làm việc"),
        ("12 (mười hai) ngày", "12 ngày"),
        ("Không quá 15 ngày. ngày", "15 ngày"),
    ],
)
def test_a_time_is_read_with_its_unit(written: str, says: str):
    assert told(understand(a_sheet(written))) == [("", says)]


@pytest.mark.parametrize(
    "written", ["5-7 ngày làm việc", "24 giờ", "30 phút", "01 năm", "0.5 ngày", "theo mùa vụ", "ba mươi ngày"]
)
def test_what_cannot_be_counted_for_certain_is_left_to_a_person(written: str):
    assert not understand(a_sheet(written)).decided


@pytest.mark.parametrize("written", [None, "", "N/A", "Theo mô tả ngày", 0])
def test_an_empty_cell_says_nothing(written: object):
    assert not understand(a_sheet(written)).decided


def test_without_a_table_nothing_is_decided():
    assert why(understand(a_sheet(channels=[]))) is Why.NOTHING
    assert why(understand(a_sheet(channels=None))) is Why.NOTHING


def test_one_day_for_nothing_is_a_placeholder():
    assert why(understand(a_sheet("1 ngày"))) is Why.PLACEHOLDER
    assert told(understand(a_sheet("1 ngày", "01 ngày kể từ ngày nhận đủ hồ sơ"))) == [("", "01 ngày")]
    assert told(understand(a_sheet("1 ngày", "Không quy định"))) == [("", "không quy định thời hạn")]


def test_where_the_table_is_empty_the_note_speaks():
    times = understand(a_sheet("N/A", "05 ngày làm việc kể từ ngày nhận được hồ sơ đầy đủ"))
    assert told(times) == [("", "05 ngày làm việc")]
    assert told(understand(a_sheet("N/A", "Không quy định"))) == [("", "không quy định thời hạn")]


@pytest.mark.parametrize(
    "note",
    [
        "Trong thời hạn 5 ngày kể từ ngày nhận đủ hồ sơ",
        "20 ngày làm việc kể từ ngày nhận đủ hồ sơ",
        "Trong thời hạn 04 tháng kể từ ngày nhận đủ hồ sơ, Bộ trưởng quyết định",
    ],
)
def test_a_note_that_differs_from_the_table_is_a_contradiction(note: str):
    assert why(understand(a_sheet("5 ngày làm việc", note))) is Why.CONTRADICTION


def test_the_time_to_ask_for_a_supplement_is_not_the_limit():
    note = (
        "- Trong thời hạn 20 ngày làm việc tính từ ngày nhận đủ hồ sơ, Ủy ban nhân dân quyết định.\n"
        "- Trường hợp hồ sơ không hợp lệ, trong thời hạn 05 ngày làm việc gửi văn bản thông báo cho nhà trường."
    )
    assert told(understand(a_sheet("20 ngày làm việc", note))) == [("", "20 ngày làm việc")]


def test_opening_hours_and_dates_are_no_lengths():
    note = (
        "Giờ hành chính từ thứ 2 đến thứ 6, 7 giờ 30 đến 17 giờ, từ ngày 04 tháng 6 năm 2025 theo Điều 5 ngày 25/8/2008"
    )
    assert told(understand(a_sheet("7 ngày làm việc", note))) == [("", "07 ngày làm việc")]


def test_cases_are_told_apart_when_each_names_its_dossiers():
    note = "15 ngày. Riêng đối với thuốc mới, thuốc hiếm thì thời hạn giải quyết là 10 ngày."
    assert told(understand(a_sheet("15 ngày", note))) == [
        ("Các trường hợp còn lại", "15 ngày"),
        ("Đối với thuốc mới, thuốc hiếm", "10 ngày"),
    ]


def test_a_list_of_names_and_lengths_is_a_list_of_cases():
    note = "- Chuyển trường trong cùng tỉnh: 5 ngày làm việc.\n- Chuyển trường từ tỉnh khác: 8 ngày làm việc."
    assert told(understand(a_sheet("8 ngày làm việc", note))) == [
        ("Chuyển trường trong cùng tỉnh", "05 ngày làm việc"),
        ("Chuyển trường từ tỉnh khác", "08 ngày làm việc"),
    ]


def test_bodies_and_stages_are_no_cases():
    note = "- Sở Nội vụ: 02 ngày làm việc.\n- Ủy ban nhân dân tỉnh: 05 ngày làm việc."
    assert not understand(a_sheet("5 ngày làm việc", note)).decided


def test_what_only_the_handling_shows_is_an_extension_and_no_case_to_choose_at_intake():
    note = "05 ngày làm việc kể từ ngày nhận đủ hồ sơ. Trường hợp phải xác minh thì không quá 10 ngày làm việc."
    for table in ("5 ngày làm việc", "10 ngày làm việc"):
        times = understand(a_sheet(table, note))
        assert told(times) == [("", "05 ngày làm việc")]
        assert "kéo dài" in times.because[0]
    assert why(understand(a_sheet("7 ngày làm việc", note))) is Why.CONTRADICTION


def test_remote_communes_are_an_exception_within_each_case():
    note = (
        f"a) Không quá 08 ngày làm việc đối với trường hợp chia tách. {REMOTE} không quá 18 ngày làm việc.\n"
        f"b) Không quá 05 ngày làm việc đối với trường hợp đổi tên. {REMOTE} không quá 15 ngày làm việc."
    )
    times = told(understand(a_sheet("8 ngày làm việc", note)))
    assert [said for _, said in times] == [
        "08 ngày làm việc",
        "18 ngày làm việc",
        "05 ngày làm việc",
        "15 ngày làm việc",
    ]
    assert times[1][0].startswith("Đối với trường hợp chia tách – đối với các xã miền núi")


def test_an_addition_needs_the_base_beside_it():
    added = f"{REMOTE} được tăng thêm không quá 10 ngày làm việc so với tổng thời gian."
    both = told(understand(a_sheet("15 ngày làm việc", f"Không quá 15 ngày làm việc. {added}")))
    assert [said for _, said in both] == ["15 ngày làm việc", "25 ngày làm việc"]
    # 16,5 may be 6,5 and the ten already: nobody can know.
    assert not understand(a_sheet("16.5 ngày làm việc", added)).decided


def test_an_addition_in_another_unit_is_a_sum():
    note = f"Không quá 12 ngày làm việc. {REMOTE} được tăng thêm 10 ngày."
    assert [said for _, said in told(understand(a_sheet("12 ngày làm việc", note)))] == [
        "12 ngày làm việc",
        "12 ngày làm việc và 10 ngày",
    ]


def test_rows_of_one_channel_are_cases_when_they_say_which():
    rows = [
        row("Trực tiếp", "8 ngày làm việc", "Nộp trực tiếp."),
        row("Trực tiếp", "18 ngày làm việc", f"{REMOTE} không quá 18 ngày làm việc."),
    ]
    assert [said for _, said in told(understand(a_sheet(channels=rows)))] == ["08 ngày làm việc", "18 ngày làm việc"]
    silent = [row("Trực tiếp", "8 ngày làm việc"), row("Trực tiếp", "18 ngày làm việc")]
    assert why(understand(a_sheet(channels=silent))) is Why.CASES


def test_an_exception_after_two_cases_belongs_to_nobody_knows_which():
    rows = [
        row("Trực tiếp", "17 ngày làm việc", "Không quá 17 ngày làm việc đối với trường hợp đăng ký lần đầu."),
        row("Trực tiếp", "20 ngày làm việc", "Không quá 20 ngày làm việc đối với trường hợp cấp giấy lần đầu."),
        row("Trực tiếp", "27 ngày làm việc", f"{REMOTE} không quá 27 ngày làm việc."),
    ]
    assert why(understand(a_sheet(channels=rows))) is Why.CASES


def test_channels_may_have_times_of_their_own():
    rows = [row("Trực tuyến", "7 ngày làm việc"), row("Trực tiếp", "4 ngày làm việc")]
    times = understand(a_sheet(channels=rows))
    assert {channel: said_terms(options[0].terms) for channel, options in times.by_channel.items()} == {
        Channel.ONLINE: "07 ngày làm việc",
        Channel.DIRECT: "04 ngày làm việc",
    }


def test_one_number_in_two_units_is_a_slip_of_the_pen():
    rows = [row("Dịch vụ bưu chính", "30 ngày"), row("Trực tiếp", "30 ngày làm việc")]
    assert why(understand(a_sheet(channels=rows))) is Why.CONTRADICTION


def test_a_row_may_name_several_channels():
    times = understand(a_sheet(channels=[row("Trực tiếp hoặc qua BCCI", "5 ngày làm việc")]))
    assert set(times.by_channel) == {Channel.DIRECT, Channel.POSTAL}


def test_a_channel_nobody_knows_is_asked_about():
    assert why(understand(a_sheet(channels=[row("Bồ câu", "5 ngày")]))) is Why.CHANNEL


def test_the_end_of_a_window_starts_the_clock():
    note = "10 ngày làm việc kể từ ngày kết thúc nhận hồ sơ"
    times = understand(a_sheet("10 ngày làm việc", note))
    assert times.by_channel[Channel.DIRECT][0].start is PhaseStart.WINDOW_CLOSED
    silent = a_sheet(
        "10 ngày làm việc",
        sequence="Trong 10 ngày làm việc kể từ khi kết thúc thời hạn nộp hồ sơ, Hiệu trưởng lập danh sách.",
    )
    assert understand(silent).by_channel[Channel.DIRECT][0].start is PhaseStart.WINDOW_CLOSED


def test_another_bodys_act_starts_the_clock():
    note = "Trong thời hạn 15 ngày kể từ ngày Hội đồng nhân dân thông qua Chương trình"
    assert understand(a_sheet("15 ngày", note)).by_channel[Channel.DIRECT][0].start is PhaseStart.EXTERNAL


@pytest.mark.parametrize(
    ("time", "sequence"),
    [
        ("20 ngày làm việc", "Trong thời hạn 20 ngày kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân tỉnh quyết định."),
        (
            "14 ngày làm việc",
            "Trong thời hạn 16 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan xem xét và cấp giấy phép.",
        ),
        ("26 ngày làm việc", "Sở thẩm định trong 05 ngày làm việc.\nCác cơ quan trả lời trong 21 ngày."),
        ("5 ngày làm việc", "Hồ sơ không bảo đảm thì trong 05 ngày làm việc nhà trường thông báo không tiếp nhận."),
        ("1 ngày làm việc", "Hồ sơ hợp lệ thì trả kết quả trong ngày."),
    ],
)
def test_the_sequence_must_not_speak_against_the_table(time: str, sequence: str):
    assert not understand(a_sheet(time, sequence=sequence)).decided


@pytest.mark.parametrize(
    "sequence",
    [
        "Sở thẩm định trong 10 ngày làm việc.\nỦy ban nhân dân quyết định trong 07 ngày làm việc.",
        "Tổ chức nộp hồ sơ trước khi giấy phép hết hạn ít nhất 45 ngày.",
        "Sau thời hạn 30 ngày mà không bổ sung thì trả lại hồ sơ.",
        "Trong 17 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở cấp giấy phép. Giấy phép có thời hạn 36 tháng.",
    ],
)
def test_stages_and_other_peoples_times_do_not_disturb(sequence: str):
    assert told(understand(a_sheet("17 ngày làm việc", sequence=sequence))) == [("", "17 ngày làm việc")]


def test_stages_of_revoking_and_issuing_again_are_not_added_by_a_machine():
    note = "- Thời gian thu hồi không quá 25 ngày làm việc.\n- Cấp lại sau thu hồi không quá 20 ngày làm việc."
    assert why(understand(a_sheet("45 ngày làm việc", note))) is Why.CASES


def test_same_day_with_its_hour_is_understood():
    note = "Thực hiện trong ngày; nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo."
    (option,) = understand(a_sheet("1 ngày làm việc", note)).by_channel[Channel.DIRECT]
    assert option.terms[0].unit is Unit.SAME_DAY
    assert f"{option.terms[0].cutoff:%H:%M}" == "15:00"


def test_a_length_says_whose_it_is_and_what_it_counts_from():
    (found,) = lengths("Trong thời hạn 03 ngày làm việc kể từ ngày nhận được văn bản thẩm định, Bộ trả lời")
    assert (found.terms[0].amount, found.says, found.start) == (Decimal(3), Says.LIMIT, Start.OTHER)


def test_half_a_day_beside_working_days_is_half_a_working_day():
    times = understand(
        a_sheet("7.5 ngày làm việc", f"Không quá 7,5 ngày kể từ ngày nhận hồ sơ. {REMOTE} không quá 17,5 ngày.")
    )
    assert [said for _, said in told(times)] == ["7,5 ngày làm việc", "17,5 ngày làm việc"]


def test_half_a_day_beside_whole_days_stays_a_persons_to_decide():
    assert why(understand(a_sheet("8 ngày", "Không quá 7,5 ngày kể từ ngày nhận đủ hồ sơ."))) is Why.UNIT


SEVEN = "Trong thời hạn 07 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan có trách nhiệm giải quyết."
TWENTY = "Trong thời hạn 20 ngày kể từ ngày nhận đủ hồ sơ theo quy định"


def test_a_table_that_the_sequence_repeats_word_for_word_stands_against_a_note_alone():
    assert told(understand(a_sheet("7 ngày làm việc", TWENTY, sequence=SEVEN))) == [("", "07 ngày làm việc")]


@pytest.mark.parametrize(
    ("note", "sequence"),
    [
        (TWENTY, None),
        (TWENTY, f"{SEVEN} {TWENTY}, cơ quan cấp trên quyết định."),
        ("Trường hợp phức tạp: 20 ngày kể từ ngày nhận đủ hồ sơ; 30 ngày kể từ ngày nhận hồ sơ", SEVEN),
        (TWENTY, "Trong thời hạn 07 ngày làm việc kể từ ngày có kết quả thẩm định, cơ quan trả lời."),
    ],
)
def test_where_the_three_places_of_a_sheet_do_not_stand_two_to_one_nobody_guesses(note, sequence):
    assert not understand(a_sheet("7 ngày làm việc", note, sequence=sequence)).decided


def test_reporting_after_the_end_is_no_stage_of_the_limit():
    sequence = (
        "Trong 03 ngày làm việc cơ quan chuyên môn thẩm định. "
        "Trong thời hạn 10 ngày kể từ ngày kết thúc hoạt động, tổ chức phải nộp báo cáo."
    )
    assert told(understand(a_sheet("13 ngày làm việc", sequence=sequence))) == [("", "13 ngày làm việc")]
