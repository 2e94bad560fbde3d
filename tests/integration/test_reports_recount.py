"""Form II.06a agrees, figure by figure, with a count made straight from the raw log by code that shares nothing."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from tests import random_year, recount, recount_more
from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.reports import made, making
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import COLUMNS, Form06a, RowsBy, check_carry_over
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import Period, days, kind

pytestmark = pytest.mark.integration

DOSSIERS = 5_000
AFTER = hanoi("2027-09-01 08:00")
ODD = (days(date(2026, 7, 4), date(2026, 7, 4)), days(date(2026, 6, 1), date(2027, 3, 9)))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = an_app(tmp_path_factory.mktemp("year"))
    random_year.fill(AnOffice(app), DOSSIERS)
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


def test_the_other_reports_of_a_random_year_are_what_a_pencil_counts_from_the_raw_log(year: App, log: list):
    several = [kind("reporting_month").of(2026, 9), kind("quarter").of(2026, 4), *ODD]
    for span in several:
        known_at = recount.end_of(span.last_on)
        cards, sheets = recount.cards(log, known_at=known_at), recount_more.sheets(log, known_at=known_at)
        desk = recount_more.Desk(cards, sheets, "school", span.first_on, span.last_on, known_at)
        with year.read() as session:
            tables = {
                key: made.make(year.engine, session, Wanted(key=key, unit="school", period=span, at=AFTER))
                for key in recount_more.REPORTS
            }
        recount_more.agrees(desk, tables, span.label)
    assert min(desk.late().values()) > 5 and len(desk.late()) == 3, "both natures, and some without a reason"
    assert desk.answered()["explanation"] > desk.answered()["explanation met"] > 100
    assert desk.fees()["paid"] > 0 and desk.reuse()["reused"] > 100 and desk.papers()["whole"] > 100
