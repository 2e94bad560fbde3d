"""Every alert reaches the right person in working hours: gathered, capped, never dropped, and told upwards in time."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import hanoi
from tests.integration.told import away, mailbox, staffed, swept, told, told_of
from tthc_engine.catalogue.telling import Telling, telling
from tthc_engine.domain import commands as c
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.signing import Delegation
from tthc_engine.store import delegations, notices, wishes
from tthc_engine.store.people import Person, put_person
from tthc_engine.work.alerting import alert, is_due

pytestmark = pytest.mark.integration

# Received on Monday 1 June 2026 at 09:00, five working days: due on Monday the 8th at 17:00; the question is asked on
# Friday the 5th at 07:30.


@pytest.fixture
def office(tmp_path):
    return staffed(tmp_path)


def prefer(office, person, **chosen):
    with office.app.transaction() as session:
        at = hanoi("2026-06-01 07:30")
        wishes.prefer(session, person, wishes.Preference(**chosen), unit=office.unit, by=person, at=at)


def test_the_handler_is_asked_by_mail_at_opening_with_the_code_and_without_a_name(office):
    dossier = office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    assert not is_due(office.app, hanoi("2026-06-05 07:31"))
    assert told(office, "2026-06-05 07:32").messages == 1
    (mail,) = mailbox(office.app, "school.handler")
    assert dossier.dossier.reference in mail["Subject"] and "sắp đến hạn" in mail["Subject"]
    assert "Lường" not in mail.as_string() and "hoa@example.org" not in mail.as_string()
    # Told once, however often the round is made.
    assert not is_due(office.app, hanoi("2026-06-05 07:33"))
    assert told(office, "2026-06-05 08:00").messages == 0


def test_what_belongs_together_goes_in_one_message(office):
    for hour in (8, 9, 10):
        office.accept(f"2026-06-01 {hour:02d}:00")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    (mail,) = mailbox(office.app, "school.handler")
    body = mail.get_body().get_content()
    assert mail["Subject"].startswith("3 việc cần xem")
    assert all(one.reference in body for one in told_of(office, "school.handler"))


def test_a_breach_at_closing_waits_for_the_next_opening(office):
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    swept(office, "2026-06-08 17:01")
    assert told(office, "2026-06-08 17:05").held > 0
    assert len(mailbox(office.app, "school.approver")) == 0
    assert not is_due(office.app, hanoi("2026-06-09 07:29"))
    told(office, "2026-06-09 07:32")
    assert len(mailbox(office.app, "school.approver")) == 1
    assert len(mailbox(office.app, "school.supervisor")) == 1


def test_what_is_owed_is_told_upwards_by_working_time_and_each_rung_once(office):
    office.accept("2026-06-01 09:00")
    for wall in ("2026-06-05 07:30", "2026-06-08 17:01"):
        swept(office, wall)
    told(office, "2026-06-09 07:35")
    # The explanation is owed until the closing of the second working day after the breach, Wednesday the 10th.
    kinds = lambda person: [one.kind for one in told_of(office, person)]  # noqa: E731
    assert "owed.explanation" not in kinds("school.approver")
    told(office, "2026-06-10 17:00")
    assert kinds("school.handler")[-1] == "owed.explanation"
    told(office, "2026-06-11 09:30")
    assert kinds("school.approver").count("owed.explanation") == 1
    assert "owed.explanation" not in kinds("school.supervisor")
    told(office, "2026-06-11 14:00")
    assert kinds("school.supervisor").count("owed.explanation") == 1
    # Eight working hours after 17:00 on the 10th: seven and a half on the 11th, half an hour on the 12th.
    told(office, "2026-06-12 07:59")
    assert "owed.explanation" not in kinds("school.director")
    told(office, "2026-06-12 08:00")
    for wall in ("2026-06-12 08:05", "2026-06-15 09:00"):
        told(office, wall)
    assert [kinds(f"school.{role}").count("owed.explanation") for role in telling_roles()] == [1, 1, 1, 1]


def telling_roles():
    return ("handler", "approver", "supervisor", "director")


def test_what_was_done_meanwhile_is_not_told_any_more(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    for wall in ("2026-06-05 07:30", "2026-06-08 17:01"):
        swept(office, wall)
    told(office, "2026-06-09 07:35")
    alert(office.app, hanoi("2026-06-10 17:00"))
    assert told_of(office, "school.handler")[-1].state == "waiting"
    explain = c.Explain(
        dossier=dossier, by=office.officer("handler"), reason_code="R02", reason="Trường cũ trả lời chậm"
    )
    office.do(explain, "2026-06-10 17:01")
    approve = c.ApproveExplanation(dossier=dossier, by=office.officer("approver"))
    office.do(approve, "2026-06-10 17:02")
    before = len(mailbox(office.app, "school.handler"))
    assert told(office, "2026-06-11 07:32").void >= 1
    gone = next(one for one in told_of(office, "school.handler") if one.kind == "owed.explanation")
    assert gone.state == "void" and len(mailbox(office.app, "school.handler")) == before


def test_a_date_that_moves_is_asked_about_again(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    suspend = c.Suspend(
        dossier=dossier,
        by=office.officer("supervisor"),
        since=hanoi("2026-06-05 09:00"),
        until=hanoi("2026-06-09 09:00"),
        act="QĐ 21/UBND",
        reason="Bão số 9",
    )
    office.do(suspend, "2026-06-05 09:00")
    for wall in ("2026-06-09 09:00", "2026-06-10 07:30"):
        swept(office, wall)
    asked = [one for one in told_of(office, "school.handler") if one.kind == "lateness_asked"]
    assert len(asked) == 2
    told(office, "2026-06-10 07:33")
    assert [one.state for one in told_of(office, "school.handler") if one.kind == "lateness_asked"] == ["sent", "sent"]


def test_who_wants_a_digest_only_gets_one_mail_at_the_next_opening(office):
    prefer(office, "school.handler", digest_only=True)
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    assert mailbox(office.app, "school.handler") == []
    swept(office, "2026-06-08 07:30")
    told(office, "2026-06-08 07:32")
    assert len(mailbox(office.app, "school.handler")) == 1


def test_who_wants_nothing_by_mail_finds_it_in_the_application(office):
    prefer(office, "school.handler", way="application")
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    assert told(office, "2026-06-05 07:32").here == 1
    (one,) = told_of(office, "school.handler")
    assert one.state == "here" and mailbox(office.app, "school.handler") == []


def test_who_chose_english_is_written_to_in_english(office):
    prefer(office, "school.handler", language="en")
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    (mail,) = mailbox(office.app, "school.handler")
    assert "due soon" in mail["Subject"] and mail["Content-Language"] == "en"


def test_what_was_read_in_the_application_is_not_mailed_as_well(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    swept(office, "2026-06-05 07:30")
    with office.app.transaction() as session:
        assert notices.mark_read(session, "school.handler", at=hanoi("2026-06-05 07:31"), dossier=dossier) == 1
    assert told(office, "2026-06-05 07:33").messages == 0


def test_the_budget_caps_the_day_and_drops_nothing(office):
    budget = telling().budget_per_day
    for number in range(budget + 3):
        office.accept(f"2026-06-01 09:{number:02d}")
    # Eighteen breaches, found one by one over a day, each older than the gathering time when the next one comes.
    with office.app.read() as session:
        dossiers = [row[0] for row in session.rows("SELECT id FROM dossier ORDER BY received_at")]
    for number, dossier in enumerate(dossiers):
        declare = c.DeclareDelay(
            dossier=dossier,
            by=office.officer("handler"),
            reason="Chờ xác minh",
            new_date=hanoi("2026-06-10 17:00"),
        )
        office.do(declare, f"2026-06-02 {8 + number // 4:02d}:{15 * (number % 4):02d}")
        told(office, f"2026-06-02 {8 + number // 4:02d}:{15 * (number % 4) + 3:02d}")
    assert len(mailbox(office.app, "school.approver")) == budget
    told(office, "2026-06-03 07:32")
    *_, digest = mailbox(office.app, "school.approver")
    assert len(mailbox(office.app, "school.approver")) == budget + 1 and digest["Subject"].startswith("3 việc")
    assert {one.state for one in told_of(office, "school.approver")} == {"sent"}


def test_work_given_to_nobody_is_told_to_the_supervisor_where_several_could_have_it(tmp_path):
    office = staffed(tmp_path, anh=(Role.HANDLER,))
    dossier = office.accept("2026-06-01 09:00").dossier_id
    swept(office, "2026-06-05 07:30")
    assert [one.why for one in told_of(office, "school.supervisor")] == ["unassigned"]
    assert len(told_of(office, "anh")) == len(told_of(office, "school.handler")) == 1
    office.do(c.Assign(dossier=dossier, by=office.officer("supervisor"), to="anh"), "2026-06-05 08:00")
    swept(office, "2026-06-08 17:01")
    assert [one.why for one in told_of(office, "anh")][-1] == "assigned"
    assert "deadline_breached" not in [one.kind for one in told_of(office, "school.handler")]


def test_somebody_is_told_even_where_nobody_holds_the_role(office):
    with office.app.transaction() as session:
        session.run("DELETE FROM position WHERE role = 'handler'")
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    assert [one.why for one in told_of(office, "school.supervisor")] == ["nobody"]


def test_a_substitute_is_written_to_and_the_absent_find_it_when_they_are_back(office):
    away(office, "school.handler", "school.clerk", since="2026-06-04", until="2026-06-05")
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    told(office, "2026-06-05 07:32")
    (mail,) = mailbox(office.app, "school.clerk")
    assert "làm thay Người school.handler" in mail.get_body().get_content()
    assert mailbox(office.app, "school.handler") == []
    assert [one.state for one in told_of(office, "school.handler")] == ["away"]


def test_who_signs_by_a_delegation_of_that_day_is_told_what_there_is_to_sign(office):
    days = {"valid_from": date(2026, 6, 8), "valid_until": date(2026, 6, 9)}
    apologies = Delegation(
        person="school.clerk",
        unit="school",
        signs=((Authority.TUQ, "Hiệu trưởng"),),
        kinds=(LetterKind.APOLOGY,),
        document="Số 05/GUQ ngày 08/6/2026",
        **days,
    )
    with office.app.transaction() as session:
        delegations.put(session, apologies, by="admin", at=hanoi("2026-06-05 08:00"))
        other = replace(apologies, person="school.desk", kinds=(LetterKind.REFUSAL,))
        delegations.put(session, other, by="admin", at=hanoi("2026-06-05 08:00"))
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 17:01")
    assert told_of(office, "school.clerk") == [], "the delegation has not begun"
    swept(office, "2026-06-08 17:01")
    assert [(one.kind, one.why) for one in told_of(office, "school.clerk")] == [("deadline_breached", "signs")]
    assert told_of(office, "school.desk") == [], "who signs refusals only has nothing to sign"


def test_an_officer_without_any_address_is_told_in_the_application(office):
    with office.app.transaction() as session:
        put_person(session, Person(id="school.handler", name="Người"))
    office.accept("2026-06-01 09:00")
    swept(office, "2026-06-05 07:30")
    assert told(office, "2026-06-05 07:32").here == 1


def test_a_ladder_out_of_order_or_for_nothing_that_is_owed_is_refused():
    good = telling().model_dump()
    for wrong in (
        {"default": [{"role": "owner", "after_working_hours": 4}, {"role": "director", "after_working_hours": 2}]},
        {"default": [], "fine": []},
        {"apology": []},
    ):
        with pytest.raises(ValueError, match=r"order|no such|default"):
            Telling.model_validate({**good, "ladder": wrong})
