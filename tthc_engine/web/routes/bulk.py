"""Thao tác hàng loạt: from ticked rows to a command for each, and what became of each."""

import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.people import Actor
from tthc_engine.store import letters, people
from tthc_engine.store.sql import Session
from tthc_engine.web import bulk
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.bulk import LETTERS, Chosen, Outcome
from tthc_engine.web.forms.order import Entry, Options
from tthc_engine.web.forms.orders import ORDERS
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.officers import stand_ins
from tthc_engine.web.pages import order as shown
from tthc_engine.web.pages.seen import seen
from tthc_engine.web.view import app_of, at_of, page, says

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(needs(*OFFICERS))]
HERE = "/hang-loat"
TICKED = "chon"


@router.get(HERE)
def offered(request: Request, officer: AnyOfficer, chon: Annotated[list[str] | None, Query()] = None) -> Response:
    """The bar for the rows ticked so far: a piece of page for the script."""
    return _offer(request, officer, chon or [], template="bulk_bar.html")


@router.post(HERE)
def choose(request: Request, officer: AnyOfficer, typed: Posted) -> Response:
    """The same as a page of its own, for a browser without scripts."""
    return _offer(request, officer, typed.all_of(TICKED), template="bulk_choose.html")


@router.post(HERE + "/{word}")
def act(request: Request, officer: AnyOfficer, typed: Posted, word: str) -> Response:
    """Give the command to every ticked row; first ask what it needs to know, once for all."""
    if word not in LETTERS:
        raise HTTPException(404)
    app, at, _ = app_of(request), at_of(request), says(request)
    keys = typed.all_of(TICKED)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        actors = _actors(session, officer, request)
        rows = bulk.chosen_of(app, session, scope, keys)
        options = _options(request, session, officer, rows, word)
    asked = bulk.entries_of(word)
    own = bulk.by_row(word)
    unsaid = [(entry, row) for entry in asked if entry.needed for row in rows if not _said(typed, word, entry, row)]
    # What each row may answer is always shown once: nobody is asked in silence.
    if rows and (unsaid or typed.errors or (own and not typed.chosen("da_hoi"))):
        if typed.chosen("da_hoi"):
            for entry, row in unsaid:
                mine = entry in own
                name = bulk.field_of(entry.name, row.key) if mine else entry.name
                typed.wrong(name, _("form.missing", field=_(entry.label)) + (f" ({row.key})" if mine else ""))
        fresh = not typed.chosen("da_hoi")
        return page(
            request,
            "bulk_form.html",
            status=200 if fresh else 422,
            word=word,
            label=bulk.label_of(word, rows, _),
            rows=rows,
            keys=keys,
            entries=asked,
            own=own,
            field_of=bulk.field_of,
            options=options,
            typed=blank(_) if fresh else typed,
            form_key=secrets.token_urlsafe(12),
            papers=LETTERS[word] * len(rows),
            back=_back(typed),
        )
    done = bulk.each(app, scope, keys, word, typed=typed, actors=actors, at=at)
    return _outcome(request, done, typed, word, label=bulk.label_of(word, rows, _))


def _outcome(request: Request, done: Sequence[Outcome], typed: Typed, word: str, *, label: str) -> Response:
    """A line for each row; what failed may be tried again with what was typed."""
    failed = [one for one in done if not one.done]
    again = [entry.name for entry in ORDERS[word].entries if typed.text(entry.name)]
    rows = [one.line.reference or one.line.id for one in failed]
    again += [bulk.field_of(entry.name, key) for entry in bulk.by_row(word) for key in rows]
    return page(
        request,
        "bulk_done.html",
        label=label,
        word=word,
        done=[one for one in done if one.done],
        failed=failed,
        papers=sum(one.letters for one in done),
        again=[(name, typed.text(name)) for name in again if typed.text(name)],
        form_key=secrets.token_urlsafe(12),
        back=_back(typed),
    )


def _offer(request: Request, officer: Officer, keys: Sequence[str], *, template: str) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        rows = bulk.chosen_of(app, session, scope, keys)
        made = bulk.offers(session, rows, _actors(session, officer, request), at, _)
    steps = {one.line.step_name for one in rows}
    return page(
        request,
        template,
        rows=rows,
        keys=[f"{one.key}{bulk.SEEN}{one.line.version}" for one in rows],
        offers=made,
        step=steps.pop() if len(steps) == 1 else "",
        form_key=secrets.token_urlsafe(12),
    )


def _actors(session: Session, officer: Officer, request: Request) -> list[Actor]:
    return [officer.actor, *stand_ins(session, officer, at_of(request))]


def _said(typed: Typed, word: str, entry: Entry, row: Chosen) -> bool:
    return bool(bulk.answer_of(typed, word, row.key).text(entry.name))


def _options(
    request: Request, session: Session, officer: Officer, rows: Sequence[Chosen], word: str
) -> dict[str, Options]:
    """What may be chosen for every row: the options all of them share."""
    app, at, _ = app_of(request), at_of(request), says(request)
    choices = [entry.name for entry in ORDERS[word].entries if entry.kind == "choice"]
    shared: dict[str, Options] = {}
    scope = people.scope_of(session, officer.actor)
    for row in rows if choices else ():
        found = seen(app, session, scope, row.key)
        posted = letters.of_dossier(session, scope, row.line.id)
        made = shown.prepared(session, found, word, at, _, letters=posted).options
        shared = {
            name: [one for one in options if name not in shared or one in shared[name]]
            for name, options in made.items()
        }
    return shared


def _back(typed: Typed) -> str:
    """Where the ticked rows were; only a page of ours."""
    path = typed.text("ve")
    return path if path.startswith(("/viec-cua-toi", "/giam-sat", "/ho-so")) and "//" not in path else "/viec-cua-toi"
