"""Thủ tục, nghị định: the law as declared here, read-only with its sources, and a draft looked at before it is used."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue import digest, fold
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Approval, Procedure, Role
from tthc_engine.domain.regime import Cited, Count, Period, Regime
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.flow_picture import flow
from tthc_engine.web.pages.published import ordinary_day
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work.house import law, units
from tthc_engine.work.publishing import publishing
from tthc_engine.work.publishing.proof import Flaw

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
NOT_FOUND, UNPROCESSABLE = 404, 422


@router.get("/quan-tri/thu-tuc")
def versions(request: Request, officer: Keeper, q: str = "") -> Response:
    """Every version of every procedure, with those the office published itself."""
    del officer
    app, today = app_of(request), today_of(request)
    with app.read() as session:
        found = law.versions(app, session, today)
    words = fold(q[:200]).split()
    listed = [
        one
        for one in found
        if all(word in fold(f"{one.procedure.code} {one.procedure.name} {one.procedure.short_name}") for word in words)
    ]
    return page(request, "admin/procedures.html", typed=blank(says(request), q=q[:200]), found=listed, digest=digest)


@router.get("/quan-tri/thu-tuc/ban-nhap")
def draft(request: Request, officer: Keeper) -> Response:
    del officer
    return _draft(request, blank(says(request)), None)


@router.post("/quan-tri/thu-tuc/ban-nhap")
def look_at_draft(request: Request, officer: Keeper, typed: Posted) -> Response:
    """The draft is read, drawn and compared; nothing is kept of it unless it is published."""
    app = app_of(request)
    text = typed.values.get("declaration", "").replace("\r\n", "\n")
    typed.required("declaration", says(request)("law.draft"))
    if typed.errors:
        return _draft(request, typed, None, status=UNPROCESSABLE)
    with app.read() as session:
        looked = law.look_at(app, session, text, on=today_of(request))
    if typed.text("action") == "publish" and looked.procedure is not None:
        return _published(request, officer, typed, looked, looked.procedure)
    return _draft(request, typed, looked, status=UNPROCESSABLE if looked.procedure is None else 200)


def _published(request: Request, officer: Officer, typed: Typed, looked: law.Looked, procedure: Procedure) -> Response:
    """Publish what was proved in every office of the house, with both approvals; else say what does not hold where."""
    app, _, at = app_of(request), says(request), at_of(request)
    approvals = {name: _approval(typed, name, _(f"law.{name}")) for name in ("internal", "electronic")}
    if typed.errors:
        return _draft(request, typed, looked, status=UNPROCESSABLE)
    made = procedure.model_copy(
        update={"internal_workflow": approvals["internal"], "electronic_workflow": approvals["electronic"]}
    )
    with app.read() as session:
        house = [one.unit for one in units.house(session, officer.actor) if one.office is not None]
    flaws = [(one.name, publishing.proved(app, made, one.id, at=at)) for one in house]
    flaws = [(name, found) for name, found in flaws if found]
    if flaws:
        return _draft(request, typed, looked, flaws=flaws, status=UNPROCESSABLE)
    try:
        publishing.publish(app, made, units=[one.id for one in house], by=officer.person, at=at)
    except Refusal as refusal:
        typed.wrong("declaration", wording.refusal(_, refusal))
        return _draft(request, typed, looked, status=status_of(refusal))
    return go(f"/quan-tri/thu-tuc?q={made.code}&da=published")


def _approval(typed: Typed, name: str, label: str) -> Approval | None:
    number, on = typed.required(f"{name}_number", label), typed.day(f"{name}_on")
    typed.required(f"{name}_on", label)
    return Approval(number=number, on=on) if number and on is not None else None


def _draft(
    request: Request,
    typed: Typed,
    looked: law.Looked | None,
    *,
    flaws: Sequence[tuple[str, list[Flaw]]] = (),
    status: int = 200,
) -> Response:
    _ = says(request)
    picture = None
    if looked is not None and looked.procedure is not None:
        with app_of(request).read() as session:
            day_minutes = ordinary_day(app_of(request), session, today_of(request))
        picture = flow(looked.procedure, _, day_minutes=day_minutes)
    return page(request, "admin/draft.html", status=status, typed=typed, looked=looked, flow=picture, flaws=flaws)


@router.get("/quan-tri/nghi-dinh")
def regimes(request: Request, officer: Keeper) -> Response:
    del officer
    found = app_of(request).catalogue.regimes
    return page(request, "admin/regimes.html", regimes=[(one, _rules(one, says(request))) for one in found])


@router.get("/quan-tri/nghi-dinh/{slug}")
def regime(request: Request, officer: Keeper, slug: str) -> Response:
    """One decree: each parameter with its citation and how sure the reading is, and its forms."""
    del officer
    found = next((one for one in app_of(request).catalogue.regimes if one.slug == slug), None)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return page(request, "admin/regime.html", regime=found, rules=_rules(found, says(request)))


def _rules(regime: Regime, _: Messages) -> list[tuple[str, str, str, str]]:
    """Of each cited parameter: its name, its value in words, where it stands, how sure we are."""
    rows = []
    for name in type(regime).model_fields:
        value: Any = getattr(regime, name)
        if isinstance(value, Cited):
            key = f"regime.{name}"
            rows.append((_(key) if _.has(key) else name, _said(value, _), value.citation, value.certainty.value))
    return rows


def _said(value: BaseModel, _: Messages) -> str:
    if isinstance(value, Period):
        return wording.amount(_, value.value, value.unit)
    if isinstance(value, Count):
        return _.numerals.plain(value.value)
    said = str(getattr(value, "value", ""))
    return _(f"regime.value_{said}") if _.has(f"regime.value_{said}") else said
