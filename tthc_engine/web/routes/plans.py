"""Kế hoạch năm: what the unit set out to reach, where it stands, and what was done about it."""

from datetime import date
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.plans import Plan, metrics, templates
from tthc_engine.documents import tables as documents
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import table_sheet
from tthc_engine.reports.plans import judging, report
from tthc_engine.reports.table import said
from tthc_engine.store import offices, people, plans
from tthc_engine.store.plans import Note, PlanKey, State
from tthc_engine.store.sql import Session
from tthc_engine.web.access import OFFICERS, Forbidden, Officer, needs
from tthc_engine.web.forms.plans import note_of, own_plan
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.rights import ENTERERS
from tthc_engine.web.routes.report_tables import TYPES
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import plan_reminders

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*OFFICERS))]
Setter = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.DIRECTOR))]
NOT_FOUND, UNREADABLE = 404, 422


@router.get("/ke-hoach")
def listing(request: Request, officer: Reader) -> Response:
    """The plans of the officer's unit and of those under it."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        stands = [judging.stand(session, app.engine, one, at) for one in _mine(session, officer)]
    return page(request, "plans/list.html", stands=stands, verdicts=judging.Verdict, may_set=officer.has(*_SETTERS))


@router.get("/ke-hoach/moi")
def choose(request: Request, officer: Setter, mau: str = "") -> Response:
    """The templates; one chosen, its targets, tasks and duties to keep or leave."""
    return _choose(request, officer, mau, blank(says(request)))


@router.post("/ke-hoach/moi")
def adopt(request: Request, officer: Setter, typed: Posted) -> Response:
    """The unit's own plan from a template; adopted again for the same year it is a further version."""
    template = templates().get(typed.text("mau"))
    if template is None:
        raise HTTPException(NOT_FOUND)
    app, at, unit = app_of(request), at_of(request), officer.actor.unit
    with app.read() as session:
        name = next((one.name for one in offices.units(session) if one.id == unit), unit)
    made = own_plan(typed, template, unit=name, today=at.astimezone(HANOI).date())
    if made is None:
        return _choose(request, officer, template.slug, typed)
    key = PlanKey(unit, template.slug, made.year)
    with app.transaction() as session:
        plans.adopt(session, key, judging.written(made), by=officer.person, at=at)
    return go(_address(key))


@router.get("/ke-hoach/{unit}/{slug}/{year}")
def one(request: Request, officer: Reader, unit: str, slug: str, year: int) -> Response:
    """One plan: each target with its figure, each task and duty with who answers for it."""
    return _one(request, officer, PlanKey(unit, slug, year))


@router.post("/ke-hoach/{unit}/{slug}/{year}")
def enter(request: Request, officer: Reader, unit: str, slug: str, year: int, typed: Posted) -> Response:
    """A figure with its source, a task's state, or a duty done with its proof; by whoever owns it or keeps figures."""
    key = PlanKey(unit, slug, year)
    app, at = app_of(request), at_of(request)
    with app.transaction() as session:
        adopted = _adopted(session, officer, key)
        plan = judging.plan_of(adopted)
        if not _may_enter(officer, plan, key, plan.owner_of(typed.text("ve"))):
            raise Forbidden(frozenset(ENTERERS))
        note = note_of(typed, plan, by=officer.person, at=at)
        if note is not None:
            plans.enter(session, key, note)
            plan_reminders.take_back(session, adopted, at)
    if note is None:
        return _one(request, officer, key, typed=typed)
    return go(f"{_address(key)}#{note.about}")


@router.get("/ke-hoach/{unit}/{slug}/{year}/bao-cao.{ending}")
def file(request: Request, officer: Reader, unit: str, slug: str, year: int, ending: str, den: str = "") -> Response:
    """The plan's report with its difficulties, as DOCX, PDF, XLSX or CSV; `den` a past day, as it was known then."""
    if ending not in TYPES:
        raise HTTPException(NOT_FOUND)
    app, at = app_of(request), at_of(request)
    key = PlanKey(unit, slug, year)
    with app.read() as session:
        adopted = _adopted(session, officer, key)
        then = report.known_at(den, at)
        if then is None:
            raise HTTPException(UNREADABLE)
        table = report.of(judging.stand(session, app.engine, adopted, then))
    mark = says(request)("app.demo") if app.settings.demo else ""
    if ending in ("xlsx", "csv"):
        out = BytesIO()
        if ending == "xlsx":
            table_sheet.xlsx(table, out, mark=mark)
        else:
            table_sheet.comma_separated(table, out)
        body = out.getvalue()
    else:
        write = documents.pdf if ending == "pdf" else documents.word
        body = write(said(table, mark=mark), dated=table.known_at)
    name = f"ke-hoach-{slug}-{year}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=TYPES[ending], headers=headers)


_SETTERS = (Role.SUPERVISOR, Role.DIRECTOR)


def _one(request: Request, officer: Officer, key: PlanKey, *, typed: Typed | None = None) -> Response:
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        stood = judging.stand(session, app.engine, _adopted(session, officer, key), at)
        entered = {note.by for note in _every_note(stood)}
        names = people.names(session, entered)
    return page(
        request,
        "plans/plan.html",
        status=UNREADABLE if typed is not None else 200,
        stood=stood,
        metrics=metrics(),
        states=State,
        verdicts=judging.Verdict,
        names={person: known.name for person, known in names.items()},
        typed=typed or blank(says(request)),
        errors=typed.errors if typed is not None else {},
        may_enter=lambda owner: _may_enter(officer, stood.plan, key, owner),
        may_set=officer.has(*_SETTERS),
        address=_address(key),
        shown=report.shown,
        wanted=report.wanted,
        endings=tuple(TYPES),
    )


def _choose(request: Request, officer: Officer, slug: str, typed: Typed) -> Response:
    chosen: Plan | None = templates().get(slug)
    if slug and chosen is None:
        raise HTTPException(NOT_FOUND)
    today: date = at_of(request).astimezone(HANOI).date()
    return page(
        request,
        "plans/new.html",
        status=UNREADABLE if typed.errors else 200,
        templates=templates(),
        chosen=chosen,
        metrics=metrics(),
        wanted=report.wanted,
        typed=typed,
        errors=typed.errors,
        year=typed.text("nam") or str(today.year),
    )


def _may_enter(officer: Officer, plan: Plan, key: PlanKey, owner: str) -> bool:
    """Whoever enters figures for the unit, and the owner of the thing itself."""
    if officer.has(*ENTERERS):
        return True
    named = plan.owners.get(owner)
    if named is None or officer.actor.unit != key.unit:
        return False
    return named.person == officer.person if named.person else officer.has(named.role)


def _mine(session: Session, officer: Officer) -> list[plans.Adopted]:
    scope = people.scope_of(session, officer.actor)
    units = sorted(scope.units) if scope.units is not None else [one.id for one in offices.units(session)]
    return plans.adopted(session, units)


def _adopted(session: Session, officer: Officer, key: PlanKey) -> plans.Adopted:
    found = next((one for one in _mine(session, officer) if one.key == key), None)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


def _every_note(stood: judging.Stand) -> list[Note]:
    return [
        *(one.entered for one in stood.targets if one.entered is not None),
        *(note for one in stood.tasks for note in one.products),
        *(one.done for one in stood.duties if one.done is not None),
    ]


def _address(key: PlanKey) -> str:
    return f"/ke-hoach/{key.unit}/{key.slug}/{key.year}"
