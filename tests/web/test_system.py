"""What is wrong with the machine reaches the people who keep it."""

import pytest

from tests.web.office import WebOffice, words
from tthc_engine.store import machine
from tthc_engine.web.messages import LANGUAGES, messages


@pytest.mark.sqlite
def test_a_timetable_that_never_ran_is_said_to_the_admin_and_on_the_supervisor_s_board(office: WebOffice):
    admin = office.sign_in("long")
    assert admin.see("/", status=303).headers["location"] == "/he-thong"
    for page in (admin.see("/he-thong"), office.sign_in("quan").see("/giam-sat")):
        assert "Bộ hẹn giờ chưa chạy lần nào" in words(page)
        assert "Chưa có bản sao lưu nào" in words(page)


def test_a_timetable_that_stands_still_is_named_with_its_last_hour(office: WebOffice):
    with office.app.transaction() as session:
        machine.beat(session, "clock-sweep", at=office.app.now())
    office.clock_shows("2026-06-01 09:30")
    assert "Bộ hẹn giờ không chạy từ 09:00 ngày 01/06/2026" in words(office.sign_in("quan").see("/giam-sat"))


def test_whoever_cannot_mend_the_machine_is_not_troubled_with_it(office: WebOffice):
    assert "Bộ hẹn giờ" not in words(office.sign_in("huong").see("/giam-sat"))
    office.sign_in("hung").see("/he-thong", status=403)


def test_every_alarm_has_its_words_with_and_without_a_last_time():
    for language in LANGUAGES:
        texts = messages(language)
        for name in ("no_heartbeat", "no_certificate", "no_backup"):
            assert texts(f"alarm.{name}", last="x") != texts(f"alarm.{name}_never")
        for name, facts in {
            "sweep_behind": ("dossiers", "since"),
            "lists_differ": ("differences", "day"),
            "night_failed": ("failed", "day"),
            "post_failed": ("messages",),
            "post_stuck": ("messages", "since"),
        }.items():
            said = texts(f"alarm.{name}", **dict.fromkeys(facts, "7"))
            assert said.count("7") >= len(facts), name
