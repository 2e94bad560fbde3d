"""What a mail's subject says arrives as it was written."""

import email
from datetime import datetime
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from notifications.mail import mail
from notifications.message import Message
from notifications.wording import Wording

SUBJECT = "Kết quả giải quyết hồ sơ đã có: mời ông (bà) đến nhận kết quả tại Bộ phận Một cửa – H99.58.04-20261110-0001"


@pytest.mark.parametrize("length", range(40, len(SUBJECT), 7))
def test_no_space_between_two_words_of_a_long_subject_is_lost(length: int):
    subject = SUBJECT[:length].strip()
    message = Message(key="1", kind="receipt", to="me@example.org", to_name="Quàng Thị Lan")
    sent = mail(
        message,
        Wording(subject=subject, body="Nội dung.\n", template="receipt", version="0" * 64),
        sender="Trung tâm Phục vụ hành chính công xã Suối Ngần <motcua@example.org>",
        at=datetime(2026, 11, 16, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    )
    received = email.message_from_bytes(sent.as_bytes(), policy=default)
    assert received["Subject"] == subject
    assert received["From"] == sent["From"]
