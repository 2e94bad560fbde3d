"""Rà soát thủ tục: which procedures to cut, by how much, what it saves, and what past dossiers say of it."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

import yaml
from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.review import cost_rules
from tthc_engine.domain.procedure import Procedure
from tthc_engine.reports import daily
from tthc_engine.reports.review import choosing, effect, report
from tthc_engine.reports.review.choosing import Candidate, Review
from tthc_engine.reports.review.effect import Effect
from tthc_engine.reports.review.proposal import COUNTED, Proposal, State, untouched
from tthc_engine.store import offices, reviews
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms import review as forms
from tthc_engine.web.forms.typed import Posted, Typed
from tthc_engine.web.messages import Messages
from tthc_engine.web.routes.plans import SETTERS, UNREADABLE, file_of
from tthc_engine.web.routes.report_tables import TYPES, in_language, paged
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import reviewing

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*OFFICERS))]
Setter = Annotated[Officer, Depends(needs(*SETTERS))]
NOT_FOUND, NOT_YET = 404, 409
YEARS = 5


@router.get("/ra-soat")
def listing(request: Request, officer: Reader, nam: str = "") -> Response:
    """Every procedure, the most frequent first, with what is proposed and what it would save."""
    app, year = app_of(request), _year(request, nam)
    with app.read() as session:
        found = _review(request, session, officer, year)
    return page(
        request,
        "reviews/list.html",
        found=found,
        rules=cost_rules(),
        words=lambda law, proposal=None: _limits(says(request), law, proposal),
        period_words=lambda review: _period_words(says(request), review),
        states={one: says(request)(f"review.state_{one.value}") for one in report.STATES},
        years=[today_of(request).year - back for back in range(YEARS)],
        may_set=officer.has(*SETTERS),
        endings=tuple(TYPES),
    )


@router.get("/ra-soat/{year}/tep.{ending}")
def file(request: Request, officer: Reader, year: int, ending: str) -> Response:
    """The proposal as DOCX, PDF, XLSX or CSV, with what past dossiers say of each."""
    if ending not in TYPES:
        raise HTTPException(NOT_FOUND)
    app = app_of(request)
    with app.read() as session:
        found = _review(request, session, officer, _year(request, str(year)))
        table = report.of(found, cost_rules(), reviewing.effects(app, session, found))
    return file_of(request, table, ending, name=f"ra-soat-{year}")


@router.get("/ra-soat/{year}/{slug}")
def one(request: Request, officer: Reader, year: int, slug: str) -> Response:
    return _one(request, officer, year, slug)


@router.get("/ra-soat/{year}/{slug}/ho-so")
def behind(request: Request, officer: Reader, year: int, slug: str, cot: str = "", trang: int = 1) -> Response:
    """The dossiers behind a figure of the review: what was received, or what a shorter limit would have done to it."""
    app, _ = app_of(request), says(request)
    with app.read() as session:
        found = _review(request, session, officer, year)
        one = _candidate(found, slug)
        facts = choosing.received_facts(session, found.unit, found.period, found.at)
        if cot in effect.FIGURES and one.proposal is not None:
            judged = effect.judged(session, app.engine, one.proposal, facts)
            listed = [each.fact for each in judged if effect.FIGURES[cot](each)]
        elif cot == "received":
            listed = choosing.of_procedure(facts, one.procedure)
        else:
            raise HTTPException(NOT_FOUND)
        names = {each.id: each.name for each in offices.units(session)}
    title = f"{one.procedure.name}: {_(f'review.figure_{cot}')}"
    look = choosing.look_of(found.unit, frozenset(), found.period, found.at, names)
    return page(
        request,
        "reports/listed.html",
        name=title,
        of_column="",
        back=f"/ra-soat/{year}/{slug}",
        unit_name=found.unit_name,
        line="",
        **paged(
            in_language(daily.listed(listed, look, title=title), _, title=title, period=found.period),
            _,
            number=trang,
            query=lambda number: urlencode({"cot": cot, "trang": number}),
        ),
    )


@router.post("/ra-soat/{year}/{slug}")
def keep(request: Request, officer: Setter, year: int, slug: str, typed: Posted) -> Response:
    """The proposal as typed; what it was before stays on record."""
    app, at, unit = app_of(request), at_of(request), officer.actor.unit
    with app.transaction() as session:
        candidate = _candidate(_review(request, session, officer, year), slug)
        law = candidate.procedure
        made = forms.proposal_of(typed, law, _begun(candidate), cost_rules(), today=today_of(request))
        if made is not None:
            reviews.keep(session, unit, year, slug, made.model_dump_json(), by=officer.person, at=at)
    return _one(request, officer, year, slug, typed) if made is None else go(f"/ra-soat/{year}/{slug}")


@router.get("/ra-soat/{year}/{slug}/quyet-dinh.yaml")
def overlay(request: Request, officer: Setter, year: int, slug: str) -> Response:
    """The decided cut as an overlay, ready for `tthc procedures publish`; nothing is typed a second time."""
    app = app_of(request)
    with app.read() as session:
        candidate = _candidate(_review(request, session, officer, year), slug)
        office = offices.office(session, officer.actor.unit)
    proposal, province = candidate.proposal, office.facts.province if office is not None else ""
    if proposal is None or proposal.state is not State.ADOPTED or proposal.in_force_from is None or not province:
        raise HTTPException(NOT_YET)
    made = reviewing.overlay_of(candidate.procedure, proposal, province=province, checked_on=today_of(request))
    text = yaml.safe_dump(reviewing.declared(made), allow_unicode=True, sort_keys=False, width=120)
    name = f"{province}-{slug}-{proposal.in_force_from}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


def _one(request: Request, officer: Officer, year: int, slug: str, typed: Typed | None = None) -> Response:
    app = app_of(request)
    with app.read() as session:
        found = _review(request, session, officer, year)
        candidate = _candidate(found, slug)
        office = offices.office(session, officer.actor.unit)
        told = _effect(request, session, found, candidate)
    begun = _begun(candidate)
    return page(
        request,
        "reviews/one.html",
        status=UNREADABLE if typed is not None else 200,
        found=found,
        one=candidate,
        law=candidate.procedure,
        proposal=begun,
        rules=cost_rules(),
        effect=told,
        counted=COUNTED,
        words=lambda law, proposal=None: _limits(says(request), law, proposal),
        period_words=lambda review: _period_words(says(request), review),
        states={one: says(request)(f"review.state_{one.value}") for one in report.STATES},
        typed=typed or Typed(says(request), forms.values(begun, says(request))),
        errors=typed.errors if typed is not None else {},
        may_set=officer.has(*SETTERS),
        province=office.facts.province if office is not None else "",
    )


def _limits(_: Messages, law: Procedure, proposal: Proposal | None) -> str:
    return report.limits_in_words(law, proposal, brief=lambda one: wording.brief_limit(_, one))


def _period_words(_: Messages, review: Review) -> str:
    if year := report.whole_year(review):
        return _("review.year_of", year=year)
    return _("review.days_of", first=wording.day(review.period.first_on), last=wording.day(review.period.last_on))


def _effect(request: Request, session: Session, found: Review, one: Candidate) -> Effect | None:
    if one.proposal is None:
        return None
    app = app_of(request)
    facts = choosing.received_facts(session, found.unit, found.period, found.at)
    return effect.effect(session, app.engine, one.proposal, facts)


def _begun(one: Candidate) -> Proposal:
    return one.proposal or untouched(one.procedure, cost_rules(), subjects=one.received)


def _review(request: Request, session: Session, officer: Officer, year: int) -> Review:
    return choosing.review(session, app_of(request).engine, officer.actor.unit, year, at_of(request))


def _candidate(found: Review, slug: str) -> Candidate:
    one = next((one for one in found.candidates if one.procedure.slug == slug), None)
    if one is None:
        raise HTTPException(NOT_FOUND)
    return one


def _year(request: Request, written: str) -> int:
    today: date = today_of(request)
    return int(written) if written.isdecimal() and today.year - YEARS <= int(written) <= today.year + 1 else today.year
