"""Form II.06a and the register, counted from the log of a real database that was filled through the front door."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Approval, Channel, Role, Scope
from tthc_engine.engine.rebuilding import check
from tthc_engine.reports import made, making, register
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import (
    CARRIED,
    COLUMNS,
    EARLY,
    LATE,
    ON_DAY,
    ON_PAPER,
    ONLINE,
    OPEN,
    OVERDUE,
    RECEIVED,
    SETTLED,
    WITHIN,
    Form06a,
    IdentityBroken,
    Remark,
    Row,
    RowsBy,
    behind,
    check_carry_over,
)
from tthc_engine.reports.making import Asked, NoSuchUnit
from tthc_engine.reports.official import notes, share_words
from tthc_engine.reports.periods import Period, period
from tthc_engine.store import offices
from tthc_engine.work.publishing.publishing import publish

pytestmark = pytest.mark.integration

JUNE = period("calendar_month:2026-6")
JULY = period("calendar_month:2026-7")
CERTIFICATE = "3.000466"
"""Three working days, another field."""
NATIONAL_STANDARD = "1.000280"


@pytest.fixture
def app(tmp_path: Path) -> App:
    return an_app(tmp_path)


@pytest.fixture
def school(app: App) -> AnOffice:
    return AnOffice(app)


def finish(office: AnOffice, dossier: str, wall: str) -> None:
    """Every remaining step by its owner, then the release, all at one instant."""
    for _ in range(12):
        with office.app.read() as session:
            known, rules = office.app.engine.dossier(session, dossier)
        step = timing.current_step(known, rules)
        if step is None or step.key == rules.procedure.result.key:
            break
        office.do(c.Complete(dossier=dossier, by=office.officer(step.owner)), wall)
    office.do(c.ReleaseResult(dossier=dossier, by=office.officer(Role.APPROVER)), wall)


def sweep(office: AnOffice, dossier: str, wall: str) -> None:
    office.do(c.CheckClock(dossier=dossier, by=THE_CLOCK), wall)


def ask_for_papers(office: AnOffice, dossier: str, wall: str) -> None:
    items = (c.Item(text="Học bạ"),)
    by = office.officer(Role.HANDLER)
    office.do(c.RequestSupplement(dossier=dossier, by=by, items=items, reason="Thiếu học bạ"), wall)


def form(office: AnOffice, span: Period, *, at: str = "2026-12-31 17:00", unit: str = "", **choices: object) -> Form06a:
    asked = Asked(unit=unit or office.unit, period=span, at=hanoi(at), **choices)  # type: ignore[arg-type]
    with office.app.read() as session:
        return making.form06a(session, asked)


def figures(row: Row) -> dict[int, int]:
    return {column: number for column, number in row.figures.items() if number}


def test_early_on_the_day_and_late_are_told_apart_by_date(school: AnOffice):
    """Received on Monday 01/06, due on Monday 08/06 at 17:00."""
    for released in ("2026-06-05 16:00", "2026-06-08 07:45", "2026-06-08 16:59", "2026-06-09 07:31"):
        dossier = school.accept("2026-06-01 09:00").dossier_id
        finish(school, dossier, released)
    assert figures(form(school, JUNE).total) == {RECEIVED: 4, ON_PAPER: 4, SETTLED: 4, EARLY: 1, ON_DAY: 2, LATE: 1}


def test_an_internal_procedure_is_nobodys_figure_and_has_a_list_of_its_own(school: AnOffice):
    transfer = school.app.catalogue.versions("2.002854")[-1]
    approved = Approval(number="90/QĐ-UBND", on=date(2026, 5, 20))
    named = {"slug": "staff_leave", "code": "9.000001", "name": "Nghỉ phép của viên chức", "short_name": ""}
    leave = transfer.model_copy(
        update={
            **named,
            "scope": Scope.INTERNAL,
            "replaces": (),
            "internal_workflow": approved,
            "electronic_workflow": approved,
        }
    )
    publish(school.app, leave, units=["school"], by="long", at=hanoi("2026-06-01 07:00"))
    school.accept("2026-06-01 09:00")
    still_open = school.accept("2026-06-01 09:10", procedure="9.000001").dossier_id
    settled = school.accept("2026-06-01 09:20", procedure="9.000001").dossier_id
    finish(school, settled, "2026-06-05 16:00")
    for rows_by in RowsBy:
        found = form(school, JUNE, rows_by=rows_by)
        assert figures(found.total) == {RECEIVED: 1, ON_PAPER: 1, OPEN: 1, OVERDUE: 1}
        assert found.remarks == {Remark.INTERNAL: 2}
    assert any("2 hồ sơ thủ tục hành chính nội bộ" in one for one in notes(found))
    with school.app.read() as session:
        asked = Asked(unit="school", period=JUNE, at=hanoi("2026-12-31 17:00"))
        listed = behind(making.counted_dossiers(session, asked), rows_by=RowsBy.FIELD, key="", remark=Remark.INTERNAL)
        assert {one.fact.dossier for one in listed} == {still_open, settled}
        for key in ("timeliness", "late", "answered_for", "channels", "papers", "evaluation", "service_index"):
            wanted = made.Wanted(key=key, unit="school", period=JUNE, at=hanoi("2026-12-31 17:00"))
            table = made.make(school.app.engine, session, wanted)
            told = str(table)
            assert "9.000001" not in told and "Nghỉ phép" not in told, f"{key} counts what no citizen asked for"
        assert check(session, school.app.engine.rulebook).differences == []


def test_past_the_hour_but_on_the_due_date_is_on_time_in_the_form_and_late_for_the_clock(school: AnOffice):
    dossier = school.accept("2026-06-01 09:00").dossier_id
    finish(school, dossier, "2026-06-08 17:20")
    total = form(school, JUNE).total
    assert (total[ON_DAY], total[LATE]) == (1, 0)
    with school.app.read() as session:
        book = register.book(session, "school", JUNE, at=hanoi("2026-06-30 17:00"))
        (line,) = register.lines(school.app.engine, session, book)
    assert line.late


def test_a_dossier_due_today_is_still_within_and_from_tomorrow_overdue(school: AnOffice):
    school.accept("2026-06-01 09:00")
    within, overdue = form(school, JUNE, at="2026-06-08 23:59"), form(school, JUNE, at="2026-06-09 00:00")
    assert figures(within.total) == {RECEIVED: 1, ON_PAPER: 1, OPEN: 1, WITHIN: 1}
    assert figures(overdue.total) == {RECEIVED: 1, ON_PAPER: 1, OPEN: 1, OVERDUE: 1}


def test_online_and_paper_stand_apart_and_fields_have_rows_of_their_own(school: AnOffice):
    school.accept("2026-06-01 09:00")
    school.accept("2026-06-01 09:30", procedure=CERTIFICATE)
    online = c.Registration(procedure="2.002854", owner=c.Party(name="Lò Văn Sơn"), channel=Channel.ONLINE)
    dossier = school.app.engine.new_id()
    school.do(c.Submit(dossier=dossier, by=school.officer(Role.APPLICANT), registration=online), "2026-06-02 20:00")
    school.do(c.Accept(dossier=dossier, by=school.officer(Role.DESK)), "2026-06-03 08:00")
    found = form(school, JUNE)
    assert [(row.name, row[ONLINE], row[ON_PAPER]) for row in found.rows] == [
        ("Giáo dục và Đào tạo thuộc hệ thống giáo dục quốc dân", 1, 1),
        ("Văn bằng, chứng chỉ", 0, 1),
    ]
    by_procedure = form(school, JUNE, rows_by=RowsBy.PROCEDURE)
    assert [row.key for row in by_procedure.rows] == ["2.002854", CERTIFICATE]
    assert by_procedure.total.figures == found.total.figures


def test_what_is_open_at_the_end_of_a_month_is_what_the_next_begins_with(school: AnOffice):
    early = school.accept("2026-06-29 09:00").dossier_id
    school.accept("2026-06-30 09:00")
    school.accept("2026-07-01 09:00")
    finish(school, early, "2026-07-02 10:00")
    june, july = form(school, JUNE), form(school, JULY)
    assert figures(june.total) == {RECEIVED: 2, ON_PAPER: 2, OPEN: 2, WITHIN: 2}
    assert july.total[CARRIED] == 2 and july.total[ON_PAPER] == 1
    check_carry_over(june, july)
    with pytest.raises(IdentityBroken):
        check_carry_over(june, june)


def test_last_months_form_printed_today_says_what_was_known_then(school: AnOffice):
    open_then = school.accept("2026-06-22 09:00").dossier_id
    waiting = school.accept("2026-06-29 09:00").dossier_id
    then = form(school, JUNE, at="2026-06-30 23:59")
    ask_for_papers(school, waiting, "2026-07-01 09:00")
    school.accept("2026-07-01 10:00")
    finish(school, open_then, "2026-07-03 10:00")
    later = form(school, JUNE, at="2026-12-31 17:00")
    assert later.total == then.total and later.rows == then.rows and later.remarks == then.remarks
    assert figures(then.total) == {RECEIVED: 2, ON_PAPER: 2, OPEN: 2, WITHIN: 1, OVERDUE: 1}


def test_a_dossier_entered_after_the_month_counts_where_it_became_known_so_that_nothing_is_lost(school: AnOffice):
    handed_in = hanoi("2026-06-30 16:00")
    accept = c.Accept(
        dossier=school.app.engine.new_id(),
        by=school.officer(Role.DESK),
        registration=c.Registration(procedure="2.002854", owner=c.Party(name="Lò Văn Sơn")),
        received_at=handed_in,
    )
    school.do(accept, "2026-07-01 08:00")
    june, july = form(school, JUNE), form(school, JULY)
    assert not figures(june.total)
    assert july.total[ON_PAPER] == 1 and july.remarks[Remark.ENTERED_LATE] == 1
    check_carry_over(june, july)


def test_waiting_for_papers_is_in_hand_and_within(school: AnOffice):
    dossier = school.accept("2026-06-01 09:00").dossier_id
    ask_for_papers(school, dossier, "2026-06-02 09:00")
    found = form(school, JUNE)
    assert figures(found.total) == {RECEIVED: 1, ON_PAPER: 1, OPEN: 1, WITHIN: 1}
    assert found.remarks == {Remark.WAITING: 1}


def test_a_request_for_papers_after_the_due_date_hides_no_lateness(school: AnOffice):
    dossier = school.accept("2026-06-01 09:00").dossier_id
    sweep(school, dossier, "2026-06-09 07:31")
    override = c.Override(dossier=dossier, by=school.officer(Role.SUPERVISOR), reason="Phải xác minh")
    school.do(override, "2026-06-09 08:00")
    ask_for_papers(school, dossier, "2026-06-09 09:00")
    assert figures(form(school, JUNE).total) == {RECEIVED: 1, ON_PAPER: 1, OPEN: 1, OVERDUE: 1}


def test_every_other_ending_is_settled_by_its_letters_date_and_said_under_the_table(school: AnOffice):
    refused, stopped, closed = (school.accept("2026-06-01 09:00").dossier_id for _ in range(3))
    refusal = c.Refuse(dossier=refused, by=school.officer(Role.APPROVER), reason="Không đủ điều kiện")
    school.do(refusal, "2026-06-09 09:00")
    school.do(c.StopDossier(dossier=stopped, by=school.officer(Role.DESK), reason="Xin dừng"), "2026-06-04 09:00")
    ask_for_papers(school, closed, "2026-06-02 09:00")
    sweep(school, closed, "2026-06-29 08:00")
    school.do(c.CloseUnanswered(dossier=closed, by=school.officer(Role.DESK)), "2026-06-29 09:00")
    found = form(school, JUNE)
    assert figures(found.total) == {RECEIVED: 3, ON_PAPER: 3, SETTLED: 3, EARLY: 1, ON_DAY: 1, LATE: 1}
    told = "\n".join(notes(found))
    assert "1 hồ sơ từ chối giải quyết sau thẩm định" in told
    assert "1 hồ sơ dừng thực hiện theo đề nghị" in told
    assert "1 hồ sơ đóng do không bổ sung" in told
    assert "Cột (9) gồm 1 hồ sơ kết thúc khi không có hạn nào đang chạy" in told


def test_what_was_not_received_stands_outside_the_table(school: AnOffice):
    online = c.Registration(procedure="2.002854", owner=c.Party(name="Lò Văn Sơn"), channel=Channel.ONLINE)
    refused, pending = school.app.engine.new_id(), school.app.engine.new_id()
    for dossier in (refused, pending):
        school.do(c.Submit(dossier=dossier, by=school.officer(Role.APPLICANT), registration=online), "2026-06-01 20:00")
    refusal = c.Refuse(dossier=refused, by=school.officer(Role.DESK), reason="Không thuộc thẩm quyền")
    school.do(refusal, "2026-06-02 08:00")
    found = form(school, JUNE)
    assert not figures(found.total)
    assert found.remarks == {Remark.NOT_RECEIVED: 1, Remark.NOT_YET_RECEIVED: 1}


def test_nothing_released_gives_no_share_instead_of_a_hundred_per_cent(school: AnOffice):
    school.accept("2026-06-01 09:00")
    total = form(school, JUNE).total
    assert total.on_time_share is None and share_words(total.on_time_share) == "–"
    empty = form(school, period("calendar_month:2025-3"))
    assert not empty.rows and not figures(empty.total) and empty.total.on_time_share is None


def test_three_of_four_in_time_is_a_share_in_vietnamese_figures(school: AnOffice):
    for released in ("2026-06-05 16:00", "2026-06-08 07:45", "2026-06-09 07:31"):
        finish(school, school.accept("2026-06-01 09:00").dossier_id, released)
    assert share_words(form(school, JUNE).total.on_time_share) == "66,7 %"


def test_an_apology_moves_lateness_only_where_the_report_is_asked_to(school: AnOffice):
    dossier = school.accept("2026-06-01 09:00").dossier_id
    sweep(school, dossier, "2026-06-09 07:31")
    apology = c.IssueApology(
        dossier=dossier,
        by=school.officer(Role.APPROVER),
        new_appointment=hanoi("2026-06-15 17:00"),
        reason="Chờ xác minh",
    )
    school.do(apology, "2026-06-09 09:00")
    finish(school, dossier, "2026-06-12 10:00")
    assert form(school, JUNE).total[LATE] == 1
    kinder = form(school, JUNE, basis=LateBasis.RESCHEDULED)
    assert kinder.total[EARLY] == 1 and "so với ngày hẹn lại" in "\n".join(notes(kinder))


def test_a_dossier_without_a_running_deadline_is_neither_late_nor_early(school: AnOffice):
    """Its first phase counts from a document that nobody entered yet."""
    school.accept("2026-03-02 09:00", procedure=NATIONAL_STANDARD)
    refused = school.accept("2026-03-02 09:30", procedure=NATIONAL_STANDARD).dossier_id
    school.do(c.Refuse(dossier=refused, by=school.officer(Role.APPROVER), reason="Chưa đạt"), "2026-03-10 09:00")
    found = form(school, period("calendar_month:2026-3"))
    assert figures(found.total) == {RECEIVED: 2, ON_PAPER: 2, SETTLED: 1, ON_DAY: 1, OPEN: 1, WITHIN: 1}
    assert found.remarks == {Remark.REFUSED: 1, Remark.WITHOUT_DATE: 1}


def test_a_school_that_applies_the_rules_by_itself_has_its_own_form_and_stays_out_of_the_communes(app: App):
    commune = AnOffice(app, "commune", code="H99.58")
    school = AnOffice(app, "school", code="H99.58.04", parent="commune")
    province = AnOffice(app, "province", code="H99")
    with app.transaction() as session:
        unit = offices.unit(session, "school")
        assert unit is not None
        own = offices.Unit(
            id="school",
            code=unit.code,
            name=unit.name,
            parent="commune",
            valid_from=unit.valid_from,
            voluntary=True,
            decision="Quyết định số 18/QĐ-THTHCSSN",
        )
        offices.put_unit(session, own, by="admin", at=hanoi("2025-07-01 07:30"))
    school.accept("2026-06-01 09:00")
    commune.accept("2026-06-01 09:00", procedure="1.012969")
    commune.accept("2026-06-01 09:30", procedure=CERTIFICATE, competent_unit="province")
    official, own_form = form(commune, JUNE), form(school, JUNE)
    assert official.total[RECEIVED] == 1
    assert official.remarks == {Remark.OF_VOLUNTARY: 1, Remark.OF_OTHERS: 1}
    assert own_form.total[RECEIVED] == 1 and own_form.receiver_name == "Đơn vị commune"
    assert "Quyết định số 18/QĐ-THTHCSSN" in "\n".join(notes(own_form))
    assert form(province, JUNE, rows_by=RowsBy.UNIT).total[RECEIVED] == 1


def test_two_offices_never_see_each_other(app: App):
    ours, theirs = AnOffice(app, "ours", code="H98"), AnOffice(app, "theirs", code="H97")
    theirs.accept("2026-06-01 09:00")
    found = form(ours, JUNE)
    assert not found.rows and not found.remarks
    with app.read() as session:
        book = register.book(session, "ours", JUNE, at=hanoi("2026-06-30 17:00"))
        assert not list(register.lines(app.engine, session, book))


def test_every_figure_has_exactly_its_dossiers_behind_it(school: AnOffice):
    for number, released in enumerate(("2026-06-05 16:00", "2026-06-08 07:45", "", "2026-06-09 07:31", "")):
        procedure = CERTIFICATE if number % 2 else "2.002854"
        dossier = school.accept("2026-06-01 09:00", procedure=procedure).dossier_id
        if released:
            finish(school, dossier, released)
    asked = Asked(unit="school", period=JUNE, at=hanoi("2026-06-30 17:00"))
    with school.app.read() as session:
        found = making.form06a(session, asked)
        for row in (*found.rows, found.total):
            for column in COLUMNS:
                counted = making.counted_dossiers(session, asked)
                listed = list(behind(counted, rows_by=asked.rows_by, key=row.key, column=column))
                assert len(listed) == row[column]


def test_a_unit_that_is_not_there_is_refused(school: AnOffice):
    with pytest.raises(NoSuchUnit):
        form(school, JUNE, unit="nowhere")


def test_a_form_that_contradicts_itself_is_never_shown():
    broken = Row(key="x", name="Lĩnh vực", figures=dict.fromkeys(COLUMNS, 1))
    with pytest.raises(IdentityBroken):
        broken.check()
