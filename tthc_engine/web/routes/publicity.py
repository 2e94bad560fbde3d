"""Sổ niêm yết, công khai: which procedures hang where since when; missing and stale ones first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.bootstrap import App
from tthc_engine.domain.procedure import Procedure
from tthc_engine.reports import publicity
from tthc_engine.reports.publicity import MEDIA, Posting, Standing
from tthc_engine.store import retirements
from tthc_engine.store.sql import Session
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.published import published
from tthc_engine.web.rights import FEEDBACK, FEEDBACK_CLERKS
from tthc_engine.web.routes.survey_results import share
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*FEEDBACK))]
Writer = Annotated[Officer, Depends(needs(*FEEDBACK_CLERKS))]
UNPROCESSABLE = 422


@router.get("/niem-yet")
def ledger(request: Request, officer: Reader) -> Response:
    return _ledger(request, officer, blank(says(request)))


@router.post("/niem-yet")
def enter(request: Request, officer: Writer, typed: Posted) -> Response:
    """One posting: of the version in force today, at a place, since a day that is not to come, with its evidence."""
    app, _, today = app_of(request), says(request), today_of(request)
    with app.read() as session:
        versions = {one.code: one.in_force_from for one in published(app, session, today)}
    typed.required("ma", _("desk.procedure"))
    typed.offered("ma", versions)
    typed.offered("hinh_thuc", MEDIA)
    place = typed.required("noi", _("publicity.place"))
    evidence = typed.required("can_cu", _("publicity.evidence"))
    typed.required("ngay", _("publicity.on"))
    on = _posted_on(typed, today)
    if typed.errors or on is None:
        return _ledger(request, officer, typed, status=UNPROCESSABLE)
    one = Posting(
        code=typed.text("ma"),
        version=versions[typed.text("ma")],
        medium=typed.text("hinh_thuc") or MEDIA[0],
        place=place,
        posted_on=on,
        evidence=evidence,
        by=officer.person,
    )
    with app.transaction() as session:
        publicity.post(session, officer.actor.unit, one, at=at_of(request))
    return go("/niem-yet?da=publicity")


@router.post("/niem-yet/go")
def take_down(request: Request, officer: Writer, typed: Posted) -> Response:
    """A sheet that hangs was taken down today: of a procedure that ended, or of an old version."""
    app, at, unit = app_of(request), at_of(request), officer.actor.unit
    with app.transaction() as session:
        hangs = publicity.hanging(session, unit, then=at).get(typed.text("ma"), ())
        place = typed.text("hinh_thuc"), typed.text("noi")
        found = next((one for one in hangs if (one.medium, one.place) == place), None)
        if found is not None:
            # Whoever takes down twice, or after somebody else, finds it taken down.
            evidence = typed.text("can_cu") or says(request)("publicity.taken_down")
            gone = replace(found, posted_on=today_of(request), evidence=evidence, by=officer.person, taken_down=True)
            publicity.post(session, unit, gone, at=at)
    return go("/niem-yet?da=publicity_down")


def _ended(app: App, session: Session, unit: str, offered: Sequence[Procedure], at: datetime) -> list[Procedure]:
    """What hangs here and is received no more, as it last was."""
    codes = set(publicity.hanging(session, unit, then=at)) - {one.code for one in offered}
    known = [*app.catalogue.procedures, *app.engine.rulebook.declarations.published(session)]
    last = {one.code: one for one in sorted(known, key=lambda one: one.in_force_from) if one.code in codes}
    return list(last.values())


def _posted_on(typed: Typed, today: date) -> date | None:
    on = typed.day("ngay")
    if on is not None and on > today:
        typed.wrong("ngay", typed.says("publicity.to_come"))
    return on


def _ledger(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        procedures = published(app, session, today_of(request))
        gone = _ended(app, session, officer.actor.unit, procedures, at_of(request))
        acts = {one.code: retirements.covering(session, one.code, today_of(request)) for one in gone}
        found = publicity.ledger(session, officer.actor.unit, procedures, then=at_of(request), ended=gone)
    good, every = sum(one.standing is Standing.POSTED for one in found), len(procedures)
    return page(
        request,
        "publicity.html",
        status=status,
        typed=typed,
        found=found,
        share=share(_, good / every if every else None),
        good=good,
        every=every,
        acts=acts,
        options=[
            ("", _("order.choose")),
            *((one.procedure.code, one.procedure.name) for one in found if not one.ended),
        ],
        media=[(one, _(f"publicity.medium_{one}")) for one in MEDIA],
        may_enter=officer.has(*FEEDBACK_CLERKS),
    )
