"""The reports besides II.06a: counted, listed, scored, printed in five forms, closed with their hash and corrected."""

import csv
import io
import json
import subprocess
import tracemalloc
from collections.abc import Iterator
from datetime import date
from itertools import count

import docx
import openpyxl
import pytest

from tests import random_year
from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_reports import ask_for_papers, finish
from tthc_engine.bootstrap import App
from tthc_engine.cli.report_tables import written
from tthc_engine.domain import commands as c
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Role
from tthc_engine.exchange.logs import commas, source
from tthc_engine.reports import closing, crossing, evaluation, indicators, made, opened, service_index
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.form06a import RowsBy
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.periods import Period, days, period
from tthc_engine.reports.table import Kind, Table, words_of
from tthc_engine.store.people import EVERYTHING

pytestmark = pytest.mark.integration

JUNE = period("calendar_month:2026-6")
AFTER = hanoi("2026-12-31 17:00")
NUMBERS = count()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made_app = an_app(tmp_path_factory.mktemp("office"))
    yield made_app
    made_app.database.dispose()


@pytest.fixture
def school(app: App) -> AnOffice:
    """An office of the test's own in the one database."""
    number = next(NUMBERS)
    return AnOffice(app, f"o{number}", code=f"H{number:02d}.58.04")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    filled = an_app(tmp_path_factory.mktemp("year"))
    random_year.fill(AnOffice(filled), 1_000, listed=True)
    yield filled
    filled.database.dispose()


def report(office: AnOffice, key: str, span: Period = JUNE, *, rows_by: RowsBy = RowsBy.PROCEDURE) -> Table:
    wanted = Wanted(key=key, unit=office.unit, period=span, at=AFTER, rows_by=rows_by)
    with office.app.read() as session:
        return made.make(office.app.engine, session, wanted)


def facts(office: AnOffice, span: Period = JUNE) -> tuple[crossing.Look, list[Fact]]:
    with office.app.read() as session:
        look = made.look_of(session, Wanted(key="late", unit=office.unit, period=span, at=AFTER))
        return look, list(crossing.facts(session, look))


def value(table: Table, line: str, column: str) -> object:
    place = next(at for at, one in enumerate(table.columns) if one.key == column)
    lines = [*table.lines, *([table.total] if table.total else [])]
    return next(one.values[place] for one in lines if line in (one.key, one.values[0]))


def test_a_share_of_nothing_is_a_dash_and_never_all(school: AnOffice):
    school.accept("2026-06-01 09:00")
    table = report(school, "timeliness")
    assert value(table, "", "late_share") is None
    assert words_of(None, Kind.SHARE) == "–"
    sheet = openpyxl.load_workbook(io.BytesIO(written(table, "xlsx", mark="")), data_only=False).active
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=IF(")]
    assert any('"–"' in one for one in formulas)


def test_the_late_list_is_columns_ten_and_thirteen_and_tells_the_reason_apart(school: AnOffice):
    late = school.accept("2026-06-01 09:00").dossier_id
    finish(school, late, "2026-06-10 09:00")
    by = school.officer(Role.HANDLER)
    school.do(c.Explain(dossier=late, by=by, reason_code="R06", reason="Hồ sơ nhiều"), "2026-06-10 10:00")
    school.accept("2026-06-20 09:00")
    finish(school, school.accept("2026-06-02 09:00").dossier_id, "2026-06-05 09:00")
    table, form = report(school, "late"), report(school, "ii06a")
    assert len(table.lines) == value(form, "", "10") + value(form, "", "13") == 2
    (line,) = [one for one in table.lines if one.key == late]
    assert (line.values[8], line.values[6]) == ("Chủ quan", 60 * 7 + 30 + 90)
    assert "1 do nguyên nhân chủ quan, 0 do nguyên nhân khách quan, 1 chưa có giải trình" in table.notes[0]


def test_who_explained_and_apologised_and_how_late_in_working_time(school: AnOffice):
    """Due on Monday 08/06 at 17:00: the apology was owed by Friday 17:00, the explanation by Wednesday 17:00."""
    late = school.accept("2026-06-01 09:00").dossier_id
    finish(school, late, "2026-06-10 09:00")
    by = school.officer(Role.HANDLER)
    school.do(c.Explain(dossier=late, by=by, reason_code="R06", reason="Hồ sơ nhiều"), "2026-06-11 08:00")
    school.do(c.ApproveExplanation(dossier=late, by=school.officer(Role.APPROVER)), "2026-06-11 08:30")
    rows = {one.values[3]: one.values for one in report(school, "answered_for").lines}
    assert rows["Giải trình"][4:] == (
        f"Người {by.person}",
        hanoi("2026-06-10 17:00"),
        hanoi("2026-06-11 08:30"),
        60,
        "Chậm",
    )
    assert rows["Xin lỗi"][6] is None
    assert rows["Xin lỗi"][8] == "Chưa thực hiện"


def test_the_lists_of_a_day_hold_what_came_and_what_went(school: AnOffice):
    first, second = (school.accept(f"2026-06-0{day} 09:00").dossier_id for day in (1, 2))
    finish(school, first, "2026-06-04 09:00")
    desk = school.officer(Role.DESK)
    school.do(c.ReturnResult(dossier=first, by=desk, received_by="Lường Văn Hoà"), "2026-06-05 08:00")
    second_of_june = days(date(2026, 6, 2), date(2026, 6, 2))
    assert [one.key for one in report(school, "intake", second_of_june).lines] == [second]
    fourth = report(school, "returns", days(date(2026, 6, 4), date(2026, 6, 4)))
    assert [(one.key, one.values[7]) for one in fourth.lines] == [(first, None)], "what was known on the fourth"
    fifth = report(school, "returns", days(date(2026, 6, 5), date(2026, 6, 5)))
    assert [one.values[7] for one in fifth.lines] == [hanoi("2026-06-05 08:00")]


def test_every_figure_opens_as_many_dossiers_as_it_says(year: App):
    span = period("quarter:2026-4")
    looked = 0
    for key in ("ii06a", "timeliness", "channels", "papers"):
        wanted = Wanted(key=key, unit="school", period=span, at=hanoi("2027-09-01 08:00"))
        with year.read() as session:
            table = made.make(year.engine, session, wanted)
            for column, total in zip(table.columns, table.total.values, strict=True):
                if column.opens and column.key not in ("papers", "electronic"):
                    behind = opened.opened(year.engine, session, wanted, line="", column=column.key)
                    assert len(behind.lines) == total, (key, column.key)
                    looked += 1
    assert looked > 25


def test_the_same_report_in_five_forms_says_the_same(school: AnOffice):
    finish(school, school.accept("2026-06-01 09:00").dossier_id, "2026-06-10 09:00")
    table = report(school, "ii06a", rows_by=RowsBy.FIELD)
    rows = list(csv.reader(io.StringIO(written(table, "csv", mark="").decode("utf-8-sig"))))
    assert [int(one) for one in rows[-1][2:]] == list(table.total.values[2:])
    sheet = openpyxl.load_workbook(io.BytesIO(written(table, "xlsx", mark="")), data_only=True).active
    assert any(row[1].value == "Tổng số" for row in sheet.iter_rows(max_col=2))
    word = docx.Document(io.BytesIO(written(table, "docx", mark="DỮ LIỆU MINH HỌA")))
    cells = [cell.text for cell in word.tables[1].rows[-1].cells]
    assert cells[1:] == [words_of(one, Kind.COUNT) for one in table.total.values[1:]]
    assert "DỮ LIỆU MINH HỌA" in word.sections[0].footer.paragraphs[0].text
    pdf = written(table, "pdf", mark="")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert "Biểu số II.06a/VPCP/KSTT" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert pdf == written(table, "pdf", mark=""), "the same report gives the same bytes"


def test_a_closed_period_is_frozen_and_what_is_mended_is_a_correction_with_its_reason(school: AnOffice):
    school.accept("2026-06-01 09:00")
    wanted = Wanted(key="service_index", unit=school.unit, period=JUNE, at=AFTER)

    def close(reason: str = "", at: str = "2026-12-31 17:00") -> closing.Closed:
        now = Wanted(key=wanted.key, unit=school.unit, period=JUNE, at=hanoi(at))
        with school.app.transaction() as session:
            table = made.make(school.app.engine, session, now)
            return closing.close(session, now, table, by="o.director", reason=reason)

    with pytest.raises(closing.ClosingRefused, match="period_runs"):
        close(at="2026-06-30 23:59")
    first = close()
    with pytest.raises(closing.ClosingRefused, match="correction_reason"):
        close()
    with pytest.raises(closing.ClosingRefused, match="nothing_differs"):
        close("Nhập thiếu")
    with school.app.transaction() as session:
        entry = indicators.Entry(indicator="766.1.1", part=3, whole=4, source="Sổ công bố", at=AFTER, by="o.clerk")
        indicators.enter(session, school.unit, JUNE.written, entry)
        table = made.make(school.app.engine, session, wanted)
        assert any("1.1" in one or "công bố" in one for one in closing.differences(first, wanted, table))
    second = close("Bổ sung số liệu công bố")
    assert (second.number, second.previous, second.sound) == (2, first.sha256, True)
    with school.app.read() as session:
        kept = closing.closed(session, school.unit, wanted.key, JUNE.written)
    assert [one.said for one in kept] == [first.said, second.said], "the first stays as it was sent up"
    with school.app.transaction() as session:
        session.run("UPDATE closed_report SET content = replace(content, ' 75', ' 76') WHERE unit = ?", (school.unit,))
        session.run("UPDATE closed_report SET reason = 'khác' WHERE unit = ? AND number = 2", (school.unit,))
        found = closing.everything(session, school.unit)
    assert not found[-1].sound, "altered outside the system"


def test_what_is_recorded_after_a_closed_period_leaves_its_report_as_it_was(school: AnOffice):
    dossier = school.accept("2026-06-29 09:00").dossier_id
    before = report(school, "ii06a")
    finish(school, dossier, "2026-07-20 09:00")
    assert report(school, "ii06a") == before


def test_what_happens_after_the_end_neither_counts_twice_nor_shows_before_its_time(school: AnOffice):
    dossier = school.accept("2026-06-01 09:00").dossier_id
    finish(school, dossier, "2026-06-04 09:00")
    desk, approver = school.officer(Role.DESK), school.officer(Role.HANDLER)
    school.do(c.ReturnResult(dossier=dossier, by=desk, received_by="Lường Văn Hoà"), "2026-06-05 08:00")
    school.do(c.CorrectResult(dossier=dossier, by=approver, reason="Sai ngày sinh"), "2026-06-08 08:00")
    form = report(school, "ii06a")
    assert [value(form, "", column) for column in ("3", "7", "8", "11")] == [1, 1, 1, 0]
    with school.app.read() as session:
        rows = session.rows("SELECT known_until FROM fact WHERE dossier_id = ? AND ended_on IS NOT NULL", (dossier,))
    assert len(rows) == 1, "one row for one end"


def test_an_index_without_data_scores_nothing_and_is_named(school: AnOffice):
    finish(school, school.accept("2026-06-01 09:00").dossier_id, "2026-06-03 09:00")
    table = report(school, "service_index")
    assert value(table, "5.4", "points") is None
    assert value(table, "2.1", "points") == 20
    known = sum(one.values[5] or 0 for one in table.lines if "." in str(one.values[0]))
    assert value(table, "", "points") == pytest.approx(known)
    assert known < 50
    assert "chưa xếp loại" in " ".join(table.notes)


def test_an_entered_figure_replaces_the_computed_one_and_shows_both(school: AnOffice):
    finish(school, school.accept("2026-06-01 09:00").dossier_id, "2026-06-03 09:00")
    with school.app.transaction() as session:
        for part, source_words in ((1, "Nhầm"), (8, "Cổng DVCQG, 02/07/2026")):
            entry = indicators.Entry(indicator="766.2.1", part=part, whole=10, source=source_words, at=AFTER, by="x")
            indicators.enter(session, school.unit, JUNE.written, entry)
    table = report(school, "service_index")
    assert value(table, "2.1", "points") == pytest.approx(16)
    assert value(table, "2.1", "basis") == "Nhập tay, nguồn: Cổng DVCQG, 02/07/2026 (tính từ nhật ký: 100,0 %)"


def test_the_index_subtracts_the_wait_for_a_supplement_and_counts_a_second_request_as_overdue(school: AnOffice):
    """CL-6. Received on 01/06, asked on 02/06, brought on 09/06, settled on 10/06: the wait was the parent's."""
    one = school.accept("2026-06-01 09:00").dossier_id
    ask_for_papers(school, one, "2026-06-02 09:00")
    school.do(c.ReceiveSupplement(dossier=one, by=school.officer(Role.DESK)), "2026-06-09 09:00")
    finish(school, one, "2026-06-10 09:00")
    look, found = facts(school)
    assert service_index.in_time(found[0], look) is True
    day = 7 * 60 + 30
    assert service_index.average_minutes(look, found) == 2 * day
    supervisor = school.officer(Role.SUPERVISOR)
    two = school.accept("2026-06-01 09:00").dossier_id
    ask_for_papers(school, two, "2026-06-02 09:00")
    school.do(c.ReceiveSupplement(dossier=two, by=school.officer(Role.DESK)), "2026-06-03 09:00")
    school.do(c.Override(dossier=two, by=supervisor, reason="Giấy tờ mâu thuẫn"), "2026-06-04 08:00")
    ask_for_papers(school, two, "2026-06-04 09:00")
    school.do(c.ReceiveSupplement(dossier=two, by=school.officer(Role.DESK)), "2026-06-05 09:00")
    finish(school, two, "2026-06-08 09:00")
    look, found = facts(school)
    assert [service_index.in_time(one, look) for one in found if one.dossier == two] == [False]


def test_what_waits_for_its_supplement_ended_when_that_was_asked_for_whatever_is_scanned_meanwhile(school: AnOffice):
    """CL-6. Due on 08/06, asked on 03/06; the desk scans a paper on 15/06, when a fact row begins anew."""
    one = school.accept("2026-06-01 09:00").dossier_id
    ask_for_papers(school, one, "2026-06-03 09:00")
    with school.app.read() as session:
        _, rules = school.app.engine.dossier(session, one)
    component = next(each.key for each in rules.procedure.components)
    scan = {"component": component, "sha256": "ab" * 32, "size": 9, "media": "application/pdf"}
    school.do(c.AttachScan(dossier=one, by=school.officer(Role.DESK), **scan), "2026-06-15 09:00")
    look, found = facts(school)
    assert [each.waiting_since for each in found] == [hanoi("2026-06-03 09:00")]
    assert [service_index.in_time(each, look) for each in found] == [True]


def test_the_nine_indices_leave_out_what_nobody_knows_and_round_as_the_circular_says(school: AnOffice):
    """EV-1. One early, one on the day, one late: 3 points over three dossiers."""
    for released in ("2026-06-04 09:00", "2026-06-08 09:00", "2026-06-10 09:00"):
        finish(school, school.accept("2026-06-01 09:00").dossier_id, released)
    table = report(school, "evaluation")
    assert value(table, "1", "points") == 1.0
    assert value(table, "3", "points") == 2.0
    assert [value(table, key, "points") for key in ("5", "6", "7", "8")] == [None] * 4
    assert "chưa xếp loại" in " ".join(table.notes)
    assert evaluation.rounded(1.25) == 1.3
    bands = indicators.evaluation().agency_bands
    assert [indicators.band(bands, points) for points in (15, 14.9, 12, 5.9)] == ["Xuất sắc", "Tốt", "Tốt", "Yếu"]
    with school.app.transaction() as session:
        for key, points in (("5", 2), ("6", 2), ("8", 2), ("7", 0)):
            entry = indicators.Entry(indicator=f"tt01.{key}", part=points, whole=0, source="Biên bản", at=AFTER, by="x")
            indicators.enter(session, school.unit, JUNE.written, entry)
    whole = report(school, "evaluation")
    assert value(whole, "7", "points") == 1.0
    assert "Xếp loại:" in " ".join(whole.notes)
    (officer,) = report(school, "officers").lines
    assert officer.values[2:4] == (3, 1.0)


def test_closing_two_hundred_stale_dossiers_does_not_move_the_published_time(school: AnOffice):
    """peers.md, case 38. The dossiers waited for months; nobody handled them."""
    for day in (1, 2, 3):
        finish(school, school.accept(f"2026-06-0{day} 09:00").dossier_id, f"2026-06-0{day + 2} 09:00")
    look, found = facts(school)
    before = service_index.average_minutes(look, found)
    pattern = found[0]
    stale = [
        Fact(
            **{name: getattr(pattern, name) for name in Fact.__dataclass_fields__}
            | {
                "dossier": f"stale-{number}",
                "outcome": Outcome.CLOSED_UNANSWERED,
                "worked_minutes": 50_000,
            }
        )
        for number in range(200)
    ]
    assert service_index.average_minutes(look, [*found, *stale]) == before
    closed = school.accept("2026-06-01 09:00").dossier_id
    ask_for_papers(school, closed, "2026-06-02 09:00")
    school.do(c.CloseUnanswered(dossier=closed, by=school.officer(Role.DESK)), "2026-06-29 09:00")
    assert service_index.average_minutes(*facts(school)) == before


class _Nowhere(io.RawIOBase):
    """Counts what is written and keeps nothing."""

    def __init__(self) -> None:
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.length += len(data)  # type: ignore[arg-type]
        return len(data)  # type: ignore[arg-type]


def test_an_export_of_many_dossiers_takes_no_more_memory_than_one_of_few(year: App):
    """peers.md, case 39: the export is a stream; 24,000 dossiers cost what two batches cost."""

    def peak(most: int) -> tuple[int, int]:
        out = _Nowhere()
        with year.read() as session:
            told = source.told(session, year.engine.rulebook.declarations, EVERYTHING)
            few = (one for _, one in zip(range(most), told, strict=False))
            tracemalloc.start()
            commas.write_events(few, out)  # type: ignore[arg-type]
            taken = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return taken, out.length

    (small, short), (large, long) = peak(250), peak(1_000)
    assert long > 3.5 * short
    assert large < 1.3 * small


def test_the_command_line_makes_opens_and_closes_a_report(school: AnOffice, monkeypatch: pytest.MonkeyPatch, capsys):
    from tthc_engine import bootstrap
    from tthc_engine.cli import report_tables

    school.accept("2026-06-01 09:00")
    monkeypatch.setattr(bootstrap, "app", lambda: school.app)
    span = "2026-06-01..2026-06-30"
    report_tables.make("channels", unit=school.unit, period=span, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["total"][2:6] == [1, 1, 0, 0]
    report_tables.behind("channels", "direct", unit=school.unit, period=span, as_json=True)
    assert len(json.loads(capsys.readouterr().out)["lines"]) == 1
    report_tables.close("channels", by="o.director", unit=school.unit, period=span)
    assert capsys.readouterr().out.startswith("channels 2026-06-01..2026-06-30 1 ")
    report_tables.closed(unit=school.unit)
    assert capsys.readouterr().out.startswith("ok ")
