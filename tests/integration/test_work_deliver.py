"""Letters are filed and messages sent: at least once, under one identifier, and never with a lock held meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from notifications.channels.folder import Folder
from tests.integration.an_office import APPROVER, DESK, FACTS, HANDLER, SCHOOL, accept, act, an_office, at, events_of
from tests.integration.post_office import post_office
from tthc_engine.domain import commands as c
from tthc_engine.store import hours, letters, outbox
from tthc_engine.work.alarms import alarms
from tthc_engine.work.deliver import CLAIM, deliver, is_due
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


def mails(office):
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in mail_files(office)]
    return sorted(read, key=lambda mail: mail["Subject"])


def mail_files(office):
    return sorted(office.settings.mail_folder.glob("*.eml"))


def states(office):
    with office.read() as session:
        return {row.kind: row.state for row in outbox.latest(session)}


def tries(office, kind="receipt"):
    with office.read() as session:
        (row,) = [row for row in outbox.latest(session) if row.kind == kind]
        return outbox.attempts(session, row.key)


def test_the_parent_gets_the_receipt_as_it_was_filed(office):
    accepted = accept(office, "2026-06-01 09:00")
    report = deliver(office, at("2026-06-01 09:01"))
    assert report.as_json() == {"filed": 0, "delivered": 1, "postponed": 0, "without_address": 0, "failed": {}}
    (mail,) = mails(office)
    assert mail["To"] == "Lường Văn Bảo <phuhuynh@example.org>"
    assert mail["Subject"] == f"Đã tiếp nhận hồ sơ – {accepted.dossier.reference}"
    assert "Ngày hẹn trả kết quả: 17 giờ 00 phút, ngày 08 tháng 6 năm 2026." in mail.get_body().get_content()
    with office.read() as session:
        filed = letters.file(session, f"{accepted.dossier_id}.1")
    assert filed is not None and next(mail.iter_attachments()).get_content() == filed.pdf
    assert [event.kind for event in events_of(office, accepted.dossier_id)].count("letter_filed") == 1


def test_once_sent_nothing_is_due_and_nothing_is_sent_again(office):
    accept(office, "2026-06-01 09:00")
    deliver(office, at("2026-06-01 09:01"))
    assert not is_due(office, at("2026-06-01 09:02"))
    assert deliver(office, at("2026-06-01 09:02")).delivered == 0
    assert len(mail_files(office)) == 1


def test_a_mailbox_that_is_full_gets_the_same_mail_later(office):
    with post_office() as server:
        office = an_office(office.settings.data_dir / "smtp", smtp_url=server.url)
        accept(office, "2026-06-01 09:00")
        server.answers = ["452 4.2.2 mailbox full"]
        assert deliver(office, at("2026-06-01 09:01")).postponed == 1
        assert not is_due(office, at("2026-06-01 09:01"))
        assert deliver(office, at("2026-06-01 09:02")).delivered == 1
    first, second = tries(office)
    assert (first.outcome, second.outcome) == ("temporary", "delivered")
    assert first.message_id == second.message_id == server.taken[0]["Message-ID"].strip("<>").partition("@")[0]
    assert "452" in first.detail and len(server.taken) == 1
    assert second.template == "vi/receipt" and len(second.template_sha256) == 64


def test_a_mailbox_that_does_not_exist_is_not_tried_again_and_the_house_hears_of_it(office):
    with post_office() as server:
        office = an_office(office.settings.data_dir / "smtp", smtp_url=server.url)
        accept(office, "2026-06-01 09:00")
        server.answers = ["550 5.1.1 no such user"]
        report = deliver(office, at("2026-06-01 09:01"))
        assert [("no such user" in why) for why in report.failed.values()] == [True]
        deliver(office, at("2026-06-05 09:01"))
        assert server.asked == 1
    assert states(office) == {"receipt": "failed"}
    assert "post_failed" in {alarm.name for alarm in alarms(office, at("2026-06-01 10:00"))}


def test_a_server_that_is_away_is_asked_once_a_run_and_loses_nothing(office):
    with post_office() as server:
        away = server.url
    office = an_office(office.settings.data_dir / "away", smtp_url=away)
    for hour in (8, 9, 10):
        accept(office, f"2026-06-01 {hour:02d}:00")
    report = deliver(office, at("2026-06-01 10:01"))
    assert (report.delivered, report.postponed) == (0, 1)
    # The other two were given back at once: whoever comes next may send them.
    assert deliver(office, at("2026-06-01 10:01"), channel=Folder(office.settings.mail_folder)).delivered == 2
    assert deliver(office, at("2026-06-01 10:02"), channel=Folder(office.settings.mail_folder)).delivered == 1


def test_an_address_that_cannot_be_one_is_told_to_the_desk_and_a_missing_one_too(office):
    accept(office, "2026-06-01 09:00", email="khong-co")
    accept(office, "2026-06-01 10:00", email="")
    report = deliver(office, at("2026-06-01 10:01"))
    assert len(report.failed) == 1 and report.without_address == 1 and mail_files(office) == []
    with office.read() as session:
        assert sorted(row.state for row in outbox.latest(session)) == ["failed", "no_address"]


def test_the_apology_waits_for_the_clerks_number_and_carries_it(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    sweep(office, at("2026-06-08 17:01"))
    deliver(office, at("2026-06-08 17:02"))
    issued = act(
        office,
        c.IssueApology(
            dossier=dossier, by=APPROVER, new_appointment=at("2026-06-11 17:00"), reason="Chờ trường cũ xác minh"
        ),
        "2026-06-09 08:00",
    )
    letter = next(one for one in issued.dossier.letters if one.kind.value == "apology")
    assert not is_due(office, at("2026-06-09 08:01"))
    act(office, c.NumberLetter(dossier=dossier, by=DESK, letter=letter.letter, number="07"), "2026-06-09 09:00")
    assert deliver(office, at("2026-06-09 09:01")).delivered == 1
    apology = next(mail for mail in mails(office) if mail["Subject"].startswith("Xin lỗi"))
    said = apology.get_body().get_content()
    assert "đúng ngày hẹn 17 giờ 00 phút, ngày 08 tháng 6 năm 2026" in said
    assert "Ngày hẹn trả kết quả mới: 17 giờ 00 phút, ngày 11 tháng 6 năm 2026" in said


def test_a_process_that_dies_after_sending_sends_again_under_the_same_identifier(office):
    accept(office, "2026-06-01 09:00")
    sent = []

    class DiesAfterwards(Folder):
        def send(self, parcel):
            Folder.send(self, parcel)
            sent.append(parcel.id)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(office, at("2026-06-01 09:01"), channel=DiesAfterwards(office.settings.mail_folder))
    # Nobody knows whether it went out: it is left alone until the claim ends, then sent again.
    assert not is_due(office, at("2026-06-01 09:02"))
    later = at("2026-06-01 09:01") + CLAIM + timedelta(seconds=1)
    assert deliver(office, later).delivered == 1
    assert len(mail_files(office)) == 1 and sent[0] in mails(office)[0]["Message-ID"]


def test_the_desk_goes_on_working_while_a_slow_server_thinks(office):
    accept(office, "2026-06-01 09:00")

    class Slow(Folder):
        def send(self, parcel):
            accept(office, "2026-06-01 09:01")
            Folder.send(self, parcel)

    assert deliver(office, at("2026-06-01 09:00"), channel=Slow(office.settings.mail_folder)).delivered == 1


def test_several_who_deliver_at_once_send_each_mail_once(office):
    for minute in range(12):
        accept(office, f"2026-06-01 09:{minute:02d}")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: deliver(office, at("2026-06-01 10:00")), range(4)))
    assert sum(report.delivered for report in reports) == 12
    assert all(not report.failed for report in reports)
    with office.read() as session:
        assert [row.attempts for row in outbox.latest(session)] == [1] * 12


def test_a_letter_that_cannot_be_set_stops_no_other(office):
    sick = accept(office, "2026-06-01 09:00").dossier_id
    accept(office, "2026-06-01 09:10")
    with office.transaction() as session:
        session.run("UPDATE letter SET context = '{}' WHERE dossier_id = ?", (sick,))
    report = deliver(office, at("2026-06-01 09:11"))
    assert (report.delivered, report.postponed) == (1, 1) and list(report.failed) == [f"{sick}.1"]
    assert not is_due(office, at("2026-06-01 09:11"), known=frozenset(report.failed))


def test_what_goes_to_nobodys_mailbox_is_filed_all_the_same(office):
    accepted = accept(office, "2026-06-01 09:00", email="")
    deliver(office, at("2026-06-01 09:01"))
    with office.read() as session:
        assert letters.file(session, f"{accepted.dossier_id}.1") is not None


def test_the_parent_is_told_where_the_result_lies(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    for word, by in ((c.Complete, HANDLER), (c.Approve, APPROVER)):
        act(office, word(dossier=dossier, by=by), "2026-06-02 09:00")
    act(office, c.ReleaseResult(dossier=dossier, by=APPROVER), "2026-06-02 10:00")
    deliver(office, at("2026-06-02 10:01"))
    told = next(mail for mail in mails(office) if mail["Subject"].startswith("Đã có kết quả"))
    assert "lúc 10 giờ 00 phút, ngày 02 tháng 6 năm 2026" in told.get_body().get_content()
    assert "Nơi nhận kết quả: Bộ phận Một cửa Trường Suối Ngần" in told.get_body().get_content()
    assert list(told.iter_attachments()) == []


def test_a_name_that_letters_print_in_capitals_is_not_shouted_in_a_mail(office):
    loud = FACTS.model_copy(update={"agency": FACTS.agency.upper(), "onestop": "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"})
    with office.transaction() as session:
        hours.open_office(session, office.catalogue, SCHOOL, loud, by="init", at=at("2026-06-01 07:00"))
    accept(office, "2026-06-01 09:00")
    deliver(office, at("2026-06-01 09:01"))
    said = mails(office)[0].get_body().get_content()
    desk = "Bộ phận Một cửa, Trường Tiểu học và Trung học cơ sở Suối Ngần"
    assert f"{desk} đã tiếp nhận hồ sơ" in said and FACTS.agency.upper() not in said and "BỘ PHẬN" not in said
