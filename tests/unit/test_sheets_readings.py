"""Sheets whose places are not worded alike: what their own words decide all the same, and where nobody may guess."""

import pytest

from tests.unit.test_sheets import REMOTE, a_sheet, row, told, why
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.time_limit import PhaseStart, Unit
from tthc_engine.exchange.sheets import Why, understand

FROM = "kể từ ngày nhận đủ hồ sơ hợp lệ"


def test_a_note_that_the_sequence_repeats_wins_against_a_longer_table_and_says_so():
    note = f"20 ngày làm việc, {FROM}"
    sequence = f"Trong thời hạn 20 ngày làm việc {FROM}, Sở thẩm định và trình phê duyệt."
    times = understand(a_sheet("30 ngày làm việc", note, sequence=sequence))
    assert told(times) == [("", "20 ngày làm việc")]
    assert "Bảng ghi 30 ngày làm việc" in times.because[0]


@pytest.mark.parametrize(
    ("table", "note", "sequence"),
    [
        # a shorter table: the law may have been cut, or a hand may have slipped
        ("10 ngày làm việc", "20 ngày làm việc", "Trong 20 ngày làm việc {FROM}, Sở quyết định."),
        # the note gives the first stage only, and the table is their sum
        ("10 ngày làm việc", "5 ngày", "Sở quyết định trong 5 ngày {FROM}. Ủy ban phê duyệt trong 5 ngày."),
        # the sequence speaks of somebody's other act
        ("30 ngày làm việc", "20 ngày làm việc", "Trong 20 ngày làm việc {FROM}, Sở niêm yết danh sách."),
        # the unit alone, with nobody to say which
        ("20 ngày làm việc", "", "Trong 20 ngày {FROM}, Ủy ban quyết định."),
        ("20 ngày làm việc", "20 ngày {FROM}", ""),
        # the time for taking in is not the time for deciding
        ("35 ngày làm việc", "Thời hạn nhận hồ sơ là 30 ngày", "Thời hạn nhận hồ sơ là 30 ngày. Sở quyết định."),
    ],
)
def test_a_table_is_not_overruled_by_less_than_two(table: str, note: str, sequence: str):
    assert not understand(
        a_sheet(table, note.replace("{FROM}", FROM), sequence=sequence.replace("{FROM}", FROM))
    ).decided


def test_one_odd_row_among_rows_with_the_same_note_is_a_slip_of_the_pen():
    note = "30 ngày kể từ ngày ghi trên Phiếu tiếp nhận hồ sơ"
    rows = [row("Dịch vụ bưu chính", "30 ngày", note), row("Trực tiếp", "30 ngày làm việc", note)]
    assert told(understand(a_sheet(channels=rows))) == [("", "30 ngày")]


def test_another_time_in_brackets_is_a_case_of_its_own():
    words = "10 ngày (hoặc 7 ngày đối với nhà ở riêng lẻ)"
    sequence = f"Trong thời hạn {words} {FROM}, cơ quan xem xét cấp giấy phép."
    assert told(understand(a_sheet("10 ngày làm việc", words, sequence=sequence))) == [
        ("Các trường hợp còn lại", "10 ngày"),
        ("Đối với nhà ở riêng lẻ", "07 ngày"),
    ]


def test_an_extension_is_a_persons_and_the_row_that_prints_it_is_no_case():
    plain_row = f"Trong thời hạn 15 ngày làm việc {FROM}."
    longer = f"{plain_row} Dự án quy mô lớn thì thời hạn giải quyết có thể kéo dài thêm 20 ngày."
    rows = [row("Trực tiếp", "15 ngày làm việc", plain_row), row("Trực tiếp", "35 ngày làm việc", longer)]
    times = understand(a_sheet(channels=rows))
    assert told(times) == [("", "15 ngày làm việc")]
    assert "35 ngày làm việc là mức đã kéo dài" in times.because[0]


def test_an_addition_known_at_intake_is_no_extension():
    note = f"Không quá 3 ngày làm việc. {REMOTE} được tăng thêm 13 ngày làm việc."
    assert not understand(a_sheet("13 ngày làm việc", f"{REMOTE} được tăng thêm 13 ngày làm việc.")).decided
    assert [said for _, said in told(understand(a_sheet("3 ngày làm việc", note)))] == [
        "03 ngày làm việc",
        "16 ngày làm việc",
    ]


def test_a_cut_of_the_times_above_holds_for_each_of_them():
    note = (
        "60 (sáu mươi) ngày đối với các hồ sơ không yêu cầu dữ liệu lâm sàng hoặc 90 (chín mươi) ngày đối với các hồ sơ"
        " phải nộp dữ liệu lâm sàng. Trường hợp hồ sơ đề nghị cấp phép thuốc hiếm, thời hạn giải quyết được ưu tiên"
        " rút ngắn 10 ngày so với thời hạn nêu trên."
    )
    times = told(understand(a_sheet("60 ngày", note)))
    assert [said for _, said in times] == ["60 ngày", "90 ngày", "50 ngày", "80 ngày"]
    assert times[0][0] == "Đối với các hồ sơ không yêu cầu dữ liệu lâm sàng"


SAME_DAY = (
    "Giải quyết trong ngày làm việc nhận được hồ sơ hợp lệ; nếu nhận hồ sơ sau 15 giờ cùng ngày thì có thể hoàn thành"
    " trong ngày làm việc tiếp theo."
)


def test_of_the_day_with_an_extension_beside_it():
    note = f"{SAME_DAY} Trường hợp có lý do chính đáng phải kéo dài thì không quá 03 ngày làm việc."
    (option,) = understand(a_sheet("3 ngày làm việc", note)).by_channel[Channel.DIRECT]
    assert option.terms[0].unit is Unit.SAME_DAY
    # fifteen days that nothing explains
    assert why(understand(a_sheet("15 ngày", note))) is Why.CONTRADICTION


def test_of_the_day_with_the_remote_communes_beside_it():
    times = understand(a_sheet("1 ngày làm việc", f"{SAME_DAY} {REMOTE} không quá 06 ngày làm việc."))
    rest, remote = times.by_channel[Channel.DIRECT]
    assert (rest.terms[0].unit, f"{rest.terms[0].cutoff:%H:%M}") == (Unit.SAME_DAY, "15:00")
    assert int(remote.terms[0].amount) == 6


def test_at_once_is_of_the_day_when_note_and_sequence_say_so():
    note = "Khóa tài khoản ngay sau khi nhận được yêu cầu của công dân."
    (option,) = understand(a_sheet("1 ngày làm việc", note, sequence=note)).by_channel[Channel.DIRECT]
    assert (option.terms[0].unit, option.terms[0].cutoff) == (Unit.SAME_DAY, None)
    later = "Trong 05 ngày làm việc cơ quan thông báo kết quả."
    assert not understand(a_sheet("1 ngày làm việc", note, sequence=later)).decided
    assert not understand(a_sheet("1 ngày", "Trả kết quả ngay sau khi có văn bản của Sở.")).decided
    looked_at = "Cán bộ kiểm tra hồ sơ ngay khi nhận được hồ sơ."
    assert not understand(a_sheet("1 ngày làm việc", looked_at)).decided


def test_a_body_that_starts_from_another_event_is_counted_from_it():
    sequence = (
        "Trong thời hạn 10 ngày kể từ thời điểm có cơ sở xác định vi phạm, cơ quan ban hành quyết định thu hồi."
        " Trong thời hạn 05 ngày làm việc kể từ ngày ban hành quyết định, cơ quan gửi quyết định cho tổ chức."
    )
    (option,) = understand(a_sheet("10 ngày", sequence=sequence)).by_channel[Channel.DIRECT]
    assert option.start is PhaseStart.EXTERNAL
    approving = "Trong vòng 07 ngày kể từ ngày công bố kết quả thi, Giám đốc Sở duyệt công nhận tốt nghiệp."
    assert understand(a_sheet("7 ngày", sequence=approving)).by_channel[Channel.DIRECT][0].start is PhaseStart.EXTERNAL
    sending = "Trong thời hạn 10 ngày kể từ ngày ban hành quyết định, cơ quan gửi trả kết quả."
    assert why(understand(a_sheet("10 ngày", sequence=sending))) is Why.START
    both = f"{sequence} Sở thẩm định trong 03 ngày {FROM}."
    assert why(understand(a_sheet("10 ngày", sequence=both))) is Why.START


def test_a_case_may_start_from_the_event_that_the_sequence_names_too():
    rows = [
        row("Trực tiếp", "5 ngày làm việc", "05 ngày làm việc đối với trường hợp đình chỉ lưu hành."),
        row("Trực tiếp", "15 ngày", "Trường hợp thu hồi số đăng ký: 15 ngày, kể từ ngày xác định vi phạm."),
    ]
    sequence = "Trong thời hạn 15 ngày, kể từ ngày xác định vi phạm, Sở quyết định việc thu hồi."
    starts = [o.start for o in understand(a_sheet(channels=rows, sequence=sequence)).by_channel[Channel.DIRECT]]
    assert starts == [PhaseStart.ACCEPTED, PhaseStart.EXTERNAL]
    assert why(understand(a_sheet(channels=rows))) is Why.START


def test_one_printed_time_of_a_list_gives_way_to_the_whole_list():
    sequence = "+ 18 ngày làm việc đối với máy chụp.\n+ 15 ngày làm việc đối với máy chẩn đoán."
    assert told(understand(a_sheet("18 ngày làm việc", sequence=sequence))) == [
        ("Đối với máy chụp", "18 ngày làm việc"),
        ("Đối với máy chẩn đoán", "15 ngày làm việc"),
    ]
    unnamed = "+ 18 ngày làm việc đối với máy chụp.\n+ 15 ngày làm việc đối với trường hợp cần xác minh."
    assert not understand(a_sheet("18 ngày làm việc", sequence=unnamed)).decided


def test_stages_under_an_empty_table_are_added_when_each_follows_the_one_before():
    note = (
        f"- Trong thời hạn 15 ngày {FROM}, phòng chuyên môn có văn bản thẩm định.\n- Trong thời hạn 05 ngày làm việc"
        " kể từ ngày nhận được văn bản thẩm định, Chủ tịch có văn bản chấp thuận hoặc không chấp thuận."
    )
    assert told(understand(a_sheet("N/A", note))) == [("", "15 ngày và 05 ngày làm việc")]
    apart = f"- Phòng thẩm định trong 15 ngày {FROM}.\n- Chủ tịch quyết định trong 05 ngày làm việc."
    assert not understand(a_sheet("N/A", apart)).decided
    agreed = f"Phòng thẩm định trong 02 ngày làm việc {FROM}.\nChủ tịch quyết định trong 33 ngày làm việc."
    sequence = (
        f"Phòng kiểm tra trong 02 ngày làm việc {FROM}.\nPhòng trình trong 30 ngày làm việc."
        "\nChủ tịch quyết định trong 03 ngày làm việc."
    )
    assert told(understand(a_sheet("", agreed, sequence=sequence))) == [("", "35 ngày làm việc")]


def test_stages_in_longer_units_leave_the_shorter_table_standing_and_only_that():
    sequence = f"Trong 10 ngày làm việc {FROM}, Bộ thành lập Hội đồng.\nTrong 15 ngày Hội đồng thẩm định."
    times = understand(a_sheet("25 ngày", sequence=sequence))
    assert told(times) == [("", "25 ngày")]
    assert "10 ngày làm việc, 15 ngày" in times.because[0]
    assert why(understand(a_sheet("25 ngày làm việc", sequence=sequence))) is Why.CONTRADICTION


def test_a_notice_on_the_wall_that_is_not_counted_is_no_stage():
    note = "Thời gian trên không bao gồm thời gian niêm yết công khai."
    sequence = (
        "Niêm yết công khai kết quả kiểm tra, rà soát trong thời gian 15 ngày.\n"
        f"Đơn vị đo đạc thực hiện trong 05 ngày làm việc {FROM}."
    )
    assert told(understand(a_sheet("20 ngày làm việc", note, sequence=sequence))) == [("", "20 ngày làm việc")]
    assert why(understand(a_sheet("20 ngày làm việc", sequence=sequence))) is Why.CONTRADICTION


def test_terms_in_brackets_explain_the_number_before_them():
    note = f"Không quá 23 ngày (15 ngày và 08 ngày làm việc). {REMOTE} được tăng thêm 10 ngày so với tổng thời gian."
    assert [said for _, said in told(understand(a_sheet("23 ngày làm việc", note)))] == [
        "15 ngày và 08 ngày làm việc",
        "15 ngày và 08 ngày làm việc và 10 ngày",
    ]
    assert not understand(a_sheet("25 ngày làm việc", note)).decided


def test_where_no_table_was_filled_in_the_one_time_of_the_sequence_speaks():
    sequence = f"Trong thời hạn 03 ngày làm việc {FROM}, Chủ tịch xem xét, quyết định hỗ trợ."
    times = understand(a_sheet(channels=[], sequence=sequence))
    assert told(times) == [("", "03 ngày làm việc")]
    assert "không có bảng" in times.because[0]
    two = f"{sequence} Trong thời hạn 05 ngày làm việc {FROM}, Sở quyết định."
    assert why(understand(a_sheet(channels=[], sequence=two))) is Why.NOTHING


def test_cases_may_stand_as_headings_over_their_times():
    note = (
        "a) Trường hợp ký hợp đồng lần đầu - Trường hợp không có yêu cầu bổ sung hồ sơ: 10 ngày kể từ ngày nhận đủ hồ"
        " sơ. - Trường hợp yêu cầu bổ sung hồ sơ: + Trong 05 ngày làm việc kể từ ngày nhận hồ sơ, cơ quan có văn bản"
        " yêu cầu bổ sung. + Trong 10 ngày kể từ ngày nhận hồ sơ bổ sung, cơ quan ký hợp đồng. b) Trường hợp ký nối"
        " tiếp - Trường hợp không có yêu cầu bổ sung hồ sơ: 03 ngày làm việc kể từ ngày nhận đủ hồ sơ."
    )
    assert told(understand(a_sheet("", note))) == [
        ("Trường hợp ký hợp đồng lần đầu", "10 ngày"),
        ("Trường hợp ký nối tiếp", "03 ngày làm việc"),
    ]
    by_civil_law = f"{note} c) Trường hợp thanh lý hợp đồng: Theo quy định của pháp luật dân sự."
    assert told(understand(a_sheet("", by_civil_law)))[2] == (
        "Trường hợp thanh lý hợp đồng",
        "không quy định thời hạn",
    )
    silent = f"{note} c) Trường hợp thanh lý hợp đồng: theo thỏa thuận."
    assert not understand(a_sheet("", silent)).decided


def test_the_sequence_may_tell_each_case_under_a_heading_of_its_own():
    sequence = (
        "1. **Về cấp chứng chỉ**\n- Trong 07 ngày làm việc kể từ ngày nhận hồ sơ, Cục cấp chứng chỉ.\n"
        "2. **Về gia hạn chứng chỉ**\n- Trong 03 ngày làm việc kể từ ngày nhận hồ sơ, Cục hoàn thành việc gia hạn."
    )
    times = understand(a_sheet("7 ngày làm việc", sequence=sequence))
    assert told(times) == [("Cấp chứng chỉ", "07 ngày làm việc"), ("Gia hạn chứng chỉ", "03 ngày làm việc")]
    steps = "**Bước 1: Thẩm định** trong 07 ngày làm việc kể từ ngày nhận hồ sơ.\n**Bước 2: Ký** trả kết quả."
    assert told(understand(a_sheet("7 ngày làm việc", sequence=steps))) == [("", "07 ngày làm việc")]


def test_a_case_that_waits_for_the_end_of_a_public_notice_starts_there():
    sequence = (
        "1. **Trường hợp dự án do nhà đầu tư đề xuất**\n- Trong 15 ngày kể từ ngày nhận được hồ sơ, Sở thẩm định.\n"
        "- Trong 07 ngày kể từ ngày nhận được báo cáo thẩm định, Ủy ban ban hành quyết định.\n"
        "2. **Trường hợp dự án do cơ quan nhà nước lập**\n- Sở công khai văn bản, trên trang của Sở, trong thời gian"
        " 30 ngày.\n- Trong 15 ngày kể từ ngày hết thời hạn công khai, Sở thẩm định.\n"
        "- Trong 07 ngày kể từ ngày nhận được báo cáo thẩm định, Ủy ban ban hành quyết định."
    )
    options = understand(a_sheet("22 ngày", sequence=sequence)).by_channel[Channel.DIRECT]
    assert [option.start for option in options] == [PhaseStart.ACCEPTED, PhaseStart.WINDOW_CLOSED]


@pytest.mark.parametrize(
    "sequence",
    [
        "Trong thời hạn 05 ngày làm việc {FROM}, cơ quan bảo hiểm có trách nhiệm giải quyết.",
        "Sở thẩm định, trình trong 09 ngày làm việc {FROM}.\nChủ tịch quyết định trong 02 ngày làm việc.",
    ],
)
def test_a_table_that_the_whole_sequence_never_reaches_is_a_slip_of_somebodys_pen(sequence: str):
    assert why(understand(a_sheet("50 ngày làm việc", sequence=sequence.replace("{FROM}", FROM)))) is Why.CONTRADICTION


@pytest.mark.parametrize(
    ("table", "sequence"),
    [
        ("65 ngày", "Trong 07 ngày làm việc {FROM}, Sở Tư pháp bổ sung nội dung thay đổi vào Giấy đăng ký."),
        (
            "7 ngày làm việc",
            "Trong 03 ngày {FROM}, Phòng kiểm tra.\nTrong 05 ngày làm việc {FROM}, Phòng cấp giấy phép.",
        ),
        ("5 ngày làm việc", "Trong 30 ngày {FROM}, Sở thẩm định, trình Ủy ban nhân dân tỉnh."),
        ("5 ngày làm việc", "Bộ ký duyệt đơn hàng trong thời hạn 30 ngày kể từ ngày ghi trên Phiếu tiếp nhận hồ sơ."),
    ],
)
def test_a_table_typed_from_another_sheet_does_not_slip_through(table: str, sequence: str):
    assert why(understand(a_sheet(table, sequence=sequence.replace("{FROM}", FROM)))) is Why.CONTRADICTION


@pytest.mark.parametrize(
    "sequence",
    [
        "Trong 15 ngày làm việc {FROM}, Trạm lập danh sách.\nTrong 15 ngày làm việc {FROM}, Giám đốc quyết định.",
        "Trong 10 ngày làm việc {FROM}, Sở thẩm định, trình Ủy ban nhân dân tỉnh quyết định.",
        "Trong 45 ngày làm việc kể từ ngày nhập học, người học nộp đơn và hồ sơ đề nghị.",
    ],
)
def test_stages_that_add_up_or_stop_before_the_end_do_not_speak_against_the_table(sequence: str):
    assert told(understand(a_sheet("30 ngày làm việc", sequence=sequence.replace("{FROM}", FROM)))) == [
        ("", "30 ngày làm việc")
    ]
