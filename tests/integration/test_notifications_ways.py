"""SMS, Zalo and webhook by real gateways that hang, fail, vanish and answer twice; mail servers that do the same."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.channels import Parcel, PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.sms import Sms
from notifications.channels.smtp import Smtp
from notifications.channels.webhook import Webhook, signature
from notifications.channels.zalo import Zalo
from notifications.mail import NoSuchAddress
from notifications.message import Language, Message
from notifications.short import LONGEST, plain, word_short
from notifications.wording import TEMPLATES, NoTemplate, word
from tests.integration.gateway import gateway
from tests.integration.post_office import post_office
from tthc_engine.domain.messages import TOLD

pytestmark = pytest.mark.integration

AT = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BODY = '{"to": "{phone}", "content": ["{text}"], "ref": {"id": "{id}"}, "brand": "MOTCUA", "unicode": 0}'
EVERYTHING_SAID = {
    "reference": "000.00.04.H99-261116-00001",
    "procedure": "Chuyển trường",
    "agency": "Trường",
    "onestop": "Một cửa",
    "contact": "0123 000 001",
    "lookup_url": "",
    "demo": True,
    "at": AT,
    "appointment": DUE,
    "provisional": True,
    "due_rule": "",
    "answer_until": "2026-12-01",
    "stage": "intake",
    "receive": "direct",
    "released_at": AT,
    "new_appointment": DUE,
    "broken_appointment": None,
    "expected": False,
    "reason": "",
    "collect_at": "Một cửa",
    "received_at": AT,
    "answer": "Đang đối chiếu với cơ sở dữ liệu dân cư, sẽ trả lời trong ngày làm việc tiếp theo, mong thông cảm",
    "amount": "12.500.000",
    "home": "https://motcua.truong-suoi-ngan.example.org",
    "items": [{"reference": "000.00.04.H99-261116-00001"}],
}
SHORT_KINDS = [
    "receipt",
    "submitted",
    "supplement_request",
    "supplement_received",
    "refusal",
    "stopped",
    "closed_unanswered",
    "appointment_moved",
    "result_released",
    "result_waiting",
    "apology",
    "online_answer",
    "payment_request",
    "result_corrected",
    "loss_apology",
    "alert",
    "digest",
]


def a_message(kind="apology", *, phone="0912 345 678", language=Language.VI, **other):
    return Message(
        key="d1:7:apology",
        kind=kind,
        to="phuhuynh@example.org",
        phone=phone,
        to_name="Lường Văn Bảo",
        language=language,
        context={**EVERYTHING_SAID, **other},
    )


def a_parcel(way, message=None):
    told = message or a_message()
    return Parcel(message=told, wording=way.word(told), at=AT)


def an_sms(door, **other):
    return Sms(url=door.url, token="khoa", body=BODY, **other)


def a_zalo(door):
    return Zalo(url=door.url, token="khoa", templates={"apology": "231001"})


def test_whoever_has_only_a_telephone_is_told_everything_that_others_are_told():
    kinds = {one.kind for one in TOLD.values()}
    for language in Language:
        short = {file.stem for file in (TEMPLATES / language / "short").glob("*.txt")}
        # `test` is the administrator's own, to themselves.
        assert kinds <= short and short - {"test"} == set(SHORT_KINDS)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", SHORT_KINDS)
def test_every_kind_fits_one_sms_without_diacritics(kind, language):
    said = word_short(a_message(kind, language=language)).body
    assert len(said) <= LONGEST and said.isascii() and said.endswith(".")


def test_an_sms_says_what_matters_and_its_first_sentence_is_never_cut():
    said = word_short(a_message()).body
    assert said == (
        "(Minh hoa) Xin loi ong (ba) vi ho so 000.00.04.H99-261116-00001 cham tra ket qua. Hen lai 17:00 20/11/2026."
    )
    long = word_short(a_message("refusal", contact="số điện thoại rất dài " * 4)).body
    assert len(long) <= LONGEST and "bi tu choi tiep nhan." in long and long.endswith(".")
    assert plain("Đường Nguyễn – “đi” {x}\n") == "Duong Nguyen - di x"
    with pytest.raises(NoTemplate):
        word_short(a_message("tracking_sheet"))


def test_the_gateway_is_asked_in_its_own_words_and_with_a_key():
    with gateway() as door:
        way = an_sms(door)
        way.send(a_parcel(way))
    (asked,) = door.asked
    parcel = a_parcel(way)
    assert asked.said == {
        "to": "84912345678",
        "content": [parcel.wording.body],
        "ref": {"id": parcel.id},
        "brand": "MOTCUA",
        "unicode": 0,
    }
    assert (asked.headers["Idempotency-Key"], asked.headers["Authorization"]) == (parcel.id, "Bearer khoa")


def test_what_a_person_typed_never_becomes_structure():
    with gateway() as door:
        way = an_sms(door)
        way.send(a_parcel(way, a_message(reference='{id}", "to": "')))
    assert set(door.asked[0].said) == {"to", "content", "ref", "brand", "unicode"}
    assert "khoa" not in repr(way)
    with pytest.raises(ValueError):
        Sms(url="", body="no json")


@pytest.mark.parametrize("phone", ["", "hỏi cô Lan", "12345", "+1 202 555 0100", "0912 345 678 90"])
def test_what_is_no_number_is_never_dialled(phone):
    with gateway() as door:
        way = an_sms(door)
        with pytest.raises(NoSuchAddress):
            way.send(a_parcel(way, a_message(phone=phone)))
    assert door.asked == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (500, TemporaryFailure),
        (409, TemporaryFailure),
        (503, Unreachable),
        (429, Unreachable),
        (401, Unreachable),
        (302, Unreachable),
        ("hang", Unreachable),
        ("drop", Unreachable),
        (400, PermanentFailure),
        (422, PermanentFailure),
    ],
)
def test_a_gateways_failure_is_ours_the_lines_or_the_messages(answer, failure):
    with gateway() as door:
        door.answers = [answer]
        way = an_sms(door, patience=0.2)
        with pytest.raises(failure) as raised:
            way.send(a_parcel(way))
        assert type(raised.value) is failure
        way.send(a_parcel(way))
    assert len({one.headers["Idempotency-Key"] for one in door.asked}) == 1 and len(door.taken) == 1


def test_a_gateway_that_asks_for_rest_is_given_it():
    with gateway() as door:
        door.answers, door.retry_after = [429], "120"
        way = an_sms(door)
        with pytest.raises(Unreachable) as raised:
            way.send(a_parcel(way))
    assert raised.value.rest == timedelta(seconds=120)


def test_a_gateway_that_answers_twice_answers_nobody_elses_message():
    with gateway() as door:
        door.answers = ["twice", 400]
        way = an_sms(door)
        way.send(a_parcel(way))
        # The second answer to the first message would be a 200.
        with pytest.raises(PermanentFailure):
            way.send(a_parcel(way))


def test_zalo_gets_the_approved_template_and_plain_values():
    with gateway(usual='{"error": 0, "message": "Success", "data": {"msg_id": "1"}}') as door:
        way = a_zalo(door)
        way.send(a_parcel(way))
    said = door.asked[0].said
    assert (said["phone"], said["template_id"], said["tracking_id"]) == ("84912345678", "231001", a_parcel(way).id)
    assert said["template_data"]["new_appointment"] == "17:00 20/11/2026"
    assert said["template_data"]["customer_name"] == "Lường Văn Bảo"
    assert door.asked[0].headers["access_token"] == "khoa" and "khoa" not in repr(way)
    with pytest.raises(NoTemplate):
        way.word(a_message("receipt"))


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (-118, PermanentFailure),
        (-131, PermanentFailure),
        (-141, PermanentFailure),
        (-124, Unreachable),
        (-115, Unreachable),
        (-100, None),
    ],
)
def test_zalo_says_in_a_200_what_went_wrong(code, failure):
    with gateway(usual=f'{{"error": {code}, "message": "x"}}') as door:
        way = a_zalo(door)
        with pytest.raises(failure or TemporaryFailure) as raised:
            way.send(a_parcel(way))
        assert failure is not None or type(raised.value) is TemporaryFailure


def test_an_answer_of_zalo_that_cannot_be_read_is_no_delivery():
    with gateway(usual="<html>busy</html>") as door:
        way = a_zalo(door)
        with pytest.raises(TemporaryFailure, match="cannot be read"):
            way.send(a_parcel(way))


def test_a_webhook_is_signed_and_the_same_for_every_attempt():
    with gateway() as door:
        way = Webhook(url=door.url, secret="khoa")
        first = a_parcel(way)
        way.send(first)
        way.send(Parcel(message=first.message, wording=first.wording, at=AT + timedelta(hours=1)))
    one, two = door.asked
    assert one.body == two.body and one.headers["webhook-id"] == two.headers["webhook-id"] == first.id
    for asked in door.asked:
        stamp = asked.headers["webhook-timestamp"]
        signed = signature("khoa", asked.headers["webhook-id"], stamp=stamp, body=asked.body)
        assert asked.headers["webhook-signature"] == signed
        assert signature("other", first.id, stamp=stamp, body=asked.body) != signed
    assert one.headers["webhook-timestamp"] != two.headers["webhook-timestamp"]
    assert one.said["text"] == word(first.message).body and len(door.taken) == 1 and "khoa" not in repr(way)


def mail_by(office, **other):
    way = Smtp.from_url(office.url, patience=0.3, **other)
    return lambda: way.send(a_parcel(way))


def test_a_greylisting_server_takes_the_same_mail_later():
    with post_office() as office:
        send = mail_by(office)
        office.answers = ["450 4.2.0 greylisted, come back in five minutes"]
        with pytest.raises(TemporaryFailure, match="greylisted") as raised:
            send()
        # It concerns this mail; others may be known to the server already.
        assert not isinstance(raised.value, Unreachable)
        send()
    assert len(office.taken) == 1


def test_a_mail_server_that_refuses_the_mail_itself_is_believed():
    with post_office() as office:
        office.faults = ["refuse"]
        with pytest.raises(PermanentFailure, match="554"):
            mail_by(office)()


def test_a_mail_server_that_hangs_is_left_after_a_while():
    with post_office() as office:
        office.faults = ["hang"]
        with pytest.raises(Unreachable):
            mail_by(office)()


def test_a_mail_server_that_vanishes_after_the_mail_gets_it_again_under_the_same_identifier():
    with post_office() as office:
        office.faults = ["drop"]
        send = mail_by(office)
        with pytest.raises(Unreachable):
            send()
        send()
    assert len(office.taken) == 2 and len({mail["Message-ID"] for mail in office.taken}) == 1
