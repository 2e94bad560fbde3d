"""The report of a plan by month, quarter and year: its figures, and the sentences that a person edits and keeps."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.plans import judging, narrative, report
from tthc_engine.reports.plans.judging import Stand
from tthc_engine.reports.plans.narrative import Part
from tthc_engine.reports.plans.span import Span, span, spans
from tthc_engine.store import people, plans
from tthc_engine.store.plans import Note, PlanKey
from tthc_engine.store.sql import Session
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed
from tthc_engine.web.rights import ENTERERS
from tthc_engine.web.routes.plans import NOT_FOUND, UNREADABLE, Reader, address_of, file_of, plan_in
from tthc_engine.web.routes.report_tables import TYPES
from tthc_engine.web.view import app_of, at_of, go, page

router = APIRouter()
Enterer = Annotated[Officer, Depends(needs(*ENTERERS))]


@router.get("/ke-hoach/{unit}/{slug}/{year}/bao-cao")
def written(request: Request, officer: Reader, unit: str, slug: str, year: int, ky: str = "") -> Response:
    """One period's report before it is printed: what the plan drafts, what somebody made of it."""
    return _page(request, officer, PlanKey(unit, slug, year), ky)


@router.post("/ke-hoach/{unit}/{slug}/{year}/bao-cao")
def keep(request: Request, officer: Enterer, unit: str, slug: str, year: int, typed: Posted) -> Response:
    """Keep the sentences of one period; what stood there before stays on record."""
    key, app, at = PlanKey(unit, slug, year), app_of(request), at_of(request)
    if typed.errors:
        return _page(request, officer, key, typed.text("ky"), typed)
    with app.transaction() as session:
        plan_in(session, officer, key)
        chosen = _span(typed.text("ky"), year)
        for part in Part:
            note = Note(
                about=part.value,
                kind=narrative.SECTION,
                period=chosen.written,
                evidence=typed.text(part.value),
                at=at,
                by=officer.person,
            )
            plans.enter(session, key, note)
    return go(f"{address_of(key)}/bao-cao?ky={chosen.written}&da=report_kept")


@router.get("/ke-hoach/{unit}/{slug}/{year}/bao-cao.{ending}")
def file(
    request: Request,
    officer: Reader,
    unit: str,
    slug: str,
    year: int,
    ending: str,
    den: str = "",
    ky: str = "",
) -> Response:
    """As DOCX, PDF, XLSX or CSV: of a period (`ky`), as it was known at its end, or of a past day (`den`)."""
    if ending not in TYPES:
        raise HTTPException(NOT_FOUND)
    app, at, key = app_of(request), at_of(request), PlanKey(unit, slug, year)
    with app.read() as session:
        chosen = _span(ky, year) if ky else None
        then = chosen.known_at(at) if chosen is not None else report.known_at(den, at)
        if then is None:
            raise HTTPException(UNREADABLE)
        stood, told = _stood(request, session, officer, key, then)
        table = report.of(stood, span=chosen, told=told)
    name = "-".join(filter(None, ("ke-hoach", slug, chosen.written if chosen is not None else str(year))))
    return file_of(request, table, ending, name=name)


def _page(request: Request, officer: Officer, key: PlanKey, ky: str, typed: Typed | None = None) -> Response:
    app, at = app_of(request), at_of(request)
    today = at.astimezone(HANOI).date()
    begun = spans(key.year, today)
    if not begun:
        raise HTTPException(UNREADABLE)
    # The month at hand, of a year that is over the whole year.
    months = [one for one in begun if one.holds(today) and one.first_on.month == one.last_on.month]
    chosen = _span(ky, key.year) if ky else (months or begun)[0]
    with app.read() as session:
        stood, told = _stood(request, session, officer, key, chosen.known_at(at))
        kept = narrative.kept(plans.notes(session, key, then=at), chosen)
        told = [*(one for one in told if one.kind != narrative.SECTION), *kept.values()]
        names = people.names(session, {one.by for one in kept.values()})
    texts = {part: narrative.text_of(part, stood, told, chosen) for part in Part}
    if typed is not None:
        texts = {part: typed.text(part.value) for part in Part}
    return page(
        request,
        "plans/report.html",
        status=UNREADABLE if typed is not None else 200,
        stood=stood,
        span=chosen,
        spans=begun,
        texts=texts,
        kept=kept,
        titles=narrative.TITLES,
        table=report.of(stood, span=chosen, told=told),
        names={who: known.name for who, known in names.items()},
        errors=typed.errors if typed is not None else {},
        may_enter=officer.has(*ENTERERS),
        address=address_of(key),
        endings=tuple(TYPES),
    )


def _stood(
    request: Request, session: Session, officer: Officer, key: PlanKey, then: datetime
) -> tuple[Stand, list[Note]]:
    """The plan at that instant; with what was entered by then, and the sentences as they are kept now."""
    adopted = plan_in(session, officer, key)
    told = plans.notes(session, key, then=then)
    late = [one for one in plans.notes(session, key, then=at_of(request)) if one.kind == narrative.SECTION]
    return judging.stand(session, app_of(request).engine, adopted, then), [*told, *late]


def _span(written: str, year: int) -> Span:
    found = span(written, year)
    if found is None:
        raise HTTPException(UNREADABLE)
    return found
