"""Somebody hears of a machine at which nobody looks: by another road, once an hour, and even without its database."""

import json

import pytest
from typer.testing import CliRunner

from tests.builders import AnOffice, an_app
from tests.databases import environment
from tests.integration.gateway import gateway
from tests.integration.post_office import post_office
from tthc_engine.cli.main import application
from tthc_engine.cli.people import app as people_command
from tthc_engine.store import machine, sweeps, wishes
from tthc_engine.work.alarms import alarms
from tthc_engine.work.watch import watch

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path, monkeypatch):
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return AnOffice(an_app(tmp_path))


def called(*said):
    return CliRunner().invoke(application(loaded=("watch", "told")), said)


def test_a_machine_that_does_nothing_is_reported_by_webhook_and_mail_once_an_hour(office, monkeypatch):
    with gateway() as door, post_office() as post:
        monkeypatch.setenv("TTHC_ALARM_URL", door.url.replace("/send", "/alarm"))
        monkeypatch.setenv("TTHC_ALARM_MAIL_TO", "quantri@example.org")
        monkeypatch.setenv("TTHC_ALARM_SMTP_URL", post.url)
        first, second = called("watch"), called("watch")
        assert first.exit_code == second.exit_code == 1 and "Bộ hẹn giờ chưa chạy lần nào" in first.output
    (told,) = door.asked
    assert any("Bộ hẹn giờ" in sentence for sentence in told.said["alarms"])
    (mail,) = post.taken
    assert mail["To"] == "quantri@example.org" and "Bộ hẹn giờ" in mail.get_content()


@pytest.mark.sqlite
def test_a_database_that_is_gone_is_an_alarm_and_no_end_of_the_switch(office, monkeypatch):
    office.app.database.dispose()
    (office.app.settings.data_dir / "tthc.db").unlink()
    with gateway() as door:
        monkeypatch.setenv("TTHC_ALARM_URL", door.url)
        assert called("watch").exit_code == 1
    (told,) = door.asked
    assert told.said["alarms"][0].startswith("Không hỏi được cơ sở dữ liệu")
    assert not (office.app.settings.data_dir / "tthc.db").exists()


def test_a_closed_road_does_not_close_the_other_and_is_tried_again(office):
    app = office.app
    with post_office() as post:
        settings = app.settings.model_copy(
            update={
                "alarm_url": "http://127.0.0.1:9/",
                "alarm_mail_to": "quantri@example.org",
                "alarm_smtp_url": post.url,
            }
        )
        found = watch(settings, ["Đứng"], at=app.wall())
        assert found.told == ("alarm_mail",) and found.not_told[0].startswith("alarm_url")
        assert watch(settings, ["Đứng"], at=app.wall()).told == ()
        assert watch(settings, ["Cháy"], at=app.wall()).told == ("alarm_mail",)
        assert watch(settings, [], at=app.wall()).sentences == ()
        assert watch(settings, ["Cháy"], at=app.wall()).told == ("alarm_mail",)


def test_a_timetable_that_ticks_and_never_gets_through_is_an_alarm_of_its_own(office):
    app, now = office.app, office.app.wall()
    with app.transaction() as session:
        machine.beat(session, sweeps.COMPLETE, at=now.replace(year=now.year - 1))
        machine.beat(session, "clock-sweep", at=now)
    assert "no_complete_sweep" in [one.name for one in alarms(app, now)]
    with app.transaction() as session:
        machine.beat(session, sweeps.COMPLETE, at=now)
    assert "no_complete_sweep" not in [one.name for one in alarms(app, now)]


def test_whoever_keeps_the_house_sets_how_somebody_is_told_and_asks_what_they_were_told(office, monkeypatch):
    from tthc_engine import bootstrap

    bootstrap.app.cache_clear()
    done = CliRunner().invoke(
        people_command, ["prefer", "school.handler", "--way", "sms", "--language", "en", "--digest"]
    )
    assert done.exit_code == 0 and "one message at each opening" in done.output
    with office.app.read() as session:
        kept = wishes.preference(session, "school.handler")
    assert kept == wishes.Preference(language="en", way="sms", digest_only=True)
    code = office.accept("2026-06-01 09:00").dossier.reference
    said = called("told", code)
    assert said.exit_code == 0 and "receipt  waiting" in said.output and "e-mail at example.org" in said.output
    assert "Lường" not in said.output and "hoa@" not in said.output
    assert json.loads(called("told", code, "--json").output)[0]["kind"] == "receipt"
    assert called("told", "nobody", "--person").exit_code == 1
    bootstrap.app.cache_clear()
