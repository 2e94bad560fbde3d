"""How a mail leaves the house: through a mail server, or into a folder."""

import socket
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from notifications.channels import Parcel, PermanentFailure, TemporaryFailure
from notifications.channels.folder import Folder
from notifications.channels.smtp import Smtp
from notifications.message import Attachment, Message
from notifications.wording import word
from tests.integration.post_office import post_office

pytestmark = pytest.mark.integration

AT = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)


def a_parcel(key: str = "d1:3:result_released"):
    message = Message(
        key=key,
        kind="result_released",
        to="phuhuynh@example.org",
        to_name="Lường Văn Bảo",
        context={
            "reference": "H99.58-1",
            "procedure": "Chuyển trường",
            "agency": "Trường",
            "onestop": "Một cửa",
            "lookup_url": "",
            "contact": "",
            "demo": True,
            "released_at": AT,
            "collect_at": "Bộ phận Một cửa",
            "receive": "direct",
        },
        attachments=(Attachment(name="phieu.pdf", content=b"%PDF-1.7 \x00\xff"),),
    )
    return Parcel(message=message, wording=word(message), at=AT)


def test_a_mail_arrives_with_its_vietnamese_words_and_its_letter():
    with post_office() as office:
        Smtp.from_url(office.url).send(a_parcel())
    (taken,) = office.taken
    assert taken["Subject"] == "Đã có kết quả giải quyết hồ sơ – H99.58-1 (DỮ LIỆU MINH HỌA)"
    assert "Nơi nhận kết quả: Bộ phận Một cửa" in taken.get_body().get_content()
    assert next(taken.iter_attachments()).get_content() == b"%PDF-1.7 \x00\xff"


def test_a_full_mailbox_is_tried_again_and_an_unknown_one_is_not():
    with post_office() as office:
        channel = Smtp.from_url(office.url)
        office.answers = ["452 4.2.2 mailbox full", "550 5.1.1 no such user"]
        with pytest.raises(TemporaryFailure, match="452"):
            channel.send(a_parcel())
        with pytest.raises(PermanentFailure, match="no such user"):
            channel.send(a_parcel())
        channel.send(a_parcel())
    assert len(office.taken) == 1


def test_a_server_that_is_away_is_a_temporary_matter():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with pytest.raises(TemporaryFailure, match="refused"):
        Smtp(host="127.0.0.1", port=port).send(a_parcel())


def test_a_server_that_wants_no_password_is_our_mistake_and_not_the_recipients():
    with post_office() as office, pytest.raises(TemporaryFailure):
        Smtp.from_url(office.url.replace("smtp://", "smtp://motcua:mat%20khau@")).send(a_parcel())


def test_an_address_says_user_password_and_port():
    channel = Smtp.from_url("smtp://motcua%40x:p%3Aw@mail.example.org:587")
    assert (channel.user, channel.password, channel.host, channel.port) == ("motcua@x", "p:w", "mail.example.org", 587)
    assert Smtp.from_url("smtps://mail.example.org").port == 465
    with pytest.raises(ValueError):
        Smtp.from_url("http://mail.example.org")
    assert "p:w" not in repr(channel)


def test_without_a_server_the_mail_is_a_file_and_the_same_mail_is_the_same_file(tmp_path):
    channel = Folder(tmp_path / "mail")
    for _ in range(3):
        channel.send(a_parcel())
    channel.send(a_parcel("d1:4:result_released"))
    files = sorted((tmp_path / "mail").glob("*"))
    assert len(files) == 2 and all(file.suffix == ".eml" for file in files)
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert read["To"] == "Lường Văn Bảo <phuhuynh@example.org>"


def test_a_folder_that_cannot_be_written_is_a_temporary_matter(tmp_path):
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(TemporaryFailure):
        Folder(tmp_path / "mail").send(a_parcel())
