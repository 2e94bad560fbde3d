"""Báo cáo: every report by its key on screen and as file, the dossiers behind a figure, closing a period, entries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.catalogue.feedback import survey
from tthc_engine.documents import tables as documents
from tthc_engine.domain.numerals import read_whole
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import closing, forms, indicators, made, official, opened, table_sheet
from tthc_engine.reports.daily import CHANNELS
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import RowsBy
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.periods import Period
from tthc_engine.reports.table import FIGURES, Kind, Table, Value, said, words_of
from tthc_engine.store import people
from tthc_engine.store import sending as sent
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.rights import CLOSERS, ENTERERS, FEEDBACK
from tthc_engine.web.routes.preparing import address
from tthc_engine.web.routes.reports import Chosen, chosen_of, filters
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import preparing, sending

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*(OFFICERS - {Role.HANDLER})))]
Closer = Annotated[Officer, Depends(needs(*CLOSERS))]
Enterer = Annotated[Officer, Depends(needs(*ENTERERS))]
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
NOT_FOUND, UNREADABLE = 404, 422
MANY = 500
"""Lines on one page; files hold them all."""
PAGE = 50
"""Lines on one page of what stands behind a figure."""


@router.get("/bao-cao/bieu/{key}")
def report(request: Request, officer: Reader, key: str) -> Response:
    """One report on screen."""
    return _report(request, officer, key)


@router.get("/bao-cao/bieu/{key}/ho-so")
def behind(request: Request, officer: Reader, key: str, dong: str = "", cot: str = "", trang: int = 1) -> Response:
    """What stands behind one figure: `dong` its line (empty: all), `cot` its column."""
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer)
        try:
            table = opened.opened(app.engine, session, _wanted(request, key, chosen), line=dong, column=cot)
        except made.NoSuchReport as error:
            raise HTTPException(NOT_FOUND) from error
    _ = says(request)
    return page(
        request,
        "reports/listed.html",
        name=_(f"report_name.{key}"),
        back=f"/bao-cao/bieu/{key}?{chosen.query()}",
        unit_name=chosen.unit.name,
        of_column=table.title.removeprefix(made.NAMES[key]).removeprefix(": "),
        line=dong if key == made.II06A or key in forms.CROSSINGS else "",
        reads_reflections=officer.has(*FEEDBACK),
        **paged(
            in_language(table, _, title=_(f"report_name.{key}"), period=chosen.period),
            _,
            number=trang,
            query=lambda number: chosen.query(dong=dong, cot=cot, trang=number),
        ),
    )


@router.get("/bao-cao/bieu/{key}/tep.{ending}")
def file(request: Request, officer: Reader, key: str, ending: str) -> Response:
    """The report as XLSX, DOCX, PDF or CSV."""
    if ending not in TYPES:
        raise HTTPException(NOT_FOUND)
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer)
        table = _made(request, session, _wanted(request, key, chosen))
    mark = says(request)("app.demo") if app.settings.demo else ""
    name = official.file_name(key, chosen.unit.id, chosen.period, ending)
    if ending in ("pdf", "docx") and len(table.lines) > preparing.LONG:
        make = partial(written, table, ending, mark=mark)
        return go(address(preparing.begin(app, name, make, by=officer.person)))
    body = written(table, ending, mark=mark)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=TYPES[ending], headers=headers)


@router.get("/bao-cao/bieu/{key}/ban-chot/{number}.{ending}")
def frozen_file(request: Request, officer: Reader, key: str, number: int, ending: str) -> Response:
    """A closed copy as PDF or DOCX, from its frozen words: as it was sent up, whatever the software says today."""
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer)
        kept = closing.closed(session, chosen.unit.id, key, chosen.period.written)
    found = next((one for one in kept if one.number == number), None)
    if found is None or ending not in ("pdf", "docx"):
        raise HTTPException(NOT_FOUND)
    body = sending.frozen_bytes(found, ending)
    name = official.file_name(f"{key}-{number}", chosen.unit.id, chosen.period, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=TYPES[ending], headers=headers)


@router.post("/bao-cao/bieu/{key}/chot")
def close(request: Request, officer: Closer, key: str, typed: Posted) -> Response:
    """Freeze the report of a period that is over; a second time it is a correction with its reason."""
    app = app_of(request)
    try:
        with app.transaction() as session:
            chosen = chosen_of(request, session, officer)
            wanted = _wanted(request, key, chosen)
            table = _made(request, session, wanted)
            closing.close(session, wanted, table, by=officer.person, reason=typed.text("ly_do"))
    except closing.ClosingRefused as refused:
        return _report(request, officer, key, wrong=says(request)(refused.key), typed=typed)
    return go(f"/bao-cao/bieu/{key}?{chosen.query()}")


@router.post("/bao-cao/bieu/{key}/so-lieu")
def enter(request: Request, officer: Enterer, key: str, typed: Posted) -> Response:
    """A figure that lies outside dossiers, with its source."""
    app, _ = app_of(request), says(request)
    numbers = [_whole(typed, name, _) for name in ("dat", "tong")]
    typed.required("nguon", _("report.entry_source_field"))
    part, whole = numbers
    if typed.errors or part is None or whole is None:
        return _report(request, officer, key, typed=typed, wrong=" ".join(typed.errors.values()))
    try:
        with app.transaction() as session:
            chosen = chosen_of(request, session, officer)
            entry = indicators.Entry(
                indicator=typed.text("chi_so"),
                part=part,
                whole=whole,
                source=typed.text("nguon"),
                at=at_of(request),
                by=officer.person,
            )
            indicators.enter(session, chosen.unit.id, chosen.period.written, entry)
    except indicators.EntryRefused as refused:
        return _report(request, officer, key, wrong=_(refused.key), typed=typed)
    return go(f"/bao-cao/bieu/{key}?{chosen.query()}")


def written(table: Table, ending: str, *, mark: str) -> bytes:
    """The report's bytes in one of `TYPES`."""
    if ending in ("xlsx", "csv"):
        out = BytesIO()
        writers: dict[str, Callable[[Table, BytesIO], None]] = {
            "xlsx": partial(table_sheet.xlsx, mark=mark),
            "csv": table_sheet.comma_separated,
        }
        writers[ending](table, out)
        return out.getvalue()
    write = documents.pdf if ending == "pdf" else documents.word
    return write(said(table, mark=mark), dated=table.known_at)


def _report(request: Request, officer: Officer, key: str, *, wrong: str = "", typed: Typed | None = None) -> Response:
    app = app_of(request)
    with app.read() as session:
        chosen = chosen_of(request, session, officer)
        wanted = _wanted(request, key, chosen)
        table = _made(request, session, wanted)
        frozen = closing.closed(session, chosen.unit.id, key, chosen.period.written)
        changed = _changed(request, session, frozen[-1], wanted) if frozen else []
        people_names = people.names(session, {one.closed_by for one in frozen})
        sendings = sent.of_closed(session, chosen.unit.id, key, chosen.period.written) if frozen else []
    entered = {name: words for name, words in indicators.enterable().items() if name.startswith(_entries_of(key))}
    return page(
        request,
        "reports/table.html",
        status=UNREADABLE if wrong or chosen.wrong else 200,
        **filters(request, chosen),
        **shown(table),
        key=key,
        name=says(request)(f"report_name.{key}"),
        names={one: says(request)(f"report_name.{one}") for one in made.NAMES},
        wrong=wrong or chosen.wrong,
        typed=typed or blank(says(request)),
        frozen=frozen,
        closers={one: known.name for one, known in people_names.items()},
        changed=changed[:MANY],
        sendings=sendings,
        over=wanted.at >= chosen.period.until,
        may_close=officer.has(*CLOSERS),
        may_enter=officer.has(*ENTERERS) and key in made.ENTERED,
        enterable=entered,
    )


def _changed(request: Request, session: Session, frozen: closing.Closed, wanted: Wanted) -> list[str]:
    """What the report says today otherwise than its closed copy, with the same lines and basis."""
    same = replace(wanted, rows_by=RowsBy(frozen.said["rows_by"]), basis=LateBasis(frozen.said["basis"]))
    return closing.differences(frozen, same, _made(request, session, same))


def _entries_of(key: str) -> str:
    return "766." if key == "service_index" else "tt01."


def shown(table: Table, _: Messages | None = None) -> dict[str, Any]:
    """What a template needs; its figures as the form prints them, or in the language of `_`."""
    return {
        "table": table,
        "words_of": words_of if _ is None else partial(wording.figure, _),
        "figures": FIGURES,
        "kind": Kind,
        "lines": table.lines[:MANY],
        "more": max(0, len(table.lines) - MANY),
        "known": official.known_words(table.known_at),
    }


def paged(table: Table, _: Messages, *, number: int, query: Callable[[int], str]) -> dict[str, Any]:
    """One page of a list; `query` gives the address of another."""
    last = max(1, -(-len(table.lines) // PAGE))
    number = min(max(number, 1), last)
    return {
        **shown(table, _),
        "lines": table.lines[(number - 1) * PAGE : number * PAGE],
        "more": 0,
        "number": number,
        "before": query(number - 1) if number > 1 else "",
        "after": query(number + 1) if number < last else "",
    }


def in_language(table: Table, _: Messages, *, title: str, period: Period) -> Table:
    """A list is no form: its headings, and what it says by a word of ours, stand in the language of the page."""
    told = [_said_as(one.key, _) for one in table.columns]
    lines = tuple(
        replace(line, values=tuple(say(value) for say, value in zip(told, line.values, strict=True)))
        for line in table.lines
    )
    questions = {f"{opened.ANSWER}{one.key}": one.words(_.language) for one in survey().questions}
    columns = tuple(
        replace(one, words=questions.get(one.key) or _(f"report_column.{one.key}")) for one in table.columns
    )
    words = wording.period_words(_, period)
    return replace(table, title=title, period_words=words, columns=columns, lines=lines)


def _said_as(column: str, _: Messages) -> Callable[[Value], Value]:
    """How a value of that column is said on a page."""
    if column == "channel":
        ways = {words: _(f"channel.{channel.value}") for channel, words in CHANNELS.items()}
        return lambda value: ways[str(value)]
    begins = opened.KEYS["verdict"] if column.startswith(opened.ANSWER) else opened.KEYS.get(column)
    return lambda value: value if begins is None or value is None else _(f"{begins}{value}")


def _made(request: Request, session: Session, wanted: Wanted) -> Table:
    try:
        return made.make(app_of(request).engine, session, wanted)
    except made.NoSuchReport as error:
        raise HTTPException(NOT_FOUND) from error


def _wanted(request: Request, key: str, chosen: Chosen) -> Wanted:
    if key not in made.NAMES:
        raise HTTPException(NOT_FOUND)
    at: datetime = at_of(request)
    return Wanted(key=key, unit=chosen.unit.id, period=chosen.period, at=at, rows_by=chosen.rows_by, basis=chosen.basis)


def _whole(typed: Typed, name: str, _: Callable[..., str]) -> int | None:
    found = read_whole(typed.text(name))
    if found is None:
        typed.wrong(name, _("report.entry_number"))
    return found
