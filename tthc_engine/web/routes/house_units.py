"""Đơn vị: the units of the house, what each office says about itself, and its hours."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.procedure import Role
from tthc_engine.store.offices import Unit
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms import house as forms
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work.house import units

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
UNPROCESSABLE = 422
UNIT_KEY = r"[a-z][a-z0-9._-]{0,40}"


@router.get("/quan-tri")
def begin(officer: Keeper) -> Response:
    del officer
    return go("/quan-tri/don-vi")


@router.get("/quan-tri/don-vi")
def listing(request: Request, officer: Keeper) -> Response:
    return _listing(request, officer, blank(says(request)))


@router.post("/quan-tri/don-vi")
def add(request: Request, officer: Keeper, typed: Posted) -> Response:
    """A new unit under one of the house; its office follows on its own page."""
    _ = says(request)
    key, name, code = (typed.required(field, _(f"house.{field}")) for field in ("key", "unit_name", "unit_code"))
    if not typed.errors:
        unit = Unit(
            id=key,
            code=code,
            name=name,
            parent=typed.text("parent"),
            voluntary=typed.chosen("voluntary"),
            decision=typed.text("decision"),
            valid_from=typed.day("since") or today_of(request),
        )
        try:
            units.open_unit(app_of(request), officer.actor, unit, at=at_of(request))
        except Refusal as refusal:
            typed.wrong("key", wording.refusal(_, refusal))
    if typed.errors:
        return _listing(request, officer, typed, status=UNPROCESSABLE)
    return go(f"/quan-tri/don-vi/{key}?da=saved")


@router.get("/quan-tri/don-vi/{unit}")
def one(request: Request, officer: Keeper, unit: str) -> Response:
    return _one(request, officer, unit)


@router.post("/quan-tri/don-vi/{unit}")
def change(request: Request, officer: Keeper, typed: Posted, unit: str) -> Response:
    """The unit's name, code and decision; or its last day and successor."""
    app, _, at = app_of(request), says(request), at_of(request)
    try:
        if typed.text("action") == "end":
            last = typed.day("last")
            typed.required("last", _("house.last"))
            if last is not None and not typed.errors:
                successor = typed.text("successor")
                act = typed.text("act")
                units.end_unit(app, officer.actor, unit, last=last, successor=successor, act=act, at=at)
        else:
            name, code = typed.required("unit_name", _("house.unit_name")), typed.required("unit_code", _("house.code"))
            decision = typed.text("decision")
            if not typed.errors:
                units.rename_unit(app, officer.actor, unit, name=name, code=code, decision=decision, at=at)
    except Refusal as refusal:
        return _one(request, officer, unit, about=typed, refusal=refusal)
    if typed.errors:
        return _one(request, officer, unit, about=typed)
    return go(f"/quan-tri/don-vi/{unit}?da=saved")


@router.post("/quan-tri/don-vi/{unit}/co-quan")
def change_office(request: Request, officer: Keeper, typed: Posted, unit: str) -> Response:
    """What the office says about itself; a unit without an office opens one with hours of a preset."""
    app, at = app_of(request), at_of(request)
    said = forms.facts(typed)
    if said is None:
        return _one(request, officer, unit, facts=typed)
    try:
        preset = app.catalogue.presets.get(typed.text("hours"))
        if preset is not None:
            made = OfficeFacts(**said, week=preset.week, receive_only=tuple(preset.receive_only))
            units.open_office(app, officer.actor, unit, made, at=at)
        else:
            units.change_office(app, officer.actor, unit, said, at=at)
    except Refusal as refusal:
        return _one(request, officer, unit, facts=typed, refusal=refusal)
    except ValidationError as wrong:
        typed.wrong("agency", str(wrong.errors()[0]["msg"]))
        return _one(request, officer, unit, facts=typed)
    return go(f"/quan-tri/don-vi/{unit}?da=saved")


@router.post("/quan-tri/don-vi/{unit}/gio")
def change_hours(request: Request, officer: Keeper, typed: Posted, unit: str) -> Response:
    """Other hours wait as a calendar; next comes the look at what they move."""
    week = forms.week(typed)
    act = typed.required("act", says(request)("calendar.act"))
    if week is None or typed.errors:
        return _one(request, officer, unit, week=typed)
    try:
        version = units.offer_hours(
            app_of(request),
            officer.actor,
            unit,
            week=week.counted,
            receive_only=week.receive_only,
            act=act,
            at=at_of(request),
        )
    except Refusal as refusal:
        return _one(request, officer, unit, week=typed, refusal=refusal)
    return go(f"/lich-lam-viec/{version}?da=calendar_entered")


def _listing(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    with app_of(request).read() as session:
        kept = units.house(session, officer.actor)
    names = {one.unit.id: one.unit.name for one in kept}
    return page(
        request,
        "admin/units.html",
        status=status,
        kept=kept,
        names=names,
        ended=lambda unit: _ended(unit, today_of(request)),
        options=list(names.items()),
        typed=typed,
    )


def _ended(unit: Unit, today: date) -> bool:
    return unit.valid_until is not None and unit.valid_until < today


def _one(
    request: Request,
    officer: Officer,
    key: str,
    *,
    about: Typed | None = None,
    facts: Typed | None = None,
    week: Typed | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The unit's page; whichever form was refused keeps what was typed."""
    app, _ = app_of(request), says(request)
    with app.read() as session:
        kept = units.kept(session, officer.actor, key)
        others = [(one.unit.id, one.unit.name) for one in units.house(session, officer.actor) if one.unit.id != key]
    unit, office = kept.unit, kept.office
    failed = any(one is not None for one in (about, facts, week))
    known = blank(_, unit_name=unit.name, unit_code=unit.code, decision=unit.decision)
    said = office.facts if office is not None else None
    return page(
        request,
        "admin/unit.html",
        status=(status_of(refusal) if refusal is not None else UNPROCESSABLE) if failed else 200,
        unit=unit,
        office=office,
        others=[("", "–"), *others],
        presets=[(name, one.name) for name, one in app.catalogue.presets.items()],
        about=about or known,
        facts=facts or (forms.facts_typed(said, _) if said is not None else blank(_, agency=unit.name)),
        week=week or (forms.week_typed(said, _) if said is not None else None),
        texts=[(name, name in forms.NEEDED) for name in forms.TEXTS],
        refused=wording.refusal(_, refusal) if refusal is not None else "",
    )
