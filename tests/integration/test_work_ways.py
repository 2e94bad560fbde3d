"""Which way a message goes, what happens when a way is closed, and how a dead letter comes back to life."""

import json
from datetime import timedelta

import pytest
import typer
from pydantic import ValidationError
from typer.testing import CliRunner

from notifications.mail import NoSuchAddress
from tests.databases import environment
from tests.integration.an_office import APPROVER, DESK, HANDLER, accept, act, an_office, at
from tests.integration.gateway import gateway
from tests.integration.post_office import post_office
from tthc_engine import bootstrap
from tthc_engine.cli.deliver import deliver as deliver_command
from tthc_engine.domain import commands as c
from tthc_engine.settings import Settings
from tthc_engine.store import outbox, posting
from tthc_engine.work.dead import NotDead, dead_letters, send_again
from tthc_engine.work.deliver import CLAIM, deliver, is_due
from tthc_engine.work.ways import ways_of

pytestmark = pytest.mark.integration

TAKEN_BY_ZALO = '{"error": 0, "message": "Success"}'


def by_sms(folder, door, **others):
    return an_office(folder, sms_url=door.url, **others)


def rows(office):
    with office.read() as session:
        return [(row, outbox.attempts(session, row.key)) for row in outbox.latest(session)]


def only_row(office):
    ((row, tried),) = rows(office)
    return row, [(attempt.channel, attempt.outcome) for attempt in tried]


def test_who_gave_only_a_telephone_gets_an_sms_and_who_gave_an_address_a_mail(tmp_path):
    with gateway() as door:
        office = by_sms(tmp_path, door)
        accept(office, "2026-06-01 09:00", email="")
        accept(office, "2026-06-01 09:10")
        assert deliver(office, at("2026-06-01 09:11")).delivered == 2
    (sms,) = door.asked
    assert sms.said["to"] == "84123045678" and sms.said["text"].startswith("Mot cua da tiep nhan ho so H99.58")
    assert sms.said["text"].endswith("Hen tra ket qua 17:00 08/06/2026.")
    assert len(list(office.settings.mail_folder.glob("*.eml"))) == 1
    assert sorted(tried[0].channel for _, tried in rows(office)) == ["folder", "sms"]


def test_a_person_without_zalo_gets_the_sms_in_the_same_minute(tmp_path):
    with gateway(usual='{"error": -118, "message": "Zalo account not existed"}') as zalo, gateway() as door:
        templates = {"receipt": "231001"}
        office = by_sms(tmp_path, door, zalo_url=zalo.url, zalo_token="k", zalo_templates=templates)
        accept(office, "2026-06-01 09:00", email="")
        report = deliver(office, at("2026-06-01 09:01"))
        assert (report.delivered, report.failed) == (1, {})
    row, tried = only_row(office)
    assert row.state == "delivered" and tried == [("zalo", "permanent"), ("sms", "delivered")]


def test_a_kind_for_which_zalo_approved_no_template_goes_by_sms(tmp_path):
    with gateway(usual=TAKEN_BY_ZALO) as zalo, gateway() as door:
        office = by_sms(tmp_path, door, zalo_url=zalo.url, zalo_token="k", zalo_templates={"apology": "231001"})
        accept(office, "2026-06-01 09:00", email="")
        assert deliver(office, at("2026-06-01 09:01")).delivered == 1
    assert zalo.asked == [] and len(door.asked) == 1


def test_where_another_system_chooses_the_way_it_gets_everything(tmp_path):
    with gateway() as hook, gateway() as door:
        office = by_sms(tmp_path, door, webhook_url=hook.url, webhook_secret="khoa")
        accept(office, "2026-06-01 09:00", email="")
        accept(office, "2026-06-01 09:10")
        assert deliver(office, at("2026-06-01 09:11")).delivered == 2
    assert len(hook.taken) == 2 and door.asked == []
    assert hook.asked[0].said["attachments"][0]["media"] == "application/pdf"


def test_a_gateway_that_takes_and_says_nothing_sends_one_sms(tmp_path):
    with gateway() as door:
        door.answers = ["drop"]
        office = by_sms(tmp_path, door)
        accept(office, "2026-06-01 09:00", email="")
        assert deliver(office, at("2026-06-01 09:01")).postponed == 1
        assert deliver(office, at("2026-06-01 09:03")).delivered == 1
    assert len(door.asked) == 2 and len(door.taken) == 1


def test_a_provider_that_is_away_for_a_day_is_asked_seldom_and_nothing_is_lost(tmp_path):
    with post_office() as server:
        away = server.url
    office = an_office(tmp_path, smtp_url=away)
    for hour in (8, 9, 10):
        accept(office, f"2026-06-01 {hour:02d}:00")
    moment, asked = at("2026-06-01 10:01"), 0
    while moment < at("2026-06-02 10:01"):
        if is_due(office, moment):
            report = deliver(office, moment)
            asked += 1
            assert (report.delivered, report.postponed, report.failed) == (0, 1, {})
        moment += timedelta(minutes=5)
    # Each quarter of an hour at most, whoever waits.
    assert 20 < asked <= 97
    assert all(row.state == "waiting" for row, _ in rows(office))
    with post_office() as server:
        back = bootstrap.build(office.settings.model_copy(update={"smtp_url": server.url}))
        while any(row.state == "waiting" for row, _ in rows(back)):
            deliver(back, moment)
            moment += timedelta(hours=1)
        assert len({mail["Message-ID"] for mail in server.taken}) == len(server.taken) == 3


def test_a_closed_way_holds_its_own_messages_and_no_others(tmp_path):
    with gateway() as door:
        door.answers = [503]
        office = by_sms(tmp_path, door)
        for minute in range(3):
            accept(office, f"2026-06-01 09:{minute:02d}", email="")
        accept(office, "2026-06-01 09:05")
        report = deliver(office, at("2026-06-01 09:06"))
        assert (report.delivered, report.postponed, len(door.asked)) == (1, 3, 1)
        # The two that were never tried have lost no attempt.
        assert sorted(row.attempts for row, _ in rows(office)) == [0, 0, 1, 1]
        assert deliver(office, at("2026-06-01 09:08")).delivered == 3
    assert all(row.state == "delivered" for row, _ in rows(office))


def test_a_worker_that_hangs_past_its_lease_sends_nothing_that_another_has_sent(tmp_path):
    with gateway() as door:
        office = by_sms(tmp_path, door)
        for minute in range(3):
            accept(office, f"2026-06-01 09:{minute:02d}", email="")
        way = ways_of(office.settings)[1]

        class Hangs:
            name, rings = way.name, False
            reaches, word = way.reaches, way.word

            def send(self, parcel):
                # It holds ten minutes' claims; meanwhile the next worker finds them free.
                assert deliver(office, at("2026-06-01 09:10") + CLAIM + timedelta(seconds=1)).delivered == 3
                way.send(parcel)

        report = deliver(office, at("2026-06-01 09:10"), channel=Hangs())
    assert report.delivered == 1 and len(door.taken) == 3 and len(door.asked) == 4
    assert all(row.state == "delivered" for row, _ in rows(office))


def test_a_late_failure_of_a_worker_that_lost_its_claim_wakes_no_delivered_message(tmp_path):
    with gateway() as door:
        office = by_sms(tmp_path, door)
        accept(office, "2026-06-01 09:00", email="")
        with office.transaction() as session:
            (held,) = outbox.claim(session, at("2026-06-01 09:01"), by="slow", lease=CLAIM)
        deliver(office, at("2026-06-01 09:20"))
        late = outbox.Attempt(at=at("2026-06-01 09:21"), channel="sms", outcome="temporary")
        with office.transaction() as session:
            outbox.record(session, held.key, late, retry_at=at("2026-06-01 09:22"), by="slow")
    assert only_row(office)[0].state == "delivered" and not is_due(office, at("2026-06-02 09:00"))


def test_a_dead_letter_is_seen_mended_and_sent_again(tmp_path):
    with post_office() as server:
        office = an_office(tmp_path, smtp_url=server.url)
        accept(office, "2026-06-01 09:00", email="phu@huynh@example")
        deliver(office, at("2026-06-01 09:01"))
        (letter,) = dead_letters(office)
        assert letter.state == "failed" and "NoSuchAddress" in letter.reason
        with pytest.raises(NoSuchAddress):
            send_again(office, letter.key, at=at("2026-06-01 10:00"), mended={"email": "still wrong"})
        send_again(office, letter.key, at=at("2026-06-01 10:00"), mended={"email": "phuhuynh@example.org"})
        assert dead_letters(office) == [] and is_due(office, at("2026-06-01 10:00"))
        assert deliver(office, at("2026-06-01 10:00")).delivered == 1
        assert server.taken[0]["To"] == "Lường Văn Bảo <phuhuynh@example.org>"
    _, tried = only_row(office)
    assert tried == [("smtp", "permanent"), ("by_hand", "again"), ("smtp", "delivered")]
    with pytest.raises(NotDead):
        send_again(office, letter.key, at=at("2026-06-01 11:00"), mended={})


def test_who_could_not_be_written_to_can_be_once_the_desk_knows_an_address(tmp_path):
    office = an_office(tmp_path)
    accept(office, "2026-06-01 09:00", email="")
    deliver(office, at("2026-06-01 09:01"))
    (letter,) = dead_letters(office)
    assert (letter.state, letter.reason) == ("no_address", "")
    with pytest.raises(NoSuchAddress):
        send_again(office, letter.key, at=at("2026-06-01 10:00"), mended={})
    send_again(office, letter.key, at=at("2026-06-01 10:00"), mended={"email": "phuhuynh@example.org"})
    assert deliver(office, at("2026-06-01 10:00")).delivered == 1


def test_sending_again_by_hand_wakes_a_resting_way(tmp_path):
    with post_office() as server:
        office = an_office(tmp_path, smtp_url=server.url)
        accept(office, "2026-06-01 09:00", email="khong-co")
        deliver(office, at("2026-06-01 09:01"))
        with office.transaction() as session:
            posting.rest(session, "smtp", failures=9, until=at("2026-06-02 09:00"))
        (letter,) = dead_letters(office)
        assert deliver(office, at("2026-06-01 09:30")).delivered == 0
        send_again(office, letter.key, at=at("2026-06-01 10:00"), mended={"email": "phuhuynh@example.org"})
        assert deliver(office, at("2026-06-01 10:00")).delivered == 1


def test_the_administrator_does_all_this_at_the_command_line(tmp_path, monkeypatch):
    office = an_office(tmp_path)
    accepted = accept(office, "2026-06-01 09:00", email="khong-co")
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    bootstrap.app.cache_clear()
    door = typer.Typer()
    door.command()(deliver_command)
    run = CliRunner()
    assert run.invoke(door, []).exit_code == 1
    listed = run.invoke(door, ["--dead"])
    key = f"{accepted.dossier_id}:1:receipt"
    assert listed.exit_code == 0 and "NoSuchAddress" in listed.output and "failed" in listed.output
    (found,) = json.loads(run.invoke(door, ["--dead", "--json"]).output)
    key = found["key"]
    assert run.invoke(door, ["--again", key, "--email", "nope"]).exit_code == 2
    assert run.invoke(door, ["--again", "no-such-key"]).exit_code == 1
    assert run.invoke(door, ["--email", "a@b.vn"]).exit_code == 2
    sent = run.invoke(door, ["--again", key, "--email", "phuhuynh@example.org"])
    assert sent.exit_code == 0 and "delivered=1" in sent.output
    assert run.invoke(door, ["--dead"]).output == ""
    bootstrap.app.cache_clear()
    assert DESK.person not in listed.output and "Lường" not in listed.output


def released(office, wall):
    dossier = accept(office, "2026-06-04 09:00", email="").dossier_id
    for word, by in ((c.Complete, HANDLER), (c.Approve, APPROVER)):
        act(office, word(dossier=dossier, by=by), "2026-06-05 09:00")
    act(office, c.ReleaseResult(dossier=dossier, by=APPROVER), wall)


@pytest.mark.parametrize(
    ("wall", "rings"),
    [
        ("2026-06-05 16:59", "2026-06-05 16:59"),
        ("2026-06-05 12:30", "2026-06-05 12:30"),  # lunch: people are awake
        ("2026-06-05 23:00", "2026-06-08 07:30"),  # Friday night
        ("2026-06-07 02:00", "2026-06-08 07:30"),  # Sunday: peers' case 30
        ("2026-06-08 06:00", "2026-06-08 07:30"),
    ],
)
def test_no_telephone_rings_outside_office_hours(tmp_path, wall, rings):
    with gateway() as door:
        office = by_sms(tmp_path, door)
        released(office, wall)
        deliver(office, at("2026-06-05 09:01"))
        door.asked.clear()
        deliver(office, at(wall))
        assert len(door.asked) == (wall == rings)
        deliver(office, at(rings) - timedelta(minutes=1))
        deliver(office, at(rings))
        assert len(door.asked) == 1 and "da co ket qua" in door.asked[0].said["text"]
    assert [len(tried) for _, tried in rows(office)] == [1, 1]


def test_who_has_just_handed_in_at_night_is_answered_at_night_and_a_mail_waits_for_nobody(tmp_path):
    with gateway() as door:
        office = by_sms(tmp_path, door)
        accept(office, "2026-06-01 22:00", email="")
        assert deliver(office, at("2026-06-01 22:01")).delivered == 1
    by_mail = an_office(tmp_path / "mail")
    accept(by_mail, "2026-06-01 22:00")
    assert deliver(by_mail, at("2026-06-01 22:01")).delivered == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"sms_url": "http://sms.example.org/send"},
        {"zalo_url": "ftp://zalo.example.org"},
        {"webhook_url": "https://hub.example.org/in"},
        {"webhook_url": "http://hub.example.org/in", "webhook_secret": "khoa"},
    ],
)
def test_a_message_never_leaves_the_machine_in_the_clear_nor_unsigned(settings, tmp_path):
    with pytest.raises(ValidationError):
        Settings(data_dir=tmp_path, **settings)
    whole = Settings(data_dir=tmp_path, webhook_url="https://hub.example.org/in", webhook_secret="khoa")
    assert [way.name for way in ways_of(whole)] == ["webhook", "folder"] and "khoa" not in repr(whole)


def test_who_chose_english_is_written_to_in_english(tmp_path):
    with gateway() as door:
        office = by_sms(tmp_path, door)
        accept(office, "2026-06-01 09:00", email="")
        with office.transaction() as session:
            session.run("UPDATE outbox SET recipient = ?", ('{"name": "An", "phone": "0123045678", "language": "en"}',))
        deliver(office, at("2026-06-01 09:01"))
    assert door.asked[0].said["text"].startswith("Dossier H99.58") and only_row(office)[1] == [("sms", "delivered")]
