"""Biểu đồ and Luồng xử lý: the pictures of a unit's period, each with its table beside it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.bootstrap import App
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import charts, crossing, made, official, work_flow
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.table import FIGURES, words_of
from tthc_engine.store import offices
from tthc_engine.store.sql import Session
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.pages import drawing
from tthc_engine.web.routes.reports import Chosen, chosen_of, filters
from tthc_engine.web.view import app_of, at_of, page

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*(OFFICERS - {Role.HANDLER})))]
UNREADABLE = 422
DAY_MINUTES = 480
"""Where no office tells its hours."""


@router.get("/bao-cao/bieu-do")
def pictures(request: Request, officer: Reader) -> Response:
    """Trend, how long it took, late by unit, ageing."""
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer)
        wanted = _wanted(request, chosen)
        look = made.look_of(session, wanted)
        facts = list(crossing.facts(session, look))
        day = _day_minutes(app, session, chosen.unit.id)
        shown = (
            charts.trend(session, wanted),
            charts.taken(look, facts, day_minutes=day),
            charts.late_by_unit(look, facts),
            charts.ageing(look, facts),
        )
    return page(
        request,
        "reports/charts.html",
        status=UNREADABLE if chosen.wrong else 200,
        **filters(request, chosen),
        charts=[(one, drawing.drawn(one)) for one in shown],
        known=official.known_words(wanted.asked.known_at),
    )


@router.get("/bao-cao/luong")
def flow(request: Request, officer: Reader) -> Response:
    """From step to step in working time, the applicant's waiting apart; per step, unit and officer."""
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer)
        wanted = _wanted(request, chosen)
        look = made.look_of(session, wanted)
        facts = list(crossing.facts(session, look))
        found = work_flow.flow(look, facts)
        names: dict[str, str] = dict(session.rows("SELECT id, name FROM person"))
    steps = {
        step.key: step.name
        for procedure in app.catalogue.procedures
        if procedure.slug in {one.procedure for one in facts}
        for step in procedure.steps
    }
    period_words = official.period_words(chosen.period)
    tables = work_flow.tables(look, found, step_names=steps, names=names, period_words=period_words)
    return page(
        request,
        "reports/flow.html",
        status=UNREADABLE if chosen.wrong else 200,
        **filters(request, chosen),
        found=found,
        picture=drawing.flow(found, steps) if found.dossiers else None,
        tables=tables,
        words_of=words_of,
        figures=FIGURES,
        known=official.known_words(wanted.asked.known_at),
    )


def _day_minutes(app: App, session: Session, unit: str) -> int:
    """How long an ordinary working day is where the unit, or the unit above it, has its office."""
    for key in (unit, *sorted(offices.above(session, unit)), *sorted(offices.below(session, unit))):
        office = offices.office(session, key)
        if office is not None:
            return app.engine.rulebook.declarations.calendar(session, office.calendar).ordinary_day
    return DAY_MINUTES


def _wanted(request: Request, chosen: Chosen) -> Wanted:
    return Wanted(
        key=made.II06A,
        unit=chosen.unit.id,
        period=chosen.period,
        at=at_of(request),
        rows_by=chosen.rows_by,
        basis=chosen.basis,
    )
