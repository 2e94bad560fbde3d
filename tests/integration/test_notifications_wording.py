"""What a parent reads in a mail of the one-stop desk."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from notifications.lifecycle import PAUSES, Fate, State, after
from notifications.mail import NoSuchAddress, mail, message_id
from notifications.message import Attachment, Language, Message
from notifications.wording import TEMPLATES, NoTemplate, day_vi, instant_vi, word

FRAME = {
    "reference": "H99.58-20261116-0001",
    "procedure": "Chuyển trường đối với học sinh trung học cơ sở",
    "agency": "Trường Tiểu học và Trung học cơ sở Suối Ngần",
    "onestop": "Bộ phận Một cửa, Trường Tiểu học và Trung học cơ sở Suối Ngần",
    "lookup_url": "http://motcua.example.org/tra-cuu",
    "contact": "",
    "demo": False,
}
ASKED = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
PROMISED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KINDS = {
    "receipt": {
        "received_at": ASKED,
        "appointment": PROMISED,
        "provisional": "",
        "due_rule": "",
        "collect_at": "Bộ phận Một cửa",
    },
    "supplement_request": {"items": ["Học bạ"], "reason": "Bản chụp mờ", "answer_until": date(2026, 12, 1)},
    "supplement_received": {"received_at": ASKED, "appointment": PROMISED, "provisional": "", "due_rule": ""},
    "refusal": {"stage": "intake", "reasons": ["Không thuộc thẩm quyền giải quyết"]},
    "apology": {
        "appointment": ASKED,
        "new_appointment": PROMISED,
        "broken_appointment": None,
        "released_at": None,
        "expected": False,
        "reason": "Chờ xác minh",
    },
    "result_released": {"released_at": ASKED, "collect_at": "Bộ phận Một cửa", "receive": "direct"},
    "appointment_moved": {"before": ASKED, "appointment": PROMISED, "provisional": "", "reason": "Quyết định 1"},
    "stopped": {"papers_back": "Giấy tờ đã nộp được trả lại tại Bộ phận Một cửa."},
    "closed_unanswered": {"papers_back": ""},
    "online_answer": {"answer": "Đang đối chiếu với cơ sở dữ liệu dân cư"},
    "payment_request": {"amount": "500.000", "reason": "Phí xác minh"},
    "loss_apology": {"reason": "Học bạ bị ướt khi lưu kho", "cost": "50.000"},
    "result_corrected": {"at": "2026-11-16T01:30:00.000000Z", "collect_at": "Bộ phận Một cửa", "receive": "direct"},
    "result_waiting": {},
    "submitted": {"at": "2026-11-16T01:30:00.000000Z"},
}

# To officers; test_alerting.py reads them, and test_house.py the administrator's test message.
OFFICERS = {"alert", "digest", "test", "report_sent", "report_in_box"}


def a_message(kind: str = "apology", **given) -> Message:
    context = {**FRAME, **KINDS[kind], **given.pop("context", {})}
    return Message(
        **({"key": "d1:7:apology", "kind": kind, "to": "phuhuynh@example.org", "to_name": "Lường Văn Bảo"} | given),
        context=context,
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_message_has_its_words_in_both_languages(kind, language):
    wording = word(a_message(kind, language=language))
    assert FRAME["reference"] in wording.subject and "\n" not in wording.subject
    assert FRAME["procedure"] in wording.body
    assert "{{" not in wording.body and "None" not in wording.body and "\n\n\n" not in wording.body
    assert wording.template == f"{language}/{kind}" and len(wording.version) == 64


def test_no_template_is_left_without_a_message_that_uses_it():
    for language in Language:
        assert {file.stem for file in (TEMPLATES / language).glob("[a-z]*.txt")} == set(KINDS) | OFFICERS


def test_an_apology_for_lost_papers_says_who_bears_the_cost_and_names_no_date():
    body = word(a_message("loss_apology")).body
    assert "giấy tờ trong hồ sơ bị mất, bị thất lạc hoặc bị hư hỏng" in body
    assert "Chi phí cấp lại 50.000 đồng do" in body
    assert "hẹn" not in body


def test_the_apology_names_the_old_and_the_one_new_appointment_as_officials_write_them():
    wording = word(a_message())
    assert wording.subject == "Xin lỗi và hẹn lại ngày trả kết quả – H99.58-20261116-0001"
    assert "không được giải quyết đúng ngày hẹn 08 giờ 30 phút, ngày 16 tháng 11 năm 2026" in wording.body
    assert "17 giờ 00 phút, ngày 23 tháng 11 năm 2026. Việc hẹn lại chỉ được thực hiện một lần" in wording.body
    assert "Kính gửi: Ông (bà) Lường Văn Bảo" in wording.body


def test_nobody_is_sent_to_the_desk_for_a_result_that_comes_by_post_or_on_line():
    by_post, on_line = (
        word(a_message("result_released", context={"receive": how})).body for how in ("postal", "online")
    )
    assert "bưu chính công ích" in by_post and "Cổng Dịch vụ công quốc gia" in on_line
    assert "Nơi nhận kết quả" not in by_post + on_line


def test_before_acceptance_there_is_no_code_to_name():
    wording = word(a_message("submitted", context={"reference": ""}))
    assert wording.subject == "Đã nhận hồ sơ nộp trực tuyến"
    assert "Mã hồ sơ" not in wording.body and "Tra cứu" not in wording.body


def test_dates_carry_a_leading_zero_where_the_decree_on_letters_wants_one():
    assert day_vi(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert day_vi("2026-10-05") == "ngày 05 tháng 10 năm 2026"
    assert instant_vi("2026-03-31T17:30:00Z") == "00 giờ 30 phút, ngày 01 tháng 4 năm 2026"
    with pytest.raises(ValueError):
        instant_vi("2026-03-31T17:30:00")


def test_a_message_that_lacks_a_fact_is_not_sent_half():
    incomplete = Message(key="k", kind="apology", to="a@example.org", context=FRAME)
    with pytest.raises(UndefinedError):
        word(incomplete)


def test_a_kind_that_nobody_has_worded_is_said_so():
    with pytest.raises(NoTemplate):
        word(Message(key="k", kind="birthday", to="a@example.org"))
    with pytest.raises(NoTemplate):
        word(Message(key="k", kind="../en/receipt", to="a@example.org"))


def test_what_an_applicant_typed_is_said_and_never_run():
    wording = word(a_message(context={"reason": "{{ 7*7 }} {% for x in y %}\nBcc: all@example.org"}, to_name="A\nB"))
    assert "Lý do: {{ 7*7 }} {% for x in y %} Bcc: all@example.org" in wording.body
    assert "Kính gửi: Ông (bà) A B" in wording.body


def test_invented_data_is_marked_in_subject_and_text():
    wording = word(a_message(context={"demo": True}))
    assert wording.subject.endswith("(DỮ LIỆU MINH HỌA)") and "không có thật" in wording.body


def test_every_attempt_makes_the_same_mail_under_the_same_identifier():
    letter = Attachment(name="xin-loi.pdf", content=b"%PDF-1.7 letter")
    message = a_message(attachments=(letter,))
    first, second = (mail(message, word(message), sender="Một cửa <motcua@example.org>", at=ASKED) for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"] == message_id("d1:7:apology", domain="example.org")
    assert [part.get_content_type() for part in first.walk()] == ["multipart/mixed", "text/plain", "application/pdf"]
    assert next(first.iter_attachments()).get_content() == letter.content
    assert "được gửi kèm" in first.get_body().get_content()


@pytest.mark.parametrize("typed", ["", "không có", "a@b", "a@b@c.vn", "a b@example.org", "a@example.org\nBcc: b@c.vn"])
def test_what_is_no_address_is_refused_before_any_server_is_asked(typed):
    message = a_message(to=typed)
    with pytest.raises(NoSuchAddress):
        mail(message, word(message), sender="motcua@example.org", at=ASKED)


def test_a_letter_that_cannot_go_out_now_waits_longer_each_time_and_is_given_up_at_last():
    waits = []
    for attempts in range(1, len(PAUSES) + 1):
        then = after(Fate.TEMPORARY, ASKED, attempts=attempts)
        assert then.state is State.WAITING and then.not_before is not None
        waits.append(then.not_before - ASKED)
    assert waits == sorted(waits)
    assert after(Fate.TEMPORARY, ASKED, attempts=len(PAUSES) + 1).state is State.FAILED
    assert after(Fate.PERMANENT, ASKED, attempts=1).state is State.FAILED
    assert after(Fate.DELIVERED, ASKED, attempts=3).state is State.DELIVERED
