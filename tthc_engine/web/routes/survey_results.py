"""Mức độ hài lòng: what people answered, by unit and officer, and the named surveys with their slips."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.feedback import Rating
from tthc_engine.reports import opened
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.periods import days
from tthc_engine.store import offices, people, surveys
from tthc_engine.store.surveys import Tally
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.rights import SURVEYORS, WATCHERS
from tthc_engine.web.routes.dossier import qr
from tthc_engine.web.routes.report_tables import in_language, paged
from tthc_engine.web.view import app_of, at_of, page, says, today_of
from tthc_engine.work import surveying

router = APIRouter()
Watcher = Annotated[Officer, Depends(needs(*WATCHERS))]
Surveyor = Annotated[Officer, Depends(needs(*SURVEYORS))]
NOT_FOUND, UNPROCESSABLE = 404, 422
ALWAYS = timedelta(days=1)


@router.get("/hai-long")
def results(request: Request, officer: Watcher, tu: str = "", den: str = "") -> Response:
    """From 1 January unless days are given."""
    return _results(request, officer, blank(says(request), tu=tu, den=den))


@router.post("/hai-long/khao-sat")
def open_named(request: Request, officer: Surveyor, typed: Posted) -> Response:
    """A survey that belongs to no dossier; its slips are shown once, to be printed."""
    _ = says(request)
    name = typed.required("ten", _("survey.name"))
    since, until = typed.day("mo"), typed.day("dong")
    typed.required("mo", _("absence.since"))
    typed.required("dong", _("absence.until"))
    count = typed.text("so_phieu")
    most = survey().most_slips
    if not count.isdigit() or not 1 <= int(count) <= most:
        typed.wrong("so_phieu", _("survey.slips_wrong", most=most))
    if since is not None and until is not None and until < since:
        typed.wrong("dong", _("survey.ends_first"))
    if typed.errors or since is None or until is None:
        return _results(request, officer, typed, status=UNPROCESSABLE)
    app = app_of(request)
    one, codes = surveying.open_survey(
        app,
        officer.actor.unit,
        name,
        opens_on=since,
        closes_on=until,
        slips=int(count),
        by=officer.person,
        at=at_of(request),
    )
    address = f"{app.settings.address}/khao-sat/{one.id}"
    slips = [(code, qr(f"{address}?ma={code}")) for code in codes]
    return page(request, "survey/slips.html", survey=one, slips=slips, address=address)


@router.get("/hai-long/khao-sat/{key}/phieu")
def sheets(request: Request, officer: Watcher, key: str, trang: int = 1) -> Response:
    """The answered sheets of a survey that belongs to no dossier."""
    app, _ = app_of(request), says(request)
    with app.read() as session:
        one = surveys.named(session, key)
        if one is None or not people.scope_of(session, officer.actor).holds(one.unit):
            raise HTTPException(NOT_FOUND)
        found = surveys.sheets(session, one.unit, one.opens_on, one.closes_on + ALWAYS, survey=key)
        unit = offices.unit(session, one.unit)
    name = unit.name if unit is not None else one.unit
    period = days(one.opens_on, one.closes_on)
    look = Look(
        unit=one.unit,
        unit_name=name,
        units=frozenset({one.unit}),
        unit_names={one.unit: name},
        period=period,
        then=at_of(request),
    )
    return page(
        request,
        "reports/listed.html",
        name=one.name,
        of_column="",
        back="/hai-long",
        unit_name=name,
        line="",
        **paged(
            in_language(opened.sheets(found, look, of=one.name), _, title=one.name, period=period),
            _,
            number=trang,
            query=lambda number: f"trang={number}",
        ),
    )


def _results(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    app, today, _ = app_of(request), today_of(request), says(request)
    # Of the looking-at form alone; the days of a new survey are typed in fields of other names.
    first = typed.day("tu") or today.replace(month=1, day=1)
    last = typed.day("den") or today
    rules = survey()
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        units = scope.units or frozenset()
        every = surveys.tallies(session, units, first, last + ALWAYS)
        names = people.names(session, {who for _unit, who in every if who})
        unit_names = {one.id: one.name for one in offices.units(session)}
        named = [
            (
                one,
                surveys.slips(session, one.id),
                surveys.together(
                    surveys.tallies(session, [one.unit], one.opens_on, one.closes_on + ALWAYS, survey=one.id).values()
                ),
            )
            for one in surveys.of_units(session, units)
        ]
    of_units = {
        unit: surveys.together(tally for (where, _who), tally in every.items() if where == unit)
        for unit in sorted({unit for unit, _who in every})
    }
    span = days(first, last) if first <= last else None

    def sheets_of(unit: str, who: str = "") -> str:
        """Where the sheets of a line are listed."""
        if span is None:
            return ""
        line = f"{unit}/{who}" if who else unit
        query = {"don-vi": unit, "ky": span.written, "dong": line, "cot": "sheets"}
        return "/bao-cao/bieu/satisfaction/ho-so?" + urlencode(query)

    people_rows = [
        (names[who].name if who in names else who, unit_names.get(unit, unit), tally, sheets_of(unit, who))
        for (unit, who), tally in every.items()
        if who
    ]
    return page(
        request,
        "survey/results.html",
        status=status,
        typed=typed,
        first=first,
        last=last,
        units=[(unit_names.get(unit, unit), tally, sheets_of(unit)) for unit, tally in of_units.items()],
        officers=sorted(people_rows, key=lambda one: one[:2]),
        fewest=rules.fewest,
        questions=[(one.key, one.words(_.language)) for one in rules.questions],
        ratings=list(Rating),
        share=partial(share, _),
        of=_of,
        named=named,
        may_open=officer.has(*SURVEYORS),
    )


def share(_: Messages, value: float | None) -> str:
    """`66,7 %`; a dash where nobody answered: a share of nothing is not 100 %."""
    return "–" if value is None else _.numerals.percent(100 * value)


def _of(tally: Tally, question: str) -> str:
    """`8 / 1 / 0`: satisfied, neither, dissatisfied with one thing."""
    found: Mapping[Rating, int] = tally.answers.get(question, {})
    return " / ".join(str(found.get(one, 0)) for one in Rating)
