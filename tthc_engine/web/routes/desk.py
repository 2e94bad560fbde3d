"""Tiếp nhận hồ sơ: one screen from the procedure to the printed receipt."""

import secrets
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from tthc_engine.catalogue.search import ranked
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import NotInForce, Refusal, UnknownProcedure, WrongStage
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.store import drafts, people, usage
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms import attached, intake, scanned, sent
from tthc_engine.web.forms.limits import longest
from tthc_engine.web.forms.typed import KEY, TOKEN, Posted, Typed, blank
from tthc_engine.web.forms.wish import as_typed
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages import desk as shown
from tthc_engine.web.pages import earlier, person
from tthc_engine.web.pages.desk_counts import desk_counts
from tthc_engine.web.pages.promise import PromisePanel, promise_panel
from tthc_engine.web.pages.seen import declared_names, line_of
from tthc_engine.web.routes.desk_acts import DECISIONS, Screen, begun, competent, units
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, page, says, today_of

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
HITS = 12
_NOT_KEPT = frozenset({TOKEN, KEY, "action"})


@router.get("/tiep-nhan")
def form(request: Request, officer: AtDesk) -> Response:
    """`?thu-tuc=2.002854` opens the form of that procedure, `?q=` lists what matches, `?nhap=` goes on with a draft.

    `?ho-so=` opens what was sent in and is not accepted yet: the same checklist, the same date before the acceptance.
    """
    query = request.query_params
    if asked := query.get("ho-so", ""):
        typed = _sent_in(request, officer, asked)
        return _answer(Screen(request, officer, typed, _procedure(request, typed), focus="papers"))
    if draft := query.get("nhap", ""):
        with app_of(request).read() as session:
            kept = drafts.typed(session, draft, officer.person)
        if kept is not None:
            typed = blank(says(request), **{**kept, KEY: draft})
            return _answer(Screen(request, officer, typed, _procedure(request, typed)))
    typed = blank(says(request), procedure_words=query.get("q", ""), procedure=query.get("thu-tuc", ""))
    return _answer(Screen(request, officer, typed, _procedure(request, typed)))


@router.get("/tiep-nhan/thu-tuc")
def find(request: Request, officer: AtDesk, q: str = "") -> Response:
    """What the search box shows while typing: code, name, limit of the first case; the most used first."""
    _ = says(request)
    found = search(request, officer, q[:200])[:HITS]
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
    procedure, app = _procedure(request, typed), app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = person.beside(app, session, scope, typed, procedure, who=who)
    return page(request, "desk_person.html", person=found)


@router.post("/tiep-nhan")
def act(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """Search, read a card, choose, compute, accept, ask for a supplement or refuse: the same form, kept as typed."""
    action = typed.text("action", "preview")
    read = scanned.has_scan(typed)
    typed = scanned.with_scans(typed, today_of(request))
    screen = Screen(request, officer, typed, None)
    if action == "search" or (action == "enter" and not read and not typed.text("procedure")):
        screen.found = search(request, officer, typed.text("procedure_words"))
        if len(screen.found) == 1:
            screen.procedure = screen.found[0]
        return _answer(screen)
    if read or action not in DECISIONS:
        screen.procedure = _procedure(request, typed)
        _take_files(screen)
        _within_the_form(screen, action, read=read)
        return _answer(screen)
    try:
        screen.procedure = _in_force(request, typed, typed.required("procedure", typed.says("desk.procedure")))
    except (UnknownProcedure, NotInForce) as refusal:
        return _answer(_without_procedure(screen, refusal))
    _take_files(screen)
    try:
        done = DECISIONS[action](screen, screen.procedure)
    except Refusal as refusal:
        screen.refused = wording.refusal(says(request), refusal, names=declared_names(screen.procedure))
        screen.status = status_of(refusal)
        return _answer(screen)
    return done if done is not None else _answer(screen)


def _sent_in(request: Request, officer: Officer, key: str) -> Typed:
    """The form as the applicant filled it in. Raises UnknownDossier, and WrongStage for what was accepted already."""
    app = app_of(request)
    with app.read() as session:
        line = line_of(session, people.scope_of(session, officer.actor), key)
        dossier, _ = app.engine.dossier(session, line.id)
    if dossier.stage is not Stage.SUBMITTED:
        raise WrongStage(command="accept", stage=dossier.stage.value, step=dossier.current_step or "")
    return blank(says(request), **sent.values(dossier, line.id))


def _take_files(screen: Screen) -> None:
    screen.typed = attached.with_files(
        app_of(screen.request), screen.typed, screen.procedure, by=screen.officer.person, at=at_of(screen.request)
    )


def _within_the_form(screen: Screen, action: str, *, read: bool) -> None:
    """What changes the form and decides nothing: a person filled in, a paper taken over, a draft saved."""
    typed = screen.typed
    word, _, rest = action.partition(":")
    if read:
        screen.focus = "papers" if typed.text("owner_name") else "f-owner_identifier"
    elif word in ("fill_owner", "fill_submitter"):
        screen.typed = _filled(screen, who=word.removeprefix("fill_"))
        screen.focus = "papers"
    elif word == "reuse":
        screen.typed = _reused(screen, rest)
        screen.focus = f"f-paper.{rest}"
    elif word == "unscan":
        key, _, sha256 = rest.partition(":")
        left = [one for one in typed.text(f"scan.{key}").split(",") if one and one != sha256]
        screen.typed = Typed(typed.says, {**typed.values, f"scan.{key}": ",".join(left)}, typed.many, typed.errors)
    elif word == "save":
        screen.typed = save(screen)
        screen.noted = typed.says("draft.saved", time=wording.clock_time(at_of(screen.request)))


def save(screen: Screen) -> Typed:
    """Keep the form as the officer's draft; the form with the key under which it is kept."""
    typed, request = screen.typed, screen.request
    key = typed.key or secrets.token_urlsafe(12)
    values = {
        name: text
        for name, text in typed.values.items()
        if text and name not in _NOT_KEPT and len(text) <= longest(name)
    }
    with app_of(request).transaction() as session:
        drafts.save(
            session,
            key,
            values,
            person=screen.officer.person,
            unit=screen.officer.actor.unit,
            title=begun(request, screen.officer, typed),
            at=at_of(request),
        )
    return Typed(typed.says, {**typed.values, KEY: key}, typed.many, typed.errors)


def _filled(screen: Screen, *, who: str) -> Typed:
    """The form with the person whom the number named; as typed where it names nobody whom this office may see."""
    typed, app = screen.typed, app_of(screen.request)
    with app.read() as session:
        scope = people.scope_of(session, screen.officer.actor)
        found = person.beside(app, session, scope, typed, screen.procedure, who=who)
    return typed if found.known is None else person.filled(typed, found.known, who=who, usual=found.usual)


def _reused(screen: Screen, key: str) -> Typed:
    """The form with an earlier paper taken over; as typed where there is none (any more)."""
    typed, app, procedure = screen.typed, app_of(screen.request), screen.procedure
    with app.read() as session:
        scope = people.scope_of(session, screen.officer.actor)
        found = earlier.earlier(app, session, scope, typed, procedure, on=today_of(screen.request))
    component = next((one for one in procedure.components if one.key == key), None) if procedure else None
    return typed if component is None or key not in found else earlier.reused(typed, found[key], component)


def _without_procedure(screen: Screen, refusal: Refusal) -> Screen:
    """Refused in words with everything typed: in today's form where the day of receipt is what was wrong."""
    request, typed = screen.request, screen.typed
    screen.status = status_of(refusal)
    try:
        screen.procedure = as_in_force(request, typed.text("procedure"), today_of(request))
    except (UnknownProcedure, NotInForce):
        typed.wrong("procedure", wording.refusal(typed.says, refusal))
        screen.found = search(request, screen.officer, "")
    else:
        typed.wrong("received_at", wording.refusal(typed.says, refusal))
    return screen


def search(request: Request, officer: Officer, words: str) -> list[Procedure]:
    app = app_of(request)
    with app.read() as session:
        used = usage.procedures(session, people.scope_of(session, officer.actor))
        law = app.engine.rulebook.declarations.law_on(session, today_of(request))
    return ranked(law, words, used=used)


def _answer(screen: Screen) -> Response:
    request, typed, officer = screen.request, screen.typed, screen.officer
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        offered = units(session, officer, says(request))
        scope = people.scope_of(session, officer.actor)
        persons = {who: person.beside(app, session, scope, typed, screen.procedure, who=who) for who in person.WHO}
        had = earlier.earlier(app, session, scope, typed, screen.procedure, on=today_of(request))
        counts = desk_counts(session, scope)
        waiting = (
            attached.waiting(session, scope, typed, screen.procedure, by=officer.person) if screen.procedure else []
        )
        mine = [] if screen.procedure else drafts.of_person(session, officer.person, at=at)
    words = typed.text("procedure_words")
    found = screen.found or search(request, officer, "" if screen.procedure else words)
    return page(
        request,
        "desk.html",
        status=screen.status,
        refused=screen.refused,
        noted=screen.noted,
        focus=screen.focus,
        form_key=typed.key or secrets.token_urlsafe(12),
        found=found,
        drafts=mine,
        counts=counts,
        promise=_promise(screen),
        wished=as_typed(typed),
        limits=lambda one: _limits(says(request), one),
        **persons,
        **shown.form_facts(typed, screen.procedure, units=offered, had=had, waiting=waiting),
    )


def _promise(screen: Screen) -> PromisePanel | None:
    procedure, typed = screen.procedure, screen.typed
    if procedure is None:
        return None
    request, app = screen.request, app_of(screen.request)
    quiet = Typed(typed.says, typed.values, typed.many)
    registration = intake.registration(quiet, procedure, today=today_of(request), competent_unit=competent(screen))
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
    return as_in_force(request, code, on)


def as_in_force(request: Request, code: str, on: date) -> Procedure:
    """The office's own version before the packaged one. Raises UnknownProcedure or NotInForce."""
    app = app_of(request)
    with app.read() as session:
        return app.engine.rulebook.declarations.in_force(session, code, on)


def _limits(_: Messages, procedure: Procedure) -> str:
    said = []
    for limit in procedure.limits:
        words = limit.words or wording.limit(_, limit.phases)
        if words not in said:
            said.append(words)
    return " · ".join(said)
