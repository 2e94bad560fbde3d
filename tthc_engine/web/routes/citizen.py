"""Nộp, bổ sung, rút: what an applicant does by themselves, without an account."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Component, Procedure
from tthc_engine.exchange.scans import LARGEST, UnfitScan
from tthc_engine.store import dossiers, offices
from tthc_engine.store.offices import Office
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web import wording
from tthc_engine.web.access import Throttle, caller
from tthc_engine.web.forms import citizen as forms
from tthc_engine.web.forms import intake
from tthc_engine.web.forms.attached import kept
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages import published as shown
from tthc_engine.web.pages.lookup import followed, looked_up, spelled
from tthc_engine.web.pages.seen import seen
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, sessions_of, today_of
from tthc_engine.work.house import own_portal
from tthc_engine.work.house.own_portal import Paper

router = APIRouter()
UNPROCESSABLE, NOT_HERE = 422, 404
RESULTS = ("direct", "postal", "online")


@router.get("/nop-ho-so/{unit}/{code}")
def ask(request: Request, unit: str, code: str) -> Response:
    """The form of a unit's own page; an administrative body's points at the national portal."""
    found = _taken(request, unit, code)
    return _not_here(request, code) if found is None else _form(request, *found, blank(says(request)))


@router.post("/nop-ho-so/{unit}/{code}")
def submit(request: Request, typed: Posted, unit: str, code: str) -> Response:
    """Hand in. Files are looked at only when the rest is right, so that what is refused leaves nothing behind."""
    found = _taken(request, unit, code)
    if found is None:
        return _not_here(request, code)
    _spend(request)
    app, at = app_of(request), at_of(request)
    office, procedure = found
    form = forms.own(typed)
    registration = forms.registration(form, procedure, today=today_of(request))
    papers = [] if form.errors else _papers(request, form, forms.asked(procedure, form), at)
    if form.errors:
        return _form(request, office, procedure, form, status=UNPROCESSABLE)
    try:
        made = own_portal.submit(app, office.unit.id, registration, papers, at=at, key=typed.key)
    except Refusal as refusal:
        names = {procedure.code: procedure.name}
        refused = wording.refusal(says(request), refusal, names=names)
        return _form(request, office, procedure, form, status=status_of(refusal), refused=refused)
    return go(f"/tra-cuu/theo-doi/{followed(sessions_of(request), made)}")


@router.post("/tra-cuu/bo-sung")
def supply(request: Request, typed: Posted) -> Response:
    """What was asked for, each paper with its file; the supplement is received at once."""
    dossier = looked_up(request)
    if dossier is None:
        return go("/tra-cuu")
    _spend(request)
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        found = seen(app, session, EVERYTHING, dossier)
        office = offices.office(session, found.line.receiving_unit)
    waiting = found.dossier.waiting
    if waiting is None or not own_portal.answers_here(found.dossier, office):
        return go("/tra-cuu/ket-qua")
    wanted = wanted_of(found.rules.procedure, [item.component or "" for item in waiting.items])
    forms.unanswered(typed, wanted)
    papers = [] if typed.errors else _papers(request, typed, wanted, at)
    if not typed.errors:
        try:
            own_portal.answer(app, found.line.id, found.line.receiving_unit, papers, at=at)
        except Refusal as refusal:
            typed.wrong("file", wording.refusal(_, refusal))
    if typed.errors:
        return page(
            request,
            "public/supply.html",
            status=UNPROCESSABLE,
            line=found.line,
            wanted=wanted,
            typed=typed,
            file_field=forms.file_field,
        )
    return go("/tra-cuu/ket-qua?da=supplied")


@router.post("/tra-cuu/rut")
def withdraw(request: Request, typed: Posted) -> Response:
    """Withdraw, or stop after acceptance. The secret is typed once more: whoever only saw the screen cannot."""
    dossier = looked_up(request)
    if dossier is None:
        return go("/tra-cuu")
    _spend(request)
    app, _ = app_of(request), says(request)
    with app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, dossier)
        named = line is not None and (
            not line.reference or dossiers.look_up(session, line.reference, spelled(typed.text("bi_mat"))) is not None
        )
    typed.required("reason", _("order.reason"))
    if not named:
        typed.wrong("bi_mat", _("look.wrong"))
    if not typed.errors and line is not None:
        try:
            own_portal.end(app, line.id, line.receiving_unit, reason=typed.text("reason"), at=at_of(request))
        except Refusal as refusal:
            typed.wrong("reason", wording.refusal(_, refusal))
    if typed.errors:
        return page(request, "public/withdraw.html", status=UNPROCESSABLE, line=line, typed=typed)
    return go("/tra-cuu/ket-qua?da=withdrawn")


def wanted_of(procedure: Procedure, keys: Iterable[str]) -> list[Component]:
    """The listed papers among what was asked for."""
    named = set(keys)
    return [one for one in procedure.components if one.key in named]


def _papers(request: Request, typed: Typed, components: Iterable[Component], at: datetime) -> list[Paper]:
    """Every chosen file kept; one that is unfit is an error of its paper, in words."""
    found = []
    for component in components:
        for file in typed.files.get(forms.file_field(component), []):
            try:
                scan = kept(app_of(request), file.file.read(LARGEST + 1), by="applicant", at=at)
            except UnfitScan as unfit:
                said = typed.says(f"scan.{unfit.why.value}", name=component.name)
                typed.wrong(forms.file_field(component), said)
            else:
                found.append(Paper(component=component.key, scan=scan))
    return found


def _taken(request: Request, unit: str, code: str) -> tuple[Office, Procedure] | None:
    with app_of(request).read() as session:
        return own_portal.takes(app_of(request), session, unit, code, today_of(request))


def _spend(request: Request) -> None:
    """Anybody may send, so not without end: a dossier is read by a person within eight working hours."""
    tries: Throttle = request.app.state.own_submissions
    tries.spend(f"at {caller(request)}")


def _not_here(request: Request, code: str) -> Response:
    return page(request, "public/not_here.html", status=NOT_HERE, code=code, portal=shown.NATIONAL_PORTAL)


def _form(
    request: Request, office: Office, procedure: Procedure, typed: Typed, *, status: int = 200, refused: str = ""
) -> Response:
    _ = says(request)
    cases = [(one.key, one.name) for one in procedure.cases]
    return page(
        request,
        "public/submit.html",
        status=status,
        office=office,
        procedure=procedure,
        typed=typed,
        refused=refused,
        cases=cases,
        case=intake.case_of(typed, procedure),
        for_whom=lambda keys: shown.for_whom(procedure.cases, keys),
        relations=[(one, _(f"relation.{one}")) for one in intake.RELATIONS],
        results=[(one, _(f"channel.{one}")) for one in RESULTS],
        components=[one for one in procedure.components if not one.from_database],
        file_field=forms.file_field,
        have_field=forms.have_field,
        form_key=typed.key or secrets.token_urlsafe(12),
    )
