"""Hồ sơ: the list, one dossier, why its date is that date, and the receipt after acceptance."""

import io
import secrets
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.responses import Response

from tthc_engine.domain import timing
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.parting import part_due
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.promise import cut_derivation, cut_words, derivation
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.rulebook import acting_inside
from tthc_engine.store import alerts, dossiers, letters, notes, people, presence, result_papers
from tthc_engine.web.access import Officer, any_officer, needs
from tthc_engine.web.forms.typed import blank
from tthc_engine.web.officers import stand_ins
from tthc_engine.web.pages import dossier as shown
from tthc_engine.web.pages.clock_picture import draw, key_of
from tthc_engine.web.pages.history import entries
from tthc_engine.web.pages.lists import list_rows
from tthc_engine.web.pages.marks import standing_mark, step_mark
from tthc_engine.web.pages.person import doubts_of
from tthc_engine.web.pages.seen import seen
from tthc_engine.web.pages.story import counted, story_of
from tthc_engine.web.pages.why import why
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of

router = APIRouter()
AnyOfficer = Annotated[Officer, Depends(any_officer())]
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]
SHOWN = ("open", "closed", "all")


@router.get("/ho-so")
def listing(
    request: Request, officer: AnyOfficer, q: str = "", xem: str = "open", trang: int = 1, sau: str = ""
) -> Response:
    """Search and list; a search that finds exactly one dossier by its code opens it.

    `sau` says behind which dossier the page begins, so that the thousandth page costs what the first does.
    """
    shown_as = xem if xem in SHOWN else "open"
    words = q.strip()[:200]
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        exact = dossiers.by_reference(session, scope, words) if words else None
        if exact is not None:
            return go(f"/ho-so/{exact.reference}")
        only = None if shown_as == "all" or (words and "xem" not in request.query_params) else shown_as == "open"
        chosen = dossiers.Filter(words=words, open_only=only)
        found = dossiers.listing(session, scope, chosen, page=max(trang, 1), after=sau)
        rows = list_rows(app_of(request), session, found.lines, at_of(request), says(request))
    return page(
        request,
        "dossiers.html",
        typed=blank(says(request), q=words),
        found=found,
        rows=rows,
        shown_as=shown_as if not words or "xem" in request.query_params else "all",
    )


@router.get("/ho-so/{key}")
def one(request: Request, officer: AnyOfficer, key: str) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = seen(app, session, scope, key)
        posted = letters.of_dossier(session, scope, found.line.id)
        actors = [officer.actor, *stand_ins(session, officer, at)]
        actors = [acting_inside(session, actor, found.dossier) for actor in actors]
        told = bool(alerts.unread(session, scope, officer.actor, dossier=found.line.id))
        written = notes.of_dossier(session, found.line.id)
        authors = people.names(session, {one.by for one in written})
        results = result_papers.of_dossier(session, found.line.id)
    with app.transaction() as session:
        presence.here(session, found.line.id, officer.person, at=at)
        others = presence.others(session, found.line.id, officer.person, at=at)
        if told:
            alerts.mark_read(session, officer.actor, found.line.id, at=at)
    story = story_of(found.dossier, found.rules, at, _)
    return page(
        request,
        "dossier.html",
        found=found,
        line=found.line,
        dossier=found.dossier,
        mark=standing_mark(found.line, at, _, calendar=found.rules.calendar),
        late_step=step_mark(found.line, at, _),
        picture=draw(story, _) if story else None,
        legend=key_of(story) if story else (),
        counted=counted(found.dossier, found.rules, at),
        due=timing.due_at(found.dossier, found.rules),
        step_due=timing.step_due(found.dossier, found.rules),
        steps=shown.step_rows(found, at, _),
        bodies=[(one, part_due(one, found.dossier, found.rules)) for one in found.dossier.parts],
        papers=shown.paper_lines(found, _),
        history=entries(found.events, found.rules, found.person_names, _, today=today_of(request)),
        letters=shown.letter_rows(posted, _),
        owed=shown.owed_rows(found, at, _),
        acts=shown.acts(found, actors, at, _, letters=posted),
        question=shown.question(found),
        apology=found.dossier.owed(ObligationKind.APOLOGY),
        notes=[(one, authors[one.by].name if one.by in authors else one.by) for one in written],
        others=others,
        results=results,
        form_key=secrets.token_urlsafe(12),
    )


@router.get("/ho-so/{key}/vi-sao")
def derived(request: Request, officer: AnyOfficer, key: str) -> Response:
    """Vì sao hạn là ngày này? On screen and on paper."""
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        found = seen(app, session, people.scope_of(session, officer.actor), key)
    reasons = derivation(found.dossier, found.rules) if found.dossier.accepted else None
    shorter = cut_derivation(found.dossier, found.rules) if found.dossier.accepted else None
    story = story_of(found.dossier, found.rules, at, _, with_steps=False)
    return page(
        request,
        "why.html",
        cut=why(shorter, _) if shorter else None,
        cut_words=cut_words(found.dossier, found.rules),
        found=found,
        line=found.line,
        dossier=found.dossier,
        due=timing.due_at(found.dossier, found.rules),
        reasons=reasons,
        why=why(reasons, _) if reasons else None,
        picture=draw(story, _) if story else None,
        legend=key_of(story) if story else (),
    )


@router.get("/ho-so/{key}/giay-tiep-nhan")
def receipt(request: Request, officer: AtDesk, key: str) -> Response:
    """After acceptance: print the receipt, tell the secret, take the next one."""
    app, at = app_of(request), at_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = seen(app, session, scope, key)
        given = [one for one in letters.of_dossier(session, scope, found.line.id) if one.kind == LetterKind.RECEIPT]
    personal = found.dossier.personal
    return page(
        request,
        "receipt.html",
        found=found,
        line=found.line,
        dossier=found.dossier,
        letter=given[-1].letter if given else None,
        secret=personal.secret if personal else "",
        doubts=doubts_of(says(request), personal),
        mark=standing_mark(found.line, at, says(request)),
        qr=qr(f"{app.settings.address}/tra-cuu?ma={found.line.reference}"),
        address=f"{app.settings.address}/tra-cuu",
    )


def qr(text: str) -> Markup:
    """A QR code as SVG, black on white in every theme."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=False, border=1, svgclass="qr", omitsize=True
    )
    # segno writes only shapes; the text is encoded, never printed.
    return Markup(out.getvalue().decode())
