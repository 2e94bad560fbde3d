"""A unit writes its own plan: from a template, or from its plan of this year, with its own people and lines."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.plans import Plan, TaskKind, bodies_in, metrics, templates
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.plans import drafting, feeding, judging
from tthc_engine.store import offices, people, plans
from tthc_engine.store.plans import PlanKey
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms import own_plan as forms
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.routes.plans import NOT_FOUND, SETTERS, UNREADABLE, address_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import plan_reminders

router = APIRouter()
Setter = Annotated[Officer, Depends(needs(*SETTERS))]


@router.get("/ke-hoach/moi")
def choose(request: Request, officer: Setter, mau: str = "", nam: str = "") -> Response:
    """The templates; one chosen, its targets, tasks and duties to keep, change or add to."""
    return _form(request, officer, blank(says(request), mau=mau, nam=nam))


@router.post("/ke-hoach/moi")
def adopt(request: Request, officer: Setter, typed: Posted) -> Response:
    """The unit's own plan; adopted again for the same year it is a further version."""
    app, at, unit = app_of(request), at_of(request), officer.actor.unit
    with app.transaction() as session:
        base, _ = _base(session, unit, typed.text("mau"), typed.text("nam"))
        asked = forms.Asked(
            unit=next((one.name for one in offices.units(session) if one.id == unit), unit),
            today=at.astimezone(HANOI).date(),
            people=[key for key, _ in _people(request, session, unit)],
        )
        made = forms.own_plan(typed, base, asked)
        if made is not None:
            key = PlanKey(unit, base.slug, made.year)
            plans.adopt(session, key, judging.written(made), by=officer.person, at=at)
            adopted = plans.find(session, key)
            if adopted is not None:
                plan_reminders.take_back(session, adopted, at)
    return _form(request, officer, typed) if made is None else go(address_of(key))


def _base(session: Session, unit: str, slug: str, year: str) -> tuple[Plan, frozenset[str]]:
    """What the unit builds on, and which of it is kept already: its own plan of that year, else the template."""
    template = templates().get(slug)
    if template is None:
        raise HTTPException(NOT_FOUND)
    known = plans.find(session, PlanKey(unit, slug, int(year))) if year.isdecimal() and len(year) == 4 else None
    if known is None:
        return template, template.keys
    own = judging.plan_of(known)
    return drafting.merged(own, template), own.keys


def _people(request: Request, session: Session, unit: str) -> list[tuple[str, str]]:
    """(key, name) of everybody who works at the unit today."""
    held = {one.person for one in people.positions(session, at_of(request), unit=unit)}
    named = people.names(session, held).values()
    return sorted(
        ((one.id, f"{one.name}, {one.title}" if one.title else one.name) for one in named), key=lambda x: x[1]
    )


def _form(request: Request, officer: Officer, typed: Typed) -> Response:
    slug, unit = typed.text("mau"), officer.actor.unit
    today = at_of(request).astimezone(HANOI).date()
    more: dict[str, Any] = {"chosen": None}
    if slug:
        year = typed.text("nam") or str(today.year)
        with app_of(request).read() as session:
            base, kept = _base(session, unit, slug, year)
            more = {
                "chosen": base,
                "kept": frozenset(typed.all_of("giu")) if typed.errors else kept,
                "people": _people(request, session, unit),
                "bodies": bodies_in(base),
                "year": year,
            }
    return page(
        request,
        "plans/new.html",
        status=UNREADABLE if typed.errors else 200,
        templates=templates(),
        metrics=metrics(),
        wanted=partial(wording.wanted, says(request)),
        feeding=feeding.tasks_of,
        typed=typed,
        errors=typed.errors,
        forms=forms,
        kinds=TaskKind,
        **more,
    )
