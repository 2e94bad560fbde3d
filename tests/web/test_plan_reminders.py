"""Whoever owes something by the yearly plan is told before it falls due, and the head once it was missed."""

import pytest

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.catalogue.plans import Duty, Owner, Plan, Task
from tthc_engine.reports.plans.judging import written
from tthc_engine.store import plans
from tthc_engine.store.plans import PlanKey
from tthc_engine.work.alerting import alert, is_due

PLAN = "/ke-hoach/school/nha-truong/2026"


def adopted(office: WebOffice, wall: str, *, person: str = "", **duty: object) -> WebOffice:
    """The school takes up a plan of one duty, owed by the clerk or by that person."""
    declared = {"key": "report", "place": "mục 1", "text": "Báo cáo quý", "cycle": "once", "owner": "clerk", **duty}
    plan = Plan(
        slug="nha-truong",
        year=2026,
        unit="Trường Suối Ngần",
        title="Kế hoạch năm 2026",
        based_on="Kế hoạch của xã",
        checked_on=hanoi(wall).date(),
        owners={"clerk": Owner(written="Bộ phận văn thư", role="clerk", person=person)},
        targets=(),
        tasks=(),
        duties=(Duty.model_validate(declared),),
    )
    with office.app.transaction() as session:
        plans.adopt(session, PlanKey("school", "nha-truong", 2026), written(plan), by="quan", at=hanoi(wall))
    office.clock_shows(wall)
    return office


def bell(office: WebOffice, person: str) -> str:
    return words(office.sign_in(person).see("/thong-bao"))


def at_the_hour(office: WebOffice, wall: str) -> int:
    """The alert round of that hour; how many notices of plans it wrote."""
    office.clock_shows(wall)
    report = alert(office.app, hanoi(wall))
    assert not report.failed
    return report.reminded


# Friday 29 May 2026 is the last working day on or before Sunday the 31st.


def test_the_owner_is_told_five_days_one_day_and_the_morning_before_each_once_on_working_days(office: WebOffice):
    adopted(office, "2026-05-01 08:00", until="2026-05-31")
    told = {wall: at_the_hour(office, wall) for wall in ("2026-05-21 17:00", "2026-05-22 07:29", "2026-05-22 07:30")}
    assert told == {"2026-05-21 17:00": 0, "2026-05-22 07:29": 0, "2026-05-22 07:30": 1}
    assert "Việc theo kế hoạch sắp đến hạn" in bell(office, "sen") and "Báo cáo quý (31/05/2026)" in bell(office, "sen")
    assert "Báo cáo quý" not in bell(office, "hung"), "nobody else owes it"
    walls = ("2026-05-22 16:00", "2026-05-28 07:30", "2026-05-28 09:00", "2026-05-29 07:30", "2026-05-30 09:00")
    assert [at_the_hour(office, wall) for wall in walls] == [0, 1, 0, 1, 0], "a Saturday reminds nobody"


def test_what_was_missed_goes_to_the_owner_and_to_the_head_on_the_next_working_day(office: WebOffice):
    adopted(office, "2026-05-01 08:00", until="2026-05-31")
    assert at_the_hour(office, "2026-05-29 08:00") == 1
    assert "quá hạn" not in bell(office, "huong")
    assert at_the_hour(office, "2026-06-01 07:30") == 2
    assert "Việc theo kế hoạch đã quá hạn" in bell(office, "huong") and "đã quá hạn" in bell(office, "sen")
    assert at_the_hour(office, "2026-06-02 07:30") == 0
    assert not is_due(office.app, hanoi("2026-06-20 07:30")), "nothing more will be told of it"


def test_evidence_handed_in_takes_the_reminder_out_of_the_bell_and_nothing_is_told_after(office: WebOffice):
    adopted(office, "2026-05-01 08:00", until="2026-05-31")
    at_the_hour(office, "2026-05-29 08:00")
    clerk = office.sign_in("sen")
    assert "Báo cáo quý" in words(clerk.see("/thong-bao"))
    handed = {"ve": "report", "ngay": "2026-05-31", "minh_chung": "45/BC-TH ngày 29/05/2026"}
    assert clerk.send(PLAN, handed, page=PLAN).status_code == 303
    assert "Báo cáo quý" not in words(clerk.see("/thong-bao"))
    assert [at_the_hour(office, wall) for wall in ("2026-05-29 17:00", "2026-06-01 07:30")] == [0, 0]


def test_a_machine_that_was_off_tells_only_the_newest_and_the_person_the_unit_named(office: WebOffice):
    adopted(office, "2026-05-01 08:00", person="anh", until="2026-05-31")
    assert at_the_hour(office, "2026-05-29 10:00") == 1, "three reminders have passed, one is told"
    assert "Báo cáo quý" in bell(office, "anh") and "Báo cáo quý" not in bell(office, "sen")


def test_a_plan_of_november_owes_nothing_of_march_and_says_so(office: WebOffice):
    adopted(office, "2026-11-02 08:00", until="2026-12-31", cycle="monthly")
    assert at_the_hour(office, "2026-11-02 08:30") == 0
    page = words(office.sign_in("quan").see(PLAN))
    assert page.count("Trước ngày lập kế hoạch") == 10 and "Quá thời gian" not in page
    assert at_the_hour(office, "2026-12-01 08:00") == 2
    assert words(office.sign_in("quan").see(PLAN)).count("Quá thời gian") == 2, (
        "November's is missed: above, and in its row"
    )


def test_the_board_shows_what_is_owed_by_whom_and_no_more_once_it_is_done(office: WebOffice):
    adopted(office, "2026-05-01 08:00", until="2026-05-31")
    office.clock_shows("2026-05-20 08:00")
    assert "Báo cáo quý" not in words(office.sign_in("quan").see("/giam-sat")), "eleven days are far"
    office.clock_shows("2026-06-02 08:00")
    board = words(office.sign_in("quan").see("/giam-sat"))
    assert "Báo cáo quý" in board and "31/05/2026" in board and "Vàng Thị Sen" in board
    handed = {"ve": "report", "ngay": "2026-05-31", "minh_chung": "45/BC-TH"}
    office.sign_in("quan").send(PLAN, handed, page=PLAN)
    assert "Báo cáo quý" not in words(office.sign_in("quan").see("/giam-sat"))


@pytest.mark.parametrize(("person", "status"), [("anh", 303), ("hung", 403)])
def test_whoever_owns_a_thing_hands_in_its_evidence_and_a_colleague_does_not(
    office: WebOffice, person: str, status: int
):
    adopted(office, "2026-05-01 08:00", person="anh", until="2026-05-31")
    handed = {"ve": "report", "ngay": "2026-05-31", "minh_chung": "45/BC-TH"}
    assert office.sign_in(person).send(PLAN, handed, page=PLAN).status_code == status


def test_a_task_with_an_end_of_its_own_reminds_its_lead_and_a_whole_year_s_task_does_not(office: WebOffice):
    adopted(office, "2026-05-01 08:00", until="2026-12-31")
    key = PlanKey("school", "nha-truong", 2026)
    with office.app.transaction() as session:
        found = plans.find(session, key)
        assert found is not None
        plan = Plan.model_validate_json(found.text)
        tasks = [
            {"key": "video", "text": "Video hướng dẫn", "from": "2026-07-01", "until": "2026-07-31"},
            {"key": "direct", "text": "Chỉ đạo chung", "from": "2026-01-01", "until": "2026-12-31"},
        ]
        more = [
            Task.model_validate({**one, "place": "", "products": (), "lead": "clerk", "partners": ()}) for one in tasks
        ]
        new = plan.model_copy(update={"tasks": tuple(more), "duties": ()})
        plans.adopt(session, key, written(new), by="quan", at=hanoi("2026-05-02 08:00"))
    assert at_the_hour(office, "2026-07-31 08:00") == 1
    assert "Video hướng dẫn (31/07/2026)" in bell(office, "sen")
    assert at_the_hour(office, "2026-12-31 08:00") == 2 and "Chỉ đạo chung" not in bell(office, "sen")
