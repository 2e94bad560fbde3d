"""Kế hoạch năm: what the unit set out to reach, where it stands, and what was done about it."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.plans import Owner, Plan, bodies_in, metrics
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.errors import UnknownLetter
from tthc_engine.domain.procedure import Role
from tthc_engine.reports.plans import judging, report
from tthc_engine.reports.plans.duties import Deadline, Mended, recurring
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.reports.table import Table
from tthc_engine.store import offices, people, plans, scan_files, scans
from tthc_engine.store.plans import Note, PlanKey, State
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Forbidden, Officer, needs
from tthc_engine.web.forms.plans import note_of, with_files
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.plan_owed import words
from tthc_engine.web.pages.scans import scan_response
from tthc_engine.web.rights import ENTERERS
from tthc_engine.web.routes.report_tables import TYPES, written
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import plan_reminders

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*OFFICERS))]
SETTERS = (Role.SUPERVISOR, Role.DIRECTOR)
NOT_FOUND, UNREADABLE = 404, 422
BEHIND = 200
"""Lines of one page of what a target counts."""
NEXT = 5
"""Of what falls due, beside everything that is late."""


@router.get("/ke-hoach")
def listing(request: Request, officer: Reader) -> Response:
    """The plans of the officer's unit and of those under it."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        stands = [judging.stand(session, app.engine, one, at) for one in plans_seen(session, officer)]
    return page(request, "plans/list.html", stands=stands, verdicts=judging.Verdict, may_set=officer.has(*SETTERS))


@router.get("/ke-hoach/{unit}/{slug}/{year}")
def one(request: Request, officer: Reader, unit: str, slug: str, year: int) -> Response:
    """One plan: each target with its figure, each task and duty with who answers for it."""
    return _one(request, officer, PlanKey(unit, slug, year))


@router.post("/ke-hoach/{unit}/{slug}/{year}")
def enter(request: Request, officer: Reader, unit: str, slug: str, year: int, typed: Posted) -> Response:
    """A figure with its source, a task's state, or a duty done with its proof; by whoever owns it or keeps figures."""
    key = PlanKey(unit, slug, year)
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        plan = judging.plan_of(plan_in(session, officer, key))
    if not _may_enter(officer, plan, key, plan.owner_of(typed.text("ve"))):
        raise Forbidden(frozenset(ENTERERS))
    typed = with_files(app, typed, by=officer.person, at=at)
    with app.transaction() as session:
        adopted = plan_in(session, officer, key)
        told = plans.notes(session, key, then=at)
        note = note_of(session, typed, judging.plan_of(adopted), told, by=officer.person, at=at)
        if note is not None:
            plans.enter(session, key, note)
            plan_reminders.take_back(session, adopted, at)
    if note is None:
        return _one(request, officer, key, typed=typed)
    return go(f"{address_of(key)}#{note.about}")


@router.get("/ke-hoach/{unit}/{slug}/{year}/chi-tieu/{target}")
def behind(request: Request, officer: Reader, unit: str, slug: str, year: int, target: str, trang: int = 1) -> Response:
    """The dossiers or procedures that a measured target counts: what does not count stands first."""
    app, at, key = app_of(request), at_of(request), PlanKey(unit, slug, year)
    with app.read() as session:
        adopted = plan_in(session, officer, key)
        found = judging.plan_of(adopted).target(target)
        if found is None or not judging.has_list(found.metric):
            raise HTTPException(NOT_FOUND)
        every = judging.behind(session, app.engine, adopted, found, at)
    every.sort(key=lambda one: one[1] >= one[2])
    number = min(max(trang, 1), max(1, -(-len(every) // BEHIND)))
    return page(
        request,
        "plans/behind.html",
        target=found,
        metric=metrics()[found.metric],
        address=address_of(key),
        lines=every[(number - 1) * BEHIND : number * BEHIND],
        number=number,
        pages=max(1, -(-len(every) // BEHIND)),
        figure=report.shown(
            Figure(sum(one[1] for one in every), sum(one[2] for one in every)),
            found,
            ranks=says(request)("plan.ranks"),
            numerals=says(request).numerals,
        ),
        total=len(every),
    )


@router.get("/ke-hoach/{unit}/{slug}/{year}/minh-chung/{sha256}")
def evidence(request: Request, officer: Reader, unit: str, slug: str, year: int, sha256: str) -> Response:
    """A file that was handed in with this plan. Raises UnknownLetter where it is none, gone or changed."""
    app, key = app_of(request), PlanKey(unit, slug, year)
    with app.read() as session:
        plan_in(session, officer, key)
        scan = scans.find(session, sha256) if plans.has_file(session, key, sha256) else None
    content = scan_files.read(app.settings.scan_folder, scan.sha256) if scan is not None else None
    if scan is None or content is None:
        raise UnknownLetter(letter=sha256[:12])
    return scan_response(content, scan)


def file_of(request: Request, table: Table, ending: str, *, name: str) -> Response:
    """The table under `name`.`ending`, one of `TYPES`; marked where this is the demo."""
    mark = says(request)("app.demo") if app_of(request).settings.demo else ""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"', "Cache-Control": "no-store"}
    return Response(written(table, ending, mark=mark), media_type=TYPES[ending], headers=headers)


def _one(request: Request, officer: Officer, key: PlanKey, *, typed: Typed | None = None) -> Response:
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        stood = judging.stand(session, app.engine, plan_in(session, officer, key), at)
        entered = {note.by for note in _every_note(stood)}
        names = people.names(session, entered)
        owners = _owners(session, stood.plan, key, at)
        ahead = _ahead(judging.owed(session, stood.adopted, at), at)
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
        may_set=officer.has(*SETTERS),
        address=address_of(key),
        owners=owners,
        ahead=[(one, words(one, says(request)), late) for one, late in ahead],
        recurring=recurring(stood.duties),
        bodies=bodies_in(stood.plan),
        mended=Mended,
        figure_of=partial(report.plain_figure, numerals=says(request).numerals),
        shown=partial(report.shown, ranks=says(request)("plan.ranks"), numerals=says(request).numerals),
        wanted=partial(wording.wanted, says(request)),
        has_list=judging.has_list,
        task_words={one.task.key: one.task.text for one in stood.tasks},
        endings=tuple(TYPES),
    )


def _ahead(owed: list[Deadline], at: datetime) -> list[tuple[Deadline, bool]]:
    """What is late, and the next things, of each its next day alone; each with whether it is late."""
    today = at.astimezone(HANOI).date()
    late = [one for one in owed if one.due_on < today]
    coming: dict[tuple[str, int], Deadline] = {}
    for one in owed[len(late) :]:
        coming.setdefault((one.about, one.finding), one)
    return [(one, one.due_on < today) for one in (*late, *list(coming.values())[:NEXT])]


def _owners(session: Session, plan: Plan, key: PlanKey, at: datetime) -> list[tuple[Owner, str]]:
    """Each who answers for something, with the names of who that is at the unit today."""
    told = [(one, plan_reminders.whom(session, one, key.unit, at)) for one in plan.owners.values()]
    known = people.names(session, {who.person for _, some in told for who in some})
    return [
        (one, ", ".join(known[who.person].name for who in some if who.person in known and who.why != "instead"))
        for one, some in told
    ]


def _may_enter(officer: Officer, plan: Plan, key: PlanKey, owner: str) -> bool:
    """Whoever enters figures for the unit, and the owner of the thing itself."""
    if officer.has(*ENTERERS):
        return True
    named = plan.owners.get(owner)
    if named is None or officer.actor.unit != key.unit:
        return False
    return named.person == officer.person if named.person else officer.has(named.role)


def plans_seen(session: Session, officer: Officer) -> list[plans.Adopted]:
    scope = people.scope_of(session, officer.actor)
    units = sorted(scope.units) if scope.units is not None else [one.id for one in offices.units(session)]
    return plans.adopted(session, units)


def plan_in(session: Session, officer: Officer, key: PlanKey) -> plans.Adopted:
    found = next((one for one in plans_seen(session, officer) if one.key == key), None)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


def _every_note(stood: judging.Stand) -> list[Note]:
    return [
        *(one.entered for one in stood.targets if one.entered is not None),
        *(note for one in stood.targets if one.fed is not None for note in one.fed.notes),
        *(note for one in stood.tasks for note in one.products),
        *(note for one in stood.tasks for each in one.findings for note in (each.found, *each.rechecks)),
        *(one.done for one in stood.duties if one.done is not None),
    ]


def address_of(key: PlanKey) -> str:
    return f"/ke-hoach/{key.unit}/{key.slug}/{key.year}"
