"""The commands of a dossier: a form page for each, one door for all, and the apology seen before it is issued."""

import secrets
from typing import Annotated, NoReturn

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.documents.render import render
from tthc_engine.domain import timing
from tthc_engine.domain.errors import Refusal, StaleDossier, UnknownLetter
from tthc_engine.domain.letters import LetterContext
from tthc_engine.domain.people import Actor
from tthc_engine.store import letters, people, scans
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, any_officer
from tthc_engine.web.forms.order import Entry, Order
from tthc_engine.web.forms.orders import ORDERS, apology
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.officers import acting_for
from tthc_engine.web.pages import order as shown
from tthc_engine.web.pages.dossier import command_label, component_name, paper_lines
from tthc_engine.web.pages.history import entries
from tthc_engine.web.pages.seen import Seen, line_of, seen
from tthc_engine.web.routes.letters import pdf_response
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]
BACK = {"hop-thu": "/viec-cua-toi", "giam-sat": "/giam-sat"}


class _Preview(Exception):
    """Carries a letter out of a transaction that must not be kept."""

    def __init__(self, context: LetterContext) -> None:
        super().__init__("preview")
        self.context = context


@router.get("/ho-so/{key}/lenh/{word}")
def form(request: Request, officer: AnyOfficer, key: str, word: str, thay: str = "") -> Response:
    """The command's form, with the engine's reason on top where it would be refused anyway."""
    _order(word)
    typed = blank(says(request), thay=thay)
    app, at = app_of(request), at_of(request)
    refused, status = "", 200
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        line = line_of(session, scope, key)
        actor = acting_for(session, officer, at, absent=thay)
        refusal = app.engine.permitted(session, line.id, word, actor, at=at)
        if refusal is not None:
            names = seen(app, session, scope, key).names
            refused, status = wording.refusal(says(request), refusal, names=names), status_of(refusal)
    return _form(request, officer, key, word, typed, refused=refused, status=status, fresh=True)


@router.post("/ho-so/{key}/lenh/{word}")
def act(request: Request, officer: AnyOfficer, typed: Posted, key: str, word: str) -> Response:
    """Give the command. What is refused comes back with what was typed."""
    order = _order(word)
    app, at, _ = app_of(request), at_of(request), says(request)
    try:
        with app.transaction() as session:
            line = line_of(session, people.scope_of(session, officer.actor), key)
            actor = acting_for(session, officer, at, absent=typed.text("thay"))
            command = order.build(typed, line.id, actor)
            if typed.errors:
                # Role, stage and law are refused before the form: nobody is corrected about what is not theirs.
                refusal = app.engine.permitted(session, line.id, word, actor, at=at)
                _insist(refusal)
                return _form(request, officer, key, word, typed, refused="", status=422)
            version = typed.text("version")
            handled = app.engine.handle(
                session, command, at=at, key=typed.key, expected=int(version) if version.isdigit() else None
            )
    except StaleDossier as stale:
        return _form(
            request,
            officer,
            key,
            word,
            typed,
            refused=wording.stale(_, stale, names=_names(request, officer, key)),
            status=409,
            overtaken=True,
        )
    except Refusal as refusal:
        refused = wording.refusal(_, refusal, names=_names(request, officer, key))
        return _form(request, officer, key, word, typed, refused=refused, status=status_of(refusal))
    here = handled.dossier.reference or handled.dossier_id
    if typed.text("ve") == "van-ban":
        return go(f"/ho-so/{here}/van-ban/{typed.text('letter')}?da={word}")
    if word == "accept":
        return go(f"/ho-so/{here}/giay-tiep-nhan")
    back = BACK.get(typed.text("ve"), f"/ho-so/{here}")
    return go(f"{back}?da={word}")


@router.post("/ho-so/{key}/xem-truoc.pdf")
def preview(request: Request, officer: AnyOfficer, typed: Posted, key: str) -> Response:
    """The apology as it would be issued now: everything is done, rendered and undone."""
    app, at, _ = app_of(request), at_of(request), says(request)
    try:
        with app.transaction() as session:
            line = line_of(session, people.scope_of(session, officer.actor), key)
            actor = acting_for(session, officer, at, absent=typed.text("thay"))
            command = apology(typed, line.id, actor)
            if typed.errors:
                return _form(request, officer, key, "issue_apology", typed, refused="", status=422)
            handled = app.engine.handle(session, command, at=at)
            context = letters.context(session, letters.letter_id(line.id, handled.dossier.letters[-1].letter))
            _show_and_undo(context)
    except _Preview as made:
        return pdf_response(render(made.context).pdf, "xem-truoc")
    except Refusal as refusal:
        refused = wording.refusal(_, refusal, names=_names(request, officer, key))
        return _form(request, officer, key, "issue_apology", typed, refused=refused, status=status_of(refusal))


def _insist(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _show_and_undo(context: LetterContext | None) -> NoReturn:
    if context is None:
        raise UnknownLetter(letter="")
    raise _Preview(context)


def _order(word: str) -> Order:
    if word not in ORDERS:
        raise HTTPException(404)
    return ORDERS[word]


def _names(request: Request, officer: Officer, key: str) -> dict[str, str]:
    app = app_of(request)
    with app.read() as session:
        return seen(app, session, people.scope_of(session, officer.actor), key).names


def _form(
    request: Request,
    officer: Officer,
    key: str,
    word: str,
    typed: Typed,
    *,
    refused: str,
    status: int,
    fresh: bool = False,
    overtaken: bool = False,
) -> Response:
    """The page of one command; `fresh` fills its fields with suggestions, else they stay as typed.

    `overtaken`: somebody acted since the page was read; what they did is told, and the next press counts from there.
    """
    app, at, _ = app_of(request), at_of(request), says(request)
    order = ORDERS[word]
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = seen(app, session, scope, key)
        posted = letters.of_dossier(session, scope, found.line.id)
        prepared = shown.prepared(session, found, word, at, _, letters=posted)
        scanned = scans.of_dossier(session, scope, found.line.id)
        actor: Actor = acting_for(session, officer, at, absent=typed.text("thay"))
        instead = people.person(session, actor.stands_for) if actor.stands_for else None
    version = typed.text("version")
    missed = found.events[int(version) :] if overtaken and version.isdigit() else ()
    if fresh:
        typed = Typed(_, {**prepared.values, **typed.values}, typed.many, typed.errors)
    return page(
        request,
        "command.html",
        status=status,
        found=found,
        line=found.line,
        word=word,
        label=command_label(found, word, _),
        typed=typed,
        refused=refused,
        prepared=prepared,
        entries=_entries(found, word, order),
        asks=shown.asks(found, word, order.asks, at, _),
        checks=shown.checks(found, word, at, _),
        spent=shown.spent_rows(found, word, at, _),
        papers=paper_lines(found, _),
        scanned=[(one, component_name(found, one.component)) for one in scanned],
        changed=entries(missed, found.rules, found.person_names, _, today=today_of(request)),
        due=timing.due_at(found.dossier, found.rules),
        version=found.line.version,
        form_key=secrets.token_urlsafe(12) if fresh or status in (409, 422) else typed.key or "",
        acting_for=instead.name if instead else "",
        stops=word in ("refuse", "withdraw", "stop", "close_unanswered"),
    )


def _entries(found: Seen, word: str, order: Order) -> tuple[Entry, ...]:
    if word == "issue_apology" and not shown.names_new_date(found):
        return tuple(one for one in order.entries if one.name != "new_appointment")
    return order.entries
