"""The register, a book a year, and the periods that reports cover: what was written then, and nothing later."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_reports import JUNE, ask_for_papers, finish, form
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import closing, facts, histories, made, making, periods, register
from tthc_engine.reports.form06a import ON_DAY, RECEIVED
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.making import Asked
from tthc_engine.reports.official import register_cells
from tthc_engine.reports.periods import NoSuchPeriod, period
from tthc_engine.store import facts as fact_rows
from tthc_engine.store import log

pytestmark = pytest.mark.integration

WRITTEN = {3: "5cb85a2527ae2259", 4: "009e41d91b05d236"}
"""What the fact rows of one small life say, by the version that wrote them."""


@pytest.fixture
def school(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


@pytest.mark.parametrize("leap", [False, True])
def test_february_asked_for_on_the_last_of_january_ends_in_february(leap: bool):
    year = 2028 if leap else 2026
    asked_on = date(year, 1, 31)
    january = periods.kind("calendar_month").holding(asked_on)
    february = periods.kind("calendar_month").of(year, january.number + 1)
    assert february.first_on == date(year, 2, 1)
    assert february.last_on == date(year, 2, 29 if leap else 28)
    assert periods.before(periods.kind("calendar_month").of(year, 3)) == february


def test_a_result_at_half_past_noon_is_after_noon(school: AnOffice):
    """A twelve-hour clock once read 12:30 as 00:30, the day before in effect."""
    dossier = school.accept("2026-06-01 12:30").dossier_id
    finish(school, dossier, "2026-06-08 12:30")
    with school.app.read() as session:
        book = register.book(session, "school", JUNE, at=hanoi("2026-06-30 17:00"))
        (line,) = register.lines(school.app.engine, session, book)
    assert line.received_at == hanoi("2026-06-01 12:30") and line.settled_at == hanoi("2026-06-08 12:30")
    assert form(school, JUNE).total[ON_DAY] == 1


def test_dossiers_are_read_in_batches_and_the_batch_changes_nothing(school: AnOffice, monkeypatch: pytest.MonkeyPatch):
    for minute in range(7):
        school.accept(f"2026-06-01 09:0{minute}")
    asked = Asked(unit="school", period=JUNE, at=hanoi("2026-06-30 17:00"))
    with school.app.read() as session:
        whole = list(making.counted_dossiers(session, asked))
        monkeypatch.setattr(histories, "BATCH", 2)
        monkeypatch.setattr(facts, "BATCH", 2)
        assert list(making.counted_dossiers(session, asked)) == whole
        assert len(whole) == 7
    with school.app.read() as session:
        book = register.book(session, "school", JUNE, at=hanoi("2026-06-30 17:00"))
        assert [line.number for line in register.lines(school.app.engine, session, book)] == [1, 2, 3, 4, 5, 6, 7]


def test_the_register_opens_a_new_book_each_year_and_numbers_go_on_within_it(school: AnOffice):
    for wall in ("2026-05-11 09:00", "2026-06-01 09:00", "2026-06-02 09:00"):
        school.accept(wall)
    returned = school.accept("2026-06-03 09:00").dossier_id
    finish(school, returned, "2026-06-05 16:00")
    school.do(
        c.ReturnResult(dossier=returned, by=school.officer(Role.DESK), received_by="Lường Văn Hoà"), "2026-06-05 16:30"
    )
    school.accept("2027-01-04 09:00")

    def book(span: str) -> list[register.Line]:
        with school.app.read() as session:
            pages = register.book(session, "school", period(span), at=hanoi("2027-01-05 17:00"))
            return list(register.lines(school.app.engine, session, pages))

    june = book("calendar_month:2026-6")
    assert [line.number for line in june] == [2, 3, 4]
    assert (june[-1].received_by, june[-1].returned_at) == ("Lường Văn Hoà", hanoi("2026-06-05 16:30"))
    assert june[0].applicant == "Lường Bảo Ngọc" and june[0].submitter == "Lường Văn Hoà"
    assert june[0].contact == "Bản Suối Ngần; 0123 045 678"
    assert june[0].appointment == hanoi("2026-06-08 17:00")
    assert [line.number for line in book("calendar_year:2027")] == [1]


def test_a_page_of_the_register_shows_what_was_written_then(school: AnOffice):
    dossier = school.accept("2026-06-29 09:00").dossier_id
    finish(school, dossier, "2026-07-01 16:00")
    with school.app.read() as session:
        pages = register.book(session, "school", JUNE, at=hanoi("2026-12-31 17:00"))
        (line,) = register.lines(school.app.engine, session, pages)
    assert line.settled_at is None and line.outcome is None


def test_purged_names_leave_the_register_and_its_figures_alone(school: AnOffice):
    purged = school.accept("2026-06-01 09:00").dossier_id
    school.accept("2026-06-01 09:30")
    with school.app.transaction() as session:
        log.purge_personal(session, purged)
    with school.app.read() as session:
        book = register.book(session, "school", JUNE, at=hanoi("2026-06-30 17:00"))
        first, second = register.lines(school.app.engine, session, book)
    assert first.applicant == "" and register_cells(first)[4] == "(đã xóa dữ liệu cá nhân)"
    assert (first.number, second.number, second.applicant) == (1, 2, "Lường Bảo Ngọc")
    assert form(school, JUNE).total[RECEIVED] == 2


@pytest.mark.parametrize(
    "written",
    ["quarter:2026-5", "month:2026-1", "quarter:2026", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "x"],
)
def test_what_is_no_period_is_refused(written: str):
    with pytest.raises(NoSuchPeriod):
        period(written)


@pytest.mark.parametrize("number", range(1, 5))
def test_reporting_quarters_follow_each_other_without_gap_or_overlap(number: int):
    this = periods.kind("quarter").of(2026, number)
    previous = periods.before(this)
    assert (this.first_on - previous.last_on).days == 1
    assert period(this.written) == this
    assert (this.first_on.day, this.last_on.day) == (15, 14)


def test_whoever_changes_what_a_fact_row_says_raises_its_version(school: AnOffice):
    """Else an office that upgrades keeps old rows beside new ones, and nobody tells it to rebuild."""
    one = school.accept("2026-06-01 09:00", dossier="one").dossier_id
    ask_for_papers(school, one, "2026-06-02 09:00")
    school.do(c.ReceiveSupplement(dossier=one, by=school.officer(Role.DESK)), "2026-06-03 09:00")
    finish(school, one, "2026-06-12 09:00")
    with school.app.read() as session:
        columns = ", ".join(name for name in fact_rows.fact_row(*school.app.engine.dossier(session, one), one))
        rows = session.rows(f"SELECT known_from, {columns} FROM fact ORDER BY known_from")
    # PostgreSQL has truth values where SQLite has numbers.
    plain = [[int(one) if isinstance(one, bool) else one for one in row] for row in rows]
    said = hashlib.sha256(repr((columns, plain)).encode()).hexdigest()[:16]
    assert (fact_rows.VERSION, said) == (max(WRITTEN), WRITTEN[max(WRITTEN)])


def test_the_register_is_a_report_like_the_others_and_its_closed_copy_names_nobody(school: AnOffice):
    for wall in ("2026-05-11 09:00", "2026-06-01 09:00", "2026-12-30 09:00"):
        school.accept(wall)
    school.accept("2027-01-04 09:00")
    at = hanoi("2027-07-01 08:00")
    june = Wanted(key="register", unit="school", period=JUNE, at=at)
    across = Wanted(key="register", unit="school", period=period("2026-12-15..2027-01-31"), at=at)
    with school.app.transaction() as session:
        table = made.make(school.app.engine, session, june)
        assert [(line.values[0], line.values[4]) for line in table.lines] == [(2, "Lường Bảo Ngọc")]
        # Two books meet in the new year: numbers begin again.
        both = made.make(school.app.engine, session, across)
        assert [line.values[0] for line in both.lines] == [3, 1]
        frozen = closing.close(session, june, table, by="school.director")
        assert "Lường" not in str(frozen.said) and frozen.said["lines"][0][4] == closing.WITHHELD
        assert closing.differences(frozen, june, made.make(school.app.engine, session, june)) == []
