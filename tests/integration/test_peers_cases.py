"""Other people's bugs, kept out: alerts and messages late, lost, doubled or noisy; each by its number in our list."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
import typer

from flows.deploy import CRONS
from flows.schedule import JOBS, Timetable
from notifications.channels import Parcel, TemporaryFailure
from notifications.channels.smtp import Smtp
from tests.builders import hanoi
from tests.integration.alone import SQLITE, mailed
from tests.integration.an_office import accept, an_office, at, broken_log, rows_of
from tests.integration.post_office import post_office
from tests.integration.told import away, mailbox, staffed, swept, told, told_of
from tthc_engine import bootstrap
from tthc_engine.cli.run import run
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.store import ladder, outbox
from tthc_engine.work.alerting import alert
from tthc_engine.work.deliver import CLAIM, deliver
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration

LAW = ("event", "dossier", "obligation", "alert", "letter", "outbox")
# Received on Monday 1 June 2026, five working days: asked on Friday the 5th at 07:30, due on Monday the 8th at 17:00.


@pytest.fixture
def office(tmp_path):
    return staffed(tmp_path)


def told_once(office, person):
    """(kind, dossier) of everything the person was told; an AssertionError where anything came twice."""
    found = Counter((one.kind, one.dossier_id) for one in told_of(office, person))
    assert set(found.values()) == {1}
    return set(found)


def declared(office, dossier, wall):
    """The handler declares a delay: an alert to the approver, at an instant of our choosing."""
    late = c.DeclareDelay(
        dossier=dossier, by=office.officer("handler"), reason="Chờ xác minh", new_date=hanoi("2026-06-10 17:00")
    )
    office.do(late, wall)


def test_case_22_a_hundred_and_one_dossiers_due_on_one_day_are_a_hundred_and_one_warnings(office):
    for number in range(101):
        office.accept(f"2026-06-01 {8 + number // 60:02d}:{number % 60:02d}")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    assert len(told_once(office, "school.handler")) == 101
    (mail,) = mailbox(office.app, "school.handler")
    body = mail.get_body().get_content()
    assert mail["Subject"].startswith("101 việc") and all(
        one.reference in body for one in told_of(office, "school.handler")
    )


def test_case_23_a_dossier_without_a_handler_is_told_to_the_supervisor(tmp_path):
    office = staffed(tmp_path, anh=(Role.HANDLER,))
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    (mail,) = mailbox(office.app, "school.supervisor")
    assert "chưa phân công người thụ lý" in mail.get_body().get_content()


def test_case_24_three_days_without_the_service_are_made_good_once_and_arrive_as_one_digest(office):
    dossiers = [office.accept(f"2026-06-0{day} 09:00").dossier_id for day in (1, 2, 3)]
    # The machine stood still from Friday the 5th until the Thursday after it: questions, breaches, what is owed.
    swept(office, "2026-06-11 10:00")
    told(office, "2026-06-11 10:02")
    swept(office, "2026-06-11 10:02")
    told(office, "2026-06-11 10:05")
    for person in ("school.handler", "school.approver", "school.supervisor"):
        breached = {dossier for kind, dossier in told_once(office, person) if kind == "deadline_breached"}
        assert breached == set(dossiers), person
        assert len(mailbox(office.app, person)) == 1, person
    with office.app.read() as session:
        kinds = Counter(row[0] for row in session.rows("SELECT kind FROM event WHERE kind = 'deadline_breached'"))
        assert kinds == {"deadline_breached": 3} and ladder.due(session, hanoi("2026-06-11 10:05")) == []


def test_case_25_one_poisoned_dossier_or_obligation_stops_nobody_and_is_named(office):
    dossiers = [office.accept(f"2026-06-01 {hour:02d}:00").dossier_id for hour in (8, 9, 10)]
    sick, *well = dossiers
    swept(office, "2026-06-08 17:01")
    told(office, "2026-06-09 07:33")
    with office.app.transaction() as session:
        session.run("UPDATE obligation SET owed_by = 'nobody we know' WHERE dossier_id = ?", (sick,))
    report = alert(office.app, hanoi("2026-06-10 17:00"))
    assert {name.split(":")[0] for name in report.failed} == {sick}
    reminded = {one.dossier_id for one in told_of(office, "school.handler") if one.kind == "owed.explanation"}
    assert reminded == set(well)
    app = broken_log(office.app, sick)
    swept_again = sweep(app, hanoi("2026-06-12 17:01"))
    assert set(swept_again.failed) <= {sick}


def test_case_26_a_mail_that_was_taken_into_a_dead_line_comes_again_with_the_same_identifier_and_letter(tmp_path):
    with post_office() as post:
        office = an_office(tmp_path, smtp_url=post.url)
        accept(office, "2026-06-01 09:00")
        post.faults = ["drop"]
        assert deliver(office, at("2026-06-01 09:01")).delivered == 0
        assert deliver(office, at("2026-06-01 09:10")).delivered == 1
        first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert [one.get_content() for one in first.iter_attachments()] == [
        one.get_content() for one in second.iter_attachments()
    ]
    with office.read() as session:
        assert session.value("SELECT COUNT(*) FROM letter") == 1


def test_case_27_two_workers_on_one_mailing_tell_everybody_once(tmp_path):
    counted = mailed(SQLITE, messages=60, folder=tmp_path)
    assert (counted.arrived, counted.double) == (counted.written, 0)


def test_case_28_more_than_thirty_alerts_in_ten_minutes_lose_none(office):
    dossiers = [office.accept(f"2026-06-01 09:{number:02d}").dossier_id for number in range(36)]
    for number, dossier in enumerate(dossiers):
        wall = f"2026-06-02 08:{number // 4:02d}:{15 * (number % 4):02d}"
        declared(office, dossier, wall)
        if number % 4 == 3:
            told(office, f"2026-06-02 08:{number // 4:02d}:59")
    told(office, "2026-06-02 08:12")
    mails = mailbox(office.app, "school.approver")
    told_in_mails = "".join(str(one["Subject"]) + one.get_body().get_content() for one in mails)
    references = {one.reference for one in told_of(office, "school.approver")}
    assert len(references) == 36 and all(reference in told_in_mails for reference in references)
    assert len(mails) < 12


def test_case_29_a_second_reminder_of_the_same_kind_on_the_same_day_is_delivered(office):
    first, second = (office.accept(f"2026-06-01 {hour:02d}:00").dossier_id for hour in (9, 10))
    for dossier, wall in ((first, "2026-06-02 08:00"), (second, "2026-06-02 15:00")):
        declared(office, dossier, wall)
        told(office, wall.replace(":00", ":03"))
    assert len(mailbox(office.app, "school.approver")) == 2


def test_case_30_an_alert_on_sunday_at_two_in_the_morning_waits_for_mondays_opening(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    declared(office, dossier, "2026-06-07 02:00")
    told(office, "2026-06-07 02:03")
    assert mailbox(office.app, "school.approver") == []
    # The ladder and the question of the 5th are found now as well; all of it in one.
    swept(office, "2026-06-08 07:30")
    told(office, "2026-06-08 07:33")
    (mail,) = mailbox(office.app, "school.approver")
    assert "dự kiến quá hạn" in mail.as_bytes().decode() or "dự kiến quá hạn" in mail.get_body().get_content()


def test_case_31_work_reaches_the_end_of_a_chain_of_absences_ends_on_time_and_says_for_whom(office):
    away(office, "school.handler", "school.clerk", since="2026-06-01", until="2026-06-30")
    away(office, "school.clerk", "school.desk", since="2026-06-04", until="2026-06-05")
    first = office.accept("2026-06-01 09:00").dossier_id
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    (last,) = told_of(office, "school.desk")
    assert (last.dossier_id, last.why, last.whose) == (first, "instead", "school.handler")
    assert len(mailbox(office.app, "school.desk")) == 1
    # B is back on the 6th: from then on A's work is B's.
    swept(office, "2026-06-08 17:01")
    assert "deadline_breached" in [one.kind for one in told_of(office, "school.clerk")]
    assert "deadline_breached" not in [one.kind for one in told_of(office, "school.desk")]


class HangsThenFails:
    """A way whose first message hangs until the test says so, and then turns out not to have gone."""

    name, rings = "smtp", False

    def __init__(self, url: str) -> None:
        self.real = Smtp.from_url(url)
        self.hanging, self.go_on = threading.Event(), threading.Event()

    def reaches(self, recipient):
        return self.real.reaches(recipient)

    def word(self, message):
        return self.real.word(message)

    def send(self, parcel: Parcel) -> None:
        if not self.go_on.is_set():
            self.hanging.set()
            assert self.go_on.wait(20)
            raise TemporaryFailure("the line was dead")
        self.real.send(parcel)


def test_case_41_a_worker_that_hangs_past_its_claim_sends_nothing_a_second_time(tmp_path):
    with post_office() as post:
        office = an_office(tmp_path, smtp_url=post.url)
        for hour in (8, 9, 10):
            accept(office, f"2026-06-01 {hour:02d}:00")
        hung = HangsThenFails(post.url)
        sleeper = threading.Thread(target=deliver, args=(office, at("2026-06-01 11:00")), kwargs={"channel": hung})
        sleeper.start()
        assert hung.hanging.wait(20)
        after = at("2026-06-01 11:00") + CLAIM + timedelta(seconds=1)
        assert deliver(bootstrap.build(office.settings), after).delivered == 3
        hung.go_on.set()
        sleeper.join(20)
        assert len(post.taken) == len({mail["Message-ID"] for mail in post.taken}) == 3
    with office.read() as session:
        assert {row.state for row in outbox.latest(session)} == {"delivered"}


def test_case_42_an_office_whose_rules_nobody_would_carry_out_does_not_start(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TTHC_FLOWS", "server")
    monkeypatch.setenv("TTHC_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(typer.Exit) as refused:
        run(host="127.0.0.1", port=None)
    assert refused.value.exit_code == 2 and "nobody would do what is due" in capsys.readouterr().err
    # And every job of the timetable has its schedule there.
    assert set(CRONS) == {job.name for job in JOBS}


def test_a_clock_that_jumps_back_and_forth_leaves_what_a_steady_one_leaves(tmp_path):
    steady, jumpy = (staffed(tmp_path / name) for name in ("steady", "jumpy"))
    kept = []
    for office, walls in (
        (steady, ("2026-06-05 07:30", "2026-06-08 17:01", "2026-06-11 10:00")),
        (
            jumpy,
            (
                "2026-06-05 07:30",
                "2026-06-03 09:00",
                "2026-06-08 17:01",
                "2026-06-05 07:31",
                "2026-06-08 17:01",
                "2026-06-01 09:30",
                "2026-06-11 10:00",
                "2026-06-09 08:00",
                "2026-06-11 10:00",
            ),
        ),
    ):
        office.accept("2026-06-01 09:00")
        for wall in walls:
            sweep(office.app, hanoi(wall))
            alert(office.app, hanoi(wall))
        with office.app.read() as session:
            kept.append(
                [
                    session.rows("SELECT seq, kind FROM event ORDER BY seq"),
                    session.rows("SELECT kind, epoch, until_at, settled FROM obligation ORDER BY kind, epoch"),
                    session.rows("SELECT seq, role, kind FROM alert ORDER BY seq, role"),
                    session.rows("SELECT person, seq, kind, epoch, why FROM notice ORDER BY person, seq, kind, epoch"),
                ]
            )
    assert kept[0] == kept[1]


def test_fired_fifty_times_and_by_two_timetables_at_once_the_rows_are_those_of_one(office):
    for hour in (8, 9, 10):
        office.accept(f"2026-06-01 {hour:02d}:00")
    moment = hanoi("2026-06-09 10:00")

    def life() -> None:
        app = bootstrap.build(office.app.settings)
        for _ in range(25):
            sweep(app, moment)
            alert(app, moment)

    both = [threading.Thread(target=life) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    kept = rows_of(office.app, *LAW, "notice", "ladder")
    alert(office.app, moment)
    sweep(office.app, moment)
    assert rows_of(office.app, *LAW, "notice", "ladder") == kept
    for person in ("school.handler", "school.approver", "school.supervisor"):
        told_once(office, person)
    with office.app.read() as session:
        breaches = session.rows("SELECT dossier_id, COUNT(*) FROM event WHERE kind = 'deadline_breached' GROUP BY 1")
    assert len(breaches) == 3 and {row[1] for row in breaches} == {1}


def test_of_two_timetables_with_alerts_to_send_one_sends_them(tmp_path):
    office = an_office(tmp_path, demo=True)
    office.advance_to(at("2026-11-16 07:30"))
    accept(office, "2026-06-01 09:00")
    done: list[str] = []

    def perform(name, act, *, at):
        done.append(name)
        return act(at)

    one, two = Timetable(office, perform), Timetable(office, perform)
    ticks = [threading.Thread(target=which.tick, args=(job,)) for job in JOBS for which in (one, two)]
    for tick in ticks:
        tick.start()
    for tick in ticks:
        tick.join(60)
    assert max(Counter(done).values()) == 1
