"""Form II.06a agrees, figure by figure, with a count made straight from the raw log by code that shares nothing."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise

import openpyxl
import pytest

from tests import random_voices, random_year, recount, recount_all
from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.reports import made, making, opened
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import COLUMNS, Form06a, RowsBy, check_carry_over
from tthc_engine.reports.made import NoSuchReport, Wanted
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import Period, days, kind
from tthc_engine.reports.table import Kind
from tthc_engine.web.routes.report_tables import written

pytestmark = pytest.mark.integration

DOSSIERS = 5_000
AFTER = hanoi("2027-09-01 08:00")
ODD = (days(date(2026, 7, 4), date(2026, 7, 4)), days(date(2026, 6, 1), date(2027, 3, 9)))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = an_app(tmp_path_factory.mktemp("year"))
    random_year.fill(AnOffice(app), DOSSIERS, listed=True)
    with app.transaction() as session:
        random_voices.speak(session, "school")
    yield app
    app.database.dispose()


@pytest.fixture(scope="module")
def log(year: App) -> list[tuple[str, str]]:
    with year.read() as session:
        return session.rows("SELECT dossier_id, payload FROM event ORDER BY position")


def spans() -> list[Period]:
    months = [kind("reporting_month").of(2026, month) for month in range(7, 13)]
    return [*months, kind("quarter").of(2026, 4), kind("calendar_month").of(2027, 1), kind("year").of(2027, 1), *ODD]


def form(app: App, span: Period, basis: LateBasis = LateBasis.ORIGINAL, rows_by: RowsBy = RowsBy.FIELD) -> Form06a:
    with app.read() as session:
        return making.form06a(session, Asked(unit="school", period=span, at=AFTER, basis=basis, rows_by=rows_by))


def test_every_period_of_a_random_year_is_what_a_pencil_counts_from_the_raw_log(year: App, log: list):
    for span in spans():
        known_at = recount.end_of(span.last_on)
        found = recount.cards(log, known_at=known_at)
        for basis in LateBasis:
            by_hand = recount.recount(
                found, ["school"], span.first_on, known_at, rescheduled=basis is LateBasis.RESCHEDULED
            )
            assert dict(form(year, span, basis).total.figures) == by_hand, (span.label, basis)
        assert by_hand[3] > 0


def test_each_month_begins_with_what_the_one_before_handed_over(year: App):
    for rows_by in RowsBy:
        months = [form(year, kind("reporting_month").of(2026, month), rows_by=rows_by) for month in range(7, 13)]
        for earlier, later in pairwise(months):
            check_carry_over(earlier, later)


def test_the_lists_behind_the_figures_of_a_random_year_are_as_long_as_the_figures(year: App):
    for span in (kind("quarter").of(2026, 4), ODD[1]):
        asked = Asked(unit="school", period=span, at=AFTER)
        with year.read() as session:
            listed = list(making.counted_dossiers(session, asked))
            made = making.form06a(session, asked)
        for column in COLUMNS:
            assert sum(column in one.columns for one in listed) == made.total[column]
        for remark, times in made.remarks.items():
            assert sum(remark in one.remarks for one in listed) == times


def test_every_other_report_of_a_random_year_is_what_a_pencil_counts_from_the_raw_log(year: App, log: list):
    with year.read() as session:
        for span in (kind("reporting_month").of(2026, 9), kind("quarter").of(2026, 4), *ODD):
            seen = recount_all.compare(year, session, log, ["school"], span, at=AFTER)
    (desk, voices, score), *_ = seen.values()
    assert min(desk.late().values()) > 5 and len(desk.late()) == 3, "both natures, and some without a reason"
    assert desk.answered()["explanation"] > desk.answered()["explanation met"] > 100
    assert desk.fees()["paid"] > 0 and desk.reuse()["reused"] > 100 and desk.papers()["whole"] > 100
    assert voices.due > voices.in_time > 10 and voices.rated > voices.satisfied > 5 and voices.upheld
    assert len(voices.sheets_of) == 3 and min(one.total() for one in voices.sheets_of.values()) < 5
    assert len(score.officers()) == 3 and 0 < score.agency()["2"] < 2
    assert all(0 < part < whole for key, (part, whole) in score.indicators().items() if key not in ("3.1", "5.2"))
    assert any(len(one.handed) > 1 for one in score.mine), "some results were corrected and handed over again"


def test_every_figure_of_scores_and_voices_opens_as_many_as_it_says(year: App):
    looked = 0
    for key in ("evaluation", "officers", "service_index", "feedback", "satisfaction"):
        wanted = Wanted(key=key, unit="school", period=kind("quarter").of(2026, 4), at=AFTER)
        with year.read() as session:
            table = made.make(year.engine, session, wanted)
            for line in (*table.lines, *([table.total] if table.total and table.total.key == "" else [])):
                for column, value in zip(table.columns, line.values, strict=True):
                    if column.opens and value:
                        behind = opened.opened(year.engine, session, wanted, line=line.key, column=column.key)
                        assert len(behind.lines) == value, (key, line.key, column.key)
                        looked += 1
    assert looked > 60


def test_the_sheet_of_each_report_adds_up_to_its_total_when_a_spreadsheet_counts_it_again(year: App):
    looked = 0
    for key in ("evaluation", "officers", "service_index", "feedback", "satisfaction", "channels"):
        wanted = Wanted(key=key, unit="school", period=ODD[1], at=AFTER)
        with year.read() as session:
            table = made.make(year.engine, session, wanted)
        sheet = openpyxl.load_workbook(BytesIO(written(table, "xlsx", mark=""))).active
        kept = openpyxl.load_workbook(BytesIO(written(table, "xlsx", mark="")), data_only=True).active
        for cell in (one for row in sheet.iter_rows() for one in row if str(one.value).startswith("=")):
            if "IF" not in cell.value:
                asked = re.findall(r"([A-Z]+)(\d+)(?::[A-Z]+(\d+))?", cell.value)
                values = [kept[f"{c}{row}"].value for c, a, b in asked for row in range(int(a), int(b or a) + 1)]
                counted = sum(one for one in values if isinstance(one, int | float))
                assert abs(counted - kept[cell.coordinate].value) < 1e-6, (key, cell.coordinate, cell.value)
                looked += 1
    assert looked > 25


def test_few_sheets_of_one_officer_open_nothing_and_no_list_of_sheets_tells_a_day(year: App):
    wanted = Wanted(key="satisfaction", unit="school", period=ODD[1], at=AFTER)
    with year.read() as session:
        with pytest.raises(NoSuchReport):
            opened.opened(year.engine, session, wanted, line="school/school.seldom", column="sheets")
        shown = opened.opened(year.engine, session, wanted, line="school", column="sheets")
    assert not {Kind.DAY, Kind.INSTANT} & {column.kind for column in shown.columns}
    said = [line.values[1:] for line in shown.lines]
    order = {verdict: at for at, verdict in enumerate(sorted({one[0] for one in said}))}
    assert said == sorted(said, key=lambda one: order[one[0]]), "by what they say, not in the order of the days"
