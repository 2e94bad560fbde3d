"""How the database reads a year's form: in the order of an index, whatever it has learnt of the rows."""

from datetime import date

import pytest

from tests import random_year
from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.reports import counting, making
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import days
from tthc_engine.store.sql import Session

pytestmark = [pytest.mark.integration, pytest.mark.sqlite]

YEAR = days(date(2026, 6, 1), date(2027, 5, 31))


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A year in which nothing was opened again, of which SQLite keeps its statistics."""
    app = an_app(tmp_path_factory.mktemp("plan"))
    random_year.fill(AnOffice(app), 400, again=0)
    with app.transaction() as session:
        session.run("ANALYZE")
    return app


def asked(session: Session) -> list[str]:
    """The statements with which the year's form is counted, as the database was given them."""
    told: list[str] = []
    session._driver.set_trace_callback(told.append)
    making.form06a(session, Asked(unit="school", period=YEAR, at=hanoi("2027-09-01 08:00")))
    session._driver.set_trace_callback(None)
    return [one for one in told if "FROM fact" in one]


def test_no_part_of_the_year_s_form_reads_every_fact_or_sorts_them(learnt: App):
    with learnt.read() as session:
        statements = asked(session)
        plans = [" / ".join(row[3] for row in session.rows(f"EXPLAIN QUERY PLAN {one}")) for one in statements]
    assert len(plans) == 3, "what ended, what is in hand, what was opened again"
    for plan in plans:
        assert "SCAN fact" not in plan, plan
    again = next(plan for one, plan in zip(statements, plans, strict=True) if "reopened > 0" in one)
    assert " f USING INDEX ix_fact_reopened" in again, again
    settled = next(plan for one, plan in zip(statements, plans, strict=True) if "ended_year" in one)
    assert "USING COVERING INDEX ix_fact_settled" in settled, settled


def test_what_was_opened_again_costs_no_more_steps_than_there_are_such_dossiers(learnt: App):
    with learnt.read() as session:
        span = making.span_of(session, Asked(unit="school", period=YEAR, at=hanoi("2027-09-01 08:00")))
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 10
            return 0

        session._driver.set_progress_handler(step, 10)
        assert list(counting.reopened(session, span)) == []
        session._driver.set_progress_handler(None, 0)
    assert steps < 400, "nothing was opened again, and nothing but that is read"
