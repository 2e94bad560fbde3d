"""Báo cáo: form II.06a and the register on screen, every figure a link to its dossiers, and the same as files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.reports import commas, making, official, periods, register, sheets
from tthc_engine.reports.facts import Fact, LateBasis
from tthc_engine.reports.form06a import COLUMNS, Form06a, Remark, RowsBy, behind
from tthc_engine.reports.periods import NoSuchPeriod, Period
from tthc_engine.store import offices, people
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms.typed import Typed, blank
from tthc_engine.web.routes.papers import file_of
from tthc_engine.web.routes.preparing import address
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import papers, preparing

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*(OFFICERS - {Role.HANDLER})))]
PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
NOT_FOUND, UNREADABLE = 404, 422
# How far back the list of ready periods goes; any other is typed as two dates.
_OFFERED = {"reporting_month": 6, "quarter": 5, "half_year": 2, "year": 2, "calendar_month": 6, "calendar_year": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the filters ask for; `wrong` says what could not be understood and was replaced by the default."""

    units: tuple[offices.Unit, ...]
    unit: offices.Unit
    period: Period
    rows_by: RowsBy
    basis: LateBasis
    typed: Typed
    """The two dates as typed: kept on the page while they cannot be understood."""
    wrong: str = ""

    def query(self, **more: object) -> str:
        """These filters as the query of a link, with `more` beside them."""
        filters = {
            "don-vi": self.unit.id,
            "ky": self.period.written,
            "dong": self.rows_by.value,
            "so-voi": self.basis.value,
        }
        return urlencode({**filters, **more})


@router.get("/bao-cao")
def form(request: Request, officer: Reader) -> Response:
    """Form II.06a of the chosen unit and period."""
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer, default="quarter")
        made = making.form06a(session, _asked(request, chosen))
    return page(
        request,
        "reports/form06a.html",
        status=UNREADABLE if chosen.wrong else 200,
        **filters(request, chosen),
        form=made,
        official=official,
        columns=COLUMNS,
        notes=official.notes(made),
    )


@router.get("/bao-cao/ho-so")
def dossiers_behind(request: Request, officer: Reader, cot: str = "", khoa: str = "", trang: int = 1) -> Response:
    """The dossiers behind one figure: `cot` is its column or a note's word, `khoa` its row (empty: all rows)."""
    column = int(cot) if cot.isdigit() and int(cot) in COLUMNS else None
    remark = Remark(cot) if cot in {one.value for one in Remark} else None
    if column is None and remark is None:
        raise HTTPException(NOT_FOUND)
    app, number = app_of(request), max(trang, 1)
    with app.read() as session:
        chosen = chosen_of(request, session, officer, default="quarter")
        asked = _asked(request, chosen)
        counted = making.counted_dossiers(session, asked, row=khoa)
        found = behind(counted, rows_by=asked.rows_by, key=khoa, column=column, remark=remark)
        # In the order of receipt, which the log's order of reading is not.
        facts = sorted((one.fact for one in found), key=_order)
    words = official.FORM_FIELDS[column - 1] if column is not None else says(request)(f"report.remark_{cot}")
    return page(
        request,
        "reports/behind.html",
        chosen=chosen,
        period_words=wording.period_words(says(request), chosen.period),
        words=words,
        column=column,
        key=khoa,
        total=len(facts),
        lines=[_listed(one, asked) for one in facts[(number - 1) * PAGE : number * PAGE]],
        number=number,
        before=chosen.query(cot=cot, khoa=khoa, trang=number - 1) if number > 1 else "",
        after=chosen.query(cot=cot, khoa=khoa, trang=number + 1) if len(facts) > number * PAGE else "",
    )


@router.get("/bao-cao/so-theo-doi")
def book(request: Request, officer: Reader, trang: int = 1) -> Response:
    """The register, a page at a time; the files hold it whole."""
    app, number = app_of(request), max(trang, 1)
    with app.read() as session:
        chosen, made = _book(request, session, officer)
        lines = register.lines(app.engine, session, made)
        shown = list(islice(lines, (number - 1) * PAGE, number * PAGE))
        more = next(lines, None) is not None
    return page(
        request,
        "reports/register.html",
        status=UNREADABLE if chosen.wrong else 200,
        **filters(request, chosen),
        book=made,
        official=official,
        rows=[(line, official.register_cells(line)) for line in shown],
        number=number,
        before=chosen.query(trang=number - 1) if number > 1 else "",
        after=chosen.query(trang=number + 1) if more else "",
    )


@router.get("/bao-cao/ii-06a.{ending}")
def form_file(request: Request, officer: Reader, ending: str) -> Response:
    """Form II.06a as `xlsx` or `csv`."""
    writers: dict[str, Callable[[Form06a, BytesIO], None]] = {
        "xlsx": partial(sheets.form06a_xlsx, mark=_mark(request)),
        "csv": commas.form06a_csv,
    }
    if ending not in writers:
        raise HTTPException(NOT_FOUND)
    app, out = app_of(request), BytesIO()
    with app.read() as session:
        chosen = chosen_of(request, session, officer, default="quarter")
        made = making.form06a(session, _asked(request, chosen))
    writers[ending](made, out)
    return _file(out, official.file_name("II.06a", chosen.unit.id, chosen.period, ending))


@router.get("/bao-cao/so-theo-doi.{ending}")
def book_file(request: Request, officer: Reader, ending: str) -> Response:
    """The register as `xlsx` or `csv`, all pages of the period; as `pdf` or `docx` on the form of its last day."""
    if ending in ("pdf", "docx"):
        return _book_paper(request, officer, ending)
    writers: dict[str, Callable[..., int]] = {
        "xlsx": partial(sheets.register_xlsx, mark=_mark(request)),
        "csv": commas.register_csv,
    }
    if ending not in writers:
        raise HTTPException(NOT_FOUND)
    app, out = app_of(request), BytesIO()
    with app.read() as session:
        chosen, made = _book(request, session, officer)
        writers[ending](made, register.lines(app.engine, session, made), out)
    return _file(out, official.file_name("so-theo-doi", chosen.unit.id, chosen.period, ending))


def _book_paper(request: Request, officer: Officer, ending: str) -> Response:
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        chosen, made = _book(request, session, officer)
        is_long = register.count(session, made) > preparing.LONG
    name = official.file_name("so-theo-doi", chosen.unit.id, chosen.period, ending)
    if not is_long:
        paper = papers.register(app, chosen.unit.id, chosen.period, at=at)
        return file_of(request, paper, name.removesuffix(f".{ending}"), ending)

    def make() -> bytes:
        paper = papers.register(app, chosen.unit.id, chosen.period, at=at)
        return papers.pdf(paper, aside=True) if ending == "pdf" else papers.word(app, paper)

    return go(address(preparing.begin(app, name, make, by=officer.person)))


def _book(request: Request, session: Session, officer: Officer) -> tuple[Chosen, register.Book]:
    """A book is of one year: a period across two years is refused and this year's book shown."""
    chosen = chosen_of(request, session, officer, default="calendar_year")
    at = at_of(request)
    try:
        return chosen, register.book(session, chosen.unit.id, chosen.period, at=at)
    except NoSuchPeriod:
        this_year = periods.kind("calendar_year").holding(today_of(request))
        chosen = replace(chosen, period=this_year, wrong=says(request)("report.one_year"))
        return chosen, register.book(session, chosen.unit.id, this_year, at=at)


def chosen_of(request: Request, session: Session, officer: Officer, *, default: str = "quarter") -> Chosen:
    """Raises HTTPException 404 for a unit outside the officer's scope: that it exists is not told either."""
    query = request.query_params
    units = _units(session, officer)
    wanted = query.get("don-vi") or officer.actor.unit
    unit = next((one for one in units if one.id == wanted), None)
    if unit is None:
        raise HTTPException(NOT_FOUND)
    wrong, today = "", today_of(request)
    typed = blank(says(request), tu=query.get("tu", ""), den=query.get("den", ""))
    try:
        span = _span(query.get("ky", ""), typed, default=default, today=today)
        typed = blank(says(request))
    except NoSuchPeriod:
        wrong = says(request)("report.no_such_period")
        span = periods.kind(default).holding(today)
    return Chosen(
        units=units,
        unit=unit,
        period=span,
        rows_by=_one_of(RowsBy, query.get("dong", ""), RowsBy.FIELD),
        basis=_one_of(LateBasis, query.get("so-voi", ""), LateBasis.ORIGINAL),
        typed=typed,
        wrong=wrong,
    )


def _span(written: str, typed: Typed, *, default: str, today: date) -> Period:
    """Two dates go before a ready period: who types them means them. Raises NoSuchPeriod."""
    if typed.text("tu") or typed.text("den"):
        first, last = typed.day("tu"), typed.day("den")
        if first is None or last is None:
            raise NoSuchPeriod("A period has a first and a last day.")
        return periods.days(first, last)
    return periods.period(written) if written else periods.kind(default).holding(today)


def _one_of(words: Any, asked: str, default: Any) -> Any:
    return words(asked) if asked in {one.value for one in words} else default


def _units(session: Session, officer: Officer) -> tuple[offices.Unit, ...]:
    """Units whose reports the officer may read: their own, and offices under it for roles that see below."""
    scope = people.scope_of(session, officer.actor)
    known = {one.unit.id for one in offices.offices(session)} | {officer.actor.unit}
    return tuple(one for one in offices.units(session) if one.id in known and scope.holds(one.id))


def _asked(request: Request, chosen: Chosen) -> making.Asked:
    return making.Asked(
        unit=chosen.unit.id,
        period=chosen.period,
        at=at_of(request),
        rows_by=chosen.rows_by,
        basis=chosen.basis,
    )


def filters(request: Request, chosen: Chosen) -> dict[str, Any]:
    today = today_of(request)
    offered = []
    for kind in periods.kinds():
        ready = [kind.holding(today)]
        while len(ready) < _OFFERED.get(kind.key, 2):
            ready.append(periods.before(ready[-1]))
        offered.append((wording.period_kind(says(request), kind), ready))
    known = {one.written for _, ready in offered for one in ready}
    return {
        "chosen": chosen,
        "offered": offered,
        "is_offered": chosen.period.written in known,
        "rows_by": tuple(RowsBy),
        "bases": tuple(LateBasis),
        "period_words": official.period_words(chosen.period),
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """One dossier behind a figure, as the list shows it."""

    fact: Fact
    due: datetime | None
    standing: str
    """Key of the words for how it stands by date."""


def _listed(one: Fact, asked: making.Asked) -> Listed:
    by_date = one.by_date(asked.known_at, asked.basis)
    ended = "closed" if one.ended_at is not None else "open"
    return Listed(one, one.due(asked.basis), f"{ended}_{by_date.value if by_date else 'none'}")


def _order(one: Fact) -> tuple[str, str]:
    """By receipt; what was never received first."""
    return one.received_at.isoformat() if one.received_at is not None else "", one.dossier


def _mark(request: Request) -> str:
    """What marks every printed page of the demo."""
    return says(request)("app.demo") if app_of(request).settings.demo else ""


def _file(out: BytesIO, name: str) -> Response:
    kind = XLSX if name.endswith(".xlsx") else CSV
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(out.getvalue(), media_type=kind, headers=headers)
