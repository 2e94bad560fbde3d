"""Theo danh sách lớp: a class handed in together, checked row by row, registered row by row, printed as one list."""

import secrets
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.commands import Paper, Party, Registration
from tthc_engine.domain.errors import NotInForce, Refusal, UnknownDossier, UnknownProcedure
from tthc_engine.domain.procedure import Channel, Procedure, Role
from tthc_engine.store import offices, people
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms import class_list, intake
from tthc_engine.web.forms.class_list import LARGEST_FILE, MOST_ROWS, Row, UnreadableList
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.pages.desk import case_label
from tthc_engine.web.pages.seen import declared_names
from tthc_engine.web.routes.desk import as_in_force, search
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import lists

router = APIRouter()
AtDesk = Annotated[Officer, Depends(needs(Role.DESK, Role.ONESTOP_HEAD))]


@dataclass(slots=True)
class ListScreen:
    request: Request
    officer: Officer
    typed: Typed
    procedure: Procedure | None
    rows: tuple[Row, ...] = ()
    refused: str = ""
    status: int = 200

    @property
    def wrong(self) -> int:
        return sum(bool(one.errors) for one in self.rows)


@router.get("/tiep-nhan/danh-sach")
def form(request: Request, officer: AtDesk) -> Response:
    """`?thu-tuc=` chooses the procedure; below the form, the lists received so far."""
    typed = blank(says(request), procedure=request.query_params.get("thu-tuc", ""))
    return _answer(ListScreen(request, officer, typed, _procedure(request, typed)))


@router.post("/tiep-nhan/danh-sach")
def act(request: Request, officer: AtDesk, typed: Posted) -> Response:
    """Check the rows, or register every one: a list with a wrong row registers nothing until the row is mended."""
    screen = ListScreen(request, officer, typed, _procedure(request, typed))
    _take_workbook(screen)
    _read_rows(screen)
    if screen.wrong:
        screen.refused = typed.says("class_list.rows_wrong", n=screen.wrong)
    if typed.text("action") != "accept" or screen.procedure is None:
        screen.status = 422 if typed.errors else 200
        return _answer(screen)
    title = typed.required("title", typed.says("class_list.name"))
    received_at = typed.instant("received_at")
    if not screen.rows:
        typed.wrong("rows", typed.says("class_list.empty"))
    if typed.errors or screen.refused:
        screen.status = 422
        return _answer(screen)
    try:
        made = lists.receive(
            app_of(request),
            officer.actor,
            _common(screen, screen.procedure),
            [one.named for one in screen.rows],
            title=title,
            at=at_of(request),
            received_at=received_at,
            key=typed.key or "",
        )
    except Refusal as refusal:
        screen.refused = wording.refusal(typed.says, refusal, names=declared_names(screen.procedure))
        screen.status = status_of(refusal)
        return _answer(screen)
    refused = {
        row.number: wording.refusal(typed.says, outcome.refused)
        for row, outcome in zip(screen.rows, made.outcomes, strict=True)
        if outcome.refused is not None
    }
    if refused:
        screen.rows = tuple(
            replace(one, errors=(refused[one.number],)) if one.number in refused else one for one in screen.rows
        )
        done = len(screen.rows) - len(refused)
        screen.refused = typed.says("class_list.some_refused", n=len(refused), done=done, list=made.key)
        screen.status = 409
        return _answer(screen)
    return go(f"/tiep-nhan/danh-sach/{made.key}")


@router.get("/tiep-nhan/danh-sach/{key}")
def printed(request: Request, officer: AtDesk, key: str) -> Response:
    """The list with its dossiers' codes and dates, to be printed once for the whole class."""
    app = app_of(request)
    with app.read() as session:
        found = lists.members(session, people.scope_of(session, officer.actor), key)
    if not found:
        raise UnknownDossier
    return page(request, "class_list_done.html", lines=found, key=key, title=found[0].list_name)


def _common(screen: ListScreen, procedure: Procedure) -> Registration:
    """What all rows share: procedure, case, channel, and every paper the list requires as handed in."""
    typed = screen.typed
    case = intake.case_of(typed, procedure)
    unit = screen.officer.actor.unit
    competent = typed.text("competent_unit")
    return Registration(
        procedure=procedure.slug,
        case=case or None,
        channel=intake.channel_of(typed, procedure),
        owner=Party(name=screen.typed.text("title")),
        papers=tuple(
            Paper(component=one.key, form=one.forms[0], copies=intake.copies_of(typed, one))
            for one in intake.asked_of(procedure, case)
            if typed.chosen(f"has.{one.key}")
        ),
        content=typed.text("content"),
        receive_result=Channel.DIRECT,
        competent_unit=competent if competent and competent != unit else None,
    )


def _take_workbook(screen: ListScreen) -> None:
    """The workbook's cells become the text of the form, where they can be corrected."""
    typed = screen.typed
    files = typed.files.get("file", [])
    if not files:
        return
    try:
        cells = class_list.workbook(files[0].file.read(LARGEST_FILE + 1))
    except UnreadableList as error:
        typed.wrong("file", typed.says(error.key))
        return
    screen.typed = Typed(typed.says, {**typed.values, "rows": class_list.as_text(cells)}, typed.many, typed.errors)


def _read_rows(screen: ListScreen) -> None:
    typed = screen.typed
    text = typed.values.get("rows", "")
    cells = class_list.pasted(text) if text.strip() else []
    rows = class_list.read(cells, typed.says, today=today_of(screen.request))
    if len(rows) > MOST_ROWS:
        typed.wrong("rows", typed.says("class_list.too_many", n=MOST_ROWS, rows=len(rows)))
    screen.rows = tuple(rows[:MOST_ROWS])


def _answer(screen: ListScreen) -> Response:
    request, typed, procedure = screen.request, screen.typed, screen.procedure
    app, _ = app_of(request), says(request)
    with app.read() as session:
        before = lists.overview(session, people.scope_of(session, screen.officer.actor), limit=12)
        own = screen.officer.actor.unit
        others = [one.unit for one in offices.offices(session) if one.unit.id != own and one.unit.valid_until is None]
    units = [(own, _("desk.own_unit", unit=screen.officer.unit_name)), *((one.id, one.name) for one in others)]
    channel = intake.channel_of(typed, procedure) if procedure else None
    case = intake.case_of(typed, procedure) if procedure else ""
    return page(
        request,
        "class_list.html",
        status=screen.status,
        typed=typed,
        refused=screen.refused,
        procedure=procedure,
        # What has to be mended stands first: a row out of 180 is not looked for.
        rows=sorted(screen.rows, key=lambda one: not one.errors),
        wrong=screen.wrong,
        before=before,
        units=units,
        form_key=typed.key or secrets.token_urlsafe(12),
        procedures=[(one.code, f"{one.code} · {one.name}") for one in search(request, screen.officer, "")],
        cases=[(one.key, case_label(_, procedure, one.key, channel), "", "") for one in procedure.cases]
        if procedure and channel
        else [],
        chosen_case=case,
        components=[one for one in intake.asked_of(procedure, case) if not one.from_database] if procedure else [],
        ticked=lambda one: typed.chosen(f"has.{one.key}") if typed.text("action") else one.required,
    )


def _procedure(request: Request, typed: Typed) -> Procedure | None:
    code = typed.text("procedure")
    if not code:
        return None
    try:
        received = Typed(typed.says, typed.values).instant("received_at")
        return as_in_force(request, code, wording.local(received).date() if received else today_of(request))
    except (UnknownProcedure, NotInForce) as refusal:
        typed.wrong("procedure", wording.refusal(typed.says, refusal))
        return None
