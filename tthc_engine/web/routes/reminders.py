"""Đôn đốc: a letter to a unit about what it has late, from the list to the Word file."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, people, reminders
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import Person, Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import messages
from tthc_engine.web.pages.board import own_calendar
from tthc_engine.web.pages.lists import list_rows
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import reminding
from tthc_engine.work.reminding import Debtor, NothingToRemind, Wording

router = APIRouter()
Reminds = Annotated[Officer, Depends(needs(Role.SUPERVISOR, Role.DIRECTOR))]
HERE = "/giam-sat/don-doc"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get(HERE)
def choose(request: Request, officer: Reminds, don_vi: str = "") -> Response:
    return _page(request, officer, don_vi, blank(says(request)))


@router.post(HERE)
def write(request: Request, officer: Reminds, typed: Posted) -> Response:
    """Write the letter about the ticked dossiers and keep it."""
    app, at, _ = app_of(request), at_of(request), says(request)
    answer_by, wanted = typed.required("answer_by", _("remind.answer_by")), typed.text("don_vi")
    chosen = typed.all_of("chon")
    if not chosen:
        typed.wrong("chon", _("remind.nothing_chosen"))
    if typed.errors:
        return _page(request, officer, wanted, typed, status=422)
    with app.transaction() as session:
        scope = people.scope_of(session, officer.actor)
        found = next((one for one in reminding.debtors(session, scope, at) if one.unit == wanted), None)
        signers = _signers(session, officer, at)
        signer = next((one for one in signers if one.id == typed.text("signer")), signers[0])
        if found is None:
            raise HTTPException(404)
        try:
            key = reminding.write(
                app,
                session,
                found,
                chosen,
                unit=officer.actor.unit,
                by=officer.person,
                signer=signer,
                answer_by=answer_by,
                request=typed.text("request"),
                words=_words(request, session, found),
                key=typed.key or secrets.token_urlsafe(12),
                at=at,
            )
        except NothingToRemind:
            raise HTTPException(404) from None
    return go(f"{HERE}?da=reminder_written&don_vi={wanted}&moi={key}")


@router.get(HERE + "/{key}.docx")
def file(request: Request, officer: Reminds, key: str) -> Response:
    with app_of(request).read() as session:
        kept = reminders.file(session, people.scope_of(session, officer.actor), key)
    if kept is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="don-doc-{key[:8]}.docx"', "Cache-Control": "no-store"}
    return Response(kept, media_type=DOCX, headers=headers)


def _page(request: Request, officer: Officer, wanted: str, typed: Typed, *, status: int = 200) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope: Scope = people.scope_of(session, officer.actor)
        found = reminding.debtors(session, scope, at)
        one = next((one for one in found if one.unit == wanted), found[0] if found else None)
        rows = list_rows(app, session, one.late, at, _) if one else []
        written = reminders.latest(session, scope)
        authors = people.names(session, {line.by for line in written})
        units = {unit.id: unit.name for unit in offices.units(session)}
        signers = _signers(session, officer, at)
        until = reminding.report_by(own_calendar(app, session, officer), at)
    if not typed.values:
        suggested = wording.at_on(_, until) if until else ""
        typed = blank(_, answer_by=suggested, signer=signers[0].id)
    return page(
        request,
        "remind.html",
        status=status,
        debtors=found,
        debtor=one,
        rows=rows,
        ticked=typed.all_of("chon") or [row.key for row in rows],
        typed=typed,
        signers=[(one.id, f"{one.name}, {one.title}" if one.title else one.name) for one in signers],
        written=[(line, units.get(line.to_unit, line.to_unit), authors.get(line.by)) for line in written],
        form_key=secrets.token_urlsafe(12),
    )


def _signers(session: Session, officer: Officer, at: datetime) -> list[Person]:
    """Who may sign such a letter: directors and approvers of the unit, and whoever writes it."""
    found: dict[str, Person] = {}
    for role in (Role.DIRECTOR, Role.APPROVER):
        for one in people.holders(session, officer.actor.unit, role, at):
            found.setdefault(one.id, one)
    found.setdefault(officer.person, Person(id=officer.person, name=officer.name, title=officer.title))
    return list(found.values())


def _words(request: Request, session: Session, debtor: Debtor) -> Wording:
    """A letter is Vietnamese, in whichever language its writer reads the screen."""
    vietnamese = messages("vi")
    rows = {row.line.id: row for row in list_rows(app_of(request), session, debtor.late, at_of(request), vietnamese)}

    def how_late(line: DossierLine) -> str:
        row = rows[line.id]
        return row.remaining if row.edge == "e-late" else "–"

    def holder(line: DossierLine) -> str:
        return " · ".join(filter(None, (line.step_name, rows[line.id].holder)))

    def owed(kinds: Sequence[str]) -> str:
        return ", ".join(vietnamese(f"obligation.{kind}").lower() for kind in dict.fromkeys(kinds))

    return Wording(instant=wording.instant, how_late=how_late, holder=holder, owed=owed)
