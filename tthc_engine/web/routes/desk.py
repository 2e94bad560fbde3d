"""Tiếp nhận hồ sơ: one screen from the procedure to the printed receipt."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from tthc_engine.domain.commands import Accept, Command, Refuse, Registration, RequestSupplement, Submit
from tthc_engine.domain.errors import NotInForce, Refusal, UnknownProcedure
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.store import offices, people
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms import intake
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages import desk as shown
from tthc_engine.web.pages import person
from tthc_engine.web.pages.promise import PromisePanel, promise_panel
from tthc_engine.web.pages.seen import declared_names
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
HITS = 12


@dataclass(slots=True)
class Screen:
    """One answer of the desk's screen while it is put together."""

    request: Request
    officer: Officer
    typed: Typed
    procedure: Procedure | None
    refused: str = ""
    status: int = 200
    found: Sequence[Procedure] = ()


@router.get("/tiep-nhan")
def form(request: Request, officer: AtDesk) -> Response:
    """`?thu-tuc=2.002854` opens the form of that procedure, `?q=` lists what matches."""
    query = request.query_params
    typed = blank(says(request), procedure_words=query.get("q", ""), procedure=query.get("thu-tuc", ""))
    return _answer(Screen(request, officer, typed, _procedure(request, typed)))


@router.get("/tiep-nhan/thu-tuc")
def find(request: Request, officer: AtDesk, q: str = "") -> Response:
    """What the search box shows while typing: code, name, limit of the first case."""
    _ = says(request)
    found = app_of(request).catalogue.search(q[:200], today_of(request))[:HITS]
    return JSONResponse(
        {"found": [{"code": one.code, "name": one.name, "limit": _limits(_, one)} for one in found]},
        headers={"Cache-Control": "no-store"},
    )


@router.post("/tiep-nhan/ngay-hen")
def promised(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """The panel with the promised date, for the form as it is typed now."""
    procedure = _procedure(request, typed)
    return page(request, "desk_promise.html", promise=_promise(Screen(request, officer, typed, procedure)))


@router.post("/tiep-nhan/nguoi")
def person_named(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """What is to be said beside the number of `nguoi` (owner or submitter), for the form as it is typed now."""
    who = person.SUBMITTER if typed.text("nguoi") == person.SUBMITTER else person.OWNER
    procedure = _procedure(request, typed)
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        found = person.beside(session, scope, typed, procedure, who=who)
    return page(request, "desk_person.html", person=found)


@router.post("/tiep-nhan")
def act(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """Search, choose, compute, accept, ask for a supplement or refuse: the same form, kept as typed."""
    action = typed.text("action", "preview")
    screen = Screen(request, officer, typed, None)
    if action == "search":
        screen.found = app_of(request).catalogue.search(typed.text("procedure_words"), today_of(request))
        if len(screen.found) == 1:
            screen.procedure = screen.found[0]
        return _answer(screen)
    if action not in DECISIONS:
        screen.procedure = _procedure(request, typed)
        if action.startswith("fill_"):
            screen.typed = _filled(request, officer, typed, who=action.removeprefix("fill_"))
        return _answer(screen)
    try:
        screen.procedure = _in_force(request, typed, typed.required("procedure", typed.says("desk.procedure")))
    except (UnknownProcedure, NotInForce) as refusal:
        return _answer(_without_procedure(screen, refusal))
    try:
        done = DECISIONS[action](screen, screen.procedure)
    except Refusal as refusal:
        screen.refused = wording.refusal(says(request), refusal, names=declared_names(screen.procedure))
        screen.status = status_of(refusal)
        return _answer(screen)
    return done if done is not None else _answer(screen)


def _filled(request: Request, officer: Officer, typed: Typed, *, who: str) -> Typed:
    """The form with the person whom the number named; as typed where it names nobody whom this office may see."""
    if who not in person.WHO:
        return typed
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        known = person.known_here(session, scope, intake.number(typed, f"{who}_identifier"))
    return typed if known is None else person.filled(typed, known, who=who)


def _without_procedure(screen: Screen, refusal: Refusal) -> Screen:
    """Refused in words with everything typed: in today's form where the day of receipt is what was wrong."""
    request, typed = screen.request, screen.typed
    screen.status = status_of(refusal)
    try:
        screen.procedure = app_of(request).catalogue.in_force(typed.text("procedure"), today_of(request))
    except (UnknownProcedure, NotInForce):
        typed.wrong("procedure", wording.refusal(typed.says, refusal))
        screen.found = app_of(request).catalogue.search("", today_of(request))
    else:
        typed.wrong("received_at", wording.refusal(typed.says, refusal))
    return screen


def _accept(screen: Screen, procedure: Procedure) -> Response | None:
    typed, app = screen.typed, app_of(screen.request)
    for component in intake.unchecked(typed, procedure):
        typed.wrong(intake.state_field(component), typed.says("desk.unchecked", name=component.name))
    registration = _registration(screen, procedure)
    received_at = intake.received_at(typed)
    if intake.incomplete(typed, procedure):
        screen.refused = shown.lacking(typed, procedure)
    if typed.errors or screen.refused:
        screen.status = 422
        return None
    command = Accept(
        dossier=app.engine.new_id(), by=screen.officer.actor, registration=registration, received_at=received_at
    )
    with app.transaction() as session:
        handled = app.engine.handle(session, command, at=at_of(screen.request), key=typed.key)
    return go(f"/ho-so/{handled.dossier.reference}/giay-tiep-nhan")


def _registration(screen: Screen, procedure: Procedure) -> Registration:
    """As typed; what keeps it from being registered is noted beside its field."""
    request, typed = screen.request, screen.typed
    with app_of(request).read() as session:
        typed.offered("competent_unit", [unit for unit, _ in _units(session, screen.officer, typed.says)])
    return intake.registration(typed, procedure, today=today_of(request), competent_unit=_competent(screen))


def _supplement(screen: Screen, procedure: Procedure) -> Response | None:
    typed = screen.typed
    lacking = intake.incomplete(typed, procedure)
    if not lacking:
        screen.refused = typed.says("desk.nothing_missing")
    return _not_accepted(
        screen,
        procedure,
        lambda key: RequestSupplement(
            dossier=key,
            by=screen.officer.actor,
            items=intake.items(lacking),
            reason=intake.supplement_reason(typed, lacking),
        ),
    )


def _refuse(screen: Screen, procedure: Procedure) -> Response | None:
    typed = screen.typed
    reason = typed.required("refuse_reason", typed.says("desk.refuse_reason"))
    return _not_accepted(screen, procedure, lambda key: Refuse(dossier=key, by=screen.officer.actor, reason=reason))


def _not_accepted(screen: Screen, procedure: Procedure, then: Callable[[str], Command]) -> Response | None:
    """Handed in but not accepted: it is registered without a period, and the slip follows at once."""
    typed, app, at = screen.typed, app_of(screen.request), at_of(screen.request)
    registration = _registration(screen, procedure)
    if typed.errors or screen.refused:
        screen.status = 422
        return None
    key = typed.key
    with app.transaction() as session:
        submit = Submit(dossier=app.engine.new_id(), by=screen.officer.actor, registration=registration)
        submitted = app.engine.handle(session, submit, at=at, key=key)
        again = f"{key}:slip" if key else None
        handled = app.engine.handle(session, then(submitted.dossier_id), at=at, key=again)
    return go(f"/ho-so/{handled.dossier_id}/van-ban/{handled.dossier.letters[-1].letter}")


DECISIONS: Mapping[str, Callable[[Screen, Procedure], Response | None]] = {
    "accept": _accept,
    "supplement": _supplement,
    "refuse": _refuse,
}


def _answer(screen: Screen) -> Response:
    request, typed = screen.request, screen.typed
    app = app_of(request)
    with app.read() as session:
        units = _units(session, screen.officer, says(request))
        scope = people.scope_of(session, screen.officer.actor)
        persons = {who: person.beside(session, scope, typed, screen.procedure, who=who) for who in person.WHO}
    words = typed.text("procedure_words")
    found = screen.found or app.catalogue.search("" if screen.procedure else words, today_of(request))
    return page(
        request,
        "desk.html",
        status=screen.status,
        refused=screen.refused,
        form_key=typed.key or secrets.token_urlsafe(12),
        found=found,
        promise=_promise(screen),
        limits=lambda one: _limits(says(request), one),
        **persons,
        **shown.form_facts(typed, screen.procedure, units=units),
    )


def _promise(screen: Screen) -> PromisePanel | None:
    procedure, typed = screen.procedure, screen.typed
    if procedure is None:
        return None
    request, app = screen.request, app_of(screen.request)
    quiet = Typed(typed.says, typed.values, typed.many)
    registration = intake.registration(quiet, procedure, today=today_of(request), competent_unit=_competent(screen))
    received_at = intake.received_at(quiet)
    case, channel = intake.case_of(typed, procedure), intake.channel_of(typed, procedure)
    try:
        with app.read() as session:
            promise = app.engine.preview(
                session, registration, screen.officer.actor, at=at_of(request), received_at=received_at
            )
            on = wording.local(received_at or at_of(request)).date()
            calendar = app.engine.rulebook.of_registration(session, registration, screen.officer.actor, on).calendar
    except Refusal as refusal:
        return PromisePanel(refused=wording.refusal(typed.says, refusal, names=declared_names(procedure)))
    return promise_panel(
        promise,
        typed.says,
        calendar=calendar,
        received=received_at or at_of(request),
        limit=wording.limit(typed.says, procedure.limit(case, channel).phases),
        complete=not intake.incomplete(typed, procedure),
    )


def _procedure(request: Request, typed: Typed) -> Procedure | None:
    """The version in force on the day of receipt; an unknown or ended one is said beside the search box."""
    code = typed.text("procedure")
    if not code:
        return None
    try:
        return _in_force(request, typed, code)
    except (UnknownProcedure, NotInForce) as refusal:
        typed.wrong("procedure", wording.refusal(typed.says, refusal))
        return None


def _in_force(request: Request, typed: Typed, code: str) -> Procedure:
    """Raises UnknownProcedure or NotInForce."""
    received = intake.received_at(Typed(typed.says, typed.values, typed.many))
    on: date = wording.local(received).date() if received else today_of(request)
    return app_of(request).catalogue.in_force(code, on)


def _units(session: Session, officer: Officer, _: Messages) -> list[tuple[str, str]]:
    """Where a dossier may be decided: the own unit first, then every unit that has an office of its own."""
    own = officer.actor.unit
    others = [one.unit for one in offices.offices(session) if one.unit.id != own and one.unit.valid_until is None]
    return [(own, _("desk.own_unit", unit=officer.unit_name)), *((one.id, one.name) for one in others)]


def _competent(screen: Screen) -> str | None:
    chosen = screen.typed.text("competent_unit")
    return chosen if chosen and chosen != screen.officer.actor.unit else None


def _limits(_: Messages, procedure: Procedure) -> str:
    said = []
    for limit in procedure.limits:
        words = limit.words or wording.limit(_, limit.phases)
        if words not in said:
            said.append(words)
    return " · ".join(said)
